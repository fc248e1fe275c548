"""The release process's own edge: its stream, its decoder, its end. As a whole: tests/integration."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from safekv import pipeline
from safekv.config import Policy
from safekv.engines.vllm.release_main import decoder, load_decoder
from safekv.errors import EngineError, OperatorError, PolicyError
from safekv.release import main as release_main
from safekv.release.main import Frames, another_engine, load_guard
from safekv.release.wire import Frame, encode
from safekv.verdicts import Undecided


class Words:
    """A tokenizer of whole words; 0 and 3 are special, each in its own way."""

    all_special_ids = (0,)
    added_tokens_decoder = {  # noqa: RUF012
        0: SimpleNamespace(special=True),
        3: SimpleNamespace(special=True),
        4: SimpleNamespace(special=False),
    }
    words = ("<end>", "card", "4539", "<start>", "added", "1488")

    def get_vocab(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    def decode(self, tokens: Sequence[int]) -> str:
        return " ".join(self.words[token] for token in tokens if token < len(self.words))


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def test_special_tokens_end_lines_and_do_not_show() -> None:
    assert decoder(Words())([3, 1, 2, 0, 3, 4, 5]) == "card 4539\nadded 1488"
    assert decoder(Words())([0, 3]) == ""


def test_an_id_without_text_is_an_error_and_not_passed_over() -> None:
    assert Words().decode([1, 99]) == "card", "the stand-in does not pass over it"
    with pytest.raises(ValueError, match="does not know"):
        decoder(Words())([1, 99])


def test_without_a_tokenizer_nothing_can_be_read_and_the_operator_hears_of_it(tmp_path: Path) -> None:
    problems: list[str] = []
    decode = load_decoder({"tokenizer": str(tmp_path / "nowhere")}, problems)
    assert len(problems) == 1
    with pytest.raises(ValueError, match="no tokenizer"):
        decode([1])


# ── another engine ──────────────────────────────────────────────────────────────────────────────


def test_the_operator_hears_what_of_the_engine_is_another() -> None:
    before = json.dumps({"tokenizer": "1a", "template": "2b", "block_size": "16"})
    told = another_engine(before, {"tokenizer": "3c", "template": "2b", "block_size": "16", "model": "4d"})
    assert "kept for another model, tokenizer:" in told
    assert "begins anew" in told
    assert "not known" in another_engine("", {"tokenizer": "3c"})


# ── guard ────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_guard_nothing_is_decided_and_the_operator_hears_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> Any:
        raise OperatorError("ChunkGuard needs re2: pip install 'safekv[guard]'")

    monkeypatch.setattr(release_main, "open_guard", absent)
    problems: list[str] = []
    judge, version, _ = load_guard(Policy(), problems)
    assert isinstance(judge("anything"), Undecided)
    assert version == "absent"
    assert problems == ["ChunkGuard needs re2: pip install 'safekv[guard]'"]


def test_a_rule_of_the_policy_that_cannot_be_used_is_refused() -> None:
    policy = Policy.model_validate({"guard": {"rules": [{"name": "bad", "pattern": "x*"}]}})
    with pytest.raises(PolicyError):
        load_guard(policy, [])


def test_the_guards_version_changes_with_rules_and_model_of_the_policy() -> None:
    guards: tuple[dict[str, Any], ...] = (
        {},
        {"rules": [{"name": "project", "pattern": "PRJ-[0-9]{4}"}]},
        {"model": "fast"},
    )
    policies = [Policy.model_validate({"guard": guard}) for guard in guards]
    assert len({pipeline.open_guard(policy, version="1", clock=time.monotonic).version for policy in policies}) == 3


@pytest.mark.parametrize(
    ("policy", "like"),
    [
        ({}, {"guard": {"calibration": "balanced"}}),
        ({"mode": "declared"}, {"guard": {"calibration": "balanced"}}),
        ({"mode": "detector"}, {"guard": {"calibration": "strict"}}),
        ({"mode": "detector", "guard": {"calibration": "balanced"}}, {}),
    ],
)
def test_the_model_is_calibrated_for_its_use(policy: dict[str, Any], like: dict[str, Any]) -> None:
    first, second, strict = (
        pipeline.open_guard(Policy.model_validate(each), version="1", clock=time.monotonic).version
        for each in (policy, like, {"guard": {"calibration": "strict"}})
    )
    assert first == second
    assert (first == strict) == (like == {"guard": {"calibration": "strict"}})


def test_the_policy_chooses_the_model() -> None:
    for model in ("strong", "fast"):
        policy = Policy.model_validate({"guard": {"model": model}})
        names = pipeline.open_guard(policy, version="1", clock=time.monotonic).version.split("+")
        assert [name.partition(":")[0] for name in names] == ["rules", "familiar", model]


# ── stream ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pair() -> Any:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_what_has_come_is_one_batch_and_the_end_of_the_stream_is_seen(pair: Any) -> None:
    ours, theirs = pair
    frames = Frames(theirs)
    for number in range(100):
        ours.sendall(encode(Frame(header={"op": "a", "n": number})))
    assert len(frames.next(1.0)) == 100
    assert frames.next(0.0) == []
    assert frames.alive
    ours.close()
    assert frames.next(1.0) == []
    assert not frames.alive


def test_a_scheduler_that_goes_before_it_says_hello_is_an_error(pair: Any) -> None:
    ours, theirs = pair
    ours.close()
    with pytest.raises(EngineError):
        Frames(theirs).first()


# ── end ──────────────────────────────────────────────────────────────────────────────────────────

BUSY = """
import os, socket, sys, threading, time
from safekv.release import main as release_main
release_main.GRACE_SECONDS = 0.1
theirs = socket.socket(fileno=int(sys.argv[1]))
threading.Thread(target=release_main._end_with, args=(theirs.fileno(),), daemon=True).start()
theirs.sendall(str(os.getpid()).encode() + b"\\n")
time.sleep(600)
"""

ENGINE = f"""
import os, socket, subprocess, sys, time
ours, theirs = socket.socketpair()
subprocess.Popen([sys.executable, "-c", {BUSY!r}, str(theirs.fileno())], pass_fds=[theirs.fileno()])
theirs.close()
if sys.argv[1] == "forks" and os.fork() == 0:
    time.sleep(30)  # holds its copy of the socket
    os._exit(0)
print(ours.recv(100).decode(), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("kind", ["alone", "forks"])
def test_a_busy_process_ends_when_its_engine_is_killed(kind: str) -> None:
    engine = subprocess.Popen([sys.executable, "-c", ENGINE, kind], stdout=subprocess.PIPE, start_new_session=True)
    assert engine.stdout is not None
    child = int(engine.stdout.readline())
    try:
        os.kill(engine.pid, signal.SIGKILL)
        engine.wait()
        deadline = time.monotonic() + 20
        while _lives(child):
            assert time.monotonic() < deadline, "it lives on"
            time.sleep(0.05)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(engine.pid, signal.SIGKILL)
        engine.stdout.close()


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
