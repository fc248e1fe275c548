"""`safekv serve` up to where the engine takes over. Real servers: tests/conformance."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.cli import serve
from safekv.config import Policy
from safekv.engines.vllm import launch
from safekv.engines.vllm.trying import Tried
from tests.unit.cli.runner import safekv


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text("mode: isolate")
    return path


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What would have been launched; nothing is."""
    happened: dict[str, Any] = {}
    arguments = SimpleNamespace(ssl_certfile=None, served_model_name=None)
    monkeypatch.setattr(launch, "open_session", lambda policy: happened.update(session=policy))
    monkeypatch.setattr(launch, "parse_engine_flags", lambda flags: happened.update(flags=flags) or arguments)
    monkeypatch.setattr(launch, "when_healthy", lambda url, announce: happened.update(url=url))
    monkeypatch.setattr(launch, "run", lambda arguments: happened.update(ran=True))
    return happened


def test_what_the_policy_check_warns_of_is_said_at_the_start_too(policy: Path, launched: dict[str, Any]) -> None:
    policy.write_text("identity: {proxy: {addresses: [10.0.0.0/8]}}")
    assert "warning: identity.proxy.addresses: trusted alone" in safekv("serve", "--model", "m", "--policy", policy).err
    assert launched["ran"]
    policy.write_text("mode: isolate")
    assert "warning" not in safekv("serve", "--model", "m", "--policy", policy).err


def test_a_declared_prefix_that_the_template_cannot_render_ends_before_the_engine(
    policy: Path, launched: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 10 of what strangers met: one message with the mend, and exit code 2, without weights being loaded."""
    policy.write_text("mode: declared\ndeclared: [{name: rules, messages: [{role: system, content: x}]}]")
    refused = Tried(name="rules", refused="'rules': System role not supported; … (--chat-template)")
    short = Tried(name="tiny", left_out="'tiny' has 2 tokens, less than one block of 16: nothing to share")
    monkeypatch.setattr(launch, "check_declared", lambda policy, arguments: (16, [short, refused]))
    ran = safekv("serve", "--model", "m", "--policy", policy, code=2)
    assert "error: 'rules': System role not supported" in ran.err
    assert "warning: 'tiny' has 2 tokens" in ran.err
    assert "ran" not in launched
    monkeypatch.setattr(launch, "check_declared", lambda policy, arguments: (16, [short]))
    assert "a server leaves it out" in safekv("serve", "--model", "m", "--policy", policy).err
    assert launched["ran"], "a declared text shorter than a block keeps nobody down"


def test_flags_that_are_not_ours_go_to_the_engine(policy: Path, launched: dict[str, Any]) -> None:
    safekv("serve", "--model", "m", "--policy", policy, "--port", "9", "--max-model-len", "64", "--enforce-eager")
    own = ["--model", "m", "--host", "127.0.0.1", "--port", "9"]
    assert launched["flags"] == [*own, "--max-model-len", "64", "--enforce-eager"]
    assert launched["url"] == "http://127.0.0.1:9"
    assert launched["ran"]


@pytest.mark.parametrize(
    ("content", "flags", "said"),
    [
        pytest.param("mod: x", [], "did you mean mode?", id="a bad policy"),
        pytest.param("mode: isolate", ["--api-key", "x"], "--api-key: tenants and operators have keys", id="a flag"),
        pytest.param("mode: isolate", ["--scheduler_cls=x"], "--scheduler-cls: ", id="a flag, spelt otherwise"),
    ],
)
def test_a_mistake_ends_before_anything_starts(
    policy: Path, launched: dict[str, Any], content: str, flags: list[str], said: str
) -> None:
    policy.write_text(content)
    assert said in safekv("serve", "--model", "m", "--policy", policy, *flags, code=2).err
    assert launched == {}


def test_a_mistake_in_a_file_of_the_policy_ends_before_the_engine(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy.write_text("identity: {api_keys: missing.json}")
    monkeypatch.setattr(launch, "parse_engine_flags", lambda flags: pytest.fail("the engine was reached"))
    assert "missing.json" in safekv("serve", "--model", "m", "--policy", policy, code=2).err


def test_the_line_to_try_out_survives_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    content = 'it\'s "kind" & <good> $HOME `x` \\ !\n'
    policy = Policy.model_validate(
        {"mode": "declared", "declared": [{"name": "a", "messages": [{"role": "system", "content": content}]}]}
    )
    serve._announce("http://127.0.0.1:8000", "m", policy, "sk-safekv-x")
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("curl ")]
    words = shlex.split(line)
    assert words[1] == "http://127.0.0.1:8000/v1/chat/completions"
    assert "Authorization: Bearer sk-safekv-x" in words
    assert json.loads(words[words.index("-d") + 1])["messages"][0]["content"] == content
