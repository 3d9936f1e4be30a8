"""The menu, for those who would rather tap than type."""

from bot.application.context import Context
from bot.application.outcome import Desk, Outcome, remember, understood
from bot.application.pressed import Opened, Page
from bot.application.understanding import Understanding
from bot.domain.message import Reply


class Menu:
    """Shows groups of services, and the services of a group."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, opened: Opened, meant: Understanding) -> Outcome:
        """Show a page; a group's page has one button a family."""
        if opened.page is Page.THEME and opened.theme is not None:
            return self._theme(opened.theme.slug, opened.theme.name, meant)
        return self.themes(meant, opened.page)

    def themes(self, meant: Understanding, page: Page = Page.THEMES) -> Outcome:
        """Show the groups, with a greeting or help where that was asked for."""
        government = self._desk.catalogue.government
        text = self._desk.words.notice("menu", page=page.value, government=government.name)
        choices = self._desk.choices.themes(self._desk.catalogue)
        return self._shown(Reply(text, choices), meant)

    def _theme(self, slug: str, name: str, meant: Understanding) -> Outcome:
        services = [s for s in self._desk.catalogue.services if s.theme == slug]
        choices = self._desk.choices.families(services, "mode")
        names = list(dict.fromkeys(service.family_name for service in services))
        text = self._desk.words.notice("theme", theme=name, others=names[len(choices) :])
        return self._shown(Reply(text, (*choices, self._desk.choices.menu())), meant)

    def _shown(self, reply: Reply, meant: Understanding) -> Outcome:
        # Where the citizen lives is kept; what was talked about is over.
        known = remember(meant, "mode")
        context = Context(place=known.place, near=known.near)
        return Outcome((reply,), context, understood(meant))
