"""Kills at random times, as `python -m tests.integration.kills` has more of; a full disk, and one that is read-only."""

from __future__ import annotations

import contextlib
import json
import math
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safekv.ledger.log import Event
from safekv.pipeline import read_ledger
from safekv.release.worker import LONGEST_STEP
from safekv_lab.bench.deployment import SURE_OWNERS, Deployment, prepare
from tests.integration import kills
from tests.integration.alone import AloneEngine, prompt, until
from tests.integration.kills import system_prompt

pytestmark = [pytest.mark.engine, pytest.mark.server]

MOUNT, UNMOUNT = (shutil.which(name) or f"/bin/{name}" for name in ("mount", "umount"))
PERIOD = 75.0
TO_VOTE = 25.0
"""Seconds before a draw in which there is time to vote; on a busy machine a start takes longer than a period."""


def test_a_few_kills() -> None:
    report = kills.play(4, seed=1)
    assert report.problems == []
    assert sum(report.kills.values()) == 4
    assert json.loads(json.dumps(report.record()))["kills"] == dict(report.kills)
    assert report.answered > 50


@contextlib.contextmanager
def nothing_can_be_written(process: int) -> Iterator[None]:
    """By one process, to any file: as on a full disk."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_serving_goes_on_private_and_the_status_says_so(tmp_path: Path) -> None:
    """The draw passes without a release; once there is room, the next period's vote counts."""
    deployment = prepare(tmp_path / "ledger", now=time.time(), until_draw=PERIOD, life=PERIOD)
    engine = AloneEngine(deployment)
    try:
        engine.start()
        until(lambda: engine.status()["process"] == "ready", "it is not ready", seconds=60)
        draw = next_draw(deployment)
        vote(engine, "full", owners=range(1))  # so that the disk fails a ledger that is at work
        process = engine.release_process
        assert process is not None
        with nothing_can_be_written(process):
            vote(engine, "full", owners=range(1, 1 + SURE_OWNERS))
            until(lambda: engine.status().get("failing"), "no failure is told", seconds=10)
            sleep_until(draw + LONGEST_STEP + 2)
            status = engine.status()
            assert (status["process"], status["resident_units"]) == ("ready", 0)
            assert status["failures"]["draw"] > 0
            assert engine.ask("new 1", prompt(system_prompt("full"), "hello")) == 0
        assert engine.release_process == process
        vote_and_hit(engine, "room")
    finally:
        engine.close()
    assert released(deployment) == 1


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=1g", "tmpfs", place):
        pytest.skip("only root can mount a file system")
    try:
        yield place
    finally:
        subprocess.run([UNMOUNT, "--lazy", place], check=True)


def mount(*arguments: str | Path) -> bool:
    """Whether it could be done."""
    return subprocess.run([MOUNT, *arguments], check=False).returncode == 0


def test_with_a_read_only_ledger_serving_goes_on_private_until_it_can_be_written(disk: Path) -> None:
    deployment = prepare(disk / "ledger", now=time.time(), until_draw=PERIOD, life=PERIOD)
    assert mount("-o", "remount,ro", disk)
    engine = AloneEngine(deployment)
    try:
        engine.start()
        until(lambda: "make its directory writable" in engine.log(), "it does not say why", seconds=60)
        assert engine.status()["process"] != "ready"
        draw = next_draw(deployment)
        vote(engine, "read-only", owners=range(SURE_OWNERS))
        sleep_until(draw + LONGEST_STEP + 2)
        assert engine.status()["process"] != "ready"
        assert engine.ask("new 1", prompt(system_prompt("read-only"), "hello")) == 0
        assert mount("-o", "remount,rw", disk)
        until(lambda: engine.status()["process"] == "ready", "it is not started again", seconds=60)
        vote_and_hit(engine, "writable")
    finally:
        engine.close()
    assert released(deployment) == 1


def vote(engine: AloneEngine, seed: str, *, owners: range) -> None:
    """The first request of each is answered and private, whatever the ledger can do."""
    for number in owners:
        assert engine.ask(f"owner {number}", prompt(system_prompt(seed), "hello")) == 0


def next_draw(deployment: Deployment) -> float:
    """The time of the next draw, once its period runs and there is time to vote."""
    late = time.time() + TO_VOTE - deployment.draw
    draw = deployment.draw + max(0, math.ceil(late / deployment.period_seconds)) * deployment.period_seconds
    sleep_until(draw - deployment.period_seconds + 1)
    return draw


def vote_and_hit(engine: AloneEngine, seed: str) -> None:
    """All is well again: what enough owners use is hit by somebody new after the next draw."""
    draw = next_draw(engine.deployment)
    vote(engine, seed, owners=range(SURE_OWNERS))
    assert time.time() < draw, "too late for the draw"
    sleep_until(draw + LONGEST_STEP + 2)
    assert engine.ask("new 2", prompt(system_prompt(seed), "hello")) > 0


def released(deployment: Deployment) -> int:
    """How many units, by a log that is sound."""
    view = read_ledger(deployment.load())
    assert view.verify() == []
    return sum(entry.event is Event.RELEASED for entry in view.log())


def sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))
