"""The same thing has the same default everywhere: in the policy, in every command, in what the Makefile starts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from safekv.cache.evict import DEFAULT
from safekv.cli.extensions import load
from safekv.cli.main import app
from safekv.config import Policy
from safekv.engines.vllm.listening import DEFAULT_HOST, DEFAULT_PORT, Listening
from safekv.types import Mode
from safekv_lab.bench import release, release_time
from safekv_lab.commands import COMMANDS
from safekv_lab.simulator.simulation import Setting
from tests.unit.cli.runner import safekv

ROOT = Path(__file__).parents[3]


def options() -> Iterator[tuple[str, str, Any]]:
    """Every option of every command, with its default."""
    yield from _of(typer.main.get_command(app), "")
    for words in COMMANDS:
        yield from _of(load(words), words)


def _of(command: Any, name: str) -> Iterator[tuple[str, str, Any]]:
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield name, parameter.opts[0], parameter.default
    for sub, inner in getattr(command, "commands", {}).items():
        yield from _of(inner, f"{name} {sub}".strip())


def defaults(option: str) -> dict[str, Any]:
    return {name: default for name, one, default in options() if one == option and default is not None}


def test_simulate_evicts_and_divides_as_serve_does(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    safekv("simulate", "--requests", "20", "--modes", "ledger", "--json", file)
    setting, served = json.loads(file.read_text())["setting"], Policy().cache
    assert setting["policy"] == DEFAULT == served.eviction
    assert setting["partition"] == served.partition
    assert setting["region"] == served.shared


def test_what_is_simulated_without_the_command_has_these_defaults_too() -> None:
    setting, served = Setting(mode=Mode.LEDGER, blocks=100, block_tokens=16), Policy().cache
    assert (setting.policy, setting.partition, setting.region) == (served.eviction, served.partition, served.shared)


def test_every_simulated_vote_has_the_policy_s_epsilon_delta_and_owners() -> None:
    vote = Policy().ledger
    simulated = Setting(mode=Mode.LEDGER, blocks=100, block_tokens=16).release
    assert (simulated.epsilon, simulated.delta, simulated.min_owners) == (vote.epsilon, vote.delta, vote.min_owners)
    told = next(iter(release_time.scenarios()))
    assert (told.epsilon, told.delta, told.min_owners) == (vote.epsilon, vote.delta, vote.min_owners)
    assert (told.draws, release_time.PERIOD) == (vote.draws_per_period, vote.period_seconds / 3600)
    assert (release.Scenario().epsilon, release.Scenario().delta) == (vote.epsilon, vote.delta)
    assert set(defaults("--epsilon").values()) == {vote.epsilon}
    assert set(defaults("--delta").values()) == {vote.delta}


def test_every_command_asks_the_server_where_serve_and_make_put_it() -> None:
    assert set(defaults("--url").values()) == {Listening().url} == {f"http://{DEFAULT_HOST}:{DEFAULT_PORT}"}
    told = safekv("serve", "--help").out
    assert f"[default: ({DEFAULT_HOST})]" in told
    assert f"[default: ({DEFAULT_PORT})]" in told
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^PORT\s*\?= (\d+)$", makefile, re.M)[1] == str(DEFAULT_PORT)  # type: ignore[index]
    assert f'"--port", default="{DEFAULT_PORT}"' in (ROOT / "scripts" / "quickstart.py").read_text()


def test_files_and_folders_that_commands_share_are_the_same_by_default() -> None:
    keys = {default for name, default in defaults("--file").items() if name.startswith("keys ")}
    assert keys == {Path("keys.json")}
    assert set(defaults("--logs").values()) == {Path(".safekv/logs")}
