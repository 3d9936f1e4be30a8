"""What enters the desk: numbers hidden, nothing that cannot be stored, choices by token only."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from bot.application.receive import MessageTooLong, UnknownChoice
from bot.domain.message import MAX_LENGTH, Attachment, Choice, Inbound
from bot.domain.places import Coordinates
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import choice, inbox
from tests.conversations import Desk, oldest, pressed, settle, written

NIK = "3201151207850001"
CONVERSATIONS = "SELECT count(*) FROM conversation"


@pytest.fixture
def desk(database: Database, dsn: str) -> Desk:
    """A desk where nothing was said yet."""
    return Desk.on(database, dsn)


async def test_personal_numbers_are_hidden_before_they_are_stored(desk: Desk) -> None:
    await desk.hear(f"NIK saya {NIK}, bisa dicek?")

    assert await stored(desk) == [("NIK saya [NIK], bisa dicek?", None, True)]


async def test_an_ordinary_message_is_stored_as_it_was_written(desk: Desk) -> None:
    await desk.hear("/restart 😀 é\nbaris kedua")

    assert await stored(desk) == [("/restart 😀 é\nbaris kedua", None, False)]


@pytest.mark.parametrize("unstorable", ["\x00", "\ud800", "\udfff\x00"])
async def test_signs_that_no_database_stores_stop_no_message(desk: Desk, unstorable: str) -> None:
    await desk.hear(f"syarat{unstorable} KK")

    [(kept, _, _)] = await stored(desk)
    assert kept.replace("?", "") == "syarat KK"
    with pytest.raises(UnknownChoice):
        await desk.reception.receive(pressed(unstorable))
    await desk.reception.receive_text_or_token(written(unstorable * 22))


async def test_the_longest_message_is_taken_and_a_longer_one_is_not(desk: Desk) -> None:
    await desk.hear("a" * MAX_LENGTH)

    with pytest.raises(MessageTooLong):
        await desk.hear("a" * (MAX_LENGTH + 1))
    assert len(await stored(desk)) == 1


async def test_a_pressed_choice_is_stored_with_what_it_stands_for(desk: Desk) -> None:
    token = await offered(desk)

    await desk.reception.receive(pressed(token))

    assert (await stored(desk))[-1] == ("Hilang", "/choose{}", False)


async def test_a_choice_sent_as_text_is_taken_where_a_channel_has_only_text(desk: Desk) -> None:
    token = await offered(desk)

    await desk.reception.receive_text_or_token(written(token))
    await desk.reception.receive_text_or_token(written(f" {token}"))
    await desk.reception.receive(written(token))

    payloads = [payload for _, payload, _ in await stored(desk)]
    assert payloads == [None, "/choose{}", None, None]


async def test_a_payload_that_is_typed_stays_text(desk: Desk) -> None:
    await offered(desk)

    await desk.reception.receive_text_or_token(written("/choose{}"))

    assert (await stored(desk))[-1] == ("/choose{}", None, False)


async def test_a_choice_of_another_conversation_is_refused_and_leaves_no_trace(desk: Desk) -> None:
    token = await offered(desk)

    with pytest.raises(UnknownChoice):
        await desk.reception.receive(pressed(token, address="tetangga"))

    async with desk.database.transaction() as connection:
        assert (await connection.execute(text(CONVERSATIONS))).scalar_one() == 1


async def test_a_message_sent_again_is_known_again(desk: Desk) -> None:
    message = written("syarat KK?")
    first = await desk.reception.receive(message)
    again = await desk.reception.receive(message)

    assert again == replace(first, is_new=False)


async def test_a_database_that_is_away_is_said_to_be_away(dsn: str) -> None:
    away = Database(f"{dsn}&dbname=tidak_ada")

    with pytest.raises(DatabaseUnavailable):
        await Desk.on(away, dsn).hear("halo")
    await away.close()


async def test_more_guests_than_chairs_are_told_to_come_back(dsn: str) -> None:
    small = Database(dsn, pool_size=1, overflow=0, patience=0.1)
    async with small.transaction():
        with pytest.raises(DatabaseUnavailable):
            async with small.transaction():
                pass
    async with small.transaction() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await small.close()


async def test_a_mistake_of_ours_is_no_outage_and_quotes_nobody(database: Database) -> None:
    with pytest.raises(Exception, match="UndefinedTable") as caught:
        async with database.transaction() as connection:
            await connection.execute(
                text("INSERT INTO nowhere VALUES (:said)"), {"said": "rahasia"}
            )

    assert not isinstance(caught.value, DatabaseUnavailable)
    assert "rahasia" not in str(caught.value)


async def test_a_location_is_kept_no_nearer_than_a_hundred_metres(desk: Desk) -> None:
    point = Coordinates(-7.0123456, 109.0498765)
    await desk.reception.receive(Inbound("webchat", "warga", "lokasi-1", location=point))

    assert await stored(desk) == [("(lokasi)", '/choose{"near": "-7.012,109.050"}', False)]


@pytest.mark.parametrize(
    ("link", "kept"),
    [("ktp-el-hilang", "ktp-el-hilang"), ("", ""), ("KTP {}", ""), ("a" * 65, "")],
)
async def test_a_link_is_kept_only_where_it_may_name_something(
    desk: Desk, link: str, kept: str
) -> None:
    await desk.reception.receive(Inbound("telegram", "7", "mulai", link=link))

    [(_, payload, _)] = await stored(desk)
    assert payload == f'/choose{{"link": "{kept}"}}'


async def test_of_a_photo_only_its_kind_is_kept(desk: Desk) -> None:
    await desk.reception.receive(Inbound("telegram", "7", "foto", attachment=Attachment.PHOTO))

    assert await stored(desk) == [("(foto)", None, False)]


async def offered(desk: Desk) -> str:
    """Ask, get a choice offered, and return its token."""
    received = await desk.hear("KTP")
    message = await oldest(desk.database, received.conversation_id)
    await settle(desk.database, message, "KTP yang mana?", [Choice("Hilang", "/choose{}")])
    async with desk.database.transaction() as connection:
        return str((await connection.execute(select(choice.c.token))).scalar_one())


async def stored(desk: Desk) -> list[tuple[str, str | None, bool]]:
    query = select(inbox.c.text, inbox.c.choice, inbox.c.masked).order_by(inbox.c.id)
    async with desk.database.transaction() as connection:
        return [(row.text, row.choice, row.masked) for row in (await connection.execute(query))]
