"""Requests wait in lanes: who may not start holds up nobody else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

pytest.importorskip("vllm")

from safekv.cache.entry import Holder
from safekv.engines.vllm.lanes import Lanes
from tests.factories import tenant

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Waiting:
    name: str

    @property
    def holder(self) -> Holder:
        return tenant(self.name[0])


A1, A2, A3, B1, B2 = (Waiting(name) for name in ("a1", "a2", "a3", "b1", "b2"))


class Doorman:
    """Refuses the first requests of some lanes, and notes whom it was asked about."""

    def __init__(self) -> None:
        self.refuses: set[Holder] = set()
        self.asked: list[Waiting] = []
        self.lanes = Lanes(lambda request: request.holder, self.may_start)

    def may_start(self, holder: Holder, request: Waiting) -> bool:
        self.asked.append(request)
        return holder not in self.refuses

    def drain(self) -> list[Waiting]:
        taken = []
        while self.lanes:
            assert self.lanes.peek_request() is self.lanes.peek_request()
            taken.append(self.lanes.pop_request())
        return taken


@pytest.fixture
def doorman() -> Doorman:
    made = Doorman()
    for request in (A1, B1, A2, B2):
        made.lanes.add_request(request)
    return made


def test_first_come_first_served(doorman: Doorman) -> None:
    assert doorman.drain() == [A1, B1, A2, B2]
    assert not len(doorman.lanes)


def test_who_may_not_start_holds_up_nobody_else(doorman: Doorman) -> None:
    doorman.refuses = {A1.holder}
    assert doorman.drain() == [B1, B2]
    assert doorman.asked.count(A1) == 1, "in one step a refused lane is asked once"
    assert A2 not in doorman.asked, "nobody overtakes within a lane"
    assert (len(doorman.lanes), list(doorman.lanes)) == (2, [A1, A2])
    with pytest.raises(IndexError):
        doorman.lanes.peek_request()


def test_a_new_step_asks_again(doorman: Doorman) -> None:
    doorman.refuses = {A1.holder, B1.holder}
    assert doorman.drain() == []
    doorman.refuses = set()
    assert doorman.drain() == [], "the step is not over"
    assert doorman.lanes.new_step() == [(A1.holder, A1), (B1.holder, B1)]
    assert doorman.drain() == [A1, B1, A2, B2]
    assert doorman.lanes.new_step() == []


def test_what_is_put_back_goes_first(doorman: Doorman) -> None:
    passed_over = [doorman.lanes.pop_request(), doorman.lanes.pop_request()]
    doorman.lanes.prepend_requests(reversed(passed_over))
    doorman.lanes.prepend_request(A3)
    assert doorman.drain() == [A3, A1, B1, A2, B2]


def test_requests_are_taken_out_wherever_they_stand(doorman: Doorman) -> None:
    assert doorman.lanes.peek_request() is A1
    doorman.lanes.remove_requests([A1, B2, A3])
    doorman.lanes.remove_request(B1)
    assert doorman.drain() == [A2]


def test_a_lane_is_remembered_when_the_holder_is_not() -> None:
    holders = {A1: A1.holder}
    lanes = Lanes(lambda request: holders.get(request, tenant("nobody")), lambda holder, request: True)
    lanes.add_request(A1)
    del holders[A1]
    lanes.remove_requests([A1])
    assert not len(lanes)
    assert not lanes
