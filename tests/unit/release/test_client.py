"""The scheduler's side of the release process, with a stand-in for the process: a real child, without the engine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from safekv.config import Ledger
from safekv.errors import EngineError
from safekv.ledger.store.room import LONGEST_PATH_BYTES
from safekv.release import queue as release_queue
from safekv.release import wire
from safekv.release.client import ReleaseClient
from safekv.release.command import own_command
from safekv.types import OwnerTag
from tests.unit.release import stand_in

HELLO = {"tokenizer": "model", "block_size": 16}
LIMITS = Ledger(max_contributions=4, period_seconds=100, draws_per_period=1)
PATIENCE = 30.0


def owner(number: int) -> OwnerTag:
    return OwnerTag(number.to_bytes(16, "big"))


def until(true: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


class World:
    """A client with a child that behaves as told, and what the child has read."""

    def __init__(self, directory: Path) -> None:
        self.log = directory / "log"
        self.log.touch()
        self.now = 1050.0
        self.counts: Counter[str] = Counter()
        self.wakes = threading.Event()
        self.client: ReleaseClient

    def start(self, behaviour: str = "") -> ReleaseClient:
        self.client = ReleaseClient(
            LIMITS,
            counts=self.counts,
            on_wake=self.wakes.set,
            command=(sys.executable, stand_in.__file__, behaviour, str(self.log)),
            clock=lambda: self.now,
            first_delay=0.05,
        )
        self.client.start(HELLO)
        return self.client

    def ready(self, behaviour: str = "") -> ReleaseClient:
        client = self.start(behaviour)
        until(lambda: client.state == "ready", f"the child is {client.state}")
        return client

    def read(self, op: str = "contribute") -> list[dict[str, Any]]:
        records = [json.loads(line) for line in self.log.read_text().splitlines() if line.endswith("}")]
        return [record for record in records if record["op"] == op]

    def vote(self, number: int, tokens: list[int], *, start: int = 0, seen: bytes | None = None) -> None:
        seen = seen or f"{number}{tokens}".encode()
        self.client.contribute(owner(number), seen, tokens, len(tokens), start)

    def voted(self) -> list[tuple[int, int]]:
        """Owner, and bytes of the path, of what the child has read."""
        return [(int(record["owner"], 16), record["payload"]) for record in self.read()]

    def kill(self) -> None:
        until(lambda: self.client.status, "no status came")
        os.kill(self.client.status["pid"], signal.SIGKILL)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.client.close()
    assert made.client._process is None or made.client._process.returncode is not None, "the child is still there"
    assert not [t for t in threading.enumerate() if t.name.startswith("safekv-release")], "a thread is still there"


# ── frames there and back ────────────────────────────────────────────────────────────────────────


def test_hello_comes_first_and_what_lives_comes_back(world: World) -> None:
    client = world.ready()
    assert world.read("hello")[0].items() >= HELLO.items()
    until(client.waiting, "nothing came")
    assert world.wakes.is_set()
    (frame,) = client.take()
    assert wire.releases_of(frame) == (stand_in.LIVING,)
    assert not client.waiting()
    assert client.take() == []


def test_a_vote_arrives_with_its_path_up_to_the_end(world: World) -> None:
    client = world.ready()
    client.contribute(owner(1), b"hash", list(range(100)), 32, 16)
    until(world.read, "the vote did not arrive")
    (record,) = world.read()
    assert (record["owner"], record["start"], record["payload"]) == (owner(1).hex(), 16, 128)
    assert world.counts["contributions_sent"] == 1


def test_the_engines_settings_do_not_reach_the_child(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setenv("KMP_BLOCKTIME", "1")
    monkeypatch.setenv("SAFEKV_POLICY", "policy.json")
    client = world.ready()
    until(lambda: client.status, "no status came")
    environment = set(client.status["environment"])
    assert "SAFEKV_POLICY" in environment
    assert not environment & {"OMP_NUM_THREADS", "KMP_BLOCKTIME", "LD_PRELOAD"}


def test_the_child_is_out_of_reach_of_ctrl_c_and_in_the_session(world: World) -> None:
    child = world.ready()._process
    assert child is not None
    assert os.getpgid(child.pid) == child.pid != os.getpgid(0)
    assert os.getsid(child.pid) == os.getsid(0)


# ── repetitions and quotas ───────────────────────────────────────────────────────────────────────


def test_an_owner_votes_once_for_a_unit_in_a_period(world: World) -> None:
    world.ready()
    for _ in range(3):
        world.vote(1, [1, 2])
    world.vote(1, [1, 2], seen=b"another tenant of the same owner")
    world.vote(1, [1, 2], start=1)  # another unit, on the same path
    world.vote(2, [1, 2])
    until(lambda: len(world.voted()) == 3, "votes are missing")
    assert world.counts == {"contributions_sent": 3, "contributions_repeated": 3}
    world.now += 100
    world.vote(1, [1, 2])
    until(lambda: len(world.voted()) == 4, "no vote in the next period")


def test_over_its_quota_an_owner_has_no_vote_and_others_have_theirs(world: World) -> None:
    world.ready()
    for unit in range(10):
        world.vote(1, [unit])
    world.vote(2, [1])
    until(lambda: len(world.voted()) == 5, "votes are missing")
    assert world.counts == {"contributions_sent": 5, "contributions_over_quota": 6}


def test_what_is_no_token_is_no_vote(world: World) -> None:
    world.ready()
    world.vote(1, [-1])
    world.vote(1, [2**32])
    assert world.counts == {"contributions_malformed": 2}


# ── a child that does not read ───────────────────────────────────────────────────────────────────


def test_a_deaf_child_makes_nobody_wait_and_one_owners_flood_drops_no_other_vote(world: World) -> None:
    world.ready("deaf")
    long = list(range(LONGEST_PATH_BYTES // wire.TOKEN_BYTES - 1))
    begun = time.monotonic()
    for unit in range(8):
        world.vote(1, [unit, *long])
    flood = world.counts.copy()
    for number in range(2, 200):
        world.vote(number, [number])
    assert time.monotonic() - begun < 5.0
    assert flood["contributions_over_quota"] >= 1, "the flood was not bounded"
    assert world.counts["contributions_over_quota"] == flood["contributions_over_quota"]
    assert world.counts["contributions_sent"] == flood["contributions_sent"] + 198


def test_owners_are_sent_in_turns() -> None:
    outgoing = release_queue.Outgoing(quota=100, period_seconds=100, counts=Counter())
    outgoing.open()
    for unit in range(50):
        outgoing.add(owner(1), bytes([unit]), [unit], 1, 0, now=0.0)
    for number in (2, 3):
        outgoing.add(owner(number), b"x", [1], 1, 0, now=0.0)
    data = outgoing.batch()
    assert data is not None
    order = [int(frame.header["owner"], 16) for frame in wire.FrameReader().feed(data)]
    assert order[:5] == [1, 2, 3, 1, 1]
    assert len(order) == 52


def test_what_is_too_long_is_no_vote_and_uses_up_no_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_queue, "LONGEST_PATH_BYTES", 32)
    counts: Counter[str] = Counter()
    outgoing = release_queue.Outgoing(quota=2, period_seconds=100, counts=counts)
    outgoing.open()
    for number in range(3):
        outgoing.add(owner(1), bytes([number]), list(range(9)), 9, 0, now=0.0)
    for number in range(3):
        outgoing.add(owner(1), bytes([10 + number]), list(range(8 - number)), 8 - number, 0, now=0.0)
    assert counts == {"contributions_too_long": 3, "contributions_sent": 2, "contributions_over_quota": 1}


# ── a child that ends ────────────────────────────────────────────────────────────────────────────


def test_a_killed_child_is_started_again_and_votes_are_sent_again(world: World) -> None:
    client = world.ready()
    world.vote(1, [1])
    until(world.voted, "the vote did not arrive")
    client.take()
    until(lambda: client.status, "no status came")
    first = client.status["pid"]
    world.kill()
    until(lambda: client.state != "ready", "the death was not seen")
    until(lambda: client.state == "ready" and client.status["pid"] != first, "it was not started again")
    assert len(world.read("hello")) == 2
    assert [frame.op for frame in client.take()] == ["release"], "what lives was not told again"
    world.vote(1, [1])
    until(lambda: len(world.voted()) == 2, "the vote was not sent again")
    assert world.counts["release_process_restarts"] == 1


def test_while_the_child_is_down_votes_are_dropped_and_counted(world: World) -> None:
    client = world.start("die")
    until(lambda: client.state == "down", "the death was not seen")
    until(lambda: world.counts["release_process_restarts"] >= 2, "it was not started again")
    client._closing.set()
    until(lambda: not client._supervisor or not client._supervisor.is_alive(), "the supervisor goes on")
    world.vote(1, [1])
    assert world.counts["contributions_lost"] == 1


def test_votes_that_the_child_could_not_count_are_sent_again(world: World) -> None:
    world.ready("lose")
    world.vote(1, [1])
    until(lambda: world.counts["contributions_not_counted"] == 1, "the loss was not heard")
    world.vote(1, [1])
    until(lambda: len(world.voted()) == 2, "the vote was not sent again")


def test_garbage_from_the_child_ends_it(world: World) -> None:
    world.start("garbage")
    until(lambda: world.counts["release_process_restarts"] >= 1, "it was not ended")
    assert world.counts["release_process_broken"] >= 1


@pytest.mark.parametrize(
    ("behaviour", "reason"), [("refuse", "there is another ledger"), ("refuse-silently", "exit code 2")]
)
def test_a_child_that_refuses_is_not_started_again(world: World, behaviour: str, reason: str) -> None:
    client = world.start(behaviour)
    until(lambda: client.state.startswith("refused"), "the refusal was not heard")
    assert reason in client.state
    supervisor = client._supervisor
    assert supervisor is not None
    supervisor.join(PATIENCE)
    assert not supervisor.is_alive()
    assert client.state.startswith("refused")
    assert world.counts["release_process_restarts"] == 0
    world.vote(1, [1])
    assert world.counts["contributions_lost"] == 1


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("cannot", "exit code 1): ModuleNotFoundError: No module named 'x'"), ("crash", "SIGILL): it said nothing")],
)
def test_a_child_that_cannot_start_is_not_tried_again_and_its_last_words_are_the_reason(
    world: World, behaviour: str, reason: str
) -> None:
    client = world.start(behaviour)
    until(lambda: client.state.startswith("refused"), f"it is {client.state}")
    assert client.state == f"refused: it cannot start ({reason}"
    assert world.counts["release_process_restarts"] == 0


def test_a_program_that_is_not_there_cannot_start(world: World, tmp_path: Path) -> None:
    world.client = ReleaseClient(
        LIMITS, counts=world.counts, on_wake=world.wakes.set, command=[str(tmp_path / "python")]
    )
    world.client.start(HELLO)
    until(lambda: world.client.state.startswith("refused"), f"it is {world.client.state}")
    assert str(tmp_path / "python") in world.client.state


@pytest.mark.parametrize("behaviour", ["die", "starve"])
def test_a_child_that_ends_early_for_a_passing_reason_is_started_again(world: World, behaviour: str) -> None:
    world.start(behaviour)
    until(lambda: world.counts["release_process_restarts"] >= 2, "it was not started again")


def test_a_child_that_fails_once_it_was_ready_is_started_again(world: World) -> None:
    client = world.ready("fail")
    world.vote(1, [1])
    until(lambda: world.counts["release_process_restarts"] == 1, "it was not started again")
    until(lambda: client.state == "ready", f"it is {client.state}")


# ── which code the child runs ────────────────────────────────────────────────────────────────────

TELLS = """
import json, sys
def main(arguments):
    import safekv, secrets
    print(json.dumps([safekv.__file__, secrets.__file__, arguments]))
    return 0
"""


def test_the_child_has_the_package_of_this_process_and_nothing_of_the_working_directory_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the package is only on PYTHONPATH, and another one is installed."""
    ours, theirs = tmp_path / "ours" / "safekv", tmp_path / "theirs"
    (ours / "engines" / "vllm").mkdir(parents=True)
    for place in (ours, ours / "engines", ours / "engines" / "vllm"):
        (place / "__init__.py").touch()
    (ours / "engines" / "vllm" / "release_main.py").write_text(TELLS)
    (ours.parent / "secrets.py").write_text("")  # what lies beside the package shadows no other module
    theirs.mkdir()
    for name in ("safekv.py", "secrets.py", "sitecustomize.py"):
        (theirs / name).write_text("raise SystemExit('injected')")
    monkeypatch.setattr(sys.modules["safekv"], "__file__", str(ours / "__init__.py"))
    done = subprocess.run(
        [*own_command("safekv.engines.vllm.release_main"), "7"],
        cwd=theirs,
        env={**os.environ, "PYTHONPATH": str(theirs)},
        capture_output=True,
        text=True,
        check=True,
    )
    package, other, arguments = json.loads(done.stdout)
    assert package == str(ours / "__init__.py")
    assert not other.startswith(str(tmp_path))
    assert arguments == ["7"]


def test_a_package_that_the_child_cannot_find_ends_it_with_that_reason(world: World, tmp_path: Path) -> None:
    bare = (sys._base_executable, *own_command("safekv.engines.vllm.release_main")[1:5], str(tmp_path))  # type: ignore[attr-defined]
    world.client = ReleaseClient(LIMITS, counts=world.counts, on_wake=world.wakes.set, command=bare)
    world.client.start(HELLO)
    until(lambda: world.client.state.startswith("refused"), f"it is {world.client.state}")
    assert "No module named 'safekv'" in world.client.state


def test_the_child_ends_with_its_client_and_a_client_may_end_before_it_has_started(tmp_path: Path) -> None:
    world = World(tmp_path)
    client = world.start()
    client.close()
    assert client._process is None or client._process.returncode is not None


def test_a_wake_that_fails_stops_nothing(world: World) -> None:
    def fail() -> None:
        raise RuntimeError("the engine is gone")

    world.client = ReleaseClient(
        LIMITS,
        counts=world.counts,
        on_wake=fail,
        command=(sys.executable, stand_in.__file__, "", str(world.log)),
    )
    world.client.start(HELLO)
    until(lambda: world.client.status, "it stopped")


# ── the operator ─────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_is_repeated_at_every_start_until_it_is_done(world: World) -> None:
    client = world.ready("forget")
    client.send({"op": "withdraw", "unit": "ab" * 32})
    client.send({"op": "declared", "name": "rules", "start": 0}, wire.pack_path([1]))
    until(lambda: world.read("withdraw") and world.read("declared"), "it did not arrive")
    world.kill()
    until(lambda: len(world.read("hello")) >= 2, "it was not started again")
    assert [record["withdrawn"] for record in world.read("hello")] == [[], ["ab" * 32]]


def test_a_declaration_is_told_to_every_process_until_one_has_written_it_down(world: World) -> None:
    client = world.ready("forget")
    client.send({"op": "declared", "name": "rules", "start": 0, "by": "ops"}, wire.pack_path([1]))
    client.send({"op": "withdraw", "unit": "ab" * 32, "by": "ops"})
    until(lambda: world.read("declared"), "it did not arrive")
    assert client.unwritten == 1
    world.kill()
    until(lambda: len(world.read("declared")) >= 2, "it was not told again")
    assert {(record["id"], record["by"]) for record in world.read("declared")} == {(0, "ops")}
    assert world.read("hello")[-1]["withdrawn_by"] == {"ab" * 32: "ops"}


def test_a_declaration_that_is_written_down_is_not_told_again(world: World) -> None:
    client = world.ready()
    client.send({"op": "declared", "name": "rules", "start": 0}, wire.pack_path([1]))
    until(lambda: client.unwritten == 0, "no answer")
    world.kill()
    until(lambda: len(world.read("hello")) == 2, "it was not started again")
    assert len(world.read("declared")) == 1


def test_a_withdrawal_that_is_done_is_told_and_forgotten(world: World) -> None:
    client = world.ready()
    until(client.waiting, "nothing came")
    client.take()
    client.send({"op": "withdraw", "unit": "ab" * 32})
    until(client.waiting, "no answer")
    assert [(frame.op, frame.header["unit"]) for frame in client.take()] == [("withdrawn", "ab" * 32)]
    world.kill()
    until(lambda: len(world.read("hello")) == 2, "it was not started again")
    assert world.read("hello")[-1]["withdrawn"] == []


def test_what_is_too_large_is_refused_at_once(world: World) -> None:
    client = world.ready()
    with pytest.raises(EngineError):
        client.send({"op": "declared", "name": "x" * wire.MAX_HEADER_BYTES, "start": 0})
