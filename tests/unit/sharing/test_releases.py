"""Released units: admitted as a batch, published together at an instant of the grid, gone when their life ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from safekv.release.wire import pack_path
from safekv.sharing.publisher import MAX_ATTEMPTS
from safekv.sharing.releases import Releases
from safekv.types import Cause, Release, UnitId
from tests.factories import ORG, compute
from tests.unit.sharing.publishing import BLOCK, TOKENS, Engine, units

OTHER = [*range(50, 62)]
LIFE = 1000.0


def release(number: int, path: Sequence[int], start: int = 0, expires: float = LIFE) -> Release:
    packed = pack_path(list(path))
    return Release(id=UnitId(bytes([number]) * 32), path=packed, start=start, cause=Cause.LEDGER, expires=expires)


class Place:
    """An engine with a shared region of so many blocks."""

    def __init__(self, region: int = 16, vocabulary: int | None = None) -> None:
        self.engine = Engine()
        self.counts: Counter[str] = Counter()
        self.releases = Releases(
            self.engine.publisher, region=region, block_size=BLOCK, counts=self.counts, vocabulary=vocabulary
        )

    def admit(self, *given: Release, first: float = 10.0, now: float = 0.0) -> None:
        self.releases.admit(given, first=first, step=10.0, now=now)

    def shared(self, tokens: Sequence[int] = TOKENS) -> int:
        """Tokens that a prompt beginning with these would find shared."""
        return self.engine.plan((*tokens, 99)).depth * BLOCK


@pytest.fixture
def place() -> Place:
    return Place()


def test_a_released_unit_is_shared_at_the_next_instant_after_it_is_resident(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]))
    place.releases.advance(15.0)
    assert place.shared() == 0  # not before it is resident
    place.engine.materialise()
    place.releases.advance(16.0)
    assert place.shared() == 0  # resident, and not time yet
    place.releases.advance(20.0)
    assert place.shared() == 8


def test_nothing_is_shared_before_the_first_instant(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]))
    place.engine.materialise()
    place.releases.advance(9.9)
    assert place.shared() == 0
    place.releases.advance(10.0)
    assert place.shared() == 8


def test_a_batch_is_published_as_a_whole(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]), release(2, OTHER))
    first, second = place.engine.publisher.submit()
    for request in (first, second):
        compute(place.engine.pool, request)
    place.engine.finish(first)
    place.releases.advance(20.0)
    assert (place.shared(), place.shared(OTHER)) == (0, 0)
    place.engine.finish(second)
    place.releases.advance(21.0)
    place.releases.advance(30.0)
    assert (place.shared(), place.shared(OTHER)) == (8, 12)


def test_a_unit_that_cannot_be_computed_does_not_hold_up_its_batch(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]), release(2, OTHER))
    for _ in range(MAX_ATTEMPTS):
        for request in place.engine.publisher.submit():
            compute(place.engine.pool, request)
            place.engine.finish(request, complete=len(request.tokens) == 8)
    place.releases.advance(20.0)
    assert (place.shared(), place.shared(OTHER)) == (8, 0)
    assert place.counts["releases_failed"] == 1


def test_a_life_ends_when_it_ends_and_the_blocks_are_free_again(place: Place) -> None:
    place.admit(release(1, TOKENS[:8], expires=100.0))
    place.engine.materialise()
    place.releases.advance(10.0)
    place.releases.advance(99.9)
    assert place.shared() == 8
    place.releases.advance(100.0)
    assert place.shared() == 0
    assert place.engine.untouched
    assert len(place.releases) == 0


def test_a_life_that_has_ended_before_it_came_is_not_begun(place: Place) -> None:
    place.admit(release(1, TOKENS[:8], expires=5.0), now=6.0)
    assert len(place.releases) == 0


def test_a_unit_that_lives_is_not_computed_again(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]))
    place.engine.materialise()
    place.releases.advance(10.0)
    place.admit(release(1, TOKENS[:8]), first=20.0)
    assert not place.engine.publisher.has_pending()
    assert place.shared() == 8


def test_a_unit_behind_nothing_that_is_shared_stays_private(place: Place) -> None:
    place.admit(release(1, TOKENS[:16], start=8))
    assert len(place.releases) == 0
    assert place.counts["releases_unreachable"] == 1


def test_a_unit_behind_a_group_s_prefix_stays_private(place: Place) -> None:
    place.engine.publisher.declare("a", units(TOKENS[:8], ends=(8,), audience=ORG))
    place.admit(release(1, TOKENS[:16], start=8))
    assert len(place.releases) == 0


@pytest.mark.parametrize(("path", "start"), [(TOKENS[:7], 0), (TOKENS[:16], 6), (TOKENS[:8], 8)])
def test_a_unit_that_is_not_of_whole_blocks_stays_private(place: Place, path: list[int], start: int) -> None:
    place.admit(release(1, path, start=start))
    assert len(place.releases) == 0


@pytest.mark.parametrize(("highest", "kept"), [(1023, 1), (1024, 0), (151_644, 0)])
def test_a_unit_of_tokens_that_the_model_does_not_have_stays_private(highest: int, kept: int) -> None:
    place = Place(vocabulary=1024)
    place.admit(release(1, [*TOKENS[:7], highest]))
    assert len(place.releases) == kept
    assert place.counts["releases_of_other_tokens"] == 1 - kept


def test_a_child_is_shared_behind_its_parent(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]), release(2, TOKENS[:16], start=8))
    place.engine.materialise()
    place.releases.advance(10.0)
    assert place.shared() == 16


def test_what_does_not_fit_into_the_region_stays_private_and_puts_nobody_out() -> None:
    place = Place(region=3)
    place.admit(release(1, TOKENS[:8]), release(2, OTHER))
    place.engine.materialise()
    place.releases.advance(10.0)
    assert (place.shared(), place.shared(OTHER)) == (8, 0)
    assert place.counts["releases_without_room"] == 1


def test_declared_prefixes_keep_their_place_in_the_region() -> None:
    place = Place(region=5)
    place.engine.publisher.declare("a", units())
    place.admit(release(1, OTHER))
    assert len(place.releases) == 0


def test_a_withdrawn_unit_goes_at_once_and_what_continues_it_too(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]), release(2, TOKENS[:16], start=8), release(3, OTHER))
    place.engine.materialise()
    place.releases.advance(10.0)
    assert place.releases.withdraw("01" * 32)
    assert (place.shared(), place.shared(OTHER)) == (0, 12)
    assert place.engine.held == 3
    assert not place.releases.withdraw("01" * 32)


def test_what_continues_a_withdrawn_declaration_goes_with_it(place: Place) -> None:
    place.engine.publisher.declare("a", units(TOKENS[:8], ends=(8,)))
    place.engine.materialise()
    place.admit(release(1, TOKENS[:16], start=8))
    place.engine.materialise()
    place.releases.advance(10.0)
    assert place.shared() == 16
    place.engine.publisher.withdraw("a")
    place.releases.orphan([tuple(TOKENS[:8])])
    assert place.shared() == 0
    assert place.engine.untouched


def test_after_a_reset_everything_comes_back_together(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]), release(2, OTHER))
    place.engine.materialise()
    place.releases.advance(10.0)
    place.engine.publisher.unpublish_all()
    place.releases.hide_all(25.0, 10.0)
    place.engine.publisher.unpin_all()
    first, second = place.engine.publisher.submit()
    for request in (first, second):
        compute(place.engine.pool, request)
    place.engine.finish(first)
    place.releases.advance(30.0)
    assert (place.shared(), place.shared(OTHER)) == (0, 0)
    place.engine.finish(second)
    place.releases.advance(35.0)
    assert (place.shared(), place.shared(OTHER)) == (8, 12)


def test_a_unit_that_the_operator_declares_meanwhile_is_shared_at_once(place: Place) -> None:
    place.admit(release(1, TOKENS[:8]), first=100.0)
    place.engine.materialise()
    place.engine.publisher.declare("a", units(TOKENS[:8], ends=(8,)))
    assert place.shared() == 8
