"""The release log: append-only, each entry chained to the one before by a keyed digest (tamper-evident).

    digest = HMAC-SHA256(key, previous digest ‖ canonical JSON of the entry)        the first: 32 zero bytes before it

An entry says which unit, why, when, by which draw or which operator, and what the guard said: no owner, no count, no
text.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from safekv.errors import LedgerError
from safekv.types import Cause, UnitId
from safekv.verdicts import Clean, Sensitive, Undecided, Verdict

FIRST = bytes(32)
PLACES = 8
"""Findings whose places an entry names; how many more there are, it counts."""


class Event(StrEnum):
    """What happened to a unit."""

    DECLARED = "declared"
    RELEASED = "released"
    VETOED = "vetoed"
    UNDECIDED = "undecided"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event. `seq` counts from 1; `time` is Unix time; `period` and `draw` name the draw, if there was one."""

    seq: int = 0
    time: float
    event: Event
    unit: UnitId
    cause: Cause
    period: int | None = None
    draw: int | None = None
    verdict: str | None = None
    guard: str | None = None
    policy: str | None = None
    name: str | None = None
    operator: str | None = None

    def record(self) -> dict[str, Any]:
        """The entry as JSON knows it, without what does not apply."""
        given = {key: value for key, value in asdict(self).items() if value is not None}
        return {**given, "unit": self.unit.hex()}

    def body(self) -> str:
        """Canonical JSON: sorted keys, no spaces, ASCII."""
        return json.dumps(self.record(), sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def read(cls, body: str) -> Self:
        """An entry from its canonical JSON. Raises LedgerError for anything else."""
        try:
            record = json.loads(body)
            named = {
                "event": Event(record["event"]),
                "cause": Cause(record["cause"]),
                "unit": UnitId(bytes.fromhex(record["unit"])),
            }
            return cls(**{**record, **named})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise LedgerError("the ledger's log holds something that is no entry; see `safekv ledger verify`") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a log: how many entries, and the digest of the last one."""

    seq: int = 0
    digest: bytes = FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as it is stored."""

    seq: int
    unit: UnitId
    body: str
    digest: bytes


def chain(key: bytes, head: Head, entries: Iterable[Entry]) -> Iterator[Line]:
    """Number and digest the entries that follow a head."""
    for entry in entries:
        numbered = replace(entry, seq=head.seq + 1)
        body = numbered.body()
        head = Head(seq=numbered.seq, digest=_digest(key, head.digest, body))
        yield Line(seq=head.seq, unit=entry.unit, body=body, digest=head.digest)


def broken(key: bytes, lines: Iterable[Line]) -> Iterator[str]:
    """What is wrong with a log read from its start: one sentence per problem, none for a sound one."""
    head = Head()
    for line in lines:
        if line.seq != head.seq + 1:
            yield f"entry {head.seq + 1} is missing: the next one is {line.seq}"
        elif not hmac.compare_digest(line.digest, _digest(key, head.digest, line.body)):
            yield f"entry {line.seq} does not follow from the one before it: one of them was changed"
        else:
            try:
                entry = Entry.read(line.body)
            except LedgerError:
                yield f"entry {line.seq} cannot be read"
            else:
                if (entry.seq, entry.unit) != (line.seq, line.unit):
                    yield f"entry {line.seq} is filed under another number or unit"
        head = Head(seq=line.seq, digest=line.digest)


def spell(verdict: Verdict) -> str:
    """A verdict as the log has it: categories and places of findings, never their text.

    Places are characters of the text that was judged: the unit, and before it the end of what it continues.
    """
    match verdict:
        case Clean():
            return "clean"
        case Sensitive(findings=findings):
            categories: Sequence[str] = sorted({finding.category for finding in findings})
            places = [f"{each.category} {each.start}-{each.end} by {each.detector}" for each in findings[:PLACES]]
            more = [f"{len(findings) - PLACES} more"] if len(findings) > PLACES else []
            return "; ".join(["sensitive" + (f": {', '.join(categories)}" if categories else ""), *places, *more])
        case Undecided(reason=reason):
            return f"undecided: {reason}"


def _digest(key: bytes, previous: bytes, body: str) -> bytes:
    return hmac.digest(key, previous + body.encode(), "sha256")
