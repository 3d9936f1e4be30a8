"""How often each rule decided, and each met its neighbours in the precedence."""

from collections import Counter
from dataclasses import dataclass

from tests.hours.comparison import Findings
from tests.hours.naive_table import Rule

_SEASON = Rule.SEASON_FOR_ALL | Rule.SEASON_OF_UNIT
_DECIDING = (
    Rule.SITUATION,
    Rule.QUOTA,
    Rule.ONE_OFF,
    Rule.HOLIDAY,
    Rule.SEASON_OF_UNIT,
    Rule.SEASON_FOR_ALL,
)


@dataclass(frozen=True)
class _Meeting:
    """Two rules that apply at once."""

    higher: Rule
    lower: Rule

    def happens(self, mark: int) -> bool:
        return bool(mark & self.higher and mark & self.lower)


_MEETINGS = {
    "situation over quota": _Meeting(Rule.SITUATION, Rule.QUOTA),
    "situation over one-off": _Meeting(Rule.SITUATION, Rule.ONE_OFF),
    "quota within a one-off": _Meeting(Rule.QUOTA, Rule.ONE_OFF),
    "quota within a season": _Meeting(Rule.QUOTA, _SEASON),
    "quota in the night after": _Meeting(Rule.QUOTA, Rule.NIGHT_BEFORE),
    "one-off over holiday": _Meeting(Rule.ONE_OFF, Rule.HOLIDAY),
    "one-off over season": _Meeting(Rule.ONE_OFF, _SEASON),
    "holiday over season": _Meeting(Rule.HOLIDAY, _SEASON),
    "holiday served, in a season": _Meeting(Rule.DUTY, _SEASON),
    "season of the unit over one for all": _Meeting(Rule.SEASON_OF_UNIT, Rule.SEASON_FOR_ALL),
    "night into a season": _Meeting(Rule.NIGHT_BEFORE, _SEASON),
}


def decided(found: Findings) -> Counter[str]:
    """Return at how many instants each rule decided; open in the night before counts as well."""
    told: Counter[str] = Counter()
    for mark, times in found.marks.items():
        told[_decider(mark)] += times
        if mark & Rule.DUTY and not mark & Rule.HOLIDAY:
            told["served on a holiday"] += times
        if mark & Rule.NIGHT_BEFORE:
            told["night before"] += times
    return told


def met(found: Findings) -> Counter[str]:
    """Return at how many instants two rules applied of which one had to give way."""
    return Counter(
        {
            name: sum(times for mark, times in found.marks.items() if meeting.happens(mark))
            for name, meeting in _MEETINGS.items()
        }
    )


def too_rare(found: Findings, floor: float) -> list[str]:
    """Return what happened less often than at this share of the instants."""
    least = floor * found.instants
    every = {**dict.fromkeys(_RULES, 0), **decided(found), **met(found)}
    return [f"{name}: {times}" for name, times in every.items() if times < least]


def _decider(mark: int) -> str:
    for rule in _DECIDING:
        if mark & rule:
            return _name(rule)
    return "week"


def _name(rule: Rule) -> str:
    return str(rule.name).lower().replace("_", " ")


_RULES = [*(_name(rule) for rule in _DECIDING), "week", "served on a holiday", "night before"]
