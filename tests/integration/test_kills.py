"""Kills at random times, as `python -m tests.integration.kills` has more of; a full disk, and one that is read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safekv.bench.deployment import SURE_OWNERS, prepare
from safekv.ledger.log import Event
from safekv.pipeline import read_ledger
from safekv.worker import LONGEST_STEP
from tests.integration import kills
from tests.integration.alone import AloneEngine, prompt, until
from tests.integration.kills import system_prompt

pytestmark = [pytest.mark.engine, pytest.mark.server]

MOUNT, UNMOUNT = (shutil.which(name) or f"/bin/{name}" for name in ("mount", "umount"))
DISK = "3m"
UNTIL_DRAW, PERIOD = 45.0, 46.0


def test_a_few_kills() -> None:
    report = kills.play(4, seed=1)
    assert report.problems == []
    assert sum(report.kills.values()) >= 3
    assert report.answered > 50


def mount(*arguments: str | Path) -> bool:
    """Whether it could be done."""
    return subprocess.run([MOUNT, *arguments], check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", place):
        pytest.skip("only root can mount a file system")
    try:
        yield place
    finally:
        subprocess.run([UNMOUNT, "--lazy", place], check=True)


def fill(disk: Path) -> None:
    """Until nothing fits any more."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(2**12))
        except OSError:
            pass


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_on_a_broken_disk_serving_goes_on_private_and_the_status_says_so(fault: str, disk: Path) -> None:
    """The draw passes without a release; once the disk is mended, the next period's vote counts."""
    deployment = prepare(disk / "ledger", now=time.time(), until_draw=UNTIL_DRAW, life=PERIOD)
    engine = AloneEngine(deployment)
    system = system_prompt(fault)
    try:
        engine.start()
        until(lambda: engine.status()["process"] == "ready", "it is not ready", seconds=60)
        assert time.time() < deployment.draw - 5
        vote(engine, system, range(2))  # so that the disk fails a ledger that is at work
        if fault == "full":
            fill(disk)
        else:
            assert mount("-o", "remount,ro", disk)
        vote(engine, system, range(2, 2 + SURE_OWNERS))
        until(lambda: engine.status().get("failures", {}).get("contribute"), "no failure is told", seconds=10)
        sleep_until(deployment.draw + LONGEST_STEP + 2)
        assert engine.ask("new 1", prompt(system, "hello")) == 0
        status = engine.status()
        assert status["process"] == "ready"
        assert status["failures"]["draw"] > 0
        assert status["resident_units"] == 0

        if fault == "full":
            os.unlink(disk / "filler")
        else:
            assert mount("-o", "remount,rw", disk)
        until(lambda: time.time() > deployment.draw + LONGEST_STEP + 4, "time stands still", seconds=60)
        after = prompt(system_prompt(f"{fault} mended"), "hello")
        for number in range(SURE_OWNERS):
            engine.ask(f"owner {number}", after)
        sleep_until(deployment.life_end + LONGEST_STEP + 2)
        assert engine.ask("new 2", after) > 0
    finally:
        engine.close()
    view = read_ledger(deployment.load())
    assert view.verify() == []
    assert Event.RELEASED in {entry.event for entry in view.log()}


def vote(engine: AloneEngine, system: str, owners: range) -> None:
    """Answered and private, whatever the ledger can do."""
    for number in owners:
        assert engine.ask(f"owner {number}", prompt(system, "hello")) == 0


def sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))
