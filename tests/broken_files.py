"""Makes good files bad in every way that is known, each at several places."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import chain, cycle
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bot.domain.catalogue import Catalogue
from bot.store.exchange.columns import COLUMNS
from bot.store.exchange.csv_files import write_csv
from bot.store.exchange.document import Part, read_document
from bot.store.exchange.formats import read_files, table_names
from bot.store.exchange.plain import plain_entries
from bot.store.exchange.problems import Problems
from bot.store.exchange.table_words import table_words
from bot.store.exchange.tables import rows_of

GOOD_YAML = Path(__file__).parent / "store" / "good_catalogue.yml"
_CSV = {part: f"{name}.csv" for name, part in table_names().items()}
_BOOK = "katalog.xlsx"
Table = list[list[str]]


@dataclass(frozen=True)
class BrokenFile:
    """A file, and where and what its report must name."""

    id: str
    name: str
    content: bytes
    place: str
    says: str


def good_catalogue() -> Catalogue:
    """Return the catalogue that the files are made of."""
    problems = Problems()
    return read_document(read_files([GOOD_YAML], problems), problems)


# What is written in a cell by mistake: part, field, what, rows where it is one, what is said.
_CELLS: list[tuple[Part, str, str, tuple[int, ...], str]] = [
    (Part.GOVERNMENT, "name", "", (1,), "belum diisi"),
    (Part.GOVERNMENT, "zone", "Asia/Tokyo", (1,), "zona waktu"),
    (Part.GOVERNMENT, "fictional", "mungkin", (1,), "ya atau tidak"),
    (Part.THEMES, "slug", "Kode Salah", (1, 3), "huruf kecil"),
    (Part.THEMES, "slug", "", (1, 2), "belum diisi"),
    (Part.THEMES, "slug", "kependudukan", (2, 3), "sudah dipakai"),
    (Part.THEMES, "name", "nama tema yang terlalu panjang", (1, 3), "paling banyak 20"),
    (Part.CIRCUMSTANCES, "question", "", (1, 2), "belum diisi"),
    (Part.CIRCUMSTANCES, "yes", "tombol yang terlalu panjang", (1, 2), "paling banyak 20"),
    (Part.CIRCUMSTANCES, "if_not", "", (1, 2), "belum diisi"),
    (Part.CIRCUMSTANCES, "question", "a\x07b", (1, 2), "huruf kendali"),
    (Part.PLACES, "kind", "kota", (1, 2), "pilih salah satu"),
    (Part.PLACES, "within", "kec-selatan", (2, 3), "suatu kecamatan"),
    (Part.PLACES, "within", "", (2, 3), "suatu kecamatan"),
    (Part.PLACES, "within", "kel-laut", (1,), "adalah kecamatan"),
    (Part.UNITS, "slug", "Dinas!", (1, 2), "huruf kecil"),
    (Part.UNITS, "name", "", (1, 2), "belum diisi"),
    (Part.UNITS, "address", "x" * 2001, (1, 2), "paling banyak 2000"),
    (Part.UNITS, "coordinates", "utara", (1, 2), "koordinat"),
    (Part.UNITS, "coordinates", "-95.1, 10", (1, 2), "tidak ada di peta"),
    (Part.UNITS, "serves", "kel-laut; entah", (1, 2), '"entah" tidak ada'),
    (Part.UNITS, "zone", "WIB", (1, 2), "zona waktu"),
    (Part.UNITS, "monday", "25.00-26.00", (1, 2), "jam"),
    (Part.UNITS, "tuesday", "8-12", (1, 2), "tidak terbaca"),
    (Part.UNITS, "wednesday", "12.00-08.00", (1, 2), "tidak sesudah jam buka"),
    (Part.UNITS, "wednesday", "08.00-12.00 tiket 12.30", (1, 2), "di luar jam bukanya"),
    (Part.UNITS, "thursday", "08.00-12.00 tiket 11.60", (1, 2), "tidak ada"),
    (Part.UNITS, "thursday", "22.00-09.00", (1,), "hari berikutnya"),
    (Part.UNITS, "friday", "08.00-12.00, 11.00-13.00", (1, 2), "bertumpuk"),
    (Part.UNITS, "saturday", "", (1, 2), "belum diisi"),
    (Part.UNITS, "sunday", "libur", (1, 2), "tidak terbaca"),
    (Part.UNITS, "serves_on_joint_leave", "kadang", (1, 2), "ya atau tidak"),
    (Part.UNITS, "verified_on", "31/02/2026", (1, 2), "tidak terbaca"),
    (Part.UNITS, "verified_on", "kemarin", (1, 2), "tidak terbaca"),
    (Part.UNITS, "source", "", (1, 2), "belum diisi"),
    (Part.UNITS, "source", "data contoh (fiktif)", (1, 2), "menyebut data contoh"),
    (Part.SERVICES, "slug", "kartu baru", (1, 2), "huruf kecil"),
    (Part.SERVICES, "family", "Kartu", (1, 2), "huruf kecil"),
    (Part.SERVICES, "family_name", "Kartu lain", (2,), "samakan di semua varian"),
    (Part.SERVICES, "theme", "entah", (1, 2), '"entah" tidak ada'),
    (Part.SERVICES, "variant", "varian yang terlalu panjang", (1, 2), "paling banyak 20"),
    (Part.SERVICES, "is_default", "ya", (1, 2), "lebih dari satu varian"),
    (Part.SERVICES, "mode", "online", (1, 2), "pilih salah satu"),
    (Part.SERVICES, "why_in_person", "", (1,), "mengapa harus datang"),
    (Part.SERVICES, "steps", "hanya judul", (1, 2), "tulis: judul"),
    (Part.SERVICES, "steps", "terbang | pesawat", (1, 2), "pilih salah satu"),
    (Part.SERVICES, "online", "", (1, 2), "belum diisi"),
    (Part.SERVICES, "working", "sering", (1, 2), "ya atau tidak"),
    (Part.SERVICES, "requirements", "KTP | bila entah", (1, 2), '"entah" tidak ada'),
    (Part.SERVICES, "requirements", "KTP | kalau kawin", (1, 2), "bukan berkas"),
    (Part.SERVICES, "requirements", "A | bila kawin | kecuali kawin", (1, 2), "salah satu"),
    (Part.SERVICES, "fee", "", (1, 2), "belum diisi"),
    (Part.SERVICES, "verified_on", "2026-13-01", (1, 2), "tidak terbaca"),
    (Part.SERVICES, "local_facts", "Biaya; warna", (1, 2), "pilih salah satu"),
    (Part.SERVICES, "authority", "", (1, 2), "belum diisi"),
    (Part.OFFERINGS, "service", "entah", (1, 3), '"entah" tidak ada'),
    (Part.OFFERINGS, "unit", "entah", (1, 3), '"entah" tidak ada'),
    (Part.OFFERINGS, "unit", "", (1, 2), "belum diisi"),
    (Part.OFFERINGS, "mode", "online", (1, 3), "pilih salah satu"),
    (Part.HOLIDAYS, "day", "1 Januari", (1, 3), "tidak terbaca"),
    (Part.HOLIDAYS, "kind", "libur", (1, 3), "pilih salah satu"),
    (Part.HOLIDAYS, "name", "", (1, 2), "belum diisi"),
]
# A daring or hibrida service without its condition is told at its mode.
_ELSEWHERE = {("online_if", ""): "mode", ("why_in_person", ""): "mode", ("online", ""): "online"}
_EXTRA: list[tuple[Part, str, str, tuple[int, ...], str]] = [
    (Part.SERVICES, "online_if", "", (1, 2), "memerlukan syaratnya"),
]


def broken_files() -> list[BrokenFile]:
    """Return every broken file, each with an id of its own."""
    tables = _tables()
    found = [
        *chain.from_iterable(_cell(tables, *each) for each in _CELLS + _EXTRA),
        *_headers(tables),
        *_csv_as_a_whole(tables),
        *_book_as_a_whole(tables),
        *_book_cells(tables),
        *_yaml_lines(),
        *_yaml_as_a_whole(),
        *_any_format(),
    ]
    return [BrokenFile(f"{n:03}-{f.id}", *vars_of(f)) for n, f in enumerate(found)]


def vars_of(file: BrokenFile) -> tuple[str, bytes, str, str]:
    return file.name, file.content, file.place, file.says


def _tables() -> dict[Part, Table]:
    entries = plain_entries(good_catalogue())
    return {part: list(rows_of(part, entries, fictional=False)) for part in Part}


def _cell(
    tables: dict[Part, Table], part: Part, field: str, wrong: str, rows: tuple[int, ...], says: str
) -> Iterator[BrokenFile]:
    names = [column.name for column in COLUMNS[part]]
    told_at = COLUMNS[part][names.index(_ELSEWHERE.get((field, wrong), field))].header(part)
    for row in rows:
        table = [list(cells) for cells in tables[part]]
        table[row][names.index(field)] = wrong
        name = f"{part}-{field}-{row}"
        place = f"{_CSV[part]}, baris {row + 1}, kolom {told_at}:"
        yield BrokenFile(name, _CSV[part], write_csv(iter(table)), place, says)
        if wrong.isprintable():
            place = f"{_sheet_place(part, row + 1)}, kolom {told_at}:"
            yield BrokenFile(name, _BOOK, _book(tables | {part: table}), place, says)


def _headers(tables: dict[Part, Table]) -> Iterator[BrokenFile]:
    for part, table in tables.items():
        last = table[0][-1]
        short = [row[:-1] for row in table]
        renamed = [[*table[0][:-1], "Kolom lain"], *table[1:]]
        twice = [[*row, row[0]] for row in table]
        beside = [*table[:1], [*table[1], "catatan"], *table[2:]]
        for id, changed, place, says in (
            ("no-column", short, f"kolom {last}:", "kolom ini tidak ada"),
            ("renamed", renamed, "kolom Kolom lain:", "tidak dikenal"),
            ("twice", twice, f"kolom {table[0][0]}:", "dua kali"),
            ("beside", beside, "", "tanpa judul"),
        ):
            row = 2 if id == "beside" else 1
            comma = f", {place}" if place else ":"
            # A table of two columns without one of them is no table that can be recognized.
            if len(table[0]) > 4:
                at = f"{_CSV[part]}, baris {row}{comma}"
                yield BrokenFile(f"{part}-{id}", _CSV[part], write_csv(iter(changed)), at, says)
            at = f"{_sheet_place(part, row)}{comma}"
            yield BrokenFile(f"{part}-{id}", _BOOK, _book(tables | {part: changed}), at, says)


def _csv_as_a_whole(tables: dict[Part, Table]) -> Iterator[BrokenFile]:
    for part in (Part.UNITS, Part.SERVICES, Part.HOLIDAYS):
        name, good = _CSV[part], write_csv(iter(tables[part]))
        text = good.decode("utf-8-sig")
        first_row = text.splitlines()[0]
        wholes = [
            ("latin-1", text.replace("Jalan", "Jalán").replace("Nyepi", "Nyépi"), "CSV UTF-8"),
            ("no-header", text.replace(first_row, "a;b;c", 1), "judul kolomnya tidak dikenal"),
            ("empty", "", "judul kolomnya tidak dikenal"),
            ("blank-lines", "\r\n;;;\r\n", "judul kolomnya tidak dikenal"),
        ]
        for id, written, says in wholes:
            encoding = "latin-1" if id == "latin-1" else "utf-8"
            if id == "latin-1" and written == text:
                written = text.replace("Kartu", "Kártu")
            yield BrokenFile(f"{part}-{id}", name, written.encode(encoding), f"{name}:", says)
        yield BrokenFile(f"{part}-utf-16", name, text.encode("utf-16"), f"{name}:", "CSV UTF-8")
        unclosed = text + '"dinas'
        at = f"{name}, baris {len(tables[part]) + 1}:"
        yield BrokenFile(f"{part}-unclosed", name, unclosed.encode(), at, "tanda kutip")
        marked = [[*tables[part][0], "Data contoh"], *([*r, "ya"] for r in tables[part][1:])]
        content = write_csv(iter(marked))
        yield BrokenFile(f"{part}-demo", name, content, f"{name}, baris 2:", "ini data contoh")
        yield BrokenFile(f"{part}-is-book", name, _book(tables), f"{name}:", "isinya Excel")


def _book_as_a_whole(tables: dict[Part, Table]) -> Iterator[BrokenFile]:
    good = _book(tables)
    for part in (Part.THEMES, Part.UNITS, Part.OFFERINGS):
        sheet = table_words().sheets[part]
        at = _sheet_place(part, 1)
        yield _changed(f"hidden-{part}", tables, f"{at}:", "tersembunyi", part, _hide)
        yield _changed(f"merged-{part}", tables, _sheet_place(part, 2), "A2:B2", part, _merge)
        name = f"{_BOOK}, lembar {sheet} lama, baris 1:"
        yield _changed(f"unknown-{part}", tables, name, "lembar ini tidak dikenal", part, _rename)
        yield _changed(f"wide-{part}", tables, f"{at}:", "terlalu banyak", part, _far_away)
    rows = tables | {Part.HOLIDAYS: [tables[Part.HOLIDAYS][0], *[["x"] * 4] * 5001]}
    at = f"{_sheet_place(Part.HOLIDAYS, 1)}:"
    yield BrokenFile("too-many-rows", _BOOK, _book(rows), at, "terlalu banyak")
    wholes = [
        ("locked", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "kata sandi"),
        ("text", b"Kode unit;Nama unit\n", "bukan Excel"),
        ("empty", b"", "bukan Excel"),
        ("cut", good[: len(good) // 2], "bukan Excel"),
        ("no-workbook", _zip({"a.txt": b"a"}), "bukan Excel"),
        ("bomb", _zip({"xl/workbook.xml": b" " * 21_000_000}), "terlalu besar"),
        ("broken-xml", _with_part(good, "xl/workbook.xml", b"<workbook"), "bukan Excel"),
        ("broken-sheet", _with_part(good, "xl/worksheets/sheet1.xml", b"<a>"), "bukan Excel"),
        ("no-sheets", _empty_book(), "tidak ada lembar"),
        ("big", b"PK\x03\x04" + b"\0" * 10_000_001, "terlalu besar"),
    ]
    for id, content, says in wholes:
        yield BrokenFile(id, _BOOK, content, f"{_BOOK}:", says)


def _book_cells(tables: dict[Part, Table]) -> Iterator[BrokenFile]:
    """Yield what only a workbook holds: numbers, dates and formulas where a text must stand."""
    wrong: list[tuple[str, Any, str]] = [
        ("formula", "=1+1", "rumus"),
        ("error", "#REF!", "galat Excel"),
        ("number", 812000111, "angka Excel"),
        ("fraction", 8.5, "angka Excel"),
        ("date", date(2026, 12, 8), "tanggal atau jam Excel"),
        ("time", time(8, 30), "tanggal atau jam Excel"),
        ("flag", True, "BENAR/SALAH"),
    ]
    places = [
        (Part.UNITS, "phone", 1),
        (Part.UNITS, "monday", 2),
        (Part.SERVICES, "fee", 1),
        (Part.OFFERINGS, "note", 3),
    ]
    for id, value, says in wrong:
        for part, field, row in places:
            names = [column.name for column in COLUMNS[part]]
            position = names.index(field)
            at = f"{_sheet_place(part, row + 1)}, kolom {COLUMNS[part][position].header(part)}:"

            def put(sheet: Any, at: tuple[int, int] = (row, position), value: Any = value) -> None:
                sheet.cell(at[0] + 1, at[1] + 1).value = value

            yield _changed(f"{id}-{part}-{field}", tables, at, says, part, put)


_YAML_LINES = [
    ("Asia/Makassar", "Asia/Tokyo", "zona waktu"),
    ("{slug: usaha, name: Usaha}", "{slug: usaha, nama: Usaha}", "nama kolom tidak dikenal"),
    ("{slug: lain, name: Lain-lain}", "{slug: usaha, name: Lain-lain}", "sudah dipakai"),
    ("question: Apakah sudah kawin?", "question: 17", "harus teks"),
    ("question: Apakah sudah kawin?", "question:", "belum diisi"),
    ("yes: Sudah", "yes: [Sudah]", "harus teks"),
    ("kind: desa", "kind: dusun", "pilih salah satu"),
    ("aliases: [utara]", "aliases: utara", "harus daftar"),
    ("aliases: [utara]", 'aliases: ["utara; barat"]', "pemisah"),
    ("name: Dinas Dukcapil", 'name: "a\\u0007b"', "huruf kendali"),
    ("name: Dinas Dukcapil", 'name: "a\\ud800b"', "YAML"),
    ("name: Dinas Dukcapil", "name: ''", "kosong"),
    ("latitude: -8.65", "latitude: selatan", "harus angka"),
    ("latitude: -8.65", "latitude: nan", "tidak ada di peta"),
    ('phone: "0361 123456"', "phone: 0361123456", "harus teks"),
    ("monday: [08.00-12.00", "monday: [08.00-24.30", "jam"),
    ("saturday: []", "saturday: tutup", "harus daftar"),
    ("serves_on_joint_leave: false", "serves_on_joint_leave: tidak", "true atau false"),
    ("verified_on: 2026-11-02", "verified_on: 02-11-2026", "tidak terbaca"),
    ("theme: kependudukan", "theme: entah", '"entah" tidak ada'),
    ("slug: kartu-hilang", "slug: kartu-baru", "sudah dipakai"),
    ("mode: hibrida", "mode: online", "pilih salah satu"),
    ("needed_if: kawin", "needed_if: entah", '"entah" tidak ada'),
    ("needed_if: kawin", "needed_if: kawin, needed_unless: kawin", "salah satu"),
    ("title: Rekam sidik jari", 'title: "Rekam | jari"', "pemisah"),
    ("to_bring: false", "to_bring: bukan", "true atau false"),
    ("fee: Gratis", "fee: 0", "harus teks"),
    ("local_facts: [processing_time]", "local_facts: [warna]", "pilih salah satu"),
    ("{service: kartu-baru, unit: dukcapil}", "{service: entah, unit: dukcapil}", "tidak ada"),
    ("{service: kartu-baru, unit: dukcapil}", "{service: kartu-baru}", "belum diisi"),
    ("{service: kartu-baru, unit: dukcapil}", "kartu-baru", "kolom dan nilai"),
    ("year: 2027", "year: tahun ini", "bilangan bulat"),
    ("day: 2027-03-08", "day: 2026-03-08", "bukan tahun 2027"),
    ("day: 2027-03-08", "day: 2027-01-01", "sudah dipakai"),
    ("kind: cuti_bersama", "kind: cuti", "pilih salah satu"),
    ("source: Keputusan Wali Kota 12/2026", "source: data fiktif", "menyebut data contoh"),
    ("fictional: false", "fictional: true", "ini data contoh"),
]


def _yaml_lines() -> Iterator[BrokenFile]:
    good = GOOD_YAML.read_text(encoding="utf-8")
    for (old, new, says), name in zip(
        _YAML_LINES, cycle(("katalog.yml", "katalog.yaml")), strict=False
    ):
        written = good.replace(old, new, 1)
        line = good[: good.index(old)].count("\n") + 1
        yield BrokenFile(f"line-{line}", name, written.encode(), f"{name}:{line}:", says)


def _yaml_as_a_whole() -> Iterator[BrokenFile]:
    good, name = GOOD_YAML.read_text(encoding="utf-8"), "katalog.yml"
    last = good.count("\n") + 1
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nthemes: *b\n"
    wholes = [
        ("latin-1", good.replace("Nyepi", "Nyépi").encode("latin-1"), f"{name}:", "UTF-8"),
        ("unclosed", f"{good}x: [".encode(), f"{name}:{last + 1}:", "YAML"),
        ("tab", good.replace("    question:", "\tquestion:", 1).encode(), f"{name}:9:", "YAML"),
        ("unknown", f"{good}kantor: []\n".encode(), f"{name}:{last}:", "nama kolom tidak dikenal"),
        ("twice", f"{good}themes: []\n".encode(), f"{name}:{last}:", "dua kali"),
        ("bomb", bomb.encode(), f"{name}:2:", "bersarang"),
        ("deep", b"[" * 100_000, f"{name}:1:", "bersarang"),
        ("list", b"- a\n- b\n", f"{name}:1:", "kolom dan nilai"),
        ("text", b"katalog\n", f"{name}:1:", "kolom dan nilai"),
        ("empty", b"", f"{name}:1:", "kolom dan nilai"),
        ("two", good.encode() + b"---\n" + good.encode(), f"{name}:{last}:", "YAML"),
        ("is-book", _book(_tables()), f"{name}:", "isinya Excel"),
    ]
    for id, content, place, says in wholes:
        yield BrokenFile(f"yaml-{id}", name, content, place, says)


def _any_format() -> Iterator[BrokenFile]:
    for name in ("katalog.xls", "katalog.ods", "katalog.pdf", "katalog"):
        yield BrokenFile("format", name, b"isi", f"{name}:", "jenis berkas ini tidak dikenal")
    yield BrokenFile("big", "unit.csv", b"a;" * 5_000_001, "unit.csv:", "terlalu besar")
    yield BrokenFile("big", "katalog.yml", b"# a\n" * 2_500_001, "katalog.yml:", "terlalu besar")


# Workbooks ------------------------------------------------------------------------------------


def _book(tables: dict[Part, Table]) -> bytes:
    """Return a workbook of texts, as somebody fills it in by hand."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for part, table in tables.items():
        sheet = workbook.create_sheet(table_words().sheets[part])
        for row in table:
            sheet.append([cell or None for cell in row])
    return _saved(workbook)


def _changed(
    id: str,
    tables: dict[Part, Table],
    place: str,
    says: str,
    part: Part,
    change: Callable[[Any], None],
) -> BrokenFile:
    workbook = load_workbook(io.BytesIO(_book(tables)))
    change(workbook[table_words().sheets[part]])
    return BrokenFile(id, _BOOK, _saved(workbook), place, says)


def _hide(sheet: Any) -> None:
    sheet.sheet_state = "hidden"


def _merge(sheet: Any) -> None:
    sheet.merge_cells("A2:B2")


def _rename(sheet: Any) -> None:
    sheet.title = f"{sheet.title} lama"


def _far_away(sheet: Any) -> None:
    sheet["XFD1048576"] = "jauh"


def _sheet_place(part: Part, row: int) -> str:
    return f"{_BOOK}, lembar {table_words().sheets[part]}, baris {row}"


def _empty_book() -> bytes:
    return _saved(Workbook())


def _saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return _zip(parts | {name: content})
