"""One server at a time, each configuration started once: tests are ordered by the server that they need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.play import Player
from tests.conformance.servers import CONFIGURATIONS, KEEPER, World


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The running server of the configuration that the test asks for; tests name it by `on(...)`."""
    return KEEPER.use(request.param)


@pytest.fixture
def player(world: World) -> Player:
    """Somebody who talks to it."""
    return Player(world)


@pytest.fixture(scope="session", autouse=True)
def _stop_at_the_end() -> Iterator[None]:
    yield
    KEEPER.stop()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order by server, in the order of `CONFIGURATIONS`; tests without one come first."""
    order = {name: number for number, name in enumerate(CONFIGURATIONS, start=1)}

    def server(item: pytest.Item) -> int:
        callspec = getattr(item, "callspec", None)
        return order.get(callspec.params.get("world", ""), 0) if callspec else 0

    items.sort(key=server)
