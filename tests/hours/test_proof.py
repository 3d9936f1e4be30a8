"""The proof of `make verify-hours`, with fewer units and instants."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.domain.catalogue import Catalogue
from tests.hours.comparison import Comparison, References, references_in
from tests.hours.figures import too_rare
from tests.hours.generated import ZONES, generate
from tests.hours.mutants import MUTATIONS, NotApplied, mutant
from tests.hours.node_reference import NoReference
from tests.hours.stored import through_database

_SEED = 20270308
_UNITS = 200
_FOR_EACH_UNIT = 100
# A mistake shows in fewer.
_FEW_UNITS, _FEW_INSTANTS = 60, 60


@pytest.fixture(scope="module")
def rows() -> Catalogue:
    return generate(_SEED, _UNITS)


@pytest.fixture(scope="module")
def stored(dsn: str, rows: Catalogue) -> Catalogue:
    """The rows as the desk reads them from its database."""
    return through_database(dsn, rows)


@pytest.fixture(scope="module")
def node() -> Iterator[References]:
    """The published evaluator; without it a test is skipped and says why, but never in CI."""
    try:
        with references_in(ZONES) as running:
            yield running
    except NoReference as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"npm's opening_hours cannot be run here: {reason}")


def test_ours_and_the_table_agree_to_the_minute(rows: Catalogue, stored: Catalogue) -> None:
    found = Comparison(rows, stored, _SEED, {}).of_units(_slugs(rows, _UNITS), _FOR_EACH_UNIT)

    assert found.instants == _UNITS * _FOR_EACH_UNIT
    assert found.ends > 0.9 * found.instants
    assert (found.differences, _said(found.examples)) == ({}, "")
    assert too_rare(found, 0.0005) == []


def test_ours_and_the_published_evaluator_agree(
    rows: Catalogue, stored: Catalogue, node: References
) -> None:
    found = Comparison(rows, stored, _SEED, node).of_units(_slugs(rows, _UNITS // 2), 100)

    assert found.by_node == found.instants == _UNITS // 2 * 100
    assert (found.differences, _said(found.examples)) == ({}, "")


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mistake_in_the_rules_is_found(name: str, rows: Catalogue) -> None:
    with mutant(name) as resolve:
        comparison = Comparison(rows, rows, _SEED, {}, resolve)
        found = comparison.of_units(_slugs(rows, _FEW_UNITS), _FEW_INSTANTS)

    assert sum(found.differences.values()) > 0
    assert "as OpenStreetMap text" in str(found.examples[0])


def test_a_mistake_that_the_code_no_longer_has_room_for_is_told() -> None:
    MUTATIONS["gone"] = (("not in the file", ""),)
    try:
        with pytest.raises(NotApplied), mutant("gone"):
            pass
    finally:
        del MUTATIONS["gone"]


def test_the_same_seed_draws_the_same_rows() -> None:
    assert generate(5, 20) == generate(5, 20)
    assert generate(5, 20) != generate(6, 20)


def test_what_is_rare_is_told(rows: Catalogue) -> None:
    found = Comparison(rows, rows, _SEED, {}).of_units(_slugs(rows, 2), 10)

    assert too_rare(found, 0.5)


def test_the_lock_of_the_evaluator_names_no_address_to_load_it_from() -> None:
    lock = Path(__file__).with_name("package-lock.json").read_text(encoding="utf-8")

    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def _slugs(rows: Catalogue, count: int) -> list[str]:
    return [unit.slug for unit in rows.units[:count]]


def _said(examples: Sequence[object]) -> str:
    return "\n".join(str(example) for example in examples)
