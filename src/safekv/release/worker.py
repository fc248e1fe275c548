"""The release process's logic without I/O: takes votes, runs the draws, lets the guard judge, emits releases.

    receive   contributions ──► ledger                                   (mode detector: ──► guard ──► release)
    tick      a draw is due: seal ──► coins ──► guard ──► decide ──► one frame with all that is released

The guard is asked after the draw and about its winners only. It sees a unit and the tail of what stands before it,
never what follows, and never who sent it. Whatever fails, nothing is released that was not decided. A `note`
to the scheduler is a sentence for the server's log.
"""

from __future__ import annotations

import types
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from safekv.errors import EngineError, LedgerError
from safekv.ledger.account import in_words, short
from safekv.ledger.tally import Tally
from safekv.release import wire
from safekv.types import Contribution, Mode, Note, OwnerTag, Release, UnitId
from safekv.verdicts import Clean, Doubt, Sensitive, Undecided, Verdict

if TYPE_CHECKING:
    from safekv.ledger.ledger import Ledger
    from safekv.ledger.periods import DrawTime

ANCESTOR_TOKENS = 32
"""Tokens before a unit that the guard sees with it, so that what begins there is recognised."""

LONGEST_STEP = 10.0
WAKE_SECONDS = 1.0
RETRY_SECONDS = 1.0
"""So long after the ledger has failed at something, it is asked for it again."""

STATUS_SECONDS = 1.0
EXPIRY_SECONDS = 60.0
TELL_SECONDS = 10.0
"""In mode detector, units are judged all the time: the log is told so often at most."""

NO_ROOM = (
    "the disk has no room for the votes of more owners, so some have none until the next period: make room where the "
    "ledger is, or lower ledger.max_contributions"
)

FAILURES = ("frames", "contribute", "detect", "draw", "live", "status", "expire", "withdraw", "declared")
"""What can fail: a frame that is not understood, and whatever the ledger is asked for."""


class ReleaseProcess:
    """Drives a ledger by frames and by time. Not for several threads.

    `judge` is the guard, of version `guard_version`; `decode` turns token ids into text; `send` hands a frame to the
    scheduler; `clock` gives Unix time in seconds. `problems` are sentences for the operator's status,
    `guard_counts` what has come of each tier, by tier and verdict, as the guard goes on counting it.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        judge: Callable[[str], Verdict],
        guard_version: str,
        decode: Callable[[Sequence[int]], str],
        send: Callable[[wire.Frame], None],
        clock: Callable[[], float],
        mode: Mode,
        policy_version: str,
        guard_counts: Mapping[tuple[str, str], int] | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        self._ledger = ledger
        self._schedule = ledger.schedule
        self._judge = judge
        self._guard_version = guard_version
        self._decode = decode
        self._send = send
        self._clock = clock
        self._mode = mode
        self._policy_version = policy_version
        self._guard_counts = {} if guard_counts is None else guard_counts  # empty until something was judged
        self._problems = list(problems)
        self._step = min(LONGEST_STEP, ledger.schedule.slot / 4)
        self._withdrawals: dict[UnitId, str | None] = {}  # wanted by whom, and not in the ledger yet
        self._notes: list[tuple[UnitId, wire.Frame, Note]] = []
        self._told_live = False
        self._pauses: dict[str, float] = {}  # what is not to be tried before when
        self._report_from = float("-inf")
        self._reported: dict[str, Any] = {}
        self._judged: list[Verdict] = []  # in mode detector, since the log was told
        self._failing: dict[str, str] = {}  # what the ledger could not do when it was asked last, and why
        self.failures: Counter[str] = Counter()
        self.tally = Tally()

    # ── what makes it move ───────────────────────────────────────────────────────────────────────

    def begin(self, withdrawn: Mapping[UnitId, str | None] = types.MappingProxyType({})) -> None:
        """Withdraw what was to be withdrawn while no process ran, and by whom; tell what lives, and be ready."""
        now = self._clock()
        self._withdrawals.update(withdrawn)
        self._withdraw(now)
        self._tell_live(now)
        self._send(wire.Frame(header={"op": "ready"}))
        self._report(now)

    def receive(self, frames: Iterable[wire.Frame]) -> None:
        """Take what the scheduler has sent; all contributions in it are one transaction of the ledger."""
        now = self._clock()
        batch: list[Contribution] = []
        met: list[OwnerTag] = []
        for frame in frames:
            try:
                match frame.op:
                    case "meet":
                        met.append(wire.owner_of(frame))
                    case "contribute":
                        batch.append(wire.contribution_of(frame))
                    case "withdraw":
                        self._withdrawals[wire.unit_of(frame)] = frame.header.get("by")
                    case "declared":
                        unit = self._ledger.unit_id(frame.payload, wire.start_of(frame))
                        self._notes.append((unit, frame, wire.note_of(frame, now)))
                    case _:
                        self.failures["frames"] += 1
            except EngineError:
                self.failures["frames"] += 1
        self._withdraw(now)
        self._note(now)
        if met and self._mode is Mode.LEDGER:
            self._try("contribute", now, self._ledger.meet, met, now)
        if batch:
            self._contribute(batch, now)

    def tick(self, now: float) -> None:
        """Do what time has brought: a draw that is due, lives that have ended, what could not be written before."""
        self._withdraw(now)
        self._note(now)
        self._tell_live(now)
        if self._mode is Mode.LEDGER and self._may("draw", now):
            self._draw(now)
        if self._may("expire", now) and self._try("expire", now, self._expire, now):
            self._pauses["expire"] = now + EXPIRY_SECONDS
        if self._judged and self._may("tell", now):
            self._say(f"judged: {in_words(self._judged)}")
            self._judged.clear()
            self._pauses["tell"] = now + TELL_SECONDS
        self._report(now)

    def next_wake(self, now: float) -> float:
        """Seconds until `tick` should be called again, if nothing is received before."""
        until_draw = self._schedule.time_of(self._schedule.next_after(now)) - now
        return min(WAKE_SECONDS, max(0.0, until_draw))

    # ── votes ────────────────────────────────────────────────────────────────────────────────────

    def _contribute(self, batch: Sequence[Contribution], now: float) -> None:
        if self._mode is Mode.DETECTOR:
            sound = not [contribution for contribution in batch if not self._detect(contribution, now)]
        else:
            sound = self._try("contribute", now, self._ledger.contribute, batch, now)
        if not sound:  # the scheduler believes that it was counted
            self._send(wire.Frame(header={"op": "lost"}))

    def _detect(self, contribution: Contribution, now: float) -> bool:
        """Judge a unit that is not known yet and, if it is clean, release it at once. Whether the ledger took it."""
        try:
            if self._ledger.is_known(self._ledger.unit_id(contribution.path, contribution.start), now):
                return True
            verdict = self.verdict(contribution.path, contribution.start)
            released = self._ledger.detect(contribution, verdict, self._guard_version, self._policy_version, now)
        except LedgerError as error:
            self._failed("detect", now, error)
            return False
        self._failing.pop("detect", None)
        self._judged.append(verdict)
        self.tally.judged(verdict)
        if released is not None:
            self._release([released], not_before=now)
        return True

    # ── draws ────────────────────────────────────────────────────────────────────────────────────

    def _draw(self, now: float) -> None:
        try:
            draw = self._ledger.due(now)
            if draw is None:
                return
            releases = self._decide(draw, now)
        except LedgerError as error:
            self._failed("draw", now, error)
            self._told_live = False  # it may have been decided all the same
            return
        self._failing.pop("draw", None)
        self._release(releases, not_before=self._schedule.time_of(draw) + self._step)
        self._report_from = now

    def _decide(self, draw: DrawTime, now: float) -> Sequence[Release]:
        winners = self._ledger.draw(draw, now)  # sealed and drawn for good, before the guard is asked
        decisions = [
            (winner, self.verdict(winner.path, winner.start), self._guard_version, self._policy_version)
            for winner in winners
        ]
        releases = self._ledger.decide(draw, decisions, self._clock())
        for _, verdict, *_ in decisions:
            self.tally.judged(verdict)
        self._say(f"draw {draw.number} of period {draw.period}: {in_words([verdict for _, verdict, *_ in decisions])}")
        for one in releases:
            self._say(f"released: unit {short(one.id)}, tokens {one.start} to {len(one.path) // wire.TOKEN_BYTES}")
        return releases

    def _expire(self, now: float) -> None:
        over = self._ledger.expire(now)
        self.tally.expiries += len(over)
        if over:
            self._say(f"expired: {len(over)} released unit(s), private again: {', '.join(short(u) for u in over[:8])}")

    def verdict(self, path: bytes, start: int) -> Verdict:
        """The guard's verdict on a unit with the tail of its ancestors. Never raises."""
        try:
            tokens = wire.unpack_path(path[max(0, start - ANCESTOR_TOKENS) * wire.TOKEN_BYTES :])
            verdict = self._judge(self._decode(tokens))
        except Exception as error:  # whatever it is, the unit stays private
            return Undecided(reason=f"not judged: {type(error).__name__}", doubt=Doubt.UNREADABLE)
        return verdict if isinstance(verdict, (Sensitive, Clean)) else _undecided(verdict)

    # ── what the scheduler is told ───────────────────────────────────────────────────────────────

    def _release(self, releases: Iterable[Release], *, not_before: float) -> None:
        wanted = [release for release in releases if release.id not in self._withdrawals]
        for frame in wire.release(wanted, not_before=not_before, step=self._step):
            self._send(frame)

    def _tell_live(self, now: float) -> None:
        if self._told_live or not self._mode.releases or not self._may("live", now):
            return
        try:
            live = self._ledger.live(now)
        except LedgerError as error:
            self._failed("live", now, error)
            return
        self._failing.pop("live", None)
        self._told_live = True
        self._release(live, not_before=now)

    def _report(self, now: float) -> None:
        if now < self._report_from:
            return
        self._report_from = now + STATUS_SECONDS
        try:
            status = dict(self._ledger.status(now))
            self._failing.pop("status", None)
        except LedgerError as error:
            self._failed("status", now, error)
            status = {}
        failing = [*self._failing.values(), *([NO_ROOM] if status.pop("crowded", False) else [])]
        status |= {"failures": dict(self.failures), "failing": failing}
        status |= {"problems": self._problems, "guard": self._guard_version}
        verdicts: dict[str, dict[str, int]] = {}
        for (tier, verdict), count in self._guard_counts.items():
            verdicts.setdefault(tier, {})[verdict] = count
        status |= {"verdicts": verdicts, "tally": self.tally.describe()}
        if status != self._reported:
            self._reported = status
            self._send(wire.Frame(header={**status, "op": "status"}))

    # ── the operator ─────────────────────────────────────────────────────────────────────────────

    def _note(self, now: float) -> None:
        """Write what was declared and withdrawn into the log, in its order, and tell that it is there."""
        while self._notes and self._may("declared", now):
            unit, frame, note = self._notes[0]
            if not self._try("declared", now, self._ledger.note, unit, note, self._policy_version):
                return
            del self._notes[0]
            if "id" in frame.header:
                self._send(wire.Frame(header={"op": "noted", "id": frame.header["id"]}))

    def _withdraw(self, now: float) -> None:
        for unit, by in list(self._withdrawals.items()):
            if self._may("withdraw", now) and self._try("withdraw", now, self._ledger.withdraw, unit, now, by):
                del self._withdrawals[unit]
                self._send(wire.Frame(header={"op": "withdrawn", "unit": unit.hex()}))
                self._say(f"withdrawn: unit {short(unit)}, by the operator")

    def _try(self, what: str, now: float, call: Callable[..., object], *arguments: object) -> bool:
        """Whether the ledger could do it."""
        try:
            call(*arguments)
        except LedgerError as error:
            self._failed(what, now, error)
            return False
        self._failing.pop(what, None)
        return True

    def _failed(self, what: str, now: float, error: LedgerError) -> None:
        self.failures[what] += 1
        self._pauses[what] = now + RETRY_SECONDS
        if what not in self._failing:  # once; the metric counts on
            self._failing[what] = f"the ledger failed ({what}): {error}"
            self._say(self._failing[what], warning=True)

    def _say(self, text: str, *, warning: bool = False) -> None:
        self._send(wire.Frame(header={"op": "note", "text": text, "warning": warning}))

    def _may(self, what: str, now: float) -> bool:
        return now >= self._pauses.get(what, float("-inf"))


def _undecided(verdict: object) -> Undecided:
    return verdict if isinstance(verdict, Undecided) else Undecided(reason="the guard gave no verdict")
