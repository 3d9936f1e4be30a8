"""One real desk for all tests of conversations: its engine takes half a minute to start."""

from collections.abc import Iterator

import pytest

from tests.desk import data_folder, running_desk


@pytest.fixture(scope="session")
def desk() -> Iterator[str]:
    """The address of a desk that is ready to answer."""
    with data_folder() as folder, running_desk(folder) as running:
        running.wait_ready()
        yield running.url
