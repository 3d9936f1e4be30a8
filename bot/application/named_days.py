"""Which day a citizen means who names a holiday: "natal buka ga?"."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from bot.domain.holidays import Holiday, HolidayKind

# Numbers of years, and the words that belong to them: "Tahun Baru Imlek 2578 Kongzili".
_YEAR = re.compile(r"\d+\s*(?:h|kongzili|saka|be)?\b|\bsaw\b|[^\w\s]")


class NamedDays:
    """Knows the decree's names and the everyday ones (data/lexicon/matching.json)."""

    def __init__(self, nicknames: Mapping[str, str]) -> None:
        self._nicknames = nicknames

    def find(self, text: str, holidays: Iterable[Holiday], today: date) -> date | None:
        """Return the next day with a name that stands in a normalized text; None if none does."""
        coming = [holiday for holiday in holidays if holiday.day >= today]
        names = {_bare(holiday.name): _bare(holiday.name) for holiday in coming}
        meant = {**names, **self._nicknames}
        spoken = f" {_bare(text)} "
        said = [phrase for phrase in meant if f" {phrase} " in spoken]
        if not said:
            return None
        name = meant[max(said, key=len)]
        found = [h for h in coming if _bare(h.name) == name]
        found = found or [h for h in coming if _bare(h.name).startswith(name)]
        # Christmas is the 25th; the joint leave before it bears its name too.
        found.sort(key=lambda h: (h.kind is not HolidayKind.NATIONAL, h.day))
        return found[0].day if found else None


def _bare(name: str) -> str:
    return " ".join(_YEAR.sub(" ", name.lower()).split())
