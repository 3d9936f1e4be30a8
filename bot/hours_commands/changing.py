"""Reads what an operator typed for a change into the use case that judges it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from bot.application.office_hours import (
    counters,
    holidays,
    osm_text,
    seasons,
    situations,
    week,
)
from bot.application.office_hours.amending import Amendment, Book
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.words import plain_holiday_name, unnamed_day
from bot.application.office_hours.written_hours import read_ranges, read_week
from bot.application.office_hours.written_moments import read_date, read_end, read_start

Given = Mapping[str, Any]
_LIFTED = frozenset({"dicabut", "-"})


def judge(path: str, given: Given) -> Callable[[Book], Amendment]:
    """Return the use case of a command, with what was typed for it."""
    read = _CHANGES[path]
    return lambda book: read(book, given)


def _set(book: Book, given: Given) -> Amendment:
    if given["osm"] is not None:
        return osm_text.take_in(book, given["unit"], given["osm"], unnamed=unnamed_day())
    if given["day"] is None:
        if given["usual"] or given["reason"] or given["address"]:
            raise Refused(Wrong.DAY_MISSING)
        return week.set_week(book, given["unit"], read_week(given["hours"] or ""))
    day = read_date(given["day"], book.today)
    if given["usual"]:
        return week.take_back_day(book, given["unit"], day)
    ranges = read_ranges(given["hours"] or "")
    why, address = given["reason"], given["address"]
    return week.change_day(book, given["unit"], day, ranges, reason=why, address=address)


def _add_season(book: Book, given: Given) -> Amendment:
    new = seasons.NewSeason(
        given["name"],
        read_date(given["first"], book.today),
        read_date(given["last"], book.today),
        read_week(given["hours"]) if given["hours"] else None,
        only=tuple(given["only"]),
        weeks=tuple((unit, read_week(hours)) for unit, hours in given["hours_of"]),
        keeps=tuple(given["keep"]),
        addresses=tuple((unit, address) for unit, address in given["address_of"]),
        source=given["source"],
    )
    return seasons.add_season(book, new)


def _move_season(book: Book, given: Given) -> Amendment:
    start = read_date(given["start"], book.today) if given["start"] else None
    if start is None and given["days"] is None:
        raise Refused(Wrong.MOVE_MISSING)
    return seasons.move_season(book, given["number"], days=given["days"], start=start)


def _end_season(book: Book, given: Given) -> Amendment:
    return seasons.end_season(book, given["number"], _day(book, given))


def _remove_season(book: Book, given: Given) -> Amendment:
    return seasons.remove_season(book, given["number"])


def _add_holiday(book: Book, given: Given) -> Amendment:
    return holidays.add_local_holiday(book, _day(book, given), given["name"], given["source"])


def _remove_holiday(book: Book, given: Given) -> Amendment:
    return holidays.remove_holiday(book, _day(book, given))


def _fill_year(book: Book, given: Given) -> Amendment:
    from bot.application.office_hours.decreed_days import decreed_year

    decreed = decreed_year(given["year"], plain_holiday_name)
    return holidays.fill_year(book, decreed, given["source"], replacing=given["replace"])


def _serve(book: Book, given: Given) -> Amendment:
    return holidays.serve_on(book, given["unit"], _day(book, given))


def _rest(book: Book, given: Given) -> Amendment:
    return holidays.rest_on(book, given["unit"], _day(book, given))


def _start_situation(book: Book, given: Given) -> Amendment:
    new = situations.NewSituation(
        given["status"],
        given["reason"],
        read_start(given["from"], book.wall) if given["from"] else None,
        _end(given["until"], book.wall),
        everything=given["all"],
        units=tuple(given["unit"]),
        places=tuple(given["place"]),
        services=tuple(given["service"]),
        except_units=tuple(given["except_unit"]),
        except_services=tuple(given["except_service"]),
        legal_reference=given["legal"],
        visitor_rules=given["visitors"],
        instead=given["instead"],
        online_too=given["online_too"],
    )
    return situations.start_situation(book, new)


def _end_situation(book: Book, given: Given) -> Amendment:
    return situations.end_situation(book, given["number"])


def _reschedule_situation(book: Book, given: Given) -> Amendment:
    ends = _end(given["moment"], book.wall)
    return situations.reschedule_situation(book, given["number"], ends)


def _remove_situation(book: Book, given: Given) -> Amendment:
    return situations.remove_situation(book, given["number"])


def _set_quota(book: Book, given: Given) -> Amendment:
    return counters.set_quota(book, given["unit"], given["service"], given["people"])


def _remove_quota(book: Book, given: Given) -> Amendment:
    return counters.remove_quota(book, given["unit"], given["service"])


def _use_up_quota(book: Book, given: Given) -> Amendment:
    return counters.use_up_quota(book, given["unit"], given["service"])


def _open_again(book: Book, given: Given) -> Amendment:
    return counters.open_again(book, given["unit"], given["service"])


def _add_maintenance(book: Book, given: Given) -> Amendment:
    here = book.wall_in(book.catalogue.government.zone)
    starts, ends = read_start(given["starts"], here), read_end(given["ends"], here)
    return situations.add_maintenance(book, given["channel"], starts, ends, given["reason"])


def _remove_maintenance(book: Book, given: Given) -> Amendment:
    return situations.remove_maintenance(book, given["number"])


def _set_roster_day(book: Book, given: Given) -> Amendment:
    day, office, home = _day(book, given), given["at_office"], given["at_home"]
    return counters.set_roster_day(book, given["unit"], day, office, home)


def _set_minimum_staff(book: Book, given: Given) -> Amendment:
    return counters.set_minimum_staff(book, given["unit"], given["people"])


def _day(book: Book, given: Given) -> date:
    return read_date(given["day"], book.today)


def _end(written: str | None, now: datetime) -> datetime | None:
    if written is None or written.casefold() in _LIFTED:
        return None
    return read_end(written, now)


_CHANGES: dict[str, Callable[[Book, Given], Amendment]] = {
    "set": _set,
    "season add": _add_season,
    "season move": _move_season,
    "season end": _end_season,
    "season remove": _remove_season,
    "holiday add": _add_holiday,
    "holiday remove": _remove_holiday,
    "holiday fill": _fill_year,
    "holiday serve": _serve,
    "holiday rest": _rest,
    "situation start": _start_situation,
    "situation end": _end_situation,
    "situation until": _reschedule_situation,
    "situation remove": _remove_situation,
    "quota set": _set_quota,
    "quota remove": _remove_quota,
    "quota used-up": _use_up_quota,
    "quota open": _open_again,
    "maintenance add": _add_maintenance,
    "maintenance remove": _remove_maintenance,
    "roster set": _set_roster_day,
    "roster minimum": _set_minimum_staff,
}
