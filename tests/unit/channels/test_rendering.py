from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.rendering import in_rows, length, opening, split_text
from bot.domain.message import OfferedChoice

WORDS = st.text(alphabet="ab \n🙂é", max_size=400)


def offered(*titles: str) -> list[OfferedChoice]:
    return [OfferedChoice(title, "token") for title in titles]


@settings(deadline=None)
@given(text=WORDS, limit=st.integers(min_value=2, max_value=60))
def test_every_piece_fits_and_no_word_is_lost(text: str, limit: int) -> None:
    pieces = split_text(text, limit)

    assert all(0 < length(piece) <= limit and piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_what_fits_stays_whole() -> None:
    assert split_text("  Syarat:\n\n1. KK\n2. KTP ", 4096) == ("Syarat:\n\n1. KK\n2. KTP",)


def test_it_is_cut_between_paragraphs_before_lines_and_lines_before_words() -> None:
    assert split_text("satu dua\nempat\n\nlima enam", 20) == ("satu dua\nempat", "lima enam")
    assert split_text("satu dua tiga\nempat lima", 20) == ("satu dua tiga", "empat lima")
    assert split_text("satu dua tiga empat lima", 20) == ("satu dua tiga empat", "lima")


def test_a_heading_is_not_sent_alone() -> None:
    assert split_text("KK\n\n" + "kata " * 10, 30)[0].startswith("KK\n\nkata kata")


def test_a_word_longer_than_a_message_is_cut_between_characters() -> None:
    assert split_text("🙂" * 5, 4) == ("🙂🙂", "🙂🙂", "🙂")


def test_characters_beyond_the_first_plane_count_twice() -> None:
    assert length("é🙂") == 3


def test_short_titles_share_a_row_and_long_ones_stand_alone() -> None:
    rows = in_rows(offered("Biaya", "Syarat", "Jam buka", "Berapa lama prosesnya?", "Lokasi"), 10)

    assert [[choice.title for choice in row] for row in rows] == [
        ["Biaya", "Syarat"],
        ["Jam buka"],
        ["Berapa lama prosesnya?"],
        ["Lokasi"],
    ]


def test_the_opening_is_the_first_paragraph_or_the_first_line_of_a_single_one() -> None:
    assert opening("Terima kasih.\n\nPuskesmas 2 km.\nBuka.") == (
        "Terima kasih.",
        "Puskesmas 2 km.\nBuka.",
    )
    assert opening("Puskesmas 2 km.\nBuka.") == ("Puskesmas 2 km.", "Buka.")
    assert opening("Satu saja") == ("Satu saja", "")
