"""Names the days on which counters rest by decree."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HolidayKind(StrEnum):
    """How the joint ministerial decree (SKB) lists a day."""

    NATIONAL = "libur_nasional"
    JOINT_LEAVE = "cuti_bersama"


@dataclass(frozen=True)
class Holiday:
    """A day of the decree. `name` is what is celebrated, without the word for its kind."""

    day: date
    kind: HolidayKind
    name: str
    source: str


def find_holiday(
    holidays: tuple[Holiday, ...], day: date, *, serves_on_joint_leave: bool
) -> Holiday | None:
    """Return the holiday that closes a unit on `day`; a national one before joint leave."""
    kinds = {holiday.kind: holiday for holiday in holidays if holiday.day == day}
    if HolidayKind.NATIONAL in kinds:
        return kinds[HolidayKind.NATIONAL]
    return None if serves_on_joint_leave else kinds.get(HolidayKind.JOINT_LEAVE)
