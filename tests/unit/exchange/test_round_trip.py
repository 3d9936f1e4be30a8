"""What is given out as a file and taken in again is the same catalogue, in every format."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook

from bot.domain.catalogue import Catalogue
from bot.store.exchange.document import read_document
from bot.store.exchange.formats import file_of, read_files, table_names
from bot.store.exchange.merging import merged
from bot.store.exchange.plain import document_of, plain_entries
from bot.store.exchange.problems import Problems
from bot.store.seed_files import SEED_FOLDER, load_seed
from tests.catalogues import catalogues

FORMATS = {
    "yaml": ["katalog.yml"],
    "xlsx": ["katalog.xlsx"],
    "csv": [f"{name}.csv" for name in table_names()],
}
# One folder serves all examples: each writes its files anew.
_SETTINGS = settings(
    max_examples=30,
    deadline=None,
    # Shrinking a whole catalogue takes minutes, and one example shows the mistake as well.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("form", FORMATS)
@_SETTINGS
@given(catalogue=catalogues())
def test_any_catalogue_survives(form: str, catalogue: Catalogue, tmp_path: Path) -> None:
    paths = write(catalogue, tmp_path, form)
    before = contents(paths)

    again = read(paths)

    assert again == catalogue
    assert contents(write(again, tmp_path, form)) == before


@pytest.mark.parametrize("form", FORMATS)
def test_the_seed_survives(form: str, tmp_path: Path) -> None:
    seed = load_seed(SEED_FOLDER)
    paths = write(seed, tmp_path, form)
    before = contents(paths)

    again = read(paths)

    assert again == seed
    assert contents(write(again, tmp_path, form)) == before


@_SETTINGS
@given(kept=catalogues(), brought=catalogues())
def test_files_are_laid_over_what_is_kept_and_a_second_time_changes_nothing(
    kept: Catalogue, brought: Catalogue
) -> None:
    problems = Problems()
    files = document_of(brought, problems)

    once = merged(document_of(kept, problems), files, replacing=False)
    twice = merged(once, files, replacing=False)

    assert twice == once
    for part, nodes in files.parts.items():
        in_order = [node for node in once.parts[part] if node in nodes]
        assert in_order == list(nodes)


def write(catalogue: Catalogue, folder: Path, form: str) -> list[Path]:
    fictional = catalogue.government.fictional
    paths = [folder / name for name in FORMATS[form]]
    for path in paths:
        path.write_bytes(file_of(path, plain_entries(catalogue), fictional=fictional))
    return paths


def read(paths: list[Path]) -> Catalogue:
    problems = Problems()
    return read_document(read_files(paths, problems), problems)


def contents(paths: list[Path]) -> list[object]:
    """Return the bytes of texts, and of workbooks their cells: they hold the time of writing."""
    return [_cells(p.read_bytes()) if p.suffix == ".xlsx" else p.read_bytes() for p in paths]


def _cells(workbook: bytes) -> object:
    sheets = load_workbook(BytesIO(workbook)).worksheets
    return [(sheet.title, list(sheet.values)) for sheet in sheets]
