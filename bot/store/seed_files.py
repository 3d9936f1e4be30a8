"""Loads the catalogue from a folder of YAML files: one a family, one a unit, one a year."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.domain.catalogue import Catalogue
from bot.store.exchange.document import Document, Part, read_document
from bot.store.exchange.nesting import entries_of_family, entries_of_year
from bot.store.exchange.nodes import Node
from bot.store.exchange.problems import Problems, Source, Spot
from bot.store.exchange.record import Record
from bot.store.exchange.yaml_nodes import read_yaml

SEED_FOLDER = Path(__file__).parent / "seed"

_LISTS = (Part.THEMES, Part.CIRCUMSTANCES, Part.PLACES, Part.OFFERINGS)
_FILES = {str(part): f"{part}.yml" for part in _LISTS}


def load_seed(folder: Path, *, zone: str | None = None) -> Catalogue:
    """Return the catalogue of a folder; `zone` replaces that of the government and its units.

    Raises:
        BrokenFiles: something is wrong; all problems at once, each with its file and line.
    """
    problems = Problems()
    if not folder.is_dir():
        Spot(Source(str(folder)), 1, folder.name, problems).note("no_folder")
        problems.raise_if_any()
    parts = {part: tuple(_read_list(folder, part, problems)) for part in _LISTS}
    government = _read(folder / "government.yml", folder, problems)
    parts[Part.GOVERNMENT] = (government,) if government else ()
    for part, entries_of in _FOLDERS.items():
        nodes = _read_folder(folder, part, problems)
        parts[part] = tuple(entry for node in nodes for entry in entries_of(node))
    return read_document(Document(parts), problems, zone=zone)


def _read_list(folder: Path, part: Part, problems: Problems) -> Iterator[Node]:
    """Read a file that holds one list, which has the file's name."""
    node = _read(folder / f"{part}.yml", folder, problems)
    if node is not None:
        record = Record(node)
        yield from record.items(part)
        record.refuse_unknown()


def _read_folder(folder: Path, part: Part, problems: Problems) -> Iterator[Node]:
    paths = sorted((folder / part).glob("*.yml"))
    if not paths:
        Spot(Source(part), 1, part, problems).note("no_files")
    for path in paths:
        node = _read(path, folder, problems)
        if node is not None:
            yield node


def _read(path: Path, root: Path, problems: Problems) -> Node | None:
    source = Source(str(path.relative_to(root)), names=_FILES)
    return read_yaml(path, source, Spot(source, 1, path.stem, problems))


def _itself(node: Node) -> Iterable[Node]:
    return (node,)


_FOLDERS: dict[Part, Callable[[Node], Iterable[Node]]] = {
    Part.UNITS: _itself,
    Part.SERVICES: entries_of_family,
    Part.HOLIDAYS: entries_of_year,
}
