"""Holds a scheduler without a model (`alone_engine`): asks it, kills it or its release process, starts it again."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from safekv_lab.bench.deployment import Deployment, process_of
from tests.conformance.servers import model_directory

ANSWER_SECONDS = 20.0
START_SECONDS = 180.0
OPENING, BETWEEN = "<|im_start|>system", "<|im_end|>\n<|im_start|>user"


class GoneError(Exception):
    """The engine is not there any more, so it could not answer."""


class AloneEngine:
    """One deployment's engine, now and then another process."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self._process: subprocess.Popen[bytes] | None = None
        self._directory = tempfile.TemporaryDirectory(prefix="safekv-alone-")
        self._starts = 0

    def start(self) -> None:
        """Start it; returns when it can be asked. Its release process is still loading then."""
        directory = Path(self._directory.name) / str(self._starts)
        directory.mkdir()
        setup = directory.with_suffix(".json")
        encode = tokenizer()
        markers = {"opening": [["system", encode(OPENING)]], "between": [["user", encode(BETWEEN)]]}
        given = {"policy": dict(self.deployment.policy), "tokenizer": str(model_directory()), **markers}
        setup.write_text(json.dumps(given))
        self._starts += 1
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.alone_engine", str(directory), str(setup)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(Path(self._directory.name) / "log").open("ab"),
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
        assert self._answer(START_SECONDS) == {"up": True}

    def ask(self, tenant: str, prompt: Sequence[int]) -> int:
        """Cached tokens of one request. Raises GoneError if the engine has ended meanwhile."""
        return int(self._call({"ask": tenant, "tokens": list(prompt)})["cached"])

    def status(self) -> dict[str, Any]:
        """The operator's status of the release process."""
        return self._call({"status": True})

    @property
    def pid(self) -> int:
        """The engine's process."""
        assert self._process is not None
        return self._process.pid

    @property
    def release_process(self) -> int | None:
        """The release process that belongs to it now."""
        return process_of(self.pid, "release_main")

    def kill(self, *, engine: bool, release: bool) -> bool:
        """SIGKILL to one or both; whether there was one to kill."""
        victims = [self.release_process] if release else []
        victims += [self.pid] if engine else []
        for victim in victims:
            if victim is not None:
                os.kill(victim, signal.SIGKILL)
        if engine:
            self._reap()
        return any(victims)

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._reap()
        self._directory.cleanup()

    def log(self) -> str:
        """What its processes have written to their standard errors."""
        return (Path(self._directory.name) / "log").read_text(errors="replace")

    def _reap(self) -> None:
        assert self._process is not None
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _call(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise GoneError from None
        return self._answer(ANSWER_SECONDS)

    def _answer(self, seconds: float) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            raise AssertionError(f"no answer within {seconds:.0f} s: {self.log()[-2000:]}")
        line = self._process.stdout.readline()
        if not line:
            raise GoneError(self.log()[-2000:])
        return dict(json.loads(line))


@cache
def tokenizer() -> Callable[[str], list[int]]:
    """The small model's tokens of a text."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(model_directory() / "tokenizer.json"))

    def encode(text: str) -> list[int]:
        return [int(number) for number in loaded.encode(text).ids]

    return encode


def prompt(system: str, question: str) -> list[int]:
    """A conversation's tokens."""
    return tokenizer()(f"{OPENING}\n{system}{BETWEEN}\n{question}<|im_end|>\n<|im_start|>assistant\n")


def unit_path(system: str, block_size: int) -> list[int]:
    """The tokens of its system message, as whole blocks."""
    path = tokenizer()(f"{OPENING}\n{system}")
    return path[: len(path) // block_size * block_size]


def until(true: Callable[[], Any], what: str, *, seconds: float) -> None:
    """Wait until something is true; an assertion fails with `what` if it is not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
