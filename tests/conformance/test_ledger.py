"""Mode `ledger` on the real server: what enough owners use is shared after the draw, and nothing else ever.

One vote, cast once, is what all tests here look at; they are in the order of time, up to the end of the release's
life. Who is to hit something first is always somebody who has never asked before. The shared prompts are the positive
control of those that may not be shared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player
from tests.conformance.servers import World
from tests.conformance.voting import (
    COMMON,
    MARGIN,
    NOTHING,
    WITHDRAWN,
    Vote,
    anonymous,
    asked,
    cast,
    newcomer_hits,
    prompts,
    rules,
    sleep_until,
    unit_tokens,
    until,
)

pytestmark = NEEDS_SERVER

RESET_SECONDS = 20.0
_VOTES: dict[str, Vote] = {}


@pytest.fixture
def vote(player: Player) -> Vote:
    """The vote of this server, cast when it is first asked for; what it has released lives still."""
    if player.world.url not in _VOTES:
        _VOTES[player.world.url] = cast(player)
    vote = _VOTES[player.world.url]
    assert time.time() < vote.life_end - MARGIN, "the tests were too slow for this period"
    return vote


def safekv(world: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SAFEKV_OPERATOR_KEY": world.operator, "COLUMNS": "200"}
    command = [str(Path(sys.executable).parent / "safekv"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def ledger(world: World, *arguments: str) -> Any:
    """`safekv ledger …` on the policy of the running server; what it says as JSON."""
    assert world.deployment is not None
    done = safekv(world, "ledger", *arguments, "--policy", str(world.deployment.policy_file), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ── the draw ─────────────────────────────────────────────────────────────────────────────────────


@on("ledger")
def test_after_the_draw_and_not_before_everybody_hits_it_whole(player: Player, world: World, vote: Vote) -> None:
    whole = unit_tokens(player, COMMON)
    assert whole > 1400
    assert vote.early == {"common": 0, "withdrawn": 0}
    assert vote.just_after == 0, "published before its time"
    for _ in range(2):
        assert newcomer_hits(player, "common") == whole
    assert player.chat(world.newcomer(), asked(COMMON, "another question")).cached == whole
    assert newcomer_hits(player, "withdrawn") == unit_tokens(player, WITHDRAWN)


@on("ledger")
@pytest.mark.parametrize("name", NOTHING)
def test_what_may_not_be_shared_is_not(player: Player, world: World, vote: Vote, name: str) -> None:
    del vote
    assert newcomer_hits(player, name) == 0
    tenant = world.newcomer()
    player.chat(tenant, prompts()[name])
    assert (player.chat(tenant, prompts()[name]).cached or 0) > 0  # the tenant itself has it, so it can be cached


@on("ledger")
def test_a_prompt_that_continues_otherwise_does_not_hit(player: Player, world: World, vote: Vote) -> None:
    """Nobody walks into a published text: it is hit as a whole or not at all."""
    del vote
    assert player.chat(world.newcomer(), asked(COMMON[:-200] + " And now something else.")).cached == 0


@on("ledger")
def test_who_leaves_nothing_reads_what_is_shared_and_who_is_unknown_does_not(player: Player, vote: Vote) -> None:
    del vote
    assert _hits_without_a_vote(player) == unit_tokens(player, COMMON)
    assert anonymous(player, prompts()["common"]).cached == 0


def _hits_without_a_vote(player: Player) -> int | None:
    return player.chat(player.world.newcomer(), prompts()["common"], no_store=True).cached


# ── who is told what ─────────────────────────────────────────────────────────────────────────────


@on("ledger")
def test_a_tenant_is_told_nothing_about_releases(player: Player, world: World, vote: Vote) -> None:
    del vote
    tenant, unit = world.newcomer(), "0" * 64
    for method, path in (
        ("GET", "/safekv/status"),
        ("GET", "/safekv/metrics"),
        ("GET", "/metrics"),
        ("DELETE", f"/safekv/released/{unit}"),
    ):
        assert player.call(method, path, tenant).status_code == 403
        assert player.call(method, path, None).status_code == 401
    body = {"model": world.model, "max_tokens": 1}
    answers = [
        player.call("POST", "/v1/chat/completions", tenant, json={**body, "messages": asked(system)})
        for system in (COMMON, rules("never-seen", 64))
    ]
    shared, private = (_shape(answer.json()) for answer in answers)
    assert shared == private
    assert answers[0].headers.keys() == answers[1].headers.keys()
    metrics = {line.partition("{")[0] for line in player.call("GET", "/metrics", "operator").text.splitlines()}
    assert any("vllm:" in name for name in metrics)
    assert not [name for name in metrics if "safekv" in name or "contribution" in name or "release" in name]


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(inner) for key, inner in value.items()}
    return [_shape(inner) for inner in value] if isinstance(value, list) else None


@on("ledger")
def test_the_operator_is_told_what_happened_and_not_by_whom(player: Player, world: World, vote: Vote) -> None:
    status = player.operate("GET", "/safekv/status")
    release = status["release"]
    assert (release["process"], release["resident_units"], release["failures"]) == ("ready", 2, {})
    assert release["problems"] == []
    last = release["last_draw"]
    assert {name: last[name] for name in ("time", "state", "released", "vetoed", "undecided")} == {
        "time": vote.draw,
        "state": "decided",
        "released": 2,
        "vetoed": 1,
        "undecided": 0,
    }
    text = json.dumps(status)
    assert not [name for name in world.keys if f'"{name}"' in text]
    assert "owner" not in text


# ── the operator's command, beside the running server ────────────────────────────────────────────


@on("ledger")
def test_the_command_reads_the_ledger_of_the_running_server(world: World, vote: Vote) -> None:
    listed = ledger(world, "list")
    assert len(listed) == 2
    unit = listed[0]["unit"]
    assert {row["cause"] for row in listed} == {"ledger"}
    assert {row["expires"] for row in listed} == {vote.life_end}
    assert ledger(world, "status")["live"] == 2
    assert [entry["event"] for entry in ledger(world, "show", unit)["log"]] == ["released"]
    verified = ledger(world, "verify")
    assert (verified["sound"], verified["problems"], verified["entries"]) == (True, [], 3)


# ── reset, withdrawal, the end of a life ─────────────────────────────────────────────────────────


@on("ledger")
def test_after_a_reset_it_is_computed_again_and_hit_again(player: Player, vote: Vote) -> None:
    whole = unit_tokens(player, COMMON)
    assert newcomer_hits(player, "common") == whole
    assert player.operate("POST", "/reset_prefix_cache") == {"success": True}
    assert newcomer_hits(player, "common") == 0
    until(lambda: _hits_without_a_vote(player), "it did not come back", seconds=RESET_SECONDS)
    assert newcomer_hits(player, "common") == whole
    assert newcomer_hits(player, "sensitive") == 0
    assert time.time() < vote.life_end


@on("ledger")
def test_what_is_withdrawn_is_gone_at_once_and_the_rest_stays(player: Player, world: World, vote: Vote) -> None:
    del vote
    short = unit_tokens(player, WITHDRAWN)
    assert newcomer_hits(player, "withdrawn") == short
    assert player.call("DELETE", "/safekv/released/nothing", "operator").status_code == 409
    unit = _unit_of(world, short)
    done = safekv(world, "ledger", "withdraw", unit, "--url", world.url)
    assert done.returncode == 0, done.stderr
    assert newcomer_hits(player, "withdrawn") == 0
    assert newcomer_hits(player, "common") == unit_tokens(player, COMMON)
    until(lambda: len(ledger(world, "list")) == 1, "the ledger does not say so", seconds=10)


def _unit_of(world: World, tokens: int) -> str:
    (unit,) = (row["unit"] for row in ledger(world, "list") if row["tokens"] == tokens)
    return str(unit)


@on("ledger")
def test_at_the_end_of_its_life_it_is_gone(player: Player, vote: Vote) -> None:
    assert newcomer_hits(player, "common") == unit_tokens(player, COMMON)
    sleep_until(vote.life_end + 0.2)
    assert newcomer_hits(player, "common") == 0


# ── mode `detector` ──────────────────────────────────────────────────────────────────────────────


@on("detector")
def test_the_detector_shares_at_once_what_it_calls_clean(player: Player, world: World) -> None:
    """One tenant is enough, and what it sent can be told from a hit: the mode is there to be compared."""
    tenant = world.newcomer()
    for name in ("common", "sensitive"):
        assert newcomer_hits(player, name) == 0
    until(lambda: newcomer_hits(player, "common"), "nothing was shared", seconds=30)
    assert newcomer_hits(player, "common") == unit_tokens(player, COMMON)
    assert newcomer_hits(player, "sensitive") == 0
    assert newcomer_hits(player, "user-message") == 0
    assert anonymous(player, asked(rules("anonymous", 8))).status == 200
    assert player.call("GET", "/safekv/status", tenant).status_code == 403


@on("detector")
def test_the_detector_says_at_start_what_it_does_not_promise(world: World) -> None:
    log = world.log.read_text()
    assert "there is no guarantee when it errs" in log
    assert "`mode: ledger` has the guarantee" in log
