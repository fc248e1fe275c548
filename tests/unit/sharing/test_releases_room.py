"""What is admitted to the region is a function of what is shared: not of who uses it, nor of when anybody came."""

from __future__ import annotations

import pytest

from tests.unit.sharing.publishing import TOKENS
from tests.unit.sharing.test_releases import OTHER, Place, release


@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("somebody_came", [False, True])
def test_a_unit_whose_life_has_ended_makes_room_whoever_uses_it_still(used: bool, somebody_came: bool) -> None:
    """Else its user could be seen: what is released next would be shared, or not, for everybody."""
    place = Place(region=3)
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
