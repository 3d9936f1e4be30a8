import json
import logging
import sys

from bot.observability import JsonLines, PlainLines

SECRET_WORDS = "NIK saya 3204110708990001"


def a_record(*, failed: bool = False, **ids: object) -> logging.LogRecord:
    error = None
    if failed:
        try:
            int(SECRET_WORDS)
        except ValueError:
            error = sys.exc_info()
    logger = logging.getLogger("bot.test")
    return logger.makeRecord(
        "bot.test", logging.WARNING, __file__, 1, "Message not sent", (), error, extra=ids
    )


def test_a_json_line_has_the_sentence_and_each_id() -> None:
    told = json.loads(JsonLines().format(a_record(message_id=7, channel="webchat")))
    assert told.pop("at").endswith("+00:00")
    assert told == {
        "level": "WARNING",
        "logger": "bot.test",
        "message": "Message not sent",
        "message_id": 7,
        "channel": "webchat",
    }


def test_a_plain_line_is_one_line_with_the_ids_behind() -> None:
    line = PlainLines().format(a_record(message_id=7))
    assert line.endswith("WARNING Message not sent message_id=7")


def test_an_error_is_told_by_kind_and_place_and_never_by_its_words() -> None:
    for formatter in (JsonLines(), PlainLines()):
        line = formatter.format(a_record(failed=True))
        assert "ValueError" in line
        assert "test_observability.py" in line
        assert SECRET_WORDS not in line
        assert "\n" not in line
