"""A real browser, and a desk for it to talk to."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import desk as desks

# Nothing of the browser's own may leave the machine while the page is looked at.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = {"phone": (360, 740), "desktop": (1280, 800)}


# Closed after each module: Playwright's loop must not be running when asynchronous tests follow.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def desk() -> desks.Desk:
    """An empty conversation."""
    return desks.Desk()


@pytest.fixture
def chat_url(desk: desks.Desk) -> Iterator[str]:
    """The address of a desk that answers."""
    server = desks.start(desk)
    yield server.url
    server.shutdown()
    server.server_close()


@pytest.fixture(params=SCREENS.values(), ids=list(SCREENS))
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A citizen's own browser profile, on a phone and on a desktop."""
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", locale="id-ID"
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


# Always on, so that it hears the page open.
@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> list[str]:
    """What the browser's console said; a page that behaves leaves it empty."""
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    return said


@pytest.fixture
def chat(context: BrowserContext, chat_url: str) -> Page:
    """The open chat page."""
    page = context.new_page()
    page.goto(chat_url)
    return page
