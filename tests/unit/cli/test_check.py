"""`safekv check`: the verdict before any weights; the engine's own configuration is stood in for."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.engines.vllm import flags, price
from tests.unit.cli.runner import safekv
from tests.unit.engines.vllm.kinds.test_kinds import GEMMA, layered, one_group
from tests.unit.engines.vllm.test_compat import good_config


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the engine makes of the flags: put a configuration under `config`. The words that it got are in `words`."""
    given: dict[str, Any] = {"config": good_config()}

    def configure(words: list[str], *, model: str | None) -> SimpleNamespace:
        given.update(words=words, model=model)
        config: SimpleNamespace = given["config"]
        config.model_config.model, config.model_config.architectures = "m", ["SomeForCausalLM"]
        return config

    monkeypatch.setattr(flags, "check_engine", lambda: None)
    monkeypatch.setattr(flags, "engine_config", configure)
    monkeypatch.setattr(price, "describe_price", lambda config: "whole blocks")
    return given


def test_what_is_covered_how_and_at_which_price(engine: dict[str, Any]) -> None:
    engine["config"] = one_group(layered(*GEMMA))
    ran = safekv("check", "--model", "m", "--disable-hybrid-kv-cache-manager")
    assert "SomeForCausalLM" in ran.out
    assert "sliding windows beside full attention" in ran.out
    assert "proved on a real server" in ran.out
    assert "5.2 times the memory" in ran.out
    assert "shared: whole blocks" in ran.out
    assert engine["words"] == ["--model", "m", "--disable-hybrid-kv-cache-manager"]


def test_what_is_refused_with_its_mend(engine: dict[str, Any]) -> None:
    engine["config"] = layered(*GEMMA)
    ran = safekv("check", "m", code=1)
    assert "refused" in ran.out
    assert "--disable-hybrid-kv-cache-manager" in ran.out
    assert "shared:" not in ran.out


def test_as_json(engine: dict[str, Any]) -> None:
    found = json.loads(safekv("check", "m", "--json").out)
    assert found == {
        "verdict": "covered",
        "covered": [{"kind": "full attention", "proof": "on a real server", "said": ""}],
        "refused": [],
        "shared": "whole blocks",
    }
    engine["config"] = layered(*GEMMA)
    found = json.loads(safekv("check", "m", "--json", code=1).out)
    assert (found["verdict"], found["shared"]) == ("refused", "")
    assert found["refused"][0]["mend"].startswith("start with --disable-hybrid-kv-cache-manager")


def test_a_configuration_that_is_not_as_we_know_it_is_not_covered(engine: dict[str, Any]) -> None:
    del engine["config"].model_config.is_hybrid
    assert "is not one that is known here" in safekv("check", "m", code=2).err


def test_flags_that_take_the_edge_away_are_refused_as_by_serve(engine: dict[str, Any]) -> None:
    assert "--grpc" in safekv("check", "m", "--grpc", code=2).err
    assert "words" not in engine
