"""The sentences about hours and status, filled with days and names as people write them."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from bot.application.answer_text import AnswerText
from bot.application.office_hours.amending import Said
from bot.application.office_hours.holidays import YearDifference
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.written_hours import write_clock, write_ranges, write_week
from bot.domain.catalogue import Catalogue
from bot.domain.holidays import Holiday
from bot.domain.hours import DAY, MIDNIGHT, WeeklyHours
from bot.domain.situation import ServiceStatus

_TEMPLATES = Path(__file__).parents[2] / "templates"
_LEAVE = "Cuti Bersama "


class HoursWords:
    """Says what was changed, refused, or is shown."""

    def __init__(self, answers: AnswerText) -> None:
        self.answers = answers

    def refusal(self, refused: Refused) -> str:
        """Return why a change was refused and what to write instead."""
        values = dict(refused.values)
        if "near" in values and "{near}." not in _sentences("refused")[refused.wrong]:
            values["near"] = self._near(values["near"])
        if refused.wrong is Wrong.UNREADABLE_OSM:
            values["problem"] = self.fill("osm", str(values["problem"]), found=values["found"])
        if units := values.get("units"):
            values["units"] = self.fill("piece", "of_units", names=units)
        return self.fill("refused", refused.wrong, **values)

    def what(self, said: Said, catalogue: Catalogue | None = None) -> str:
        """Return how the history calls a change."""
        values = dict(said.values)
        if values.get("service") and catalogue:
            name = catalogue.service(str(values["service"])).name
            values["service"] = self.fill("piece", "of_service", service=name)
        return self.fill("what", said.key, **values)

    def fill(self, table: str, key: str, **values: object) -> str:
        """Return a sentence of templates/hours.toml."""
        shown = {name: self._shown(name, value) for name, value in values.items()}
        return _sentences(table)[key].format(**shown)

    def moment(self, at: datetime) -> str:
        """Return a day with its time, and the zone where there is one."""
        clock = f"{write_clock(at.timetz())} {at.tzname() or ''}".strip()
        return self.fill("piece", "moment", day=at.date(), clock=clock)

    def end(self, ends: datetime | None) -> str:
        """Return until when something holds; the midnight after a day belongs to that day."""
        if ends is None:
            return self.fill("piece", "open_end")
        return self.fill("piece", "until", ends=self._last_moment(ends))

    def difference(self, difference: YearDifference) -> str:
        """Return the days that a year gains and loses, one a line."""
        lines = [self._holiday("day_added", holiday) for holiday in difference.added]
        lines += [self._holiday("day_removed", holiday) for holiday in difference.removed]
        lines += [self.fill("piece", "day_estimated", day=day) for day in difference.estimated]
        lines.append(self.fill("piece", "days_unchanged", count=difference.unchanged))
        return "\n".join(lines)

    def kind(self, holiday: Holiday) -> str:
        """Return how the decree lists a day."""
        return self.fill("kind", holiday.kind)

    def _holiday(self, key: str, holiday: Holiday) -> str:
        kind = self.kind(holiday)
        return self.fill("piece", key, day=holiday.day, kind=kind, name=holiday.name)

    def _near(self, names: object) -> str:
        return self.fill("piece", "near", names=names) if names else self.fill("piece", "no_near")

    def _last_moment(self, ends: datetime) -> str:
        if ends.time() != MIDNIGHT:
            return self.moment(ends)
        return self.fill("piece", "moment", day=ends.date() - DAY, clock="24.00")

    def _shown(self, name: str, value: object) -> object:
        """Return a value in words; `ends` and `hours` have words for none at all."""
        if name == "ends" and isinstance(value, datetime | None):
            return self.end(value)
        if name == "hours":
            return _written_hours(value)
        match value:
            case datetime():
                return self.moment(value)
            case date():
                return self.answers.long_day(value)
            case YearDifference():
                return self.difference(value)
            case ServiceStatus():
                return value.value.replace("_", " ")
            case list() | tuple():
                return ", ".join(map(str, value))
            case _:
                return "" if value is None else value


def _written_hours(value: object) -> str:
    if isinstance(value, tuple):
        return write_ranges(value)
    return write_week(value if isinstance(value, WeeklyHours) else None)


def unnamed_day() -> str:
    """Return what is told of a day or a season for which no reason was written."""
    return _sentences("piece")["unnamed"]


def plain_holiday_name(name: str) -> str:
    """Return what is celebrated, as the decree and citizens call it."""
    bare = name.removeprefix(_LEAVE)
    return _sentences("holiday").get(bare, bare)


def _sentences(table: str) -> Mapping[str, str]:
    return _tables()[table]


@cache
def _tables() -> dict[str, dict[str, str]]:
    own, osm = (
        tomllib.loads((_TEMPLATES / name).read_text(encoding="utf-8"))
        for name in ("hours.toml", "opening_hours_problems.toml")
    )
    return {**own, "osm": osm}
