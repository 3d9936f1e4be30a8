"""An operator types commands about hours, and reads what citizens are told."""

import shlex
from collections.abc import Callable

import psycopg
import pytest

from bot.cli import main
from bot.store.schema import migrate

Type = Callable[[str], str]


@pytest.fixture(autouse=True)
def _desk(empty_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo desk on a Tuesday morning."""
    migrate(empty_dsn)
    monkeypatch.setenv("BOT_DATABASE_URL", empty_dsn)
    monkeypatch.setenv("BOT_NOW", "2026-11-24T10:00:00+07:00")


@pytest.fixture
def types(capsys: pytest.CaptureFixture[str]) -> Type:
    """Types a command that is taken, and gives what it prints."""

    def run(line: str) -> str:
        code = main(["hours", *shlex.split(line)])
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Type:
    """Types a command that is refused, and gives what it says."""

    def run(line: str) -> str:
        assert main(["hours", *shlex.split(line)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("Tidak ada yang diubah:\n")
        return said.err

    return run


def test_a_flood_is_entered_shown_and_ended(types: Type) -> None:
    line = "situation start daring_saja 'banjir' --unit kecamatan-mekarjaya --until Kamis"
    tried = types(f"{line} --check")
    assert "Diperiksa saja" in tried
    assert "Tidak ada yang dimasukkan" in types("situation list")

    done = types(f"{line} --who Wulan")
    for said in (tried, done):
        assert "sebelumnya: Buka sekarang sampai 12.00 WIB" in said
        assert "buka lagi Jumat 27 November 07.30 WIB" in said
    assert "Kantor Kecamatan Tirtasari" not in done

    [listed] = types("situation list").splitlines()
    assert "sampai Kamis 26 November 2026 pukul 24.00" in listed
    thursday = types("preview kecamatan-mekarjaya --at 'Kamis 10.00'")
    assert "buka lagi besok, Jumat 27 November" in thursday
    assert "Buka" in types("preview kecamatan-mekarjaya --at 'Jumat 10.00'")
    assert "Wulan: Keadaan daring saja: banjir" in types("history")

    number = listed.split(":")[0].split()[1]
    ended = types(f"situation end {number}")
    assert "menjadi:    Buka sekarang sampai 12.00 WIB" in ended


def test_one_day_is_changed_and_given_back(types: Type) -> None:
    said = types("set dinas-dukcapil 'tutup' --day besok --reason 'rapat kerja'")
    assert "besok, Rabu 25 November 2026: buka 08.00-12.00" in said.replace("Besok", "besok")
    assert "rapat kerja" in said

    said = types("set dinas-dukcapil --day besok --usual")
    assert "menjadi:    Besok, Rabu 25 November 2026: buka 08.00-12.00" in said
    assert "Tidak ada yang dimasukkan" in types("show dinas-dukcapil")


def test_an_answer_is_given_for_then_with_the_data_of_now_and_of_then(types: Type) -> None:
    at = "--at '31 Maret 2027 pukul 09.45 WIB'"
    before = types(f"preview dinas-dukcapil {at}")
    types("set dinas-dukcapil 'Sen-Jum 07.00-09.00'")

    assert "Buka sekarang sampai 12.00 WIB" in before
    assert "Sudah tutup" in types(f"preview dinas-dukcapil {at}")
    then = types(f"preview dinas-dukcapil {at} --as-of '2026-01-01 00.00'")
    assert "Buka sekarang sampai 12.00 WIB" in then
    assert "menurut data pada Kamis 1 Januari 2026" in then
    assert "Riwayat baru tercatat sejak" in then


def test_all_units_are_previewed(types: Type) -> None:
    said = types("preview --all --at 2027-03-08T10:00")

    assert said.count("Nyepi") >= 20


def test_what_is_refused_is_told_and_nothing_is_kept(types: Type, refused: Type) -> None:
    assert "Mungkin maksudnya: dinas-dukcapil" in refused("set dinas-dukcapl '24 jam'")
    assert "Unit belum disebut" in refused("preview")
    assert "Belum ada perubahan" in refused("undo")
    assert "Belum ada perubahan" in types("history")
    types("quota set samsat 5")
    assert "Tidak ada perubahan nomor 999" in refused("undo 999")


def test_a_year_of_holidays_is_filled_with_its_difference(types: Type, refused: Type) -> None:
    assert "Sumbernya belum ditulis" in refused("holiday fill 2027")
    assert "Cuti bersama tahun 2035 belum diketahui" in refused("holiday fill 2035 --source SKB")
    types("holiday remove 2027-12-24")
    types("holiday add 2027-04-27 'Hari Jadi' --source 'SE Bupati 2/2027'")

    said = refused("holiday fill 2027 --source 'SKB 1/2026'")
    assert "+ Jumat 24 Desember 2027: cuti bersama, Natal" in said
    assert "25 hari tetap" in said

    types("holiday fill 2027 --source 'SKB 1/2026' --replace")
    listed = types("holiday list 2027")
    assert "Jumat 24 Desember 2027: cuti bersama, Natal" in listed
    assert "Selasa 27 April 2027: libur daerah, Hari Jadi" in listed
    assert "sumber: SKB 1/2026" in listed


def test_a_year_that_is_not_there_is_told_and_filled_with_everyday_names(
    types: Type, empty_dsn: str
) -> None:
    assert "PERHATIAN" not in types("show")
    with psycopg.connect(empty_dsn) as connection:
        connection.execute("DELETE FROM app.holiday WHERE day >= '2027-01-01'")
    assert "PERHATIAN: libur nasional tahun 2027 belum ada" in types("show")

    said = types("holiday fill 2027 --source 'SKB 1/2026'")

    assert "+ Rabu 10 Maret 2027: libur nasional, Idulfitri" in said
    assert "+ Senin 8 Maret 2027: libur nasional, Nyepi" in said
    assert "? Rabu 10 Maret 2027: perkiraan pustaka" in said
    assert "PERHATIAN" not in types("show")


def test_too_few_people_are_proposed_for_limited_service_never_done(types: Type) -> None:
    types("roster minimum samsat 4")
    types("roster set samsat besok 2 6")

    [proposal] = [line for line in types("show").splitlines() if "USULAN" in line]
    assert "2 orang di kantor, perlu 4" in proposal
    assert types("situation list") == "Tidak ada yang dimasukkan untuk tanggal tertentu.\n"
    command = types("show").split("dinyatakan terbatas dengan:\n  ")[1].splitlines()[0]

    types(command.removeprefix(".venv/bin/python -m bot hours "))

    assert "terbatas" in types("situation list")
    assert "USULAN" not in types("show")


def test_a_used_up_quota_closes_the_rest_of_the_day(types: Type) -> None:
    types("quota set samsat 40")
    said = types("quota used-up samsat")

    assert "Samsat" in said
    assert "Kuota habis" in types("quota list")
    assert "Buka" in types("preview samsat --at 'besok 09.00'")
    types("quota open samsat")
    assert "Kuota habis" not in types("quota list")


def test_a_change_is_signed_with_the_login_where_nobody_is_named(
    types: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "budi")
    types("quota set samsat 40")

    assert ", budi: Kuota" in types("history --limit 1")
    assert "sebelumnya" not in types("history --limit 1")


def test_changes_are_undone_by_number_or_the_latest(types: Type, refused: Type) -> None:
    first = types("set samsat 'Sen-Jum 09.00-10.00'").rsplit("hours undo ", 1)[1].strip()
    types("set samsat 'Sen-Jum 09.00-11.00' --who Budi")
    assert "Budi mengubah hal yang sama" in refused(f"undo {first}")

    assert "dibatalkan" in types("undo")
    types(f"undo {first}")

    assert "Samsat" in types("show samsat")
    assert "09.00-10.00" not in types("show samsat")
