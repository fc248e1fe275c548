"""A deployment with a draw at a known time: the ledger that it makes draws then, and releases what few owners use."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from safekv.config import Session
from safekv.pipeline import open_ledger
from safekv.types import Contribution, Mode, OwnerTag
from safekv_lab.bench.deployment import SURE_OWNERS, period_ending_in, prepare, process_of

NOW = 1_790_000_000.4


@pytest.mark.parametrize("now", [NOW, NOW + 0.6, NOW + 12345.6])
@pytest.mark.parametrize(("seconds", "shortest"), [(20.0, 20.0), (36.0, 44.0), (75.0, 3600.0), (65.0, 600.0)])
def test_a_period_ends_when_it_should(now: float, seconds: float, shortest: float) -> None:
    period, end = period_ending_in(seconds, shortest=shortest, now=now)
    assert period >= shortest
    assert end % period == 0
    assert seconds < end - now <= seconds + 11
    assert (now // period + 1) * period == end


def test_its_ledger_draws_at_that_time_and_releases_what_enough_owners_use(tmp_path: Path) -> None:
    deployment = prepare(tmp_path / "d", now=NOW, until_draw=30, life=300)
    policy = deployment.load()
    assert policy.mode is Mode.LEDGER
    assert stat.S_IMODE((tmp_path / "d" / "master.key").stat().st_mode) == 0o600
    with_ledger = open_ledger(policy, Session(directory=tmp_path), now=NOW)
    try:
        votes = [Contribution(owner=OwnerTag(bytes([n]) * 16), path=bytes(64), start=0) for n in range(SURE_OWNERS)]
        with_ledger.contribute(votes, NOW + 1)
        assert with_ledger.due(deployment.draw - 0.1) is None
        draw = with_ledger.due(deployment.draw)
        assert draw is not None
        assert len(with_ledger.draw(draw, deployment.draw)) == 1
        assert with_ledger.schedule.life_end(draw.period) == deployment.life_end
    finally:
        with_ledger.close()


def test_the_rest_of_the_policy_is_kept(tmp_path: Path) -> None:
    policy = prepare(
        tmp_path,
        now=NOW,
        until_draw=30,
        life=60,
        identity={"proxy": {"addresses": ["10.0.0.0/8"]}},
        owners={"chain": ["a", "b"]},
        ledger={"epsilon": 1.0, "min_owners": 3},
    ).load()
    assert policy.identity.proxy is not None
    assert policy.identity.master_secret_file == tmp_path / "master.key"
    assert policy.owner_of() == {"a": "chain", "b": "chain"}
    assert (policy.ledger.epsilon, policy.ledger.min_owners, policy.ledger.delta) == (1.0, 3, 0.01)


def test_a_descendant_is_found_by_its_command_line() -> None:
    inner = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()', f'the-grand{\"child\"}'])"
    with subprocess.Popen([sys.executable, "-c", inner], stdin=subprocess.PIPE) as child:
        try:
            found, deadline = None, time.monotonic() + 20
            while found is None and time.monotonic() < deadline:
                found = process_of(os.getpid(), "the-grandchild")
            assert found not in (None, child.pid, os.getpid())
            assert process_of(child.pid, "the-grandchild") == found
            assert process_of(os.getpid(), "no-such-process-of-ours") is None
        finally:
            child.communicate(b"\n")
    assert process_of(os.getpid(), "the-grandchild") is None
