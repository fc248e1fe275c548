"""Invariant 13: nothing that the engine says depends on how many vote for a unit, or how often it is hit.

Two worlds with the same releases: in one more owners vote, and hit what is published more often. Status, metrics and
the lines of all logs must be equal but for totals of votes over all units and owners.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("vllm")

from safekv.config import Monitor
from safekv.edge.metrics import render
from safekv.ledger.selection import SURE
from safekv.types import UnitId
from tests.worlds import process
from tests.worlds.place import MONITOR
from tests.worlds.trace import PERIOD_SECONDS, TEXTS, Send, prompt
from tests.worlds.world import World

pytestmark = pytest.mark.engine

TOTALS = {"contributions_sent", "contributions_repeated"}
"""Totals of the whole engine since its start, for the operator. Nothing else may depend on who sends what."""

USAGE = "usage"
"""What sharing saves, in the status: totals over all requests as well, and of declared prefixes by name."""

NOTICED = {"probers_noticed", "requests_restricted", "unit_alerts"}
"""Totals of the monitor, for the operator as well."""

REASON = re.compile(r"many answers of at most \d+ tokens to different prompts [a-z0-9 ]+")


def said(
    directory: Path, caplog: pytest.LogCaptureFixture, voters: list[str], hits: int, monitor: Monitor
) -> dict[str, Any]:
    directory.mkdir()
    coins: dict[UnitId, int] = {}
    world = World(directory, toss=lambda unit, draw: coins.get(unit, 0), monitor=monitor)
    coins[process.unit_id(TEXTS[1])] = SURE - 1  # never released, and voted for all the time
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        for name in ("vllm", "safekv", "vllm.safekv"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        world.begin(1)
        frames = world.frames
        for number, tenant in enumerate(voters):
            world.burst([Send(tenant=tenant, prompt=prompt(TEXTS[0], tuple(range(7000 + number, 7020))))])
            world.burst([Send(tenant=tenant, prompt=prompt(TEXTS[1], tuple(range(7000 + number, 7020))))])
        world.wait(PERIOD_SECONDS / 2)
        for number in range(hits):
            world.burst([Send(tenant="dora-1", prompt=prompt(TEXTS[0], tuple(range(8000 + number, 8020))))])
        world.wait(PERIOD_SECONDS / 2)
        status = world.status()
    assert status["release"]["resident_units"] == 1, "nothing was released: the test proves nothing"
    scheduler_counts = {**status["counts"], **world._client.counts}
    status["counts"] = {name: count for name, count in scheduler_counts.items() if name not in TOTALS}
    usage = status.pop(USAGE)
    lines = [record.getMessage() for record in caplog.records if "safekv" in record.name]
    return {
        "status": status,
        "metrics": render(status),
        "lines": lines,
        "told": world.told,
        "frames": [(frame.header, frame.payload) for frame in frames],
        USAGE: usage,
    }


def test_nobody_learns_how_many_use_a_unit(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    quiet = Monitor(min_hits=100)
    few = said(tmp_path / "a", caplog, ["anna-1", "ben-1"], hits=1, monitor=quiet)
    many = said(tmp_path / "b", caplog, ["anna-1", "ben-1", "cleo-1", "dora-1", "anna-2"], hits=9, monitor=quiet)
    told = few.pop(USAGE), many.pop(USAGE)
    assert told[0] != told[1], "no more was sent: the test proves nothing"
    for use in told:
        assert use["declared"] == {}
        assert use["released"].keys() == {"hits", "tokens"}, "released units are one sum"
    for what in few:
        assert few[what] == many[what], what
    assert few["lines"] == []


def test_what_the_monitor_notices_is_told_in_totals_and_names_no_unit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    few = said(tmp_path / "a", caplog, ["anna-1", "ben-1"], hits=1, monitor=MONITOR)
    many = said(tmp_path / "b", caplog, ["anna-1", "ben-1", "cleo-1", "dora-1", "anna-2"], hits=9, monitor=MONITOR)
    counts = many["status"]["counts"]
    assert counts.keys() - few["status"]["counts"].keys() == NOTICED, "nothing was noticed: the test proves nothing"
    for name in NOTICED:
        del counts[name]
    assert few["status"] == many["status"]
    assert few["frames"] == many["frames"]
    assert few["lines"] == many["lines"] == few["told"] == []
    (told,) = many["told"]
    assert set(told) == {"tenant", "restricted", "seconds", "reason"}
    assert REASON.fullmatch(told["reason"])
