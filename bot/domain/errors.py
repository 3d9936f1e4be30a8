"""Names the rules of the domain that can be broken."""


class DomainError(Exception):
    """A rule of the domain was broken."""


class NotFound(DomainError):
    """A slug names nothing in the catalogue."""


class UnknownService(NotFound):
    """No service has this slug."""


class UnknownUnit(NotFound):
    """No unit has this slug."""


class UnknownPlace(NotFound):
    """No place has this slug."""


class UnknownTheme(NotFound):
    """No theme has this slug."""


class NoSuchPoint(DomainError):
    """Coordinates that lie nowhere on the globe."""


class InvalidHours(DomainError):
    """Opening hours that no counter can have."""


class ClosesBeforeOpening(InvalidHours):
    """A range, a season or a situation ends at or before its start."""


class TicketOutsideHours(InvalidHours):
    """The last ticket of a range is taken when nobody is there."""


class OverlappingRanges(InvalidHours):
    """Two ranges share a minute, or two seasons a day."""


class InvalidWeekday(InvalidHours):
    """A weekday outside ISO 1 to 7."""


class UnreadableHours(InvalidHours):
    """Text in the grammar of opening hours that is not taken in.

    `key` names the sentence that says why, `found` is what stands at `position`, the first being 0.
    """

    def __init__(self, key: str, position: int, found: str) -> None:
        super().__init__(f"{key} at {position}: {found}")
        self.key = key
        self.position = position
        self.found = found
