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

from safekv.ledger.store.room import LONGEST_PATH_BYTES
from safekv.release import wire
from safekv.types import Contribution, OwnerTag

SIGHTINGS_PER_UNIT = 16
"""Remembered block hashes per unit that an owner may contribute: so many of its tenants may use each of its units
before a repetition costs a hash over the path again."""

BATCH_BYTES = 2**18


@dataclass(slots=True, kw_only=True)
class _Sent:
    """What one owner has contributed in this period, and since the process was started."""

    units: set[bytes] = field(default_factory=set, repr=False)
    seen: set[tuple[bytes, int]] = field(default_factory=set, repr=False)


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
        self._waiting: OrderedDict[OwnerTag, deque[Contribution]] = OrderedDict()
        self._met: list[OwnerTag] = []
        self._control: deque[bytes] = deque()

    # ── the scheduler's thread ───────────────────────────────────────────────────────────────────

    def meet(self, owner: OwnerTag, *, now: float) -> None:
        """An owner is there, whether it votes or not: room is kept for it, once in a period."""
        with self._changed:
            if not self._open:
                return
            self._turn(now)
            if owner not in self._sent:
                self._sent[owner] = _Sent()
                self._met.append(owner)
                self._changed.notify()

    def _turn(self, now: float) -> None:
        period = int(now // self._period_seconds)
        if period != self._period:
            self._period = period
            self._sent.clear()

    def add(self, owner: OwnerTag, seen: bytes, tokens: Sequence[int], end: int, start: int, *, now: float) -> None:
        """Queue a contribution, unless it is a repetition, over a quota, or nobody is there to send it to."""
        with self._changed:
            self._counts[self._add(owner, (seen, start), tokens, end, now)] += 1

    def _add(self, owner: OwnerTag, seen: tuple[bytes, int], tokens: Sequence[int], end: int, now: float) -> str:
        if not self._open:
            return "contributions_lost"
        self._turn(now)
        if wire.TOKEN_BYTES * end > LONGEST_PATH_BYTES:
            return "contributions_too_long"
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
        if not known:
            self._enqueue(owner, path, seen[1])
        sent.units.add(unit)
        if len(sent.seen) < self._quota * SIGHTINGS_PER_UNIT:
            sent.seen.add(seen)
        return "contributions_repeated" if known else "contributions_sent"

    def _enqueue(self, owner: OwnerTag, path: bytes, start: int) -> None:
        self._waiting.setdefault(owner, deque()).append(Contribution(owner=owner, path=path, start=start))
        self._changed.notify()

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
            while self._open and not self._control and not self._met and not self._waiting:
                self._changed.wait()
            if not self._open:
                return None
            control = b"".join(self._control)
            self._control.clear()
            met = b"".join(wire.encode(wire.meet(owner)) for owner in self._met)
            self._met.clear()
            contributions = self._in_turns()
        return control + met + b"".join(wire.encode(wire.contribute(one)) for one in contributions)

    def _in_turns(self) -> list[Contribution]:
        taken: list[Contribution] = []
        size = 0
        while self._waiting and size < BATCH_BYTES:
            owner, waiting = self._waiting.popitem(last=False)
            taken.append(waiting.popleft())
            size += len(taken[-1].path)
            if waiting:
                self._waiting[owner] = waiting  # behind all others
        return taken

    def _clear(self) -> None:
        self._sent.clear()
        self._met.clear()
        self._waiting.clear()
