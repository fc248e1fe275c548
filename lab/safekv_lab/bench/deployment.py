"""A deployment with a lasting ledger and one draw at a known time, for measurements and tests of mode `ledger`.

Periods are aligned to Unix time, and a fresh ledger draws from the next period on. So that nobody has to wait for
hours, the period's length is chosen such that its end is soon, and the ledger is made as if one period ago.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safekv.config import Policy, Session, load_policy
from safekv.identity.keyring import SECRET_BYTES
from safekv.pipeline import open_ledger
from safekv.types import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FEW_OWNERS: Mapping[str, Any] = {"epsilon": 10, "delta": 0.01}
"""A vote that few owners are enough for: not for production, but quick."""

SURE_OWNERS = 5
"""Owners with whom a unit is released for certain under `FEW_OWNERS`, with one draw a period."""

_LATER = (10, 30, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A policy, as `serve` takes it, and the time of the draw. Times in seconds, Unix time."""

    policy: Mapping[str, Any]
    policy_file: Path
    period_seconds: int
    draw: float

    @property
    def life_end(self) -> float:
        """When what the draw has released expires."""
        return self.draw + self.period_seconds

    def load(self) -> Policy:
        """The policy as the server reads it."""
        return load_policy(self.policy_file)


def prepare(
    directory: Path, *, now: float, until_draw: float, life: float, mode: Mode = Mode.LEDGER, **policy: Any
) -> Deployment:
    """Make a deployment in `directory`: in `until_draw` seconds or a little later a draw, then `life` at least.

    `policy` is the rest of the policy; its `ledger` may say something else than `FEW_OWNERS`. Probing is not answered
    unless it says so: who measures asks for short answers, and looks like it.
    """
    period, draw = period_ending_in(until_draw, shortest=max(life, until_draw), now=now)
    directory.mkdir(parents=True, exist_ok=True)
    master = directory / "master.key"
    master.touch(mode=0o600)
    master.write_text(secrets.token_hex(SECRET_BYTES))
    vote = {**FEW_OWNERS, **policy.pop("ledger", {}), "period_seconds": period, "draws_per_period": 1}
    lasting = {
        "mode": mode.value,
        "monitor": {"answer": "alert"},
        **policy,
        "identity": {"master_secret_file": str(master), **policy.get("identity", {})},
        "ledger": {"path": str(directory / "ledger.db"), **vote},
    }
    file = directory / "policy.json"
    file.write_text(json.dumps(lasting))
    if mode is Mode.LEDGER:
        age(load_policy(file), directory, now=now)
    return Deployment(policy=lasting, policy_file=file, period_seconds=period, draw=draw)


def age(policy: Policy, directory: Path, *, now: float) -> None:
    """Make the lasting ledger of a policy as if in the period before: it draws in the one that runs."""
    open_ledger(policy, Session(directory=directory), now=now - policy.ledger.period_seconds).close()


def period_ending_in(seconds: float, *, shortest: float, now: float) -> tuple[int, float]:
    """The shortest length, `shortest` at least, with which the period that runs ends in `seconds` or a little later."""
    first = int(now + seconds) + 1
    for later in _LATER:  # few seconds have no suitable divisor at all
        for period in range(int(shortest) + 1, 20 * int(shortest) + 100):
            end = -(-first // period) * period
            if end < first + later and end - period <= now:
                return period, float(end)
    raise ValueError(f"no period of {shortest:.0f} seconds or more ends {seconds:.0f} seconds from {now:.0f}")


def process_of(parent: int, name: str) -> int | None:
    """The process among a parent's descendants whose command line holds `name`, if there is one."""
    children: dict[int, list[int]] = {}
    commands: dict[int, str] = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as stat, open(f"/proc/{entry}/cmdline") as command:
                state, above = stat.read().rpartition(")")[2].split()[:2]
                commands[int(entry)] = command.read().replace("\0", " ")
        except OSError:
            continue
        if state != "Z":
            children.setdefault(int(above), []).append(int(entry))
    waiting = list(children.get(parent, []))
    while waiting:
        process = waiting.pop()
        if name in commands[process]:
            return process
        waiting += children.get(process, [])
    return None
