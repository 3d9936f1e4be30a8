"""What was understood of one row, and what of it is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

from bot.domain.catalogue import Catalogue
from tests.understanding.labelled import Row

_NAMES = Path(__file__).with_name("service_names.yml")


@dataclass(frozen=True)
class Understood:
    """What the desk understood: the aspect, a slug of the catalogue, and its certainty."""

    aspect: str
    service: str | None
    confidence: float


@dataclass(frozen=True)
class Verdict:
    """What is right of it; None where a row says nothing of that.

    `service` and `both` concern rows that name a service of the catalogue, `invented` rows that
    name none at all.
    """

    strict: bool
    lenient: bool
    service: bool | None
    invented: bool | None
    both: bool | None


@dataclass(frozen=True)
class Services:
    """The families of the catalogue that each label means, and the family of each slug."""

    meant: Mapping[str, frozenset[str]]
    family: Mapping[str, str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        """Read the labels' names beside the families of a catalogue."""
        family = {service.slug: service.family for service in catalogue.services}
        family |= {name: name for name in family.values()}
        named = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
        meant = {name: frozenset([name]) for name in family.values()}
        meant |= {label: frozenset(families) for label, families in named.items()}
        return cls(meant, family)

    def judge(self, row: Row, understood: Understood) -> Verdict:
        """Return what is right of what was understood of a row."""
        lenient = understood.aspect in {row.aspect, *row.alternatives}
        service = invented = None
        if row.service is None:
            invented = understood.service is not None
        elif row.service in self.meant:
            service = self.family.get(understood.service or "") in self.meant[row.service]
        return Verdict(
            strict=understood.aspect == row.aspect,
            lenient=lenient,
            service=service,
            invented=invented,
            both=None if service is None else service and lenient,
        )
