"""One real desk for all tests of conversations: its engine takes a while to start."""

from collections.abc import Iterator

import pytest

from tests.desk import RunningDesk, data_folder, running_desk


@pytest.fixture(scope="session")
def running() -> Iterator[RunningDesk]:
    """A desk that is ready to answer."""
    with data_folder() as folder, running_desk(folder) as desk:
        desk.wait_ready()
        yield desk


@pytest.fixture(scope="session")
def desk(running: RunningDesk) -> str:
    """The address of that desk."""
    return running.url
