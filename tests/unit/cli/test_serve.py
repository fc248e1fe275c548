"""`safekv serve` up to where the engine takes over. Real servers: tests/conformance."""

from __future__ import annotations

import json
import re
import shlex
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.cli import serve
from safekv.config import Policy, Session
from safekv.engines.vllm import flags, launch, starting
from safekv.engines.vllm.listening import Listening
from safekv.engines.vllm.trying import Tried
from tests.unit.cli.runner import safekv


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text("mode: isolate")
    return path


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """What would have been launched; nothing is."""
    happened: dict[str, Any] = {}
    arguments = SimpleNamespace(
        model="m", served_model_name=None, host="127.0.0.1", port=9, uds=None, ssl_certfile=None, ssl_keyfile=None
    )
    session = Session(directory=tmp_path)
    monkeypatch.setattr(flags, "check_engine", lambda: None)
    monkeypatch.setattr(Listening, "check", lambda self: happened.update(checked=self))
    monkeypatch.setattr(launch, "open_session", lambda policy: happened.update(session=policy) or session)
    monkeypatch.setattr(
        flags, "parse_engine_flags", lambda words, model: happened.update(words=words, model=model) or arguments
    )
    monkeypatch.setattr(starting, "when_ready", lambda session, announce: happened.update(announce=announce))
    monkeypatch.setattr(launch, "run", lambda arguments, session: happened.update(ran=True))
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


def test_all_words_go_to_the_engines_parser_as_they_were_given(policy: Path, launched: dict[str, Any]) -> None:
    words = ["--model", "m", "--policy", str(policy), "--port", "9", "-tp", "2", "-dph", "--enforce-eager"]
    safekv("serve", *words)
    assert launched["words"] == words
    assert launched["model"] == "m"
    assert launched["checked"] == Listening(port=9)
    assert launched["ran"]


@pytest.mark.parametrize("words", [["m", "--max-model-len", "64"], ["--max-model-len", "64", "m"]], ids=" ".join)
def test_a_model_can_be_named_as_for_the_engine(policy: Path, launched: dict[str, Any], words: list[str]) -> None:
    safekv("serve", *words, "--policy", policy)
    assert launched["words"][:3] == words
    assert launched["model"] is None


def test_what_a_file_of_flags_says_counts_before_the_engine_is_loaded(
    policy: Path, launched: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "engine.yaml"
    file.write_text("model: m\nport: 7\nhost: 10.0.0.1\n")
    safekv("serve", "--policy", policy, "--config", file)
    assert launched["checked"] == Listening(host="10.0.0.1", port=7)
    safekv("serve", "--policy", policy, "--config", file, "--port", "8")
    assert launched["checked"] == Listening(host="10.0.0.1", port=8)
    file.write_text("api-key: x\n")
    assert "--api-key: tenants and" in safekv("serve", "m", "--policy", policy, "--config", file, code=2).err


def test_a_port_in_use_ends_before_the_engine_is_loaded(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flags, "check_engine", lambda: pytest.fail("the engine was reached"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"--port {port}: another process" in safekv("serve", "m", "--policy", policy, "--port", port, code=2).err


def test_a_model_that_is_not_there_ends_before_the_engine_is_loaded(policy: Path, launched: dict[str, Any]) -> None:
    for words in (["/nowhere/m"], ["--model", "/nowhere/m"]):
        assert "there is no such directory" in safekv("serve", *words, "--policy", policy, code=2).err
    assert "ran" not in launched


def test_help_is_a_word_of_its_own() -> None:
    assert "serve [OPTIONS] [MODEL]" in safekv("serve", "-h").out


@pytest.mark.parametrize(
    ("content", "given", "said"),
    [
        pytest.param("mod: x", [], "did you mean mode?", id="a bad policy"),
        pytest.param("mode: isolate", ["--api-key", "x"], "--api-key: tenants and operators have keys", id="a flag"),
        pytest.param("mode: isolate", ["--scheduler_cls=x"], "--scheduler-cls: ", id="a flag, spelt otherwise"),
    ],
)
def test_a_mistake_ends_before_anything_starts(
    policy: Path, launched: dict[str, Any], content: str, given: list[str], said: str
) -> None:
    policy.write_text(content)
    assert said in safekv("serve", "--model", "m", "--policy", policy, *given, code=2).err
    assert launched == {}


def test_a_mistake_in_a_file_of_the_policy_ends_before_the_engine(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy.write_text("identity: {api_keys: missing.json}")
    monkeypatch.setattr(flags, "check_engine", lambda: None)
    monkeypatch.setattr(flags, "parse_engine_flags", lambda *_, **__: pytest.fail("the engine was reached"))
    assert "missing.json" in safekv("serve", "--model", "m", "--policy", policy, code=2).err


def test_the_line_to_try_out_survives_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    content = 'it\'s "kind" & <good> $HOME `x` \\ !\n'
    policy = Policy.model_validate(
        {"mode": "declared", "declared": [{"name": "a", "messages": [{"role": "system", "content": content}]}]}
    )
    serve._announce(Listening(), "m", policy, "sk-safekv-x")
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("curl ")]
    words = shlex.split(line)
    assert words[1] == "http://127.0.0.1:8000/v1/chat/completions"
    assert "Authorization: Bearer sk-safekv-x" in words
    assert json.loads(words[words.index("-d") + 1])["messages"][0]["content"] == content


def test_the_line_to_try_out_reaches_a_unix_socket(capsys: pytest.CaptureFixture[str]) -> None:
    serve._announce(Listening(uds="run/it's"), "m", Policy.model_validate({"mode": "isolate"}), None)
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if line.startswith("curl ")]
    words = shlex.split(line)
    assert words[words.index("--unix-socket") + 1] == "run/it's"
    assert "http://localhost/v1/chat/completions" in words
    assert "SafeKV is ready on run/it's" in out


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        ({"api_keys": "keys.json"}, ["SAFEKV_KEY=", "Authorization: Bearer $SAFEKV_KEY"]),
        (
            {"proxy": {"tenant_header": "X-Org", "secret_file": "proxy.secret"}},
            ["X-Org: TENANT", "X-SafeKV-Proxy-Secret: $(cat 'proxy.secret')"],
        ),
        ({}, []),
    ],
    ids=["keys", "a gateway", "nobody"],
)
def test_the_line_to_try_out_sets_every_variable_that_it_reads(
    identity: dict[str, Any], told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    serve._announce(Listening(), "m", Policy.model_validate({"mode": "isolate", "identity": identity}), None)
    out = capsys.readouterr().out
    lines = [line for line in out.splitlines() if line.startswith(("SAFEKV_KEY=", "curl "))]
    words = shlex.split("\n".join(lines))
    assert all(any(word.startswith(one) for word in words) for one in told)
    assert (words.count("-H") > 1) is bool(told), "one of them says that the body is JSON"
    assert set(re.findall(r"\$(\w+)", out)) <= {word.partition("=")[0] for word in words}, "read, and set nowhere"


def test_the_line_to_try_out_sends_the_tools_of_the_declared_prompt_and_so_hits_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tool = {"type": "function", "function": {"name": "find_order", "parameters": {"type": "object"}}}
    declared = {"name": "a", "messages": [{"role": "system", "content": "Be kind."}], "tools": [tool]}
    serve._announce(Listening(), "m", Policy.model_validate({"mode": "declared", "declared": [declared]}), "k")
    words = shlex.split(capsys.readouterr().out.splitlines()[2])
    body = json.loads(words[words.index("-d") + 1])
    assert (body["tools"], body["tool_choice"]) == ([tool], "none"), "an engine without a tool parser takes no other"
