"""Votes that go out and units that come in, on the scheduler's side."""

from __future__ import annotations

import itertools
import logging
from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from safekv.config import Ledger
from safekv.errors import DeclarationError
from safekv.release import wire
from safekv.scope.keys import write_scope
from safekv.scope.messages import frontier
from safekv.scope.planner import PublishedSet, plan
from safekv.sharing import release_stage
from safekv.sharing.ballots import REMEMBERED
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.releases import Releases
from safekv.types import PRIVATE, Anonymous, Cause, OwnerTag, Plan, Private, Release, Tenant, UnitId, WriteScope
from tests.factories import ORG, publish, tenant, unit
from tests.unit.scope.test_messages import SYSTEM, USER, chat
from tests.unit.sharing.publishing import BLOCK, Engine

OWNER = OwnerTag(b"o" * 16)
ALICE = Private(tenant=tenant("alice"), owner=OWNER)
PROMPT = chat((SYSTEM, 12), (USER, 20))


class Client:
    """The release process, as far as the scheduler sees it."""

    def __init__(self) -> None:
        self.hello: Any = None
        self.votes: list[tuple[bytes, bytes, list[int], int]] = []
        self.sent: list[dict[str, Any]] = []
        self.frames: list[wire.Frame] = []
        self.counts: Counter[str] = Counter()
        self.state, self.status = "ready", {"period": 3}

    def start(self, hello: dict[str, Any]) -> None:
        self.hello = hello

    def meet(self, owner: OwnerTag) -> None:
        """See ReleaseClient."""

    def contribute(self, owner: OwnerTag, seen: bytes, tokens: Sequence[int], end: int, start: int) -> None:
        self.votes.append((owner, seen, list(tokens[:end]), start))

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        self.sent.append({**header, "payload": payload})

    def take(self) -> list[wire.Frame]:
        taken, self.frames = self.frames, []
        return taken

    def waiting(self) -> bool:
        return bool(self.frames)


class Place:
    def __init__(self, **settings: Any) -> None:
        self.client, self.engine, self.now = Client(), Engine(), 0.0
        self.ids = itertools.count()
        self.counts: Counter[str] = Counter()
        self.releases = Releases(self.engine.publisher, region=16, block_size=BLOCK, counts=self.counts)
        self.stage = ReleaseStage(
            self.client,  # type: ignore[arg-type]
            self.releases,
            settings=Ledger(**settings),
            block_size=BLOCK,
            hello={"engine": {"model": "0"}},
            clock=lambda: self.now,
        )
        markers = [["system", [1001, 1]], ["user", [1001, 2]]]
        between = [["system", [1000, 1001, 1]], ["user", [1000, 1001, 2]], ["assistant", [1000, 1001, 3]]]
        self.stage.learn(markers, between)

    def vote(
        self,
        scope: WriteScope = ALICE,
        tokens: Sequence[int] = PROMPT,
        chosen: Plan = PRIVATE,
        request_id: str | None = None,
    ) -> None:
        hashes = [b"private %d" % number for number in range(len(tokens) // BLOCK)]
        name = request_id or f"chatcmpl-{next(self.ids):016x}-00000000"
        request = SimpleNamespace(request_id=name, prompt_token_ids=list(tokens), block_hashes=hashes)
        self.stage.vote(request, scope, chosen)


@pytest.fixture
def place() -> Place:
    return Place()


def test_a_tenant_s_request_contributes_its_first_unit_for_its_owner(place: Place) -> None:
    place.vote()
    assert place.client.votes == [(OWNER, b"private 2", PROMPT[:12], 0)]


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param(write_scope(Anonymous(), no_store=False, owner_tag=lambda _: OWNER), id="nobody"),
        pytest.param(
            write_scope(Tenant(id=tenant("a"), owner="a"), no_store=True, owner_tag=lambda _: OWNER), id="no-store"
        ),
        pytest.param(Private(tenant=tenant("alice")), id="without an owner"),
    ],
)
def test_who_has_no_vote_contributes_nothing(place: Place, scope: WriteScope) -> None:
    place.vote(scope)
    assert place.client.votes == []


def planned(tokens: Sequence[int], **audience: Any) -> Plan:
    published = PublishedSet([publish(unit(tokens, **audience), BLOCK)], block_size=BLOCK)
    return plan(published, Private(tenant=tenant("alice"), group=ORG.name), PROMPT)


def test_behind_a_published_unit_a_user_s_message_is_not_contributed(place: Place) -> None:
    place.vote(chosen=planned(PROMPT[:12]))
    assert place.client.votes == []


def test_the_policy_says_which_roles_vote() -> None:
    place = Place(roles=("system", "user"))
    place.vote(chosen=planned(PROMPT[:12]))
    assert place.client.votes == [(OWNER, b"private 8", PROMPT[:36], 12)]


def test_behind_a_group_s_prefix_nothing_is_contributed() -> None:
    place = Place(roles=("system", "user"))
    place.vote(chosen=planned(PROMPT[:12], audience=ORG))
    assert place.client.votes == []


def test_what_follows_the_unit_changes_nothing_in_the_contribution(place: Place) -> None:
    place.vote(tokens=chat((SYSTEM, 12), (USER, 20)))
    place.vote(tokens=chat((SYSTEM, 12), (USER, 33), (USER, 2)))
    assert place.client.votes[0] == place.client.votes[1]


SIBLINGS = [
    pytest.param([f"{number}_chatcmpl-5b1f0c2d9e8a7764-9c0a77d1" for number in range(16)], id="n samples"),
    pytest.param([f"cmpl-5b1f0c2d9e8a7764-{number}-{number:08x}" for number in range(16)], id="a list of prompts"),
    pytest.param([f"{n % 2}_cmpl-5b1f0c2d9e8a7764-{n}-{n:08x}" for n in range(16)], id="samples of a list"),
    pytest.param([f"chatcmpl-5b1f0c2d9e8a7764-beam-{n}-{n:08x}" for n in range(16)], id="beams"),
    pytest.param([f"resp_5b1f0c2d9e8a77645b1f0c2d9e8a7764_{n}-{n:08x}" for n in range(16)], id="steps of a response"),
]


@pytest.mark.parametrize("names", SIBLINGS)
def test_an_http_request_votes_once_and_is_looked_at_once(place: Place, names: list[str]) -> None:
    with mock.patch.object(release_stage, "frontier", wraps=frontier) as search:
        for number, name in enumerate(names):
            place.vote(tokens=chat((SYSTEM, 12 + 4 * number), (USER, 20)), request_id=name)
        assert (search.call_count, len(place.client.votes)) == (1, 1)
        place.vote(request_id="chatcmpl-0000000000000001-9c0a77d1")  # another one
        assert (search.call_count, len(place.client.votes)) == (2, 2)


def test_what_others_ask_takes_no_vote_and_gives_none(place: Place) -> None:
    """However many HTTP requests of other owners come in between, siblings stay siblings."""
    name = "{}_cmpl-5b1f0c2d9e8a7764-0-9c0a77d1"
    place.vote(request_id=name.format(0))
    for number in range(3 * REMEMBERED):
        place.vote(Private(tenant=tenant("bob"), owner=OwnerTag(b"b" * 16)), request_id=f"cmpl-{number:016x}-0-aa")
    place.vote(request_id=name.format(1))
    assert [owner for owner, *_ in place.client.votes].count(OWNER) == 1


def test_the_release_process_starts_when_the_edge_has_told_what_it_renders_with(place: Place) -> None:
    assert place.client.hello is None
    place.stage.start({"tokenizer": "1a", "template": "2b"})
    assert place.client.hello == {"engine": {"model": "0", "tokenizer": "1a", "template": "2b"}}
    place.client.hello = None
    place.stage.start({"tokenizer": "1a", "template": "2b"})
    assert place.client.hello is None, "the second server of an engine starts none"


def test_two_servers_of_an_engine_that_do_not_render_alike_are_refused(place: Place) -> None:
    place.stage.start({"tokenizer": "1a", "template": "2b"})
    with pytest.raises(ValueError, match="do not render alike"):
        place.stage.start({"tokenizer": "1a", "template": "3c"})


U = (b"u" * 32).hex()


def released(path: Sequence[int], expires: float = 1000.0, name: bytes = b"u" * 32) -> wire.Frame:
    one = Release(id=UnitId(name), path=wire.pack_path(path), start=0, cause=Cause.LEDGER, expires=expires)
    (frame,) = wire.release([one], not_before=10.0, step=10.0)
    return frame


def test_a_release_is_materialised_and_published_at_its_time(place: Place) -> None:
    place.client.frames.append(released(PROMPT[:12]))
    assert place.stage.waiting()
    place.stage.take()
    place.engine.materialise()
    place.now = 10.0
    place.stage.advance()
    assert place.engine.plan(PROMPT).depth == 3


@pytest.mark.parametrize(
    "frame",
    [
        wire.Frame(header={"op": "release", "units": []}),
        wire.Frame(header={"op": "release", "not_before": 0, "step": 1, "units": [{"id": "zz"}]}),
        wire.Frame(header={"op": "something else"}),
    ],
)
def test_a_frame_that_makes_no_sense_releases_nothing_and_hurts_nobody(place: Place, frame: wire.Frame) -> None:
    place.client.frames.append(frame)
    place.stage.take()
    assert len(place.releases) == 0


# ── the operator ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("given", [U, U.upper(), U[:8], U[:1]], ids=["whole", "capitals", "eight digits", "one digit"])
def test_withdraw_takes_any_beginning_of_an_id_that_fits_one_unit(place: Place, given: str) -> None:
    place.client.frames.append(released(PROMPT[:12]))  # not taken yet: the ledger's list may be ahead of the scheduler
    assert place.stage.withdraw(given) == (U, True)
    assert place.client.sent == [{"op": "withdraw", "unit": U, "payload": b""}]
    assert len(place.releases) == 0


def test_withdraw_names_the_candidates_of_a_beginning_that_fits_several(place: Place) -> None:
    other = U[:6] + "ff" + "0" * 56
    place.client.frames += [released(PROMPT[:12]), released(PROMPT[:8], name=bytes.fromhex(other))]
    with pytest.raises(DeclarationError) as refused:
        place.stage.withdraw(U[:6])
    assert "2 units" in str(refused.value)
    assert U in str(refused.value)
    assert other in str(refused.value)
    assert place.client.sent == []
    assert place.stage.withdraw(U[:7]) == (U, True)


def test_withdraw_takes_the_beginning_of_a_unit_that_this_engine_had_no_room_for(place: Place) -> None:
    place.client.frames.append(released(list(range(17 * BLOCK))))
    place.stage.take()
    assert len(place.releases) == 0
    assert place.stage.withdraw(U[:8]) == (U, False)
    assert [sent["op"] for sent in place.client.sent] == ["withdraw"]


@pytest.mark.parametrize("given", [U, U[:8]])
@pytest.mark.parametrize("gone", ["never released", "withdrawn", "expired"])
def test_withdraw_refuses_what_names_no_unit_that_lives(place: Place, given: str, gone: str) -> None:
    if gone != "never released":
        place.client.frames.append(released(PROMPT[:12]))
        place.stage.take()
    if gone == "withdrawn":
        place.stage.withdraw(U)
    if gone == "expired":
        place.now = 1000.0
    sent = len(place.client.sent)
    with pytest.raises(DeclarationError, match=r"no unit that is released and lives.*safekv ledger list"):
        place.stage.withdraw(given)
    assert len(place.client.sent) == sent


def test_while_the_release_process_is_down_a_whole_id_can_be_withdrawn(place: Place) -> None:
    place.client.state = "down"
    with pytest.raises(DeclarationError, match="give the whole id"):
        place.stage.withdraw(U[:8])
    assert place.stage.withdraw(U) == (U, False)
    assert place.client.sent == [{"op": "withdraw", "unit": U, "payload": b""}]
    place.client.frames.append(released(PROMPT[:12]))
    place.stage.take()
    assert place.stage.withdraw(U[:8]) == (U, True), "what was heard before it went down is known by its beginning"


def test_a_unit_that_was_withdrawn_before_its_release_was_heard_is_not_shared(place: Place) -> None:
    place.client.state = "starting"
    place.stage.withdraw(U)
    place.client.frames += [released(PROMPT[:12]), wire.Frame(header={"op": "withdrawn", "unit": U})]
    place.stage.take()
    assert len(place.releases) == 0


def test_of_units_whose_life_has_ended_nothing_is_remembered(place: Place) -> None:
    for number in range(5):
        place.now = 100.0 * number
        name = bytes([number]) * 32
        place.client.frames.append(released(PROMPT[:12], expires=100.0 * number + 50, name=name))
        place.stage.take()
    assert list(place.stage._living) == [name.hex()]


@pytest.mark.parametrize("unit", ["", "xyz", "Z" * 64, "a" * 65, "../declared/x", "٣"])
def test_what_is_no_unit_s_id_is_refused(place: Place, unit: str) -> None:
    with pytest.raises(DeclarationError, match="safekv ledger list"):
        place.stage.withdraw(unit)
    assert place.client.sent == []


def test_the_status_says_how_the_process_is_and_counts_no_votes(place: Place) -> None:
    assert place.stage.status() == {
        "period": 3,
        "process": "ready",
        "resident_units": 0,
        "votable_roles": ["system"],
    }


@pytest.mark.parametrize(
    ("roles", "votable"), [(["system", "user"], ["system", "user"]), (["tool"], [])], ids=["two", "none"]
)
def test_the_status_says_which_roles_messages_can_be_voted_for(roles: list[str], votable: list[str]) -> None:
    assert Place(roles=roles).stage.status()["votable_roles"] == votable


def test_the_log_says_how_many_released_units_have_no_room_here(caplog: pytest.LogCaptureFixture) -> None:
    place = Place()
    place.client.counts = place.counts
    paths = [wire.pack_path(range(n, n + 40 * BLOCK)) for n in (0, 1)]
    one = Release(id=UnitId(bytes(32)), path=paths[0], start=0, cause=Cause.LEDGER, expires=1000.0)
    other = Release(id=UnitId(bytes(31) + b"a"), path=paths[1], start=BLOCK, cause=Cause.LEDGER, expires=1000.0)
    place.client.frames += wire.release([one, other], not_before=0.0, step=1.0)
    with caplog.at_level(logging.INFO, "vllm.safekv.release"):
        place.stage.take()
    assert [record.getMessage() for record in caplog.records] == [
        "1 of 2 released units stay private on this engine: no room in the shared region",
        "1 of 2 released units stay private on this engine: nothing shared that they continue",
    ]
