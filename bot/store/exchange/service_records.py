"""Turns the record of one service into its value; what its family shares is part of the record."""

from collections.abc import Collection, Iterator, Mapping

from bot.domain.catalogue import Mode, OnlineChannel, Service, Step, StepMode
from bot.domain.requirements import Circumstance, Condition, Requirement
from bot.store.exchange.checks import check_mode, check_variant
from bot.store.exchange.nodes import Fields, Node
from bot.store.exchange.problems import Spot
from bot.store.exchange.record import Record, written_text
from bot.store.exchange.records import NAME_MARK

# Stands between the parts of a step or a requirement where each is one line of a cell.
PART_MARK = "|"


def read_service(
    record: Record, asked: Mapping[str, Circumstance], themes: Collection[str]
) -> tuple[Service, Spot]:
    """Return a service: one variant of its family."""
    service = Service(
        slug=record.slug("slug"),
        family=record.slug("family"),
        family_name=record.text("family_name"),
        theme=_read_theme(record, themes),
        name=record.text("name"),
        variant=record.text("variant"),
        is_default=record.flag("is_default", default=False),
        mode=record.choice("mode", Mode),
        online_if=record.optional_text("online_if"),
        why_in_person=record.optional_text("why_in_person"),
        steps=tuple(_read_step(step) for step in record.records("steps")),
        online=_read_online(record),
        requirements=tuple(_read_requirements(record, asked)),
        fee=record.text("fee"),
        processing_time=record.text("processing_time"),
        output=record.text("output"),
        handover=record.text("handover"),
        legal_basis=record.text("legal_basis"),
        synonyms=record.texts("synonyms", without=NAME_MARK),
        family_synonyms=record.texts("family_synonyms", without=NAME_MARK),
        complex_cases=record.texts("complex_cases"),
        source=record.text("source"),
        verified_on=record.day("verified_on"),
        local_facts=record.texts("local_facts"),
        authority=record.text("authority"),
    )
    check_mode(service, record)
    check_variant(service, record)
    record.refuse_unknown()
    return service, record.place_of("slug")


def _read_theme(record: Record, themes: Collection[str]) -> str:
    theme = record.slug("theme")
    if theme and theme not in themes:
        record.place_of("theme").note("unknown_theme", value=theme, known=", ".join(themes))
    return theme


def _read_requirements(service: Record, asked: Mapping[str, Circumstance]) -> Iterator[Requirement]:
    """Yield requirements: a text that everybody needs, or a record that says who does."""
    for node in service.items("requirements"):
        if isinstance(node, Fields):
            yield _read_conditional(node, asked)
        else:
            yield Requirement(written_text(node, PART_MARK))


def _read_conditional(node: Node, asked: Mapping[str, Circumstance]) -> Requirement:
    record = Record(node)
    text, to_bring = record.text("text", without=PART_MARK), record.flag("to_bring", default=True)
    condition = None
    for field, holds in (("needed_if", True), ("needed_unless", False)):
        slug = record.optional_text(field)
        if slug is None:
            continue
        place = record.place_of(field)
        if condition is not None:
            place.note("two_conditions")
        elif slug not in asked:
            place.note("unknown_circumstance", value=slug, known=", ".join(asked))
        else:
            condition = Condition(asked[slug], holds)
    record.refuse_unknown()
    return Requirement(text, condition, to_bring)


def _read_step(record: Record) -> Step:
    step = Step(
        record.text("title", without=PART_MARK),
        record.choice("mode", StepMode),
        record.optional_text("why_in_person", without=PART_MARK),
    )
    record.refuse_unknown()
    return step


def _read_online(service: Record) -> OnlineChannel | None:
    record = service.optional_record("online")
    if record is None:
        return None
    online = OnlineChannel(
        record.text("name"), record.flag("working"), record.flag("local_example")
    )
    record.refuse_unknown()
    return online
