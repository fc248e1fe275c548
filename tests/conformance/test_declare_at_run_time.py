"""`safekv declare` against the running server: as an operator, never as a tenant."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.declared import Message
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player
from tests.conformance.servers import World
from tests.conformance.texts import words

pytestmark = NEEDS_SERVER


def declare(world: World, *arguments: str, key: str | None = None) -> subprocess.CompletedProcess[str]:
    reviewed = ["--yes"] if arguments[0] == "add" else []  # the guard takes texts of drawn words for private ones
    command = [str(Path(sys.executable).parent / "safekv"), "declare", *arguments, *reviewed, "--url", world.url]
    environment = {**os.environ, "SAFEKV_OPERATOR_KEY": key or world.operator, "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def listed(world: World) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in json.loads(declare(world, "list", "--json").stdout)}


def _ask(rules: str, tail: str) -> list[Message]:
    return [{"role": "system", "content": rules}, {"role": "user", "content": words(tail, 40)}]


@on("declared")
def test_add_list_withdraw(player: Player, world: World, tmp_path: Path) -> None:
    rules = words("run time rules", 100)
    before = player.operate("GET", "/safekv/status")["pinned_blocks"]
    assert player.chat(world.newcomer(), _ask(rules, "before")).cached == 0
    sample = tmp_path / "request.json"
    sample.write_text(json.dumps({"model": "m", "messages": _ask(rules, "a customer's own words")}))
    done = declare(world, "add", "late", "--file", str(sample), "--up-to", "1")
    assert done.returncode == 0, done.stderr
    row = listed(world)["late"]
    assert (row["state"], row["group"]) == ("published", None)
    assert row["tokens"] >= 96
    for tail in ("after", "a customer's own words"):  # the user's message of the sample was not declared
        assert player.chat(world.newcomer(), _ask(rules, tail)).cached == row["tokens"]
    assert declare(world, "add", "late", "--file", str(sample), "--up-to", "1").returncode == 0  # changes nothing
    assert declare(world, "withdraw", "late").returncode == 0
    assert "late" not in listed(world)
    assert player.chat(world.newcomer(), _ask(rules, "withdrawn")).cached == 0
    assert player.operate("GET", "/safekv/status")["pinned_blocks"] == before


@on("declared")
def test_own_requests_before_and_after_a_withdrawal(player: Player, world: World, tmp_path: Path) -> None:
    """Withdrawn blocks are gone for those, too, who had hit them; what they compute then is their own."""
    tenant, rules = world.newcomer(), words("come and go", 100)
    file = tmp_path / "rules.yaml"
    file.write_text(json.dumps([{"role": "system", "content": rules}]))
    assert declare(world, "add", "come-and-go", "--file", str(file)).returncode == 0
    asked = _ask(rules, "mine")
    first = player.chat(tenant, asked)
    assert (first.cached or 0) > 0
    assert (player.chat(tenant, asked).cached or 0) > (first.cached or 0)
    assert declare(world, "withdraw", "come-and-go").returncode == 0
    assert player.chat(tenant, asked).cached == 0
    assert (player.chat(tenant, asked).cached or 0) > (first.cached or 0)
    assert player.chat(world.newcomer(), asked).cached == 0


@on("declared")
def test_raw_text_for_a_group(player: Player, world: World, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(words("raw at run time", 80) + "\n")
    assert declare(world, "add", "raw-late", "--file", str(file), "--group", "members").returncode == 0
    prompt = file.read_text() + words("tail", 30)
    assert player.complete("member1", prompt).cached == listed(world)["raw-late"]["tokens"] > 0
    assert player.complete(world.newcomer(), prompt).cached == 0
    assert declare(world, "withdraw", "raw-late").returncode == 0


MISTAKES = {
    "tenant": "operator",
    "wrong-key": "not known",
    "unknown-name": "nothing is declared",
    "unknown-group": "group",
    "other-content": "declared already",
    "too-short": "nothing to share",
    "too-large": "may be pinned",
    "longer-than-the-model": "tokens",
}


@on("declared")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_refused_and_change_nothing(player: Player, world: World, tmp_path: Path, mistake: str) -> None:
    """Exit code 2, the reason in one line, no stack trace, the same set declared as before."""
    counts = {"too-short": 3, "too-large": 1150, "longer-than-the-model": 5000}
    file = tmp_path / "text.txt"
    file.write_text(words(mistake, counts.get(mistake, 80)) + "\n")
    add = ("add", mistake, "--file", str(file))
    calls = {
        "tenant": (add, world.keys[world.newcomer()]),
        "wrong-key": (add, "sk-safekv-nobody"),
        "unknown-name": (("withdraw", "no-such-name"), None),
        "unknown-group": ((*add, "--group", "nobody"), None),
        "other-content": (("add", "house", "--file", str(file)), None),
    }
    arguments, key = calls.get(mistake, (add, None))
    before = player.operate("GET", "/safekv/status")["declared"]
    filler = tmp_path / "filler.txt"
    if mistake == "too-large":  # two of them do not fit beside the longest request
        filler.write_text(words("filler", 1000) + "\n")
        assert declare(world, "add", "filler", "--file", str(filler)).returncode == 0
    done = declare(world, *arguments, key=key)
    if mistake == "too-large":
        assert declare(world, "withdraw", "filler").returncode == 0
    assert done.returncode == 2, done.stdout + done.stderr
    assert MISTAKES[mistake] in done.stderr
    assert "Traceback" not in done.stderr
    assert player.operate("GET", "/safekv/status")["declared"] == before


@on("isolate", "share-all-unsafe")
def test_nothing_can_be_declared_in_other_modes(world: World, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(words("in the wrong mode", 80))
    done = declare(world, "add", "wrong-mode", "--file", str(file))
    assert done.returncode == 2
    assert "mode: declared" in done.stderr
