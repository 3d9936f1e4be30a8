"""The words of a catalogue's names that stand in a text."""

from bot.application.spelling import _REMEMBERED, Vocabulary, nearest, phrase_at


def test_words_are_found_although_misspelt() -> None:
    vocabulary = Vocabulary(["kartu", "keluarga", "sim"])

    assert vocabulary.spots(["kartuu", "kelurga", "sin"]) == {"kartu": [0], "keluarga": [1]}
    assert vocabulary.spots([]) == {}


def test_a_word_spelt_right_is_no_other_misspelt() -> None:
    vocabulary = Vocabulary(["dagang", "datang"], frozenset({"datang"}))

    assert vocabulary.spots(["datang"]) == {"datang": [0]}


def test_as_many_errors_are_forgiven_as_asked_for() -> None:
    assert Vocabulary(["perceraian"]).meant_by("pergerakan") == ("perceraian",)
    assert Vocabulary(["perceraian"], errors=1).meant_by("pergerakan") == ()


def test_what_is_known_of_tokens_stays_bounded() -> None:
    vocabulary = Vocabulary(["kartu"])
    vocabulary.spots([f"kata{number}x" for number in range(_REMEMBERED + 10)])

    assert len(vocabulary._meant) == _REMEMBERED
    assert vocabulary.spots(["kartu"]) == {"kartu": [0]}


def test_the_places_nearest_to_one_another_are_taken() -> None:
    spots = {"ktp": [0, 3], "anak": [4]}

    assert nearest(("ktp", "anak"), spots) == [3, 4]
    assert nearest(("ktp", "hilang"), spots) is None
    assert nearest(("ktp", "anak"), {"ktp": [0], "anak": [9]}) is None


def test_a_phrase_is_found_only_in_its_order() -> None:
    spots = {"mal": [1], "pelayanan": [2], "publik": [3]}

    assert phrase_at(("mal", "pelayanan", "publik"), spots) == 1
    assert phrase_at(("pelayanan", "mal"), spots) is None
