"""Every word that people read is in domain.yml, data/ or a template, never in the code."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, calls, code, files_named, name_of, syntax, text_of

# Common in any Indonesian sentence, and no English words (so without "di", "dan" or "ada").
_COMMON = """
yang untuk dengan tidak dari ini itu adalah atau akan sudah belum bisa dapat harus silakan
mohon maaf kami kita saya anda bapak ibu buka tutup jam hari besok layanan loket kantor
petugas pesan jawaban pertanyaan terima kasih coba lagi nanti bila jika pada oleh kepada
warga syarat biaya berkas daring datang halaman tulis kirim pilih gagal berhenti jalankan
isi alamat percakapan tentang karena sedang telah paling banyak terlalu panjang
"""
_INDONESIAN = frozenset(_COMMON.split())
_PHRASE = re.compile(r"[^\W\d_]+(?:[ ,\n]+[^\W\d_]+)+")
# A comment may quote what a citizen says, or give the Indonesian name of a thing.
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`|\([^()\n]*\)")
_SCRIPT_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")


@pytest.mark.parametrize("path", code(), ids=name_of)
class TestCode:
    def test_holds_no_sentence_for_people(self, path: Path) -> None:
        assert [text for text in _strings(syntax(path)) if _is_indonesian(text)] == []

    def test_is_explained_in_english(self, path: Path) -> None:
        remarks = [*_comments(text_of(path)), *_docstrings(syntax(path))]

        assert [text for text in remarks if _is_indonesian(_QUOTED.sub("", text))] == []


@pytest.mark.parametrize("path", files_named(".js"), ids=name_of)
def test_scripts_take_their_words_from_the_page(path: Path) -> None:
    assert [text for text in _SCRIPT_STRING.findall(text_of(path)) if _is_indonesian(text)] == []


@pytest.mark.parametrize("path", code(), ids=name_of)
def test_the_demo_government_is_named_in_its_data_only(path: Path) -> None:
    assert "Sukamaju" not in text_of(path)


@pytest.mark.parametrize(
    "path",
    [ROOT / "domain.yml", *files_named(".txt", ".toml", ".html", ".yml", below="bot/templates")],
    ids=name_of,
)
def test_words_of_every_government_name_none(path: Path) -> None:
    assert "Sukamaju" not in text_of(path)


@pytest.mark.parametrize(
    "sentence",
    [
        'reply = "Maaf, kantor tutup ya"',
        'reply = f"Kantor buka sampai jam {hour}"',
        'reply = ("Silakan "\n    "coba lagi")',
        'def f(x="Mohon tunggu, terima kasih"): ...',
    ],
)
def test_a_sentence_in_code_is_found(sentence: str) -> None:
    assert any(_is_indonesian(text) for text in _strings(ast.parse(sentence)))


@pytest.mark.parametrize(
    "innocent",
    [
        'words = {"yang", "untuk", "dengan"}',
        'pattern = r"(?:besok|hari|jam)"',
        'units = "hari jam minggu".split()',
        'at = f"{opens} until {closes}"',
    ],
)
def test_words_that_are_no_sentence_are_left_alone(innocent: str) -> None:
    assert not any(_is_indonesian(text) for text in _strings(ast.parse(innocent)))


def _is_indonesian(text: str) -> bool:
    """Return whether two common words stand in one run of words."""
    return any(
        sum(word in _INDONESIAN for word in phrase.lower().replace(",", " ").split()) > 1
        for phrase in _PHRASE.findall(text)
    )


def _strings(tree: ast.Module) -> Iterator[str]:
    """Yield strings that are no docstrings; an f-string whole, with "x" for its values."""
    skipped = {id(node) for node in (*_docstring_nodes(tree), *_word_lists(tree))}
    parts = {id(p) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for p in f.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in skipped | parts:
            yield node.value if isinstance(node.value, str) else ""


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in _docstring_nodes(tree):
        yield str(node.value)


def _docstring_nodes(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        match node:
            case (
                ast.Module(body=[ast.Expr(ast.Constant(str()) as docstring), *_])
                | ast.ClassDef(body=[ast.Expr(ast.Constant(str()) as docstring), *_])
                | ast.FunctionDef(body=[ast.Expr(ast.Constant(str()) as docstring), *_])
                | ast.AsyncFunctionDef(body=[ast.Expr(ast.Constant(str()) as docstring), *_])
            ):
                yield docstring


def _word_lists(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield "hari minggu bulan".split(): single words, and no sentence."""
    for call in calls(tree, "split"):
        match call.func:
            case ast.Attribute(value=ast.Constant() as listed) if not call.args:
                yield listed


def _comments(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
