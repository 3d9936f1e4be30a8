"""The operator's commands that keep a government's own catalogue: init, import, export."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.application.catalogue_exchange import (
    CatalogueIsThere,
    Imported,
    begin_catalogue,
    empty_file,
    export_file,
    import_files,
)
from bot.domain.catalogue import Government
from bot.government_questions import Ask, government_name, government_zone
from bot.login import login_name
from bot.operator_messages import StartError, sentence
from bot.settings import Mode, Settings
from bot.store.exchange.formats import UnknownFormat, UnknownTable, table_names
from bot.store.exchange.problems import BrokenFiles
from bot.store.exchange.table_words import table_words
from bot.store.exchange.xlsx_files import CellTooLong
from bot.store.migrate import SEED, has_catalogue, prepare_schema
from bot.store.seed_files import load_seed
from bot.supervision.borrowed_database import borrowed_database, run_with, with_catalogue


def init(settings: Settings, name: str | None, zone: str | None, ask: Ask = input) -> str:
    """Begin the empty catalogue of a real government; what is not given is asked.

    Raises:
        StartError: not in production, or there is a catalogue already.
    """
    if settings.mode is not Mode.PRODUCTION:
        raise StartError.because("init_needs_production")
    with borrowed_database(settings) as dsn:
        prepare_schema(dsn)
        if asyncio.run(has_catalogue(dsn)):
            raise StartError.because("init_catalogue_is_there")
        chosen_name = government_name(name, ask)
        chosen_zone = government_zone(zone, settings.zone.key, ask)
        government = Government(chosen_name, chosen_zone, fictional=False)
        try:
            run_with(dsn, lambda database: begin_catalogue(database, government, load_seed(SEED)))
        except CatalogueIsThere as error:
            raise StartError.because("init_catalogue_is_there") from error
    return sentence("init_done", name=chosen_name, zone=chosen_zone)


def import_catalogue(
    settings: Settings, paths: Sequence[Path], *, replacing: bool, only_check: bool
) -> str:
    """Take files into the catalogue and return what that changed.

    Raises:
        StartError: something is wrong; nothing was changed.
    """
    try:
        imported = with_catalogue(
            settings,
            lambda database: import_files(
                database,
                paths,
                replacing=replacing,
                only_check=only_check,
                who=login_name(),
                what=sentence("import_recorded", files=", ".join(path.name for path in paths)),
            ),
        )
    except BrokenFiles as error:
        raise StartError.because("import_refused", problems=error) from error
    return _told(imported, only_check=only_check)


def export_catalogue(settings: Settings, path: Path, *, empty: bool) -> str:
    """Write the catalogue, or only its columns, to a new file.

    Raises:
        StartError: the file cannot be written.
    """
    if path.exists():
        raise StartError.because("export_exists", path=path)
    try:
        content = empty_file(path) if empty else _exported(settings, path)
    except UnknownFormat as error:
        raise StartError.because("export_unknown_format", path=path) from error
    except UnknownTable as error:
        known = ", ".join(f"{name}.csv" for name in table_names())
        raise StartError.because("export_unknown_table", path=path, known=known) from error
    except CellTooLong as error:
        raise StartError.because("export_cell_too_long", cell=error) from error
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise StartError.because("export_not_writable", path=path) from error
    return sentence("export_done", path=path)


def _exported(settings: Settings, path: Path) -> bytes:
    return with_catalogue(settings, lambda database: export_file(database, path))


def _told(imported: Imported, *, only_check: bool) -> str:
    names = table_words().sheets
    lines = [
        sentence(
            "import_part",
            part=names[part],
            added=change.added,
            changed=change.changed,
            removed=change.removed,
            unchanged=change.unchanged,
        )
        for part, change in imported.parts.items()
    ]
    if imported.reordered:
        lines.append(sentence("import_reordered"))
    if not imported.changes_something:
        lines.append(sentence("import_nothing"))
    else:
        lines.append(sentence("import_checked" if only_check else "import_done"))
    return "\n".join(lines)
