"""The release process as the scheduler starts it, with the shipped guard and a real tokenizer, without the engine."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, load_policy
from safekv.engines.vllm.releasing import RELEASE_PROCESS
from safekv.errors import OperatorError
from safekv.ledger.log import Event
from safekv.pipeline import open_ledger, read_ledger
from safekv.release import wire
from safekv.release.client import ReleaseClient
from safekv.release.command import own_command
from safekv.sharing.release_log import ReleaseLog
from safekv.sharing.residents import Declaration, Resident
from safekv.types import Cause, Mode, OwnerTag, Release, Shared
from safekv_lab.bench.workloads.support_policy import POLICY
from tests.conformance.servers import model_directory
from tests.factories import unit

pytestmark = pytest.mark.engine

BLOCK = 16
ENOUGH = 8
"""Owners with whom, at the ε and δ below, a unit is released for certain."""
UNTIL_DRAW = 90.0
PATIENCE = 120.0

CLEAN = "<|im_start|>system\n" + POLICY[:2000]
SENSITIVE = CLEAN + "\nThe customer is Alma Drummond, alma.drummond@posteo.de, card 4539 1488 0343 6467."
RARE = "<|im_start|>system\nYou are a helpful assistant. " + POLICY[400:1500]


def until(true: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture(scope="module")
def tokens() -> Callable[[str], list[int]]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_directory() / "tokenizer.json"))

    def encode(text: str) -> list[int]:
        ids: list[int] = tokenizer.encode(text).ids
        return ids[: len(ids) // BLOCK * BLOCK]

    return encode


class Deployment:
    """A policy with a lasting ledger, one draw a period, and clients of its release process."""

    def __init__(self, directory: Path, *, mode: Mode, until_draw: float = UNTIL_DRAW) -> None:
        now = time.time()
        period = min(range(600, 20_000), key=lambda seconds: abs(seconds - now % seconds - until_draw))
        self.draw = now - now % period + period
        self.session = directory / "session"
        self.session.mkdir()
        (directory / "master.key").write_text("5a" * 32)
        (directory / "master.key").chmod(0o600)
        self.path = directory / "policy.json"
        self.path.write_text(
            json.dumps(
                {
                    "mode": mode,
                    "identity": {"master_secret_file": str(directory / "master.key")},
                    "ledger": {"epsilon": 10, "delta": 0.01, "period_seconds": period, "draws_per_period": 1},
                }
            )
        )
        self.policy = load_policy(self.path)
        self._age(period)

    def _age(self, period: int) -> None:
        """A new ledger draws from the next period on: this one was made in the period before."""
        from safekv.config import Session

        open_ledger(self.policy, Session(directory=self.session), now=time.time() - period).close()

    @contextmanager
    def client(self, tokenizer: str | None = None) -> Iterator[ReleaseClient]:
        client = ReleaseClient(
            self.policy.ledger,
            counts=Counter(),
            on_wake=lambda: None,
            command=own_command(*RELEASE_PROCESS),
            first_delay=0.1,
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(POLICY_VARIABLE, str(self.path))
            patch.setenv(SESSION_VARIABLE, str(self.session))
            patch.setenv("HF_HUB_OFFLINE", "1")
            client.start(
                {
                    "op": "hello",
                    "tokenizer": tokenizer or str(model_directory()),
                    "tokenizer_mode": "auto",
                    "revision": None,
                    "trust_remote_code": False,
                    "block_size": BLOCK,
                }
            )
        try:
            yield client
        finally:
            client.close()

    def events(self) -> dict[str, list[Event]]:
        """What the log says of each unit."""
        view = read_ledger(self.policy)
        assert view.verify() == []
        found: dict[str, list[Event]] = {}
        for entry in view.log():
            found.setdefault(entry.unit.hex(), []).append(entry.event)
        return found


def contribute(client: ReleaseClient, path: list[int], owners: int) -> None:
    for number in range(owners):
        owner = OwnerTag(number.to_bytes(16, "big"))
        client.contribute(owner, f"{number}{len(path)}".encode(), path, len(path), 0)


def released(client: ReleaseClient) -> list[Release]:
    return [one for frame in client.take() if frame.op == "release" for one in wire.releases_of(frame)]


def test_what_enough_owners_use_is_released_after_the_draw_unless_the_guard_objects(
    tmp_path: Path, tokens: Callable[[str], list[int]]
) -> None:
    clean, sensitive, rare = tokens(CLEAN), tokens(SENSITIVE), tokens(RARE)
    deployment = Deployment(tmp_path, mode=Mode.LEDGER)
    with deployment.client() as client:
        until(lambda: client.status, "it did not start", deployment.draw - time.time() - 5)
        assert (client.state, client.status["problems"]) == ("ready", [])
        contribute(client, clean, ENOUGH)
        contribute(client, sensitive, ENOUGH)
        contribute(client, rare, 1)
        until(lambda: client.waiting() or time.time() > deployment.draw - 0.5, "the clock stands still")
        assert not client.waiting(), "something was released before the draw"
        until(client.waiting, f"nothing was released: {client.counts}", 30)
        assert time.time() >= deployment.draw
        (frame,) = client.take()
        assert frame.header["not_before"] == deployment.draw + 10
        (one,) = wire.releases_of(frame)
        assert (wire.unpack_path(one.path), one.start, one.cause) == (clean, 0, Cause.LEDGER)
        assert one.expires == deployment.draw + deployment.policy.ledger.period_seconds

        first = client._process
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        until(lambda: client.state == "down", "its death was not seen")
        until(lambda: client.state == "ready", "it was not started again")
        assert released(client) == [one], "what lives was not told again"

        client.send({"op": "withdraw", "unit": one.id.hex()})
        until(client.waiting, "the withdrawal was not answered")
        assert [frame.op for frame in client.take()] == ["withdrawn"]
    events = deployment.events()
    assert events.pop(one.id.hex()) == [Event.RELEASED, Event.WITHDRAWN]
    assert list(events.values()) == [[Event.VETOED]]


def test_in_mode_detector_what_is_clean_is_released_at_once_and_nothing_without_a_tokenizer(
    tmp_path: Path, tokens: Callable[[str], list[int]]
) -> None:
    deployment = Deployment(tmp_path, mode=Mode.DETECTOR, until_draw=300)
    with deployment.client(tokenizer=str(tmp_path / "nowhere")) as client:
        until(lambda: client.status, "it did not start")
        contribute(client, tokens(RARE), 1)
        until(deployment.events, "the unit was not judged")
        assert not client.waiting()
        assert "tokenizer" in client.status["problems"][0]
    assert list(deployment.events().values()) == [[Event.UNDECIDED]]
    with deployment.client() as client:
        until(lambda: client.status, "it did not start")
        contribute(client, tokens(SENSITIVE), 1)
        contribute(client, tokens(CLEAN), 1)
        until(client.waiting, "nothing was released")
        (one,) = released(client)
        assert (wire.unpack_path(one.path), one.cause) == (tokens(CLEAN), Cause.DETECTOR)
        with deployment.client() as second:
            until(lambda: second.state.startswith("refused"), "there are two ledgers")
        assert client.state == "ready"
    assert sorted(deployment.events().values()) == [[Event.RELEASED], [Event.UNDECIDED], [Event.VETOED]]


def test_a_deployment_that_is_open_refuses_a_second_ledger_in_the_same_words(tmp_path: Path) -> None:
    from safekv.config import Session

    deployment = Deployment(tmp_path, mode=Mode.LEDGER, until_draw=300)
    session = Session(directory=deployment.session)
    ledger = open_ledger(deployment.policy, session, now=time.time())
    try:
        with pytest.raises(OperatorError) as refusal:
            open_ledger(deployment.policy, session, now=time.time())
        with deployment.client() as client:
            until(lambda: client.state.startswith("refused"), "it was not refused")
            assert client.state == f"refused: {refusal.value}"
    finally:
        ledger.close()


def test_in_mode_declared_it_keeps_the_log_of_what_is_declared_and_nothing_else(tmp_path: Path) -> None:
    """Row 2 of what strangers met: every declaration and withdrawal is in the log in every mode that publishes."""
    place = Deployment(tmp_path, mode=Mode.DECLARED)
    with place.client(tokenizer="a tokenizer that nobody needs") as client:
        until(lambda: client.state == "ready", "it did not come up")
        log = ReleaseLog(client)
        residents = (Resident(unit=unit(range(2 * BLOCK))),)
        shared = Declaration(name="support", audience=Shared(), cause=Cause.DECLARED, residents=residents)
        log.declared(shared, by="ops", verdict="clean", guard="g1")
        log.withdrawn(shared, "eve")
        log.withdrawn(shared, "eve")  # nothing of that name is shared any more
        until(lambda: log.status() == {"process": "ready", "unwritten": 0}, "it was not written down")
        assert client.status["problems"] == [], "no guard and no tokenizer is loaded"
    assert list(place.events().values()) == [[Event.DECLARED, Event.WITHDRAWN]]
    assert [(e.name, e.operator, e.verdict) for e in read_ledger(place.policy).log()] == [
        ("support", "ops", "clean"),
        ("support", "eve", None),
    ]
