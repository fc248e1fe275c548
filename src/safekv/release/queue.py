"""Per-owner queues of votes that wait to be sent to the release process.

One owner's votes never stand in the way of another's: each owner has a queue and quotas of its own, nothing is bounded
over all owners together, and the queues are emptied in turns. What the operator wants goes first.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from safekv.release import wire
from safekv.types import Contribution, OwnerTag

MAX_QUEUED_BYTES = 16 * 2**20
"""Of one owner's paths. Enough for the 64 units of a period at 65,536 tokens each; a process that reads leaves the
queue empty, so the bound matters only while it starts or judges."""

SIGHTINGS_PER_UNIT = 16
"""Remembered block hashes per unit that an owner may contribute: so many of its tenants may use each of its units
before a repetition costs a hash over the path again."""

BATCH_BYTES = 2**18


@dataclass(slots=True, kw_only=True)
class _Sent:
    """What one owner has contributed in this period, and since the process was started."""

    units: set[bytes] = field(default_factory=set, repr=False)
    seen: set[tuple[bytes, int]] = field(default_factory=set, repr=False)


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """The contributions of one owner that are to be sent."""

    queue: deque[Contribution] = field(default_factory=deque, repr=False)
    size: int = 0


class Outgoing:
    """Queues of what is to be sent. `add` and `put` never wait for the process; `batch` does, in its thread.

    `quota` is how many units an owner may contribute in a period.
    """

    def __init__(self, *, quota: int, period_seconds: int, counts: Counter[str]) -> None:
        self._quota = quota
        self._period_seconds = period_seconds
        self._period = 0
        self._counts = counts
        self._open = False
        self._changed = threading.Condition()
        self._sent: dict[OwnerTag, _Sent] = {}
        self._waiting: OrderedDict[OwnerTag, _Waiting] = OrderedDict()
        self._control: deque[bytes] = deque()

    # ── the scheduler's thread ───────────────────────────────────────────────────────────────────

    def add(self, owner: OwnerTag, seen: bytes, tokens: Sequence[int], end: int, start: int, *, now: float) -> None:
        """Queue a contribution, unless it is a repetition, over a quota, or nobody is there to send it to."""
        with self._changed:
            self._counts[self._add(owner, (seen, start), tokens, end, now)] += 1

    def _add(self, owner: OwnerTag, seen: tuple[bytes, int], tokens: Sequence[int], end: int, now: float) -> str:
        if not self._open:
            return "contributions_lost"
        period = int(now // self._period_seconds)
        if period != self._period:
            self._period = period
            self._sent.clear()
        sent = self._sent.setdefault(owner, _Sent())
        if seen in sent.seen:
            return "contributions_repeated"
        if len(sent.units) >= self._quota:
            return "contributions_over_quota"
        try:
            path = wire.pack_path(tokens[:end])
            unit = blake2b(path, digest_size=16, salt=seen[1].to_bytes(8, "little")).digest()
        except (OverflowError, TypeError):
            return "contributions_malformed"
        known = unit in sent.units  # by another tenant of the same owner
        if not known and not self._enqueue(owner, path, seen[1]):
            return "contributions_over_quota"
        sent.units.add(unit)
        if len(sent.seen) < self._quota * SIGHTINGS_PER_UNIT:
            sent.seen.add(seen)
        return "contributions_repeated" if known else "contributions_sent"

    def _enqueue(self, owner: OwnerTag, path: bytes, start: int) -> bool:
        waiting = self._waiting.setdefault(owner, _Waiting())
        if waiting.size + len(path) > MAX_QUEUED_BYTES and waiting.queue:
            return False
        waiting.queue.append(Contribution(owner=owner, path=path, start=start))
        waiting.size += len(path)
        self._changed.notify()
        return True

    def put(self, frame: wire.Frame) -> None:
        """Queue a frame of the operator's: sent before all contributions, kept until a process is there.

        Raises EngineError for one that is too large.
        """
        encoded = wire.encode(frame)
        with self._changed:
            self._control.append(encoded)
            self._changed.notify()

    # ── the threads of the client ────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """A process is there: nothing is known to have been counted, so all may be sent anew."""
        with self._changed:
            self._clear()
            self._open = True
            self._changed.notify()

    def close(self) -> None:
        """The process is gone: drop what waits. The operator's frames stay."""
        with self._changed:
            self._clear()
            self._open = False
            self._changed.notify()

    def forget(self) -> None:
        """What was sent may not have been counted: send it again when it is seen again."""
        with self._changed:
            self._sent.clear()

    def batch(self) -> bytes | None:
        """The next bytes to send, of as many owners as there are; waits for some. None once it is closed."""
        with self._changed:
            while self._open and not self._control and not self._waiting:
                self._changed.wait()
            if not self._open:
                return None
            control = b"".join(self._control)
            self._control.clear()
            contributions = self._in_turns()
        return control + b"".join(wire.encode(wire.contribute(one)) for one in contributions)

    def _in_turns(self) -> list[Contribution]:
        taken: list[Contribution] = []
        size = 0
        while self._waiting and size < BATCH_BYTES:
            owner, waiting = self._waiting.popitem(last=False)
            taken.append(waiting.queue.popleft())
            size += len(taken[-1].path)
            waiting.size -= len(taken[-1].path)
            if waiting.queue:
                self._waiting[owner] = waiting  # behind all others
        return taken

    def _clear(self) -> None:
        self._sent.clear()
        self._waiting.clear()
