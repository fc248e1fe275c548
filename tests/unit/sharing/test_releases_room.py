"""What is admitted to the region is a function of what is shared: not of who uses it, nor of when anybody came."""

from __future__ import annotations

import pytest

from safekv.types import Release
from tests.unit.sharing.publishing import BLOCK, TOKENS, units
from tests.unit.sharing.test_releases import OTHER, Place, release


@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("somebody_came", [False, True])
def test_a_unit_whose_life_has_ended_makes_room_whoever_uses_it_still(used: bool, somebody_came: bool) -> None:
    """Else its user could be seen: what is released next would be shared, or not, for everybody."""
    place = Place(region=4)
    place.admit(release(1, TOKENS[:8], expires=100.0))
    place.engine.materialise()
    place.releases.advance(10.0)
    if used:
        place.engine.publisher.use(place.engine.plan())
    if somebody_came:
        place.releases.advance(100.0)
    place.admit(release(2, OTHER), first=110.0, now=100.0)
    place.engine.materialise()
    place.releases.advance(110.0)
    assert (place.shared(), place.shared(OTHER)) == (0, 12)
    assert place.engine.held == 3 + 2 * used


def test_what_is_still_used_counts_in_the_budget() -> None:
    """The longest request must always fit."""
    place = Place(region=3)
    place.engine.publisher.budget = 4
    place.admit(release(1, TOKENS[:8], expires=100.0))
    place.engine.materialise()
    place.releases.advance(10.0)
    place.engine.publisher.use(place.engine.plan())
    place.admit(release(2, OTHER), first=110.0, now=100.0)
    assert len(place.releases) == 0
    assert place.counts["releases_without_room"] == 1


# ── junk ─────────────────────────────────────────────────────────────────────────────────────────


def junk(number: int, blocks: int, expires: float) -> Release:
    """A unit that nobody but its voters will ever ask for."""
    return release(number, range(1000 * number, 1000 * number + blocks * BLOCK), expires=expires)


def test_what_one_period_releases_leaves_room_for_the_next() -> None:
    """Thirty accounts could fill the region for two periods."""
    place = Place(region=16)
    place.admit(*(junk(number, 2, expires=200.0) for number in range(1, 10)))
    assert len(place.releases) == 6, "three quarters of the region"
    assert place.counts["releases_without_room"] == 3
    place.admit(release(20, OTHER, expires=300.0), first=110.0, now=100.0)
    assert len(place.releases) == 7
    place.admit(*(junk(number, 2, expires=400.0) for number in range(30, 40)), now=200.0)
    assert len(place.releases) == 1 + 6, "the first period's share is free again when it is over"


def test_the_share_of_a_period_is_of_what_declared_prefixes_leave() -> None:
    place = Place(region=16)
    place.engine.publisher.declare("a", units())
    declared = place.engine.publisher.staying
    place.admit(*(junk(number, 1, expires=200.0) for number in range(1, 16)))
    assert len(place.releases) == 3 * (16 - declared) // 4


def test_what_is_withdrawn_gives_its_part_back() -> None:
    place = Place(region=8)
    place.admit(*(junk(number, 2, expires=200.0) for number in (1, 2, 3)))
    place.admit(release(20, OTHER, expires=200.0))
    assert len(place.releases) == 3
    for number in (1, 2):
        assert place.releases.withdraw(bytes([number]).hex() * 32)
    place.admit(release(20, OTHER, expires=200.0))
    assert len(place.releases) == 2
