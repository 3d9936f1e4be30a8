"""Draws a government with thousands of units and every kind of rule, the same for the same seed.

It is as dense as no real one: each rule has to meet each of its neighbours often.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random

from bot.domain.catalogue import Catalogue, Contact, Offering, Unit
from bot.domain.dated_rules import (
    DatedRules,
    HolidayDuty,
    OneOffChange,
    QuotaUsedUp,
    Season,
    SeasonOfUnit,
)
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.places import Place, PlaceKind
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from tests.hours.weeks import draw_day, draw_week
from tests.hours.window import DAYS, FIRST_DAY

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
_SERVICES = 8
_DAY = timedelta(days=1)
RAMADAN = (date(2027, 2, 8), date(2027, 3, 9))


def generate(seed: int, units: int) -> Catalogue:
    """Return a catalogue of so many units, with all their rules."""
    return _Generator(Random(seed), units).catalogue()  # noqa: S311 - repeatable, no secret


def service_asked(catalogue: Catalogue, unit: Unit) -> str | None:
    """Return the service that is asked about at a unit; None: the unit itself, as for a half."""
    number = int(unit.slug.rpartition("-")[2])
    return catalogue.services[number % _SERVICES].slug if number % 2 else None


@dataclass
class _Generator:
    chance: Random
    count: int

    def catalogue(self) -> Catalogue:
        demo = load_seed(SEED)
        self.services = [service.slug for service in demo.services[:_SERVICES]]
        self.places = self._places()
        self.units = [self._unit(number) for number in range(self.count)]
        self.holidays = self._holidays(demo.holidays)
        offerings = [Offering(slug, self.units[0].slug, None, None) for slug in self.services]
        return replace(
            demo,
            places=tuple(self.places),
            units=tuple(self.units),
            offerings=tuple(offerings),
            services=demo.services[:_SERVICES],
            holidays=self.holidays,
            rules=self._rules(),
        )

    def _places(self) -> list[Place]:
        found = []
        for number in range(12):
            slug = f"kecamatan-{number}"
            found.append(Place(slug, f"Kecamatan {number}", PlaceKind.KECAMATAN, None, ()))
            found += [
                Place(f"desa-{number}-{each}", f"Desa {number} {each}", PlaceKind.DESA, slug, ())
                for each in range(3)
            ]
        return found

    def _unit(self, number: int) -> Unit:
        chance = self.chance
        known = chance.random() > 0.08
        serves = chance.sample(self.places, chance.choice([0, 1, 1, 2, 3]))
        return Unit(
            slug=f"unit-{number}",
            name=f"Unit {number}",
            aliases=(),
            address=f"Jalan {number}",
            coordinates=None,
            serves=tuple(place.slug for place in serves),
            zone=chance.choice(ZONES),
            contact=Contact(None, None, None),
            week=draw_week(chance, nights=chance.random() < 0.35) if known else None,
            serves_on_joint_leave=chance.random() < 0.4,
            verified_on=FIRST_DAY,
            source="contoh",
        )

    def _holidays(self, decreed: tuple[Holiday, ...]) -> tuple[Holiday, ...]:
        """Return the decreed ones and as many days again of each kind, never two on one day."""
        known = {holiday.day for holiday in decreed}
        free = [day for day in self._days if day not in known]
        kinds = list(HolidayKind)
        drawn = (
            Holiday(day, kinds[number % 3], f"Hari {number}", "contoh")
            for number, day in enumerate(self.chance.sample(free, 15))
        )
        return tuple(sorted([*decreed, *drawn], key=lambda holiday: holiday.day))

    def _rules(self) -> DatedRules:
        seasons = self._seasons()
        return DatedRules(
            seasons=tuple(seasons),
            one_offs=tuple(change for unit in self.units for change in self._one_offs(unit)),
            duties=tuple(duty for unit in self.units for duty in self._duties(unit)),
            used_up=tuple(gone for unit in self.units for gone in self._used_up(unit)),
            situations=tuple(self._situation(number + 1) for number in range(self._situations)),
        )

    # Seasons: a few for all, many that name units; no unit is named twice for one day ------------

    def _seasons(self) -> list[Season]:
        self._named: dict[str, list[tuple[date, date]]] = {}
        for_all = [
            (*RAMADAN, "Ramadan"),
            (date(2026, 12, 21), date(2027, 1, 2), "Akhir tahun"),
            (date(2027, 2, 20), date(2027, 2, 26), "Pekan layanan"),
            (date(2027, 3, 16), date(2027, 3, 20), "Pasca-Lebaran"),
        ]
        naming = [(*self._period(), f"Musim {number}") for number in range(60)]
        drawn = [(*each, True) for each in for_all] + [(*each, False) for each in naming]
        self.chance.shuffle(drawn)
        return [self._season(number + 1, *each) for number, each in enumerate(drawn)]

    def _season(self, number: int, first: date, last: date, name: str, for_all: bool) -> Season:
        week = self._week() if for_all else None
        listed = self.chance.sample(self.units, self.count // (12 if for_all else 18))
        free = [unit for unit in listed if self._is_free(unit.slug, first, last)]
        return Season(
            number, name, first, last, week, tuple(self._entry(unit.slug) for unit in free), "SE 1"
        )

    def _is_free(self, unit: str, first: date, last: date) -> bool:
        taken = self._named.setdefault(unit, [])
        if any(first <= other_last and other_first <= last for other_first, other_last in taken):
            return False
        taken.append((first, last))
        return True

    def _entry(self, unit: str) -> SeasonOfUnit:
        drawn = self.chance.random()
        if drawn < 0.7:
            return SeasonOfUnit(unit, self._week(), "Jalan Pindah" if drawn < 0.2 else None)
        return SeasonOfUnit(unit, None, "Jalan Sementara" if drawn < 0.85 else None)

    def _week(self) -> WeeklyHours:
        return draw_week(self.chance, nights=self.chance.random() < 0.3)

    def _period(self) -> tuple[date, date]:
        first = self._any_day()
        return first, first + timedelta(days=self.chance.randrange(2, 21))

    # Single days ---------------------------------------------------------------------------------

    def _one_offs(self, unit: Unit) -> list[OneOffChange]:
        return [
            OneOffChange(unit.slug, day, self._hours_of_one_off(), "contoh")
            for day in sorted({self._telling_day() for _ in range(9)})
        ]

    def _hours_of_one_off(self) -> tuple[TimeRange, ...]:
        drawn = self.chance.random()
        return () if drawn < 0.4 else draw_day(self.chance, nights=drawn > 0.7)

    def _duties(self, unit: Unit) -> list[HolidayDuty]:
        days = self.chance.sample([holiday.day for holiday in self.holidays], 4)
        return [HolidayDuty(unit.slug, day) for day in sorted(days)]

    def _used_up(self, unit: Unit) -> list[QuotaUsedUp]:
        found = {}
        for _ in range(40):
            day = self._telling_day() if self.chance.random() < 0.3 else self._any_day()
            service = self.chance.choice([*([None] * _SERVICES), *self.services])
            late = self.chance.random() < 0.25  # also after midnight, for nights
            minute = self.chance.randrange(1200, 1800) if late else self.chance.randrange(420, 960)
            since = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
            found[service, day] = QuotaUsedUp(unit.slug, service, day, since)
        return list(found.values())

    # Situations ----------------------------------------------------------------------------------

    @property
    def _situations(self) -> int:
        return 60 + self.count // 2

    def _situation(self, number: int) -> Situation:
        chance = self.chance
        kind = chance.choices(["units", "places", "services", "everything"], self._weights)[0]
        hours = chance.choice([2, 5, 12, 30, 60, 120]) if kind != "everything" else 5
        starts = self._moment()
        ends = starts + timedelta(minutes=chance.randrange(30, 60 * hours))
        lifted = chance.random() > 0.02 or kind == "everything"
        return Situation(
            id=number,
            status=chance.choice(list(ServiceStatus)),
            scope=self._scope(kind),
            starts=starts if lifted else starts + timedelta(days=DAYS - 20),
            ends=ends if lifted else None,
            reason="contoh",
        )

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        """Those of places and of everything touch many units at once, and are fewer for it."""
        return (self._situations - 60, 34, 20, 6)

    def _scope(self, kind: str) -> Scope:
        chance = self.chance
        units = [unit.slug for unit in chance.sample(self.units, min(12, self.count // 4))]
        slugs = [place.slug for place in self.places]
        return Scope(
            units=frozenset(units) if kind == "units" else frozenset(),
            places=frozenset(chance.sample(slugs, 2)) if kind == "places" else frozenset(),
            services=self._some_services() if kind == "services" else frozenset(),
            except_units=frozenset(units[:3]) if chance.random() < 0.3 else frozenset(),
            except_services=self._some_services() if chance.random() < 0.2 else frozenset(),
        )

    def _some_services(self) -> frozenset[str]:
        return frozenset(self.chance.sample(self.services, 2))

    # Days ----------------------------------------------------------------------------------------

    @cached_property
    def _days(self) -> list[date]:
        return [FIRST_DAY + timedelta(days=number) for number in range(-3, DAYS + 20)]

    def _any_day(self) -> date:
        return self.chance.choice(self._days)

    def _telling_day(self) -> date:
        """Return a day where rules meet: a holiday, the one before or after, one of Ramadan."""
        drawn = self.chance.random()
        if drawn < 0.45:
            around = self.chance.choice([-1, 0, 0, 0, 1])
            return self.chance.choice(self.holidays_around).day + timedelta(days=around)
        if drawn < 0.7:
            return RAMADAN[0] + timedelta(days=self.chance.randrange(-1, 32))
        return self._any_day()

    @cached_property
    def holidays_around(self) -> list[Holiday]:
        return [holiday for holiday in self.holidays if holiday.day in set(self._days)]

    def _moment(self) -> datetime:
        minutes = timedelta(minutes=self.chance.randrange(1440))
        return datetime.combine(self._any_day(), datetime.min.time()) + minutes
