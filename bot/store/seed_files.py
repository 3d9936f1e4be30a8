"""Loads the catalogue from a folder of YAML files that a local government edits by hand."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from bot.domain.catalogue import Catalogue, Government
from bot.store.seed_checks import (
    check_families,
    check_first,
    check_holidays,
    check_offerings,
    check_places,
    check_serves,
    check_slugs,
)
from bot.store.seed_problems import Problems, SeedError, Spot
from bot.store.seed_reader import Record, read_record
from bot.store.seed_records import (
    GovernmentFile,
    read_circumstance,
    read_government,
    read_holidays,
    read_offering,
    read_place,
    read_services,
    read_theme,
    read_unit,
)

__all__ = ["SEED_FOLDER", "SeedError", "load_seed"]

SEED_FOLDER = Path(__file__).parent / "seed"

Value = TypeVar("Value")
Placed = Sequence[tuple[Value, Spot]]


def load_seed(folder: Path, *, zone: str | None = None) -> Catalogue:
    """Return the catalogue of a folder; `zone` replaces that of the government and its units.

    Raises:
        SeedError: something is wrong; all problems at once, each with its file and line.
    """
    problems = Problems()
    if not folder.is_dir():
        problems.note(str(folder), 1, folder.name, "no_folder")
        problems.raise_if_any()
    written = _read_government(folder, problems, zone)
    government = written.government
    themes = _read_list(folder, "themes", read_theme, problems)
    circumstances = _read_list(folder, "circumstances", read_circumstance, problems)
    places = _read_list(folder, "places", read_place, problems)
    asked = {circumstance.slug: circumstance for circumstance, _ in circumstances}
    theme_slugs = [theme.slug for theme, _ in themes]
    services = [
        service
        for record in _records(folder, "services", problems)
        for service in read_services(record, asked, theme_slugs)
    ]
    units = [read_unit(r, government.zone, zone) for r in _records(folder, "units", problems)]
    holidays = [
        h for record in _records(folder, "holidays", problems) for h in read_holidays(record)
    ]
    offerings = _read_list(folder, "offerings", read_offering, problems)
    check_slugs((service.slug, place) for service, place in services)
    check_slugs((unit.slug, place) for unit, place in units)
    check_families(services)
    check_slugs((theme.slug, place) for theme, place in themes)
    check_slugs((circumstance.slug, place) for circumstance, place in circumstances)
    check_places(places)
    check_serves(units, {place.slug for place, _ in places})
    check_holidays(holidays)
    check_offerings(
        offerings,
        {service.slug: place for service, place in services},
        {unit.slug: place for unit, place in units},
    )
    check_first(written.first_units, {unit.slug for unit, _ in units}, "unknown_unit")
    check_first(written.first_families, {s.family for s, _ in services}, "unknown_service")
    problems.raise_if_any()
    return Catalogue(
        government,
        _values(themes),
        _values(circumstances),
        _values(places),
        _first(_values(services), written.first_families, attrgetter("family")),
        _first(_values(units), written.first_units, attrgetter("slug")),
        _values(offerings),
        _values(holidays),
    )


def _first(
    values: tuple[Value, ...], first: Placed[str], slug_of: Callable[[Value], str]
) -> tuple[Value, ...]:
    """Put what the government names first in front; the rest keeps its order."""
    ranks = {slug: rank for rank, (slug, _) in enumerate(first)}
    return tuple(sorted(values, key=lambda value: ranks.get(slug_of(value), len(ranks))))


def _read_government(folder: Path, problems: Problems, zone: str | None) -> GovernmentFile:
    record = read_record(folder / "government.yml", folder, problems)
    if record:
        return read_government(record, zone)
    return GovernmentFile(Government("", "", fictional=True))


def _read_list(
    folder: Path, name: str, read: Callable[[Record], tuple[Value, Spot]], problems: Problems
) -> Placed[Value]:
    """Read a file that holds one list, which has the file's name."""
    record = read_record(folder / f"{name}.yml", folder, problems)
    if record is None:
        return []
    entries = [read(entry) for entry in record.records(name)]
    record.refuse_unknown()
    return entries


def _records(folder: Path, kind: str, problems: Problems) -> Iterator[Record]:
    paths = sorted((folder / kind).glob("*.yml"))
    if not paths:
        problems.note(kind, 1, kind, "no_files")
    for path in paths:
        record = read_record(path, folder, problems)
        if record:
            yield record


def _values(placed: Placed[Value]) -> tuple[Value, ...]:
    return tuple(value for value, _ in placed)
