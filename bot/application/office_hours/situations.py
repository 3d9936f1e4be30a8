"""Starts and ends situations, and times in which an online channel is being worked on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.application.office_hours.amending import Amendment, Book, Said
from bot.application.office_hours.naming import (
    channel_named,
    place_named,
    service_named,
    unit_named,
    words_of,
)
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.week import refuse_strange_day
from bot.domain.dated_rules import Maintenance
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.store.rules import (
    delete_maintenance,
    delete_situation,
    save_maintenance,
    save_situation,
)


@dataclass(frozen=True)
class NewSituation:
    """A situation as it is entered. It must say what it touches, or that it is everything."""

    status: str
    reason: str
    starts: datetime | None = None  # None: now
    ends: datetime | None = None  # None: until it is lifted
    everything: bool = False
    units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    except_units: tuple[str, ...] = ()
    except_services: tuple[str, ...] = ()
    legal_reference: str | None = None
    visitor_rules: str | None = None
    instead: str | None = None
    online_too: bool = False


def start_situation(book: Book, new: NewSituation) -> Amendment:
    """Enter a situation, from now or from a later moment on.

    Raises:
        Refused: it names nothing that is there, or ends before it starts.
    """
    starts = new.starts or book.wall
    _refuse_backwards(starts, new.ends)
    situation = Situation(
        id=0,
        status=status_named(new.status),
        scope=_scope(book, new),
        starts=starts,
        ends=new.ends,
        reason=words_of(new.reason, Wrong.REASON_MISSING),
        legal_reference=new.legal_reference,
        visitor_rules=new.visitor_rules,
        instead=new.instead,
        online_too=new.online_too,
    )
    refuse_strange_day(book, situation.starts.date())
    _refuse_over(book, situation)
    return _saving("start_situation", situation)


def end_situation(book: Book, number: int) -> Amendment:
    """Let a situation be over from now on.

    Raises:
        Refused: there is none of that number, it has not begun, or it is over.
    """
    situation = situation_numbered(book, number)
    _refuse_over(book, situation)
    if book.wall < situation.starts:
        raise Refused(Wrong.SITUATION_NOT_BEGUN, number=number, starts=situation.starts)
    if book.wall == situation.starts:
        return remove_situation(book, number)  # it never held
    return _saving("end_situation", replace(situation, ends=book.wall))


def reschedule_situation(book: Book, number: int, ends: datetime | None) -> Amendment:
    """Let a situation end at another moment; None: when it is lifted.

    Raises:
        Refused: there is none of that number, or it would end before it starts or is over.
    """
    situation = situation_numbered(book, number)
    _refuse_backwards(situation.starts, ends)
    changed = replace(situation, ends=ends)
    _refuse_over(book, changed)
    return _saving("reschedule_situation", changed)


def remove_situation(book: Book, number: int) -> Amendment:
    """Take a situation away as if it had never been.

    Raises:
        Refused: there is none of that number.
    """
    situation = situation_numbered(book, number)
    return Amendment(
        Said("remove_situation", {"reason": situation.reason}),
        lambda connection: delete_situation(connection, number),
    )


def situation_numbered(book: Book, number: int) -> Situation:
    """Return a situation by its number.

    Raises:
        Refused: there is none.
    """
    for situation in book.catalogue.rules.situations:
        if situation.id == number:
            return situation
    raise Refused(Wrong.SITUATION_NOT_THERE, number=number)


def add_maintenance(
    book: Book, channel: str, starts: datetime, ends: datetime, reason: str
) -> Amendment:
    """Enter a time in which an online channel does not work.

    Raises:
        Refused: no service has the channel, or the time ends before it starts or is over.
    """
    name = channel_named(book.catalogue, channel)
    why = words_of(reason, Wrong.REASON_MISSING)
    if ends <= starts:
        raise Refused(Wrong.MAINTENANCE_ENDS_BEFORE_START, starts=starts, ends=ends)
    if ends <= book.wall_in(book.catalogue.government.zone):
        raise Refused(Wrong.MAINTENANCE_IS_OVER, ends=ends)
    work = Maintenance(0, name, starts, ends, why)
    return Amendment(
        Said("add_maintenance", {"channel": name, "starts": starts, "ends": ends}),
        lambda connection: save_maintenance(connection, work),
    )


def remove_maintenance(book: Book, number: int) -> Amendment:
    """Take a time without an online channel away.

    Raises:
        Refused: there is none of that number.
    """
    for work in book.catalogue.rules.maintenance:
        if work.id == number:
            return Amendment(
                Said("remove_maintenance", {"channel": work.channel}),
                lambda connection: delete_maintenance(connection, number),
            )
    raise Refused(Wrong.MAINTENANCE_NOT_THERE, number=number)


def status_named(written: str) -> ServiceStatus:
    """Return a status: "terbatas", "daring saja", "tutup", "darurat", "normal".

    Raises:
        Refused: there is none of that name.
    """
    try:
        return ServiceStatus("_".join(written.casefold().replace("_", " ").split()))
    except ValueError as error:
        known = [status.value for status in ServiceStatus]
        raise Refused(Wrong.UNKNOWN_STATUS, value=written, near=known) from error


def _saving(key: str, situation: Situation) -> Amendment:
    said = {"status": situation.status, "reason": situation.reason}
    times = {"starts": situation.starts, "ends": situation.ends}
    return Amendment(
        Said(key, {**said, **times}),
        lambda connection: save_situation(connection, situation),
    )


def _scope(book: Book, new: NewSituation) -> Scope:
    if not (new.everything or new.units or new.places or new.services):
        raise Refused(Wrong.SCOPE_MISSING)
    catalogue = book.catalogue

    def units(names: Iterable[str]) -> frozenset[str]:
        return frozenset(unit_named(catalogue, name).slug for name in names)

    def services(names: Iterable[str]) -> frozenset[str]:
        return frozenset(service_named(catalogue, name).slug for name in names)

    return Scope(
        units=units(new.units),
        places=frozenset(place_named(catalogue, name) for name in new.places),
        services=services(new.services),
        except_units=units(new.except_units),
        except_services=services(new.except_services),
    )


def _refuse_backwards(starts: datetime, ends: datetime | None) -> None:
    if ends is not None and ends <= starts:
        raise Refused(Wrong.SITUATION_ENDS_BEFORE_START, starts=starts, ends=ends)


def _refuse_over(book: Book, situation: Situation) -> None:
    if situation.ends is not None and situation.ends <= book.wall:
        raise Refused(Wrong.SITUATION_IS_OVER, ends=situation.ends)
