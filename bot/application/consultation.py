"""Decides what to say to a question: answer, narrow, ask back, or hand over the contact. Pure."""

from dataclasses import replace
from typing import Any

from bot.application.about_service import AboutService, of_second
from bot.application.about_units import UNIT_ASPECTS, AboutUnits
from bot.application.checklist import Checklist
from bot.application.choices import MOST_OFFERED
from bot.application.context import Context
from bot.application.leaning import UNSURE
from bot.application.menu import Menu
from bot.application.outcome import Desk, Outcome, remember, understood
from bot.application.pressed import Page, Pressed
from bot.application.understanding import AFFIRMS, DENIES, LISTS, OVERVIEW, Understanding
from bot.domain.message import Reply
from bot.domain.reach import is_local_only
from bot.store.questions import Doubt

# Answered without first asking which service is meant.
_ANYWHERE = UNIT_ASPECTS - {"application_status", "appointment"}
# Out of scope below this is kept for officers to read: it may have been a question after all.
_PLAIN = 0.7
# What only one's own counter can answer, where each serves its own people.
_AT_THE_COUNTER = frozenset({"location", "hours", "appointment", "contact"})


class Consultation:
    """One state of the catalogue, one instant, one question."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._service = AboutService(desk)
        self._units = AboutUnits(desk)
        self._menu = Menu(desk)

    def decide_pressed(self, pressed: Pressed) -> Outcome:
        """Return the outcome for a button, a link or a shared location."""
        return _remembering(self._decide_pressed(pressed), pressed.context)

    def _decide_pressed(self, pressed: Pressed) -> Outcome:
        meant = pressed.meant
        if self._has_nothing_for(meant):
            return self._no_services(meant, pressed.context)
        if pressed.opened is not None:
            if pressed.opened.page is Page.WHEREABOUTS:
                return self._units.which_place(meant)
            return self._menu.open(pressed.opened, meant)
        if pressed.answers is not None and meant.service is not None:
            return Checklist(self._desk).answer(meant, meant.service, pressed.answers)
        return self.decide(meant, pressed.context)

    def decide(self, meant: Understanding, context: Context) -> Outcome:
        """Return the outcome for what was understood; a second service is answered as well."""
        outcome = self._decide_all(meant, context)
        if meant.in_passing:
            kept = replace(outcome.context, family=context.family, service=context.service)
            outcome = replace(outcome, context=kept)
        return _remembering(outcome, context)

    def _decide_all(self, meant: Understanding, context: Context) -> Outcome:
        if self._has_nothing_for(meant):
            return self._no_services(meant, context)
        first = self._decide(meant, context)
        if meant.second is None or meant.cues.lists:
            return first
        second = self._decide(of_second(meant), context)
        return replace(
            second,
            replies=(*first.replies, *second.replies),
            understood=first.understood,
            answer=first.answer or second.answer,
            doubt=first.doubt or second.doubt,
        )

    def _decide(self, meant: Understanding, context: Context) -> Outcome:
        if meant.confidence < UNSURE and not self._names_something(meant):
            # Not understood: then the talk so far must not answer for it.
            meant = replace(meant, family=None, service=None)
        return self._beside_services(meant, context) or self._of_services(meant, context)

    def _beside_services(self, meant: Understanding, context: Context) -> Outcome | None:
        """Answer what needs no service of the catalogue; None where one is asked about."""
        if meant.aspect in (AFFIRMS, DENIES) and meant.confidence >= UNSURE:
            return self._yes_or_no(meant, context)
        if meant.aspect == LISTS and not meant.named:
            return self._offers(meant)
        if meant.aspect == "out_of_scope" and not meant.named and meant.confidence >= UNSURE:
            return self._beside_the_point(meant, context)
        if meant.unknown_document and meant.aspect not in ("human", "complaint"):
            return self._unknown_service(meant, context)
        if meant.unknown_office and meant.aspect in _AT_THE_COUNTER:
            return self._unknown_office(meant, context)
        if meant.family_choices:
            return self._which_family(meant)
        return self._units.which_place(meant) if self._must_know_place(meant) else None

    def _of_services(self, meant: Understanding, context: Context) -> Outcome:
        if meant.service is not None:
            if meant.unit_choices and meant.aspect in UNIT_ASPECTS:
                return self._units.which_unit(meant)
            return self._service.answer(meant, meant.service, context)
        if meant.family is not None and meant.aspect not in UNIT_ASPECTS:
            return self._service.narrow(meant, meant.family)
        if self._is_clear_without_service(meant):
            return self._units.answer(meant)
        return self._ask_back(meant, context)

    def _names_something(self, meant: Understanding) -> bool:
        return meant.named or meant.unit_named or meant.place_named

    def _must_know_place(self, meant: Understanding) -> bool:
        """Return whether only the citizen's whereabouts tell which counter to go to."""
        if meant.whereabouts.known or meant.unit is not None or meant.unit_choices:
            return False
        if meant.service is None:
            return meant.cues.nearest and meant.family is None
        if meant.cues.nearest:
            # The only counter there is, is everybody's own and the nearest.
            return len(self._desk.catalogue.units_offering(meant.service)) > 1
        local = is_local_only(self._desk.catalogue, meant.service)
        return local and meant.aspect in _AT_THE_COUNTER

    def _is_clear_without_service(self, meant: Understanding) -> bool:
        if meant.unit_named or meant.place_named or meant.family is not None:
            return meant.aspect in UNIT_ASPECTS or meant.unit_named or meant.place_named
        return meant.aspect in _ANYWHERE and meant.confidence >= UNSURE

    def _offers(self, meant: Understanding) -> Outcome:
        """Tell what is served: at the unit named, or by the government as the menu."""
        if meant.unit_choices:
            return self._units.which_unit(meant)
        if meant.unit is not None and meant.unit_named:
            return self._units.offers(meant, meant.unit)
        chosen = meant.cues.lists or meant.cues.menu
        return self._menu.themes(meant, Page.THEMES if chosen else Page.HELP)

    # Nothing to tell yet ------------------------------------------------------------------------

    def _has_nothing_for(self, meant: Understanding) -> bool:
        """Return whether the desk is so new that it knows no service, nor the unit asked about."""
        catalogue = self._desk.catalogue
        if catalogue.services:
            return False
        return not catalogue.units or not self._is_clear_without_service(meant)

    def _no_services(self, meant: Understanding, context: Context) -> Outcome:
        government = self._desk.catalogue.government.name
        reply = Reply(self._desk.words.notice("no_services", government=government))
        forgotten = replace(context, doubts=0)
        return Outcome((reply,), forgotten, understood(meant), doubt=Doubt.UNKNOWN_SERVICE)

    # Not clear ----------------------------------------------------------------------------------

    def _beside_the_point(self, meant: Understanding, context: Context) -> Outcome:
        text = self._desk.words.notice(
            "out_of_scope",
            government=self._desk.catalogue.government.name,
            **self._service_names(),
        )
        doubt = Doubt.NOT_UNDERSTOOD if meant.confidence < _PLAIN else None
        reply = Reply(text, (self._desk.choices.menu(),))
        return Outcome((reply,), replace(context, doubts=0), understood(meant), doubt=doubt)

    def _yes_or_no(self, meant: Understanding, context: Context) -> Outcome:
        """Answer a yes or no that names nothing; what is talked about stays."""
        reply = Reply(self._desk.words.notice(meant.aspect))
        return Outcome((reply,), context, understood(replace(meant, family=None, service=None)))

    def _unknown_service(self, meant: Understanding, context: Context) -> Outcome:
        text = self._desk.words.notice("unknown_service", **self._service_names())
        forgotten = replace(context, family=None, service=None, doubts=0)
        reply = Reply(text, (self._desk.choices.menu(),))
        return Outcome((reply,), forgotten, understood(meant), doubt=Doubt.UNKNOWN_SERVICE)

    def _unknown_office(self, meant: Understanding, context: Context) -> Outcome:
        reply = Reply(self._desk.words.notice("unknown_office"), (self._desk.choices.menu(),))
        after = replace(context, doubts=0)
        return Outcome((reply,), after, understood(meant), doubt=Doubt.UNKNOWN_SERVICE)

    def _which_family(self, meant: Understanding) -> Outcome:
        """Ask which is meant by a name that several families share."""
        shared = [s for s in self._desk.catalogue.services if s.family in meant.family_choices]
        choices = self._desk.choices.families(shared, meant.aspect)
        reply = Reply(self._desk.words.notice("which_service"), choices)
        return Outcome((reply,), remember(meant, meant.aspect), understood(meant))

    def _ask_back(self, meant: Understanding, context: Context) -> Outcome:
        """Ask once; the second time give the contact, and leave the question to officers."""
        words, catalogue = self._desk.words, self._desk.catalogue
        if context.doubts:
            slugs = [unit.slug for unit in catalogue.units]
            units = self._units.states(meant, slugs)
            reply = Reply(words.notice("doubt_contact", units=units))
            after = replace(context, doubts=0)
            return Outcome((reply,), after, understood(meant), doubt=Doubt.NOT_UNDERSTOOD)
        aspect = meant.aspect if meant.confidence >= UNSURE else OVERVIEW
        name = "which_service" if meant.confidence >= UNSURE else "doubt"
        question = Reply(
            words.notice(name, guess=None), self._desk.choices.families(catalogue.services, aspect)
        )
        after = replace(context, aspect=aspect, doubts=context.doubts + 1)
        return Outcome((question,), after, understood(meant), doubt=Doubt.ASKED_BACK)

    def _service_names(self) -> dict[str, Any]:
        """Return the commonest services for a sentence, and whether there are others."""
        names = list(dict.fromkeys(s.family_name for s in self._desk.catalogue.services))
        return {"services": names[:MOST_OFFERED], "others": len(names) > MOST_OFFERED}


def _remembering(outcome: Outcome, before: Context) -> Outcome:
    """Return it with what was talked about before, to go back to."""
    return replace(outcome, context=outcome.context.after(before))
