"""The release process: `main([FD], load_decoder=…)`, in an isolated interpreter, started and watched by `client`.

FD is its end of a socket pair with the scheduler; the environment names policy and session. It ends when the
scheduler does. Exit code 2: the operator has to mend something; 75: it is worth another try as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from safekv import __version__
from safekv.config import Policy, load_environment
from safekv.errors import EngineError, LedgerError, OperatorError, PolicyError
from safekv.pipeline import open_guard, open_ledger
from safekv.release import wire
from safekv.release.command import AGAIN, REFUSED
from safekv.release.worker import ReleaseProcess
from safekv.types import UnitId
from safekv.verdicts import Doubt, Undecided, Verdict

logger = logging.getLogger("safekv.release")

NICENESS = 10
"""Once it is ready. Loading, during which no vote counts, goes at the server's own priority: a lower one would leave
little beside an engine that waits busily, as the one for CPUs does.
"""
READ_BYTES = 2**20
BATCH_BYTES = 4 * 2**20
"""Read before the ledger is asked: what has come meanwhile is one transaction."""

GRACE_SECONDS = 2.0

Decode = Callable[[Sequence[int]], str]
LoadDecoder = Callable[[Mapping[str, Any], list[str]], Decode]
"""Text of token ids by the engine's own tokenizer, from what the scheduler's hello says of it.

Where it cannot be loaded, every call of the decoder raises, and the list gets a problem that says why.
"""


def main(arguments: Sequence[str], *, load_decoder: LoadDecoder) -> int:
    """Run until the scheduler is gone; returns the exit code."""
    _speak()
    with socket.socket(fileno=int(arguments[0])) as theirs:
        threading.Thread(target=_end_with, args=(theirs.fileno(),), name="safekv-lifeline", daemon=True).start()
        try:
            run(theirs, load_decoder)
        except OperatorError as error:
            logger.error("refuses to start: %s", error)  # noqa: TRY400 - the message is what helps
            with contextlib.suppress(OSError):
                theirs.sendall(wire.encode(wire.Frame(header={"op": "refused", "reason": str(error)})))
            return REFUSED
        except (LedgerError, EngineError) as error:
            logger.error("ends, and is started again: %s", error)  # noqa: TRY400
            return AGAIN
        except (BrokenPipeError, ConnectionResetError):
            pass  # the scheduler is gone
    return 0


def run(theirs: socket.socket, load_decoder: LoadDecoder, *, clock: Callable[[], float] = time.time) -> None:
    """Load everything, then serve until the end of the stream.

    Raises OperatorError where something is to be mended first, LedgerError, EngineError.
    """
    policy, session = load_environment()
    frames = Frames(theirs)
    hello, *early = frames.first()
    if hello.op != "hello":
        raise EngineError("the scheduler did not say hello")
    engine = {str(name): str(value) for name, value in dict(hello.header.get("engine", {})).items()}
    stated = json.dumps(engine, sort_keys=True) if engine else ""
    with contextlib.closing(open_ledger(policy, session, now=clock(), engine=stated)) as ledger:
        problems: list[str] = []
        judges = policy.mode.releases  # else it keeps the log of what is declared, and no more
        judge, guard_version, guard_counts = load_guard(policy, problems) if judges else _NO_GUARD
        process = ReleaseProcess(
            ledger,
            judge=judge,
            guard_version=guard_version,
            decode=load_decoder(hello.header, problems) if judges else no_decoder,
            send=lambda frame: theirs.sendall(wire.encode(frame)),
            clock=clock,
            mode=policy.mode,
            policy_version=hashlib.sha256(policy.model_dump_json().encode()).hexdigest()[:16],
            guard_counts=guard_counts,
            problems=problems,
        )
        for problem in problems:
            logger.warning("nothing can be judged, so nothing is released: %s", problem)
        if ledger.another_engine:
            problems.append(another_engine(ledger.engine_before, engine))
            logger.warning("%s", problems[-1])
        os.nice(NICENESS)
        by = hello.header.get("withdrawn_by", {})
        process.begin({UnitId(bytes.fromhex(unit)): by.get(unit) for unit in hello.header.get("withdrawn", ())})
        process.receive(early)
        while frames.alive:
            process.tick(clock())
            process.receive(frames.next(process.next_wake(clock())))


def another_engine(before: str, now: Mapping[str, str]) -> str:
    """What is told when the ledger was another engine's: `before` is what was stated of that one."""
    try:
        known = dict(json.loads(before)) if before else {}
    except ValueError:
        known = {}
    what = f"another {', '.join(changes(known, now))}" if known else "an engine that is not known"
    return (
        f"the ledger was kept for {what}: its tokens mean other texts, so its votes are dropped and its releases have "
        "ended; it begins anew and draws from the next period on"
    )


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Names of what is another."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


class Frames:
    """What the scheduler sends, in batches."""

    def __init__(self, theirs: socket.socket) -> None:
        self._socket = theirs
        self._reader = wire.FrameReader()
        self.alive = True

    def first(self) -> list[wire.Frame]:
        """The first frames, at least one. Raises EngineError."""
        while self.alive:
            if frames := self.next(None):
                return frames
        raise EngineError("the scheduler was gone before it said hello")

    def next(self, seconds: float | None) -> list[wire.Frame]:
        """What has come, after waiting for the first of it so long at most. Raises EngineError."""
        frames: list[wire.Frame] = []
        size = 0
        while self.alive and size < BATCH_BYTES and self._readable(seconds):
            data = self._socket.recv(READ_BYTES)
            self.alive = bool(data)
            frames += self._reader.feed(data)
            size += len(data)
            seconds = 0.0
        return frames

    def _readable(self, seconds: float | None) -> bool:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(None if seconds is None else 1000 * seconds))


def load_guard(
    policy: Policy, problems: list[str]
) -> tuple[Callable[[str], Verdict], str, Mapping[tuple[str, str], int]]:
    """The guard, its version, and its counts by tier and verdict.

    Without a guard, nothing is decided, and `problems` says why.

    Raises PolicyError for a rule or a model of the policy that cannot be used.
    """
    try:
        guard = open_guard(policy, version=__version__, clock=time.monotonic)
    except PolicyError:
        raise
    except OperatorError as error:
        problems.append(str(error))
        return _NO_GUARD
    return guard.judge, guard.version, guard.counts


def _undecided(_text: str) -> Verdict:
    return Undecided(reason="no guard", doubt=Doubt.ABSENT)


_NO_GUARD: tuple[Callable[[str], Verdict], str, Mapping[tuple[str, str], int]] = (_undecided, "absent", {})


def no_decoder(_tokens: Sequence[int]) -> str:
    """That of a tokenizer that is not there: raises ValueError."""
    raise ValueError("no tokenizer")


def _speak() -> None:
    """Our own words go to the server's log; what libraries have to say, the engine says already."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("SafeKV's release process: %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    logging.getLogger().addHandler(logging.NullHandler())


def _end_with(descriptor: int) -> None:
    """End this process soon after the scheduler has, even in the middle of a long judgement.

    The parent is asked for, too: a process that it has forked may still hold its end of the socket.
    """
    parent = os.getppid()
    poll = select.poll()
    poll.register(descriptor, 0)  # only the hang-up
    while not poll.poll(1000) and os.getppid() == parent:
        pass
    time.sleep(GRACE_SECONDS)
    os._exit(1)
