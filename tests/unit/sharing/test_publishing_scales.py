"""What is published is not gone over for one unit more: work is counted, by what is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from safekv.release.wire import pack_path
from safekv.scope import planner
from safekv.sharing.publisher import Publisher
from safekv.sharing.releases import Releases
from safekv.sharing.residents import Residents
from safekv.types import Cause, Release, Unit, UnitId
from tests.factories import compute
from tests.unit.sharing.publishing import BLOCK, Engine

TEXT = 8 * BLOCK


class Place:
    """An engine with room for very much."""

    def __init__(self) -> None:
        self.engine = Engine(size=20_000, budget=20_000)
        self.releases = Releases(self.engine.publisher, region=20_000, block_size=BLOCK, counts=Counter())
        self.now, self._number = 0.0, 0

    def admit(self, count: int) -> list[str]:
        numbers = range(self._number, self._number + count)
        self._number += count
        some = [
            Release(
                id=UnitId(number.to_bytes(32, "big")),
                path=pack_path([7] * BLOCK + [number] * (TEXT - BLOCK)),
                start=0,
                cause=Cause.LEDGER,
                expires=1e6 + number,
            )
            for number in numbers
        ]
        self.releases.admit(some, first=self.now, step=1.0, now=self.now)
        return [release.id.hex() for release in some]

    def publish(self) -> None:
        self.engine.materialise()
        self.now += 1.0
        self.releases.advance(self.now)


@contextmanager
def looks() -> Iterator[Counter[str]]:
    """Counts how often a unit is hashed, a path is placed, and all units are gone over."""
    seen: Counter[str] = Counter()
    hashed, place, over = Unit.__hash__, planner._place, Residents.__iter__

    def count(what: str) -> None:
        seen[what] += 1

    with (
        mock.patch.object(Unit, "__hash__", lambda self: count("hashed") or hashed(self)),  # type: ignore[func-returns-value]
        mock.patch.object(planner, "_place", lambda path: count("placed") or place(path)),  # type: ignore[func-returns-value]
        mock.patch.object(Residents, "__iter__", lambda self: count("over all") or over(self)),  # type: ignore[func-returns-value]
    ):
        yield seen


@pytest.mark.parametrize("frame", [20, 200])
def test_a_frame_costs_what_is_in_it(frame: int) -> None:
    place = Place()
    with looks() as seen:
        place.admit(frame)
    assert len(place.releases) == frame
    assert 0 < seen["hashed"] <= 4 * frame
    assert not seen["over all"]


@pytest.mark.parametrize("published", [0, 10, 300])
def test_one_unit_more_costs_itself_however_many_are_published(published: int) -> None:
    place = Place()
    place.admit(published)
    place.publish()
    with looks() as seen:
        (name,) = place.admit(1)
        place.publish()
    assert len(place.engine.publisher.published) == published + 1
    assert seen == {"hashed": seen["hashed"], "placed": 2}, "where it begins and where it ends"
    assert 0 < seen["hashed"] <= 6
    with looks() as seen:
        place.releases.withdraw(name)
    assert len(place.engine.publisher.published) == published
    assert not seen["placed"] + seen["over all"]
    assert seen["hashed"] <= 6


def test_while_a_batch_is_computed_each_of_its_units_is_asked_for_once() -> None:
    """`advance` is called for every request that comes meanwhile."""
    place = Place()
    place.admit(100)
    requests = place.engine.publisher.submit()
    with mock.patch.object(Publisher, "declaration", autospec=True, side_effect=Publisher.declaration) as asked:
        for request in requests:
            compute(place.engine.pool, request)
            place.engine.finish(request)
            place.releases.advance(0.5)
    assert asked.call_count <= 2 * len(requests) + 1
