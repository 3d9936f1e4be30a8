"""An operator begins a desk, fills it, mends it and backs it up, as the guide says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.store.embedded import EmbeddedPostgres
from bot.supervision.desk_lock import free_port, lock
from tests.broken_files import GOOD_YAML
from tests.desk import data_folder, running_desk

PRODUCTION = {"BOT_MODE": "production"}


@dataclass(frozen=True)
class Operator:
    """Types commands for one data folder."""

    data_dir: Path

    def types(
        self, *words: str, answers: str = "", **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        environ = {name: value for name, value in os.environ.items() if name[:4] != "BOT_"}
        environ |= {"BOT_DATA_DIR": str(self.data_dir), **PRODUCTION, **settings}
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            env=environ,
            input=answers,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def operator() -> Iterator[Operator]:
    with data_folder() as folder:
        yield Operator(folder)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path


def test_a_desk_is_begun_filled_checked_and_backed_up(operator: Operator, files: Path) -> None:
    refused = operator.types("run", BOT_PORT=str(free_port()))
    assert refused.returncode == 2
    assert "python -m bot init" in refused.stderr
    assert "python -m bot init" in operator.types("export", str(files / "a.yml")).stderr

    begun = operator.types("init", answers="x\nKota Tirtayasa\n9\nWITA\n")
    assert begun.returncode == 0, begun.stderr
    assert "Kota Tirtayasa (Asia/Makassar)" in begun.stdout
    assert "Zona waktu tidak dikenal" in begun.stdout

    template = operator.types("export", "--empty", str(files / "kosong.xlsx"))
    assert template.returncode == 0, template.stderr

    checked = operator.types("import", "--check", str(GOOD_YAML))
    assert "Unit: 2 baru" in checked.stdout
    assert "belum diubah" in checked.stdout
    taken = operator.types("import", str(GOOD_YAML), "--replace")
    assert "Katalog diperbarui" in taken.stdout, taken.stderr

    whole, *tables = [str(files / name) for name in ("satu.yml", "unit.csv", "layanan.csv")]
    for path in (whole, *tables):
        assert operator.types("export", path).returncode == 0
    for paths in ([whole], tables):
        again = operator.types("import", *paths)
        assert "Tidak ada yang perlu diubah" in again.stdout, again.stderr
    second = files / "dua.yml"
    operator.types("export", str(second))
    assert second.read_bytes() == Path(whole).read_bytes()


def test_mistakes_are_told_without_a_traceback(operator: Operator, files: Path) -> None:
    broken = files / "unit.csv"
    broken.write_text("Kode unit;Nama unit\n")
    there = files / "ada.yml"
    there.touch()
    commands = [
        ("import", str(files / "tidak-ada.xlsx")),
        ("import", str(broken)),
        ("export", str(there)),
        ("export", str(files / "katalog.pdf")),
        ("export", str(files / "katalog.csv")),
        ("export", str(files / "tidak-ada" / "katalog.yml")),
        ("init", "--name", "Kota Lain"),
    ]
    for words in commands:
        done = operator.types(*words)

        assert done.returncode == 2, words
        assert done.stderr.strip()
        assert "Traceback" not in done.stderr


def test_a_real_desk_does_not_run_as_a_demonstration(operator: Operator, files: Path) -> None:
    done = operator.types("export", str(files / "a.yml"), BOT_MODE="demo")

    assert done.returncode == 2
    assert "BOT_MODE=demo" in done.stderr


def test_an_unreachable_database_is_told(operator: Operator, files: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"

    done = operator.types("export", str(files / "a.yml"), BOT_DATABASE_URL=nowhere)

    assert done.returncode == 2
    assert "tidak dapat dihubungi" in done.stderr


def test_a_second_command_waits_its_turn(operator: Operator, files: Path) -> None:
    held = lock(operator.data_dir / "run" / "lock")
    try:
        done = operator.types("export", str(files / "a.yml"))
    finally:
        os.close(held)

    assert done.returncode == 2
    assert "sedang dipakai perintah lain" in done.stderr


def test_no_server_outlives_its_command(operator: Operator) -> None:
    assert not EmbeddedPostgres(operator.data_dir).answers()


@pytest.mark.engine
def test_a_running_desk_takes_in_what_its_operator_brings() -> None:
    with data_folder() as folder:
        operator = Operator(folder)
        begun = operator.types("init", "--name", "Kota Tirtayasa", "--zone", "WITA")
        assert begun.returncode == 0, begun.stderr
        with running_desk(folder, PRODUCTION) as desk:
            desk.wait_ready()
            assert "belum ada layanan yang tercatat" in ask(desk.url, "kartu hilang bisa online?")

            taken = operator.types("import", str(GOOD_YAML))
            assert "Katalog diperbarui" in taken.stdout, taken.stderr

            assert "Layanan Daring Tirtayasa" in ask(desk.url, "kartu hilang bisa online?")


def ask(url: str, text: str) -> str:
    answer = httpx.post(
        f"{url}/api/v1/consult", json={"text": text}, timeout=60, trust_env=False
    ).json()
    return "\n".join(reply["text"] for reply in answer["replies"])
