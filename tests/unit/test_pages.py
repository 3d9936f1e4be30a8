"""The chat page as HTML: one heading, labels, nothing inline, and a citizen's text stays text."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product

import pytest

from bot.web.pages import (
    CONTENT_SECURITY_POLICY,
    STATIC,
    ChatChoice,
    ChatMessage,
    ChatPage,
    Problem,
    asset_address,
    linked,
    render_chat,
    render_problem,
)

VOID = {"meta", "link", "input", "img", "br"}
EVIL = "\"><script>alert('x')</script>&amp;"

QUESTION = ChatMessage(6, True, "Saya mau urus KTP", (), "09.11 WIB")
OLD_OFFER = ChatMessage(5, False, "Layanan mana?", (ChatChoice("KTP", "old"),), "09.10 WIB")
OFFER = ChatMessage(
    7, False, "KTP yang mana?", (ChatChoice("Hilang", "t1"), ChatChoice("Baru", "t2")), "09.12 WIB"
)
FIRST_VISIT = ChatPage(
    government="Kabupaten Sukamaju",
    mode_demo=False,
    messages=(),
    engine_ready=True,
    last_id=0,
    desk_clock=None,
    token="csrf-1",
    external_id="id-1",
)
TALK = replace(FIRST_VISIT, messages=(OLD_OFFER, QUESTION, OFFER), last_id=7)
REFUSED = replace(TALK, problem=Problem.TOO_LONG, draft="Panjang sekali")
EVIL_PAGE = replace(
    TALK,
    government=EVIL,
    token=EVIL,
    external_id=EVIL,
    draft=EVIL,
    desk_clock=EVIL,
    mode_demo=True,
    messages=(
        replace(QUESTION, text=EVIL, at=EVIL),
        replace(OFFER, text=EVIL, choices=(ChatChoice(EVIL, EVIL),)),
    ),
)
PAGES = {"first visit": FIRST_VISIT, "talk": TALK, "refused": REFUSED, "evil": EVIL_PAGE}


class Document(HTMLParser):
    """Every element with its attributes, and the text inside each kind of element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        found = [attributes for name, attributes in self.elements if name == tag]
        return [one for one in found if wanted.items() <= one.items()]


@pytest.fixture(params=PAGES.values(), ids=list(PAGES))
def document(request: pytest.FixtureRequest) -> Document:
    return Document(render_chat(request.param))


def test_every_element_is_closed(document: Document) -> None:
    assert document.open == []


def test_the_only_h1_begins_the_title(document: Document) -> None:
    [heading] = document.texts["h1"]
    [title] = document.texts["title"]
    assert heading == "Tanya Loket"
    assert title.startswith(heading)


def test_the_language_is_named(document: Document) -> None:
    assert document.all("html", lang="id")


def test_no_id_is_used_twice(document: Document) -> None:
    ids = Counter(one["id"] for _, one in document.elements if "id" in one)
    assert [name for name, times in ids.items() if times > 1] == []


def test_every_reference_names_an_element(document: Document) -> None:
    ids = {one["id"] for _, one in document.elements if "id" in one}
    named = [one["for"] for one in document.all("label")]
    for attribute in ("aria-describedby", "aria-labelledby"):
        for _, one in document.elements:
            named += one.get(attribute, "").split()
    assert set(named) >= {"text", "hint"}
    assert set(named) <= ids


def test_every_field_has_a_label(document: Document) -> None:
    labelled = {one["for"] for one in document.all("label")}
    fields = document.all("textarea") + [
        one for one in document.all("input") if one["type"] != "hidden"
    ]
    assert fields
    assert {one["id"] for one in fields} <= labelled


def test_nothing_is_inline(document: Document) -> None:
    assert document.all("style") == []
    assert [script for script in document.all("script") if not script.get("src")] == []
    assert "".join(document.texts["script"]) == ""
    attributes = {name for _, one in document.elements for name in one}
    assert [name for name in attributes if name == "style" or name.startswith("on")] == []
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_everything_loaded_comes_from_the_desk(document: Document) -> None:
    loaded = [one[name] for _, one in document.elements for name in ("src", "href") if name in one]
    assert len(loaded) >= 5
    assert [address for address in loaded if not address.startswith(("/", "#"))] == []


def test_every_form_posts_with_its_guard_and_its_own_id(document: Document) -> None:
    forms = document.all("form", action="/kirim", method="post")
    assert forms
    assert len(document.all("form")) == len(forms)
    for name in ("csrf", "external_id"):
        assert len(document.all("input", type="hidden", name=name)) == len(forms)


def test_what_others_wrote_stays_text() -> None:
    html = render_chat(EVIL_PAGE)
    document = Document(html)
    assert "<script>" not in html
    assert document.all("button", name="choice", value=EVIL)
    assert document.all("input", name="csrf", value=EVIL)
    assert EVIL in document.texts["textarea"]
    assert sum(text == EVIL for text in document.texts["p"]) == 2


def test_the_log_is_announced_politely() -> None:
    [log] = [one for one in Document(render_chat(TALK)).all("div") if one.get("role") == "log"]
    assert log["aria-live"] == "polite"
    assert log["aria-label"] == "Percakapan"


def test_only_the_newest_message_offers_its_choices() -> None:
    buttons = Document(render_chat(TALK)).all("button", name="choice")
    assert [one["value"] for one in buttons] == ["t1", "t2"]
    asked = replace(TALK, messages=(OFFER, QUESTION))
    assert Document(render_chat(asked)).all("button", name="choice") == []


def test_a_first_visit_is_told_what_not_to_send_and_offered_questions() -> None:
    html = render_chat(FIRST_VISIT)
    document = Document(html)
    assert "<b>Jangan kirim NIK, nomor KK, atau foto KTP.</b>" in html
    assert len(document.all("button", name="text")) >= 3
    assert Document(render_chat(TALK)).all("button", name="text") == []


def test_demo_mode_says_that_the_government_is_not_real() -> None:
    clock = "Senin, 28 Desember 2026 09.12 WIB"
    demo = render_chat(replace(TALK, mode_demo=True, desk_clock=clock))
    assert "Kabupaten Sukamaju adalah contoh, bukan pemerintah sungguhan" in demo
    assert clock in demo
    assert "pemerintah sungguhan" not in render_chat(TALK)


@pytest.mark.parametrize("ready", [True, False])
def test_the_notice_of_a_preparing_assistant_shows_only_while_it_prepares(ready: bool) -> None:
    [notice] = Document(render_chat(replace(TALK, engine_ready=ready))).all("p", id="preparing")
    assert ("hidden" in notice) is ready


def test_an_unanswered_question_offers_to_look_again() -> None:
    waiting = replace(TALK, messages=(OFFER, QUESTION))
    assert "Perbarui halaman" in render_chat(waiting)
    assert "Perbarui halaman" not in render_chat(TALK)


def test_a_refused_text_comes_back_with_its_reason() -> None:
    html = render_chat(REFUSED)
    assert f'role="alert">{render_problem(Problem.TOO_LONG)}</p>' in html
    assert "Panjang sekali</textarea>" in html
    assert 'role="alert"' not in render_chat(TALK)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_sentence(problem: Problem) -> None:
    assert render_problem(problem).endswith(".")


def test_line_breaks_of_an_answer_are_kept() -> None:
    answer = replace(OFFER, text="Bawa:\n- KK\n- surat hilang")
    html = render_chat(replace(TALK, messages=(answer,)))
    assert '<p class="text">Bawa:\n- KK\n- surat hilang</p>' in html


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Buka https://sukamaju.go.id.", ["https://sukamaju.go.id"]),
        ("(https://a.go.id/b?c=1&d=2), lalu", ["https://a.go.id/b?c=1&amp;d=2"]),
        ("https://a.id dan https://b.id/x!", ["https://a.id", "https://b.id/x"]),
        ('https://a.id/"onclick="x', ["https://a.id/"]),
        ("http://a.id javascript:alert(1) https://", []),
    ],
)
def test_only_https_addresses_become_links(text: str, addresses: list[str]) -> None:
    assert re.findall('href="([^"]*)"', linked(text)) == addresses
    shown = Document(f"<p>{linked(text)}</p>").texts["p"]
    assert shown == [text]


def test_a_citizens_address_is_no_link() -> None:
    own = replace(QUESTION, text="https://palsu.example")
    html = render_chat(replace(TALK, messages=(own,)))
    assert 'href="https' not in html


def test_a_file_has_a_new_address_when_its_content_changes() -> None:
    assert re.fullmatch(r"/static/chat\.css\?v=[0-9a-f]{10}", asset_address("chat.css"))
    versions = {asset_address(name).partition("?")[2] for name in ("chat.css", "chat.js")}
    assert len(versions) == 2


def test_the_script_uses_only_words_and_elements_that_the_page_has() -> None:
    script = (STATIC / "chat.js").read_text(encoding="utf-8")
    document = Document(render_chat(FIRST_VISIT))
    [chat] = document.all("main", id="chat")
    words = set(re.findall(r"\bwords\.([a-z]+[A-Za-z]*)", script))
    assert len(words) >= 10
    attributes = {"data-" + re.sub("[A-Z]", lambda up: "-" + up[0].lower(), word) for word in words}
    assert attributes <= set(chat)
    ids = {one["id"] for _, one in document.elements if "id" in one} | {"reload"}
    assert set(re.findall(r'\bfind\("([^"]+)"\)', script)) <= ids


def test_the_script_reads_the_number_of_the_last_message() -> None:
    [chat] = Document(render_chat(TALK)).all("main", id="chat")
    assert int(chat["data-last-id"]) == 7


def luminance(colour: str) -> float:
    """The relative luminance that WCAG's contrast ratio is made of."""
    digits = "".join(digit * 2 for digit in colour) if len(colour) == 3 else colour
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *product(("ink", "soft", "blue", "bad"), ("ground", "paper")),
        ("ink", "mine"),
        ("blue", "mine"),
        ("ink", "warn"),
        ("on-blue", "blue"),
    ],
)
def test_every_text_has_enough_contrast_with_its_ground(text: str, ground: str, theme: int) -> None:
    css = (STATIC / "chat.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): #([0-9a-f]+);", css.split(":root {")[theme + 1]))
    lighter, darker = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
