"""The engine's flags: refused ones, a file of flags, one model, and mistakes that are told before anything starts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from safekv.engines.vllm import compat, flags, kinds
from safekv.engines.vllm.flags import (
    OURS,
    REFUSED_FLAGS,
    check_flags,
    early_listening,
    first_word,
    parse_engine_flags,
    read_flag_file,
)
from safekv.engines.vllm.listening import Listening
from safekv.errors import OperatorError, UnprovedFeatureError

# ── refused ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["--model", "m", "--port", "8000"],
        ["--max-model-len=4096", "-tp", "2"],
        ["--served-model-name", "--api-keys-of-somebody"],
        ["--api-server-count", "2"],
    ],
    ids=" ".join,
)
def test_the_engines_other_flags_pass(given: list[str]) -> None:
    check_flags(given, {"VLLM_USE_RUST_FRONTEND": "0", "VLLM_API_KEY": "", "PATH": "/bin"})


@pytest.mark.parametrize("flag", REFUSED_FLAGS)
@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(lambda f: [f, "x"], id="flag and value"),
        pytest.param(lambda f: [f"{f}=x"], id="with an equals sign"),
        pytest.param(lambda f: ["--" + f[2:].replace("-", "_"), "x"], id="with underscores"),
        pytest.param(lambda f: ["--model", "m", f], id="behind others"),
    ],
)
def test_a_flag_that_would_take_the_edge_away_is_refused(flag: str, spell: object) -> None:
    assert callable(spell)
    with pytest.raises(UnprovedFeatureError, match=f"^{flag}: .*; leave the flag out"):
        check_flags(spell(flag), {})


@pytest.mark.engine
@pytest.mark.parametrize(
    "given",
    [["--headles"], ["--api-ke", "x"], ["--grpc"], ["--enable-scale"], ["--config", "FILE"]],
    ids=" ".join,
)
def test_a_refused_flag_is_found_abbreviated_and_in_the_file_of_config_too(tmp_path: Path, given: list[str]) -> None:
    """The engine's parser takes any unambiguous beginning of a flag, and a file of flags."""
    pytest.importorskip("vllm")
    from vllm.entrypoints.launchers.cli_args import make_arg_parser
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    file = tmp_path / "engine.yaml"
    file.write_text("headless: true\n")
    parser = make_arg_parser(FlexibleArgumentParser())
    flags._check_arguments(parser.parse_args(["--model", "m", *OURS]))
    given = [word.replace("FILE", str(file)) for word in given]
    with pytest.raises(UnprovedFeatureError, match="leave it out, also of the file"):
        flags._check_arguments(parser.parse_args(["--model", "m", *given, *OURS]))


def test_a_middleware_in_front_of_ours_is_refused() -> None:
    off = {flag[2:].replace("-", "_"): None for flag in REFUSED_FLAGS}
    ours, theirs = compat.MIDDLEWARE, "their.Middleware"
    flags._check_arguments(argparse.Namespace(**off, middleware=[theirs, ours]))
    with pytest.raises(UnprovedFeatureError, match="must be the outermost"):
        flags._check_arguments(argparse.Namespace(**off, middleware=[ours, theirs]))


@pytest.mark.parametrize("variable", ["VLLM_USE_RUST_FRONTEND", "VLLM_API_KEY"])
def test_a_variable_that_would_take_the_edge_away_is_refused(variable: str) -> None:
    with pytest.raises(UnprovedFeatureError, match=f"^{variable}: .*; unset the variable") as refused:
        check_flags([], {variable: "canary"})
    assert "canary" not in str(refused.value)


def test_the_flags_that_we_add_are_ours() -> None:
    assert OURS[:4] == (
        "--scheduler-cls",
        "safekv.engines.vllm.scheduler.make_scheduler",
        "--middleware",
        "safekv.edge.middleware.SafeKVMiddleware",
    )
    assert "--enable-prompt-tokens-details" in OURS


@pytest.mark.parametrize("value", ["", "1.5", "4G", "-1"])
def test_a_size_of_the_cache_that_the_engine_would_fail_at_is_refused(value: str) -> None:
    with pytest.raises(
        OperatorError, match="VLLM_CPU_KVCACHE_SPACE: takes whole GiB, such as VLLM_CPU_KVCACHE_SPACE=4"
    ):
        check_flags([], {"VLLM_CPU_KVCACHE_SPACE": value})
    check_flags([], {"VLLM_CPU_KVCACHE_SPACE": "4"})


# ── a file of flags ──────────────────────────────────────────────────────────────────────────────


def test_a_file_of_flags_is_read_with_dashes_or_underscores(tmp_path: Path) -> None:
    file = tmp_path / "engine.yaml"
    file.write_text("model: m\nmax_model_len: 64\nport: 9\nheadless: false\nserved-model-name: [a, b]\n")
    found = {"model": "m", "max-model-len": 64, "port": 9, "served-model-name": ["a", "b"]}
    assert read_flag_file(file) == found
    check_flags([f"--{name}" for name in found], {})


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("none.yaml", None, "no such file; give the path of a YAML file"),
        ("flags.json", "{}", "ends in .yaml"),
        ("a.yaml", "model: [x", "not valid YAML, line"),
        ("a.yaml", "", "holds flags and their values"),
        ("a.yaml", "- model", "holds flags and their values"),
        ("a.yaml", "policy: p.yaml", "policy: is no flag of the engine; give it on the command line"),
        ("a.yaml", "config: b.yaml", "config: is no flag"),
    ],
)
def test_a_file_of_flags_that_cannot_be_used(tmp_path: Path, name: str, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(OperatorError) as refused:
        read_flag_file(tmp_path / name)
    assert says in str(refused.value)
    assert str(tmp_path / name) in str(refused.value)


@pytest.mark.parametrize(
    ("given", "file", "where"),
    [
        ({}, {}, Listening(host="127.0.0.1", port=8000)),
        ({}, {"port": 9, "host": "10.0.0.1"}, Listening(host="10.0.0.1", port=9)),
        ({"port": 7}, {"port": 9}, Listening(port=7)),
        ({}, {"port": "9"}, Listening(port=9)),
        ({}, {"uds": "run/x"}, Listening(uds="run/x")),
        ({}, {"port": "many"}, None),
        ({}, {"port": 70000}, None),
    ],
)
def test_where_it_will_listen_is_known_before_the_engine_is_loaded(
    given: dict[str, Any], file: dict[str, Any], where: Listening | None
) -> None:
    assert early_listening(given, file) == where


# ── as the engine's own parser reads them ────────────────────────────────────────────────────────


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """What the engine would be given; no configuration is made, no address is bound."""
    pytest.importorskip("vllm")
    from vllm.engine.arg_utils import AsyncEngineArgs

    config = type("Config", (), {"create_engine_config": lambda self: None})
    monkeypatch.setattr(AsyncEngineArgs, "from_cli_args", lambda arguments: config())
    monkeypatch.setattr(Listening, "check", lambda self: None)
    monkeypatch.setattr(compat, "check_config", lambda config: kinds.base.Verdict(findings=()))
    for check in ("check_engine_source", "check_edge_source"):
        monkeypatch.setattr(compat, check, lambda *_: None)
    monkeypatch.setattr(flags, "check_memory", lambda config: None)
    (tmp_path / "engine.yaml").write_text("model: of-the-file\nport: 9\nmax-model-len: 64\nenforce-eager: true\n")
    monkeypatch.chdir(tmp_path)
    return parse_engine_flags


@pytest.mark.engine
@pytest.mark.parametrize(
    ("words", "model", "port"),
    [
        (["m"], "m", 8000),
        (["--max-model-len", "32", "m"], "m", 8000),
        (["--model", "m", "--policy", "p"], "m", 8000),
        (["m", "--policy", "p", "--port", "7"], "m", 7),
        (["--config", "engine.yaml", "--policy", "p"], "of-the-file", 9),
        (["--config=engine.yaml"], "of-the-file", 9),
        (["m", "--config", "engine.yaml", "--port", "7"], "m", 7),
        (["--policy", "p", "--config", "engine.yaml", "m"], "m", 9),
    ],
    ids=str,
)
def test_model_port_and_host_are_those_that_count_for_the_engine(
    parsed: Any, words: list[str], model: str, port: int
) -> None:
    given = words[words.index("--model") + 1] if "--model" in words else None
    arguments = parsed(words, model=given)
    assert (arguments.model, arguments.port, arguments.host) == (model, port, "127.0.0.1")
    assert arguments.middleware == [compat.MIDDLEWARE]
    assert not hasattr(arguments, "policy")


@pytest.mark.engine
def test_our_own_flags_keep_the_engines_apart(parsed: Any) -> None:
    """Without `--policy p` between them, the model would be one more served name."""
    arguments = parsed(["--served-model-name", "a", "b", "--policy", "p", "m"])
    assert (arguments.served_model_name, arguments.model) == (["a", "b"], "m")


@pytest.mark.engine
def test_a_key_for_the_example_is_not_among_what_the_engine_logs(parsed: Any) -> None:
    assert "sk-canary" not in str(vars(parsed(["m", "--example-key", "sk-canary"])))


@pytest.mark.engine
@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (["m", "--model", "n"], "n", "MODEL is m, and --model n: give one of the two"),
        ([], None, "which model?"),
        (["/nowhere/model"], None, "there is no such directory"),
        (["m", "--max-modellen", "64"], None, "did you mean --max-model-len?"),
        (["m", "--zzzzzz"], None, "has such a flag"),
        (["m", "--port", "many"], None, "--port"),
        (["m", "--config", "engine.yaml", "--config", "engine.yaml"], None, "More than one config file"),
    ],
)
def test_what_cannot_be_read_is_one_message(parsed: Any, words: list[str], given: str | None, says: str) -> None:
    with pytest.raises(OperatorError) as refused:
        parsed(words, model=given)
    assert says in str(refused.value)
    assert "usage:" not in str(refused.value)


def test_the_same_model_twice_is_one_model() -> None:
    arguments = argparse.Namespace(model_tag="m", model="m")
    flags._settle_model(arguments, "m")
    assert arguments.model == "m"


@pytest.mark.parametrize("words", [[], ["--model", "m"]])
def test_a_model_is_told_early_only_where_it_comes_first(words: list[str]) -> None:
    assert first_word(words) == ""
    assert first_word(["m", *words]) == "m"


def test_without_the_engine_there_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in (lambda name: None, lambda name: (_ for _ in ()).throw(ValueError(name))):
        monkeypatch.setattr("importlib.util.find_spec", found)
        with pytest.raises(UnprovedFeatureError, match=r"vLLM is not installed here; with a GPU: .* make setup"):
            flags.check_engine()
