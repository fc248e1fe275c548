"""The monitor at the scheduler: plans of requests, and what the operator is told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("vllm")

from safekv.config import Monitor
from safekv.identity.salts import SaltSealer
from safekv.scope.keys import write_scope
from safekv.sharing.publisher import Publisher
from safekv.sharing.watch import Watch
from safekv.types import PRIVATE, BlockKey, GroupName, OwnerTag, Plan, Private, Tenant, Unshared, WriteScope
from tests.factories import Pool, compute, keyring, leave, new_request, publish, tenant, unit

pytestmark = pytest.mark.engine

BLOCK = 4
SEALER = SaltSealer(keyring())
ALICE = Private(tenant=tenant("alice"), owner=OwnerTag(b"a" * 16))
UNSTORED = Unshared(reads_published=True, asker=tenant("alice"))
MEMBER = Private(tenant=tenant("carol"), group=GroupName("bulk"))
FIRST, SECOND = publish(unit(range(8)), BLOCK), publish(unit(range(16), start=8), BLOCK)
WHOLE = Plan(units=(FIRST, SECOND), keys=(*FIRST.keys, *SECOND.keys))


@dataclass(eq=False)
class Asked:
    """A request, as far as the watch looks at one."""

    block_hashes: list[BlockKey]
    max_tokens: int = 1
    num_output_tokens: int = field(default=0)


class Play:
    """A watch on a clock of its own."""

    def __init__(
        self, *, guesses: bool = True, tell: Callable[[dict[str, Any]], None] = lambda _: None, **settings: Any
    ) -> None:
        self.now = 0.0
        self.counts: Counter[str] = Counter()
        self.rng = random.Random(1)
        self.watch = Watch(Monitor(**settings), guesses=guesses, counts=self.counts, tell=tell, clock=lambda: self.now)

    def ask(self, scope: WriteScope = ALICE, chosen: Plan = WHOLE, **fields: int) -> Plan:
        request = Asked([BlockKey(self.rng.randbytes(32)) for _ in range(3)], **fields)
        plan = self.watch.admit(request, scope, chosen)
        request.num_output_tokens = request.num_output_tokens or 1
        self.watch.answered(request)
        return plan


def test_an_ordinary_request_keeps_its_plan() -> None:
    play = Play(min_hits=100)
    assert all(play.ask(max_tokens=500, num_output_tokens=200) is WHOLE for _ in range(50))
    assert not play.counts
    assert not play.watch._asked, "what has left is not remembered"


@pytest.mark.parametrize("fields", [{"max_tokens": 1}, {"max_tokens": 500}], ids=["one token", "hangs up"])
def test_a_prober_gets_private_plans_and_others_keep_theirs(fields: dict[str, Any]) -> None:
    play = Play()
    plans = [play.ask(**fields) for _ in range(30)]
    assert plans[0] is WHOLE
    assert plans[-1] is PRIVATE
    assert 12 <= plans.index(PRIVATE) + 1 < 20
    assert play.counts["probers_noticed"] == 1
    assert play.counts["requests_restricted"] == plans.count(PRIVATE)
    assert play.ask(Private(tenant=tenant("bob"))) is WHOLE


@pytest.mark.parametrize(("answer", "restricted"), [("restrict", True), ("alert", False)])
def test_the_edge_is_told_once_of_a_prober_and_this_process_logs_no_digest(
    answer: str, restricted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[dict[str, Any]] = []
    play = Play(answer=answer, tell=told.append)
    for _ in range(30):
        play.ask()
    (one,) = told
    assert (one["tenant"], one["restricted"], one["seconds"]) == ("alice", restricted, 3600.0)
    assert "many answers of at most 8 tokens" in one["reason"]
    assert not caplog.records


def test_requests_that_are_not_stored_count_with_the_others() -> None:
    play = Play()
    for number in range(30):
        play.ask((ALICE, UNSTORED)[number % 2])
    assert play.ask(ALICE) is play.ask(UNSTORED) is PRIVATE


def test_a_request_without_a_tenant_is_nobodys() -> None:
    play = Play()
    assert all(play.ask(Unshared(reads_published=True)) is WHOLE for _ in range(50))


def test_groups_can_be_spared() -> None:
    play = Play(spared_groups=("bulk",))
    assert all(play.ask(MEMBER) is WHOLE for _ in range(50))


def test_where_everything_shared_is_declared_nobody_is_restricted() -> None:
    play = Play(guesses=False)
    assert all(play.ask() is WHOLE for _ in range(50))


def test_a_request_that_waits_is_restricted_with_its_tenant() -> None:
    play = Play()
    waiting = Asked([BlockKey(b"w" * 32)], max_tokens=500)
    assert play.watch.admit(waiting, ALICE, WHOLE) is WHOLE
    assert not play.watch.restricts(waiting)
    for _ in range(30):
        play.ask()
    assert play.watch.restricts(waiting)


def test_a_restriction_ends() -> None:
    play = Play(restriction_seconds=60.0)
    for _ in range(30):
        play.ask()
    play.now = 61.0
    assert play.ask() is WHOLE


def test_quarantine_cuts_plans_before_the_first_unit_that_is_withheld() -> None:
    play = Play(answer="quarantine", min_hits=10, window_seconds=100.0)
    only_first = Plan(units=(FIRST,), keys=FIRST.keys)
    assert all(play.ask(chosen=only_first) is only_first for _ in range(9))
    play.now = 100.0
    plans = [play.ask() for _ in range(18)]
    assert plans[:9] == [WHOLE] * 9
    assert plans[9:17] == [only_first] * 8, "ten hits are enough for the second unit, which had none"
    assert plans[17] is PRIVATE, "eighteen are twice what the first had"
    assert play.counts["plans_cut_by_quarantine"] == 9


def test_an_alert_changes_no_plan() -> None:
    play = Play(min_hits=10)
    assert all(play.ask(max_tokens=500, num_output_tokens=200) is WHOLE for _ in range(50))
    assert play.counts["unit_alerts"] == 2


def test_the_operator_is_told_of_units_by_name_and_of_probers() -> None:
    pool = Pool(64)
    publisher = Publisher(pool, new_request=new_request(BLOCK), block_size=BLOCK, budget=16, max_tokens=100)
    publisher.declare("policy", [unit(range(8)), unit(range(16), start=8)])
    while publisher.has_pending():
        for request in publisher.submit():
            compute(pool, request)
            publisher.finished(request, request.blocks, complete=True)
            leave(pool, request)
    first, second = sorted(publisher.published, key=lambda one: one.unit.end)
    play = Play(min_hits=10, window_seconds=100.0)
    for _ in range(15):
        play.ask(chosen=Plan(units=(first,), keys=first.keys))
    play.now = 10.0
    told = play.watch.describe(publisher)
    by_end = {one["end"]: one for one in told["units"]}
    assert by_end[8]["name"] == by_end[16]["name"] == "policy"
    assert by_end[8]["window"] == {"hits": 15, "owners": 1, "diversity": pytest.approx(1 / 15, abs=0.01)}
    assert by_end[8]["alert"]["since"] == -10.0
    assert "owners" in by_end[8]["alert"]["reason"]
    assert by_end[16]["alert"] is None
    (prober,) = told["probers"]
    assert prober["tenant"] == "alice"
    assert prober["since"] == -10.0
    assert second not in dict(play.watch._detector.alerts)


def test_an_owner_is_one_whether_its_requests_are_stored_or_not_and_whichever_of_its_tenants_asks() -> None:
    """Found by a newcomer: a tenant's stored requests and its no-store ones counted as two owners."""
    play = Play(min_hits=1000)
    for name, owner in (("alice", b"a"), ("staging", b"a"), ("bob", b"b")):
        tag = OwnerTag(owner * 16)
        asked = Tenant(id=tenant(name), owner=owner.decode())
        for no_store in (False, True):
            scope = write_scope(asked, no_store=no_store, owner_tag=lambda _, tag=tag: tag)  # type: ignore[misc]
            play.ask(SEALER.open(SEALER.seal(scope)), max_tokens=500, num_output_tokens=200)
    use = play.watch._detector.alerts.signals.current(FIRST)
    assert (use.hits, round(use.owners)) == (6, 2)
