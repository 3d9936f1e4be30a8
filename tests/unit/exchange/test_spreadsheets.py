"""What spreadsheets do to a file without being asked, and how far that is forgiven."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.domain.catalogue import Catalogue
from bot.store.exchange.document import Part, key_of, read_document
from bot.store.exchange.formats import UnknownFormat, UnknownTable, file_of, read_files
from bot.store.exchange.merging import merged
from bot.store.exchange.plain import document_of, plain_entries
from bot.store.exchange.problems import Problems
from bot.store.exchange.xlsx_files import CellTooLong
from tests.broken_files import good_catalogue

GOOD = good_catalogue()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return given_out(GOOD, tmp_path / "katalog.xlsx")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return given_out(GOOD, tmp_path / "unit.csv")


def test_every_text_stays_a_text_in_a_workbook(book: Path) -> None:
    workbook = load_workbook(book)
    texts = [cell for sheet in workbook for row in sheet for cell in row if cell.value is not None]

    assert {type(cell.value) for cell in texts} == {str, datetime}
    assert {cell.number_format for cell in texts if isinstance(cell.value, str)} == {"@"}
    assert workbook["Unit"]["I2"].value == "0812000111"


@pytest.mark.parametrize("written", ["=HYPERLINK(0)", "+62811", "-1+1", "@SUM(A1)", "'=1", "''a"])
def test_no_text_becomes_a_formula(tmp_path: Path, written: str) -> None:
    first, *others = GOOD.units
    catalogue = replace(GOOD, units=(replace(first, address=written), *others))

    book = given_out(catalogue, tmp_path / "katalog.xlsx")
    table = given_out(catalogue, tmp_path / "unit.csv")

    assert load_workbook(book)["Unit"]["D2"].data_type == "s"
    assert not rows(table)[1][3].startswith(("=", "+", "-", "@"))
    assert taken_in(book) == catalogue
    assert taken_in(table, kept=GOOD) == catalogue


def test_a_point_on_the_map_is_left_as_maps_show_it(table: Path) -> None:
    assert rows(table)[1][4] == "-8.65, 115.22"


@pytest.mark.parametrize(
    "written", [datetime(2026, 11, 2), date(2026, 11, 2), "2026-11-02", "2/11/2026", "02-11-2026"]
)
def test_a_real_date_and_a_written_one_are_the_same(book: Path, written: object) -> None:
    def write(sheet: Any) -> None:
        put(sheet, "Tanggal diperiksa", written)

    change(book, "Unit", write)

    assert taken_in(book) == GOOD


def test_yes_and_no_may_be_those_of_the_spreadsheet(book: Path) -> None:
    def answer(sheet: Any) -> None:
        put(sheet, "Buka saat cuti bersama", False)

    change(book, "Unit", answer)

    assert taken_in(book) == GOOD


def test_columns_may_be_moved_and_empty_rows_and_sheets_be_there(book: Path) -> None:
    def spread(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet.insert_rows(4)
        sheet.move_range("A3:A9", cols=30)

    change(book, "Unit", spread)
    workbook = load_workbook(book)
    workbook.create_sheet("Sheet1")
    workbook.save(book)

    assert taken_in(book) == GOOD


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_a_table_may_be_saved_as_spreadsheets_do(
    table: Path, delimiter: str, encoding: str, line_end: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows(table))
    table.write_bytes(text.getvalue().encode(encoding))

    assert taken_in(table, kept=GOOD) == GOOD


def test_a_row_is_numbered_as_the_spreadsheet_shows_it(tmp_path: Path) -> None:
    # The first service has steps on several lines of one cell, which is still one row.
    path = given_out(GOOD, tmp_path / "layanan.csv")
    path.write_bytes(path.read_bytes().replace(b"Kartu penduduk hilang", b""))
    problems = Problems()
    read_document(merged(kept(), read_files([path], problems), replacing=False), Problems())

    # The second service is missing its name.
    assert "layanan.csv, baris 3, kolom Nama layanan" in str(problems.error())


def test_what_excel_cannot_hold_is_not_cut(tmp_path: Path) -> None:
    service, *others = GOOD.services
    long = replace(service, complex_cases=("x" * 2000,) * 20)

    with pytest.raises(CellTooLong, match="Layanan"):
        given_out(replace(GOOD, services=(long, *others)), tmp_path / "katalog.xlsx")


def test_a_name_tells_the_format_and_the_table(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat):
        given_out(GOOD, tmp_path / "katalog.pdf")
    with pytest.raises(UnknownTable):
        given_out(GOOD, tmp_path / "katalog.csv")


def test_a_demonstration_says_so_in_every_table(tmp_path: Path) -> None:
    fictional = replace(GOOD, government=replace(GOOD.government, fictional=True))
    for name in ("unit.csv", "layanan.csv", "pemerintah.csv", "libur.csv"):
        table = rows(given_out(fictional, tmp_path / name))

        assert table[0][-1] == "Data contoh"
        assert {row[-1] for row in table[1:]} == {"ya"}
    assert "fictional: true" in given_out(fictional, tmp_path / "a.yml").read_text()


def test_every_entry_has_a_key_of_its_own() -> None:
    for part, nodes in kept().parts.items():
        keys = [key_of(part, node) for node in nodes]
        assert len(set(keys)) == len(keys)
        assert all(all(key) for key in keys if part is not Part.GOVERNMENT)


def given_out(catalogue: Catalogue, path: Path) -> Path:
    fictional = catalogue.government.fictional
    path.write_bytes(file_of(path, plain_entries(catalogue), fictional=fictional))
    return path


def taken_in(path: Path, *, kept: Catalogue | None = None) -> Catalogue:
    problems = Problems()
    files = read_files([path], problems)
    if kept is not None:
        files = merged(document_of(kept, problems), files, replacing=False)
    return read_document(files, problems)


def kept() -> Any:
    return document_of(GOOD, Problems())


def rows(table: Path) -> list[list[str]]:
    text = table.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def change(book: Path, name: str, how: Callable[[Any], object]) -> None:
    workbook = load_workbook(book)
    how(workbook[name])
    workbook.save(book)


def put(sheet: Any, header: str, value: object) -> None:
    """Write into the first row below a header."""
    [column] = [cell.column for cell in sheet[1] if cell.value == header]
    sheet.cell(2, column).value = value
