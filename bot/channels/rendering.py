"""Cuts replies to what a channel's message holds, at the gentlest place. Pure."""

from collections.abc import Iterator, Sequence

from bot.domain.message import OfferedChoice

# Best first: between paragraphs, lines, words; a word that fills a message is cut anywhere.
_PLACES = ("\n\n", "\n", " ")


def length(text: str) -> int:
    """Return the length in UTF-16 units, which is how Telegram and WhatsApp count."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: str, limit: int) -> tuple[str, ...]:
    """Return the text in pieces of at most `limit` UTF-16 units, none of them blank."""
    return tuple(_pieces(text.strip(), limit))


def opening(text: str) -> tuple[str, str]:
    """Return the first paragraph, or the first line of a single one, and the rest.

    The rest is empty where there is but one line.
    """
    whole = text.strip()
    place = "\n\n" if "\n\n" in whole else "\n"
    head, _, rest = whole.partition(place)
    return head.strip(), rest.strip()


def in_rows(
    choices: Sequence[OfferedChoice], longest_of_two: int
) -> tuple[tuple[OfferedChoice, ...], ...]:
    """Return choices in rows: two short titles share one, a longer one stands alone."""
    rows: list[tuple[OfferedChoice, ...]] = []
    for choice in choices:
        last = rows[-1] if rows else ()
        if len(last) == 1 and all(length(c.title) <= longest_of_two for c in (*last, choice)):
            rows[-1] = (*last, choice)
        else:
            rows.append((choice,))
    return tuple(rows)


def _pieces(text: str, limit: int) -> Iterator[str]:
    while length(text) > limit:
        head = _longest_start(text, limit)
        cut = _cut_in(head)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _longest_start(text: str, limit: int) -> str:
    """Return as many whole characters as fit: never half of one."""
    units = 0
    for position, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return text[:position]
    return text


def _cut_in(head: str) -> int:
    """Return where to cut: not so early that a heading would be sent alone."""
    for place in _PLACES:
        found = head.rfind(place)
        if found >= len(head) // 4:
            return found
    return len(head)
