"""A tenant that floods the real scheduler takes nothing from others where the cache is divided."""

from __future__ import annotations

import pytest

pytest.importorskip("vllm")

from tests.harness.flood import measure

pytestmark = pytest.mark.engine


def test_a_flood_takes_nothing_from_others_but_where_the_pool_is_one() -> None:
    lost = {result["division"]: result["points_lost"] for result in measure(steps=600, seed=0)}
    assert lost["plain"] > 20, "the flood is no flood"
    assert lost["fair, by weight alone"] < 2
    assert lost["fair, with a guarantee"] < 2
    assert lost["strict"] == 0
