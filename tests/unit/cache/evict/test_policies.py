from __future__ import annotations

import pytest

from safekv.cache.evict import BEST, DEFAULT, POLICIES, Evictor
from tests.unit.cache.chains import Tree
from tests.unit.cache.contract_evictor import EvictorContract


@pytest.fixture(params=sorted(POLICIES))
def policy(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestEveryPolicy(EvictorContract):
    @pytest.fixture(autouse=True)
    def _named(self, policy: str) -> None:
        self.policy = policy

    def evictor(self) -> Evictor:
        return POLICIES[self.policy]()


def test_a_policy_is_called_what_it_is_named(policy: str) -> None:
    assert POLICIES[policy]().name == policy


def test_the_default_and_the_best_are_policies() -> None:
    assert {DEFAULT, BEST} <= POLICIES.keys()


class Backwards:
    """Most recently used first: not leaf first, so the contract must find it."""

    name = "backwards"

    def __init__(self) -> None:
        self._lru = POLICIES["lru"]()

    def __len__(self) -> int:
        return len(self._lru)

    def __getattr__(self, name: str) -> object:
        return getattr(self._lru, name)

    def victim(self, now: float) -> int:
        return next(reversed(self._lru._order))  # type: ignore[attr-defined]


def test_the_contract_finds_an_evictor_that_is_not_leaf_first() -> None:
    tree = Tree(Backwards())  # type: ignore[arg-type]
    tree.use((0, 0))
    with pytest.raises(AssertionError, match="went before"):
        tree.evict()
