"""What an operator may not enter, each kind by its name; sentences are in templates/hours.toml."""

from enum import StrEnum


class Wrong(StrEnum):
    """Why a change of hours or status is refused. The value is the key of its sentence."""

    # What is written cannot be read.
    BAD_CLOCK = "bad_clock"
    BAD_RANGE = "bad_range"
    BAD_WEEKDAY = "bad_weekday"
    WEEKDAY_TWICE = "weekday_twice"
    BAD_DATE = "bad_date"
    BAD_MOMENT = "bad_moment"
    CLOCK_MISSING = "clock_missing"
    ZONE_NOT_HERE = "zone_not_here"
    UNREADABLE_OSM = "unreadable_osm"
    # Hours that no counter can have.
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    OVERLAPPING_RANGES = "overlapping_ranges"
    TICKET_OUTSIDE_HOURS = "ticket_outside_hours"
    # Names that are nobody's.
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_NOT_CLEAR = "unit_not_clear"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_SERVICE = "unknown_service"
    SERVICE_NOT_THERE = "service_not_there"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_STATUS = "unknown_status"
    NO_UNITS = "no_units"
    # Words without which nobody would know why.
    REASON_MISSING = "reason_missing"
    NAME_MISSING = "name_missing"
    SOURCE_MISSING = "source_missing"
    SCOPE_MISSING = "scope_missing"
    DAY_MISSING = "day_missing"
    MOVE_MISSING = "move_missing"
    # Days and times.
    LONG_PAST = "long_past"
    FAR_AWAY = "far_away"
    ONE_OFF_NOT_THERE = "one_off_not_there"
    SEASON_ENDS_BEFORE_START = "season_ends_before_start"
    SEASON_TOO_LONG = "season_too_long"
    RAMADAN_TOO_LONG = "ramadan_too_long"
    SEASON_OVERLAPS = "season_overlaps"
    SEASON_IS_EMPTY = "season_is_empty"
    SEASON_NOT_THERE = "season_not_there"
    UNIT_TWICE = "unit_twice"
    HOLIDAY_IS_THERE = "holiday_is_there"
    HOLIDAY_NOT_THERE = "holiday_not_there"
    YEAR_NOT_DECREED = "year_not_decreed"
    YEAR_IS_THERE = "year_is_there"
    DUTY_WITHOUT_HOLIDAY = "duty_without_holiday"
    DUTY_NOT_THERE = "duty_not_there"
    SITUATION_ENDS_BEFORE_START = "situation_ends_before_start"
    SITUATION_IS_OVER = "situation_is_over"
    SITUATION_NOT_BEGUN = "situation_not_begun"
    SITUATION_NOT_THERE = "situation_not_there"
    MAINTENANCE_ENDS_BEFORE_START = "maintenance_ends_before_start"
    MAINTENANCE_IS_OVER = "maintenance_is_over"
    MAINTENANCE_NOT_THERE = "maintenance_not_there"
    # Numbers of people.
    QUOTA_BELOW_ONE = "quota_below_one"
    QUOTA_NOT_THERE = "quota_not_there"
    NOT_SERVING_TODAY = "not_serving_today"
    USED_UP_IS_THERE = "used_up_is_there"
    USED_UP_NOT_THERE = "used_up_not_there"
    NEGATIVE_PEOPLE = "negative_people"
    # History.
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNKNOWN_CHANGE = "unknown_change"
    CHANGED_SINCE = "changed_since"


class Refused(Exception):
    """A change was refused and nothing was written; `values` are what its sentence shows."""

    def __init__(self, wrong: Wrong, **values: object) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong
        self.values = values
