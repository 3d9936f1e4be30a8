"""Reckons with spans of local time: cut to size, joined, and what lies between."""

from collections.abc import Iterable, Iterator
from datetime import datetime

Span = tuple[datetime, datetime]


def within(whole: Span, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the parts of spans that lie within another."""
    for opens, closes in spans:
        part = max(opens, whole[0]), min(closes, whole[1])
        if part[0] < part[1]:
            yield part


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch or overlap made one."""
    joined: list[Span] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return joined


def gaps(whole: Span, spans: list[Span]) -> Iterator[Span]:
    """Yield what joined spans leave of the whole they lie within."""
    edges = [whole[0], *(edge for span in spans for edge in span), whole[1]]
    yield from (gap for gap in zip(edges[::2], edges[1::2], strict=True) if gap[0] < gap[1])
