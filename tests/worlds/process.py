"""The release process of a world: the real one, on a store in memory, without threads and sockets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from safekv.config import Ledger as Settings
from safekv.identity.keyring import Keyring
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import DrawTime, Schedule
from safekv.ledger.selection import StoppedDraw
from safekv.ledger.store.base import Limits
from safekv.ledger.store.memory import MemoryStore
from safekv.release import wire
from safekv.release.queue import Outgoing
from safekv.release.worker import ReleaseProcess
from safekv.types import Cause, Mode, OwnerTag, UnitId
from safekv.verdicts import Clean, Sensitive, Verdict
from tests.worlds.trace import BLOCK

SENSITIVE_TOKEN = 2200
"""A text that holds it is called sensitive."""

_KEYS = LedgerKeys.derive(Keyring(master=bytes(32)).ledger_key)
_SELECTIONS: dict[Settings, StoppedDraw] = {}


class Coins(MemoryStore):
    """A store that gives each unit that is drawn a coin of its own, whatever other units are drawn with it."""

    def __init__(self, toss: Callable[[UnitId, DrawTime], int]) -> None:
        super().__init__()
        self._toss = toss
        self._coins: Iterator[int] = iter(())

    def pending(self, draw: DrawTime, at: float, enough: int) -> list[tuple[UnitId, int]]:
        """As any store; the coins that follow belong to what is returned."""
        found = super().pending(draw, at, enough)
        self._coins = iter([self._toss(unit, draw) for unit, _ in found])
        return found

    def coin(self) -> int:
        """The next coin."""
        return next(self._coins)


class Client:
    """The release client without its threads: the same queues, and what the process has said."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self.counts: Counter[str] = Counter()
        self.received: list[wire.Frame] = []
        self.state = "ready"
        self.status: Mapping[str, Any] = {}
        self.withdrawals: dict[str, None] = {}
        self.unwritten = 0
        self._clock = clock
        self._outgoing = Outgoing(
            quota=settings.max_contributions, period_seconds=settings.period_seconds, counts=self.counts
        )

    def connect(self) -> None:
        """A process is there."""
        self._outgoing.open()

    def meet(self, owner: OwnerTag) -> None:
        """See ReleaseClient."""
        self._outgoing.meet(owner, now=self._clock())

    def contribute(self, owner: OwnerTag, seen: bytes, tokens: Sequence[int], end: int, start: int) -> None:
        """See ReleaseClient."""
        self._outgoing.add(owner, seen, tokens, end, start, now=self._clock())

    def send(self, header: Mapping[str, Any], payload: bytes = b"") -> None:
        """See ReleaseClient."""
        if header["op"] == "withdraw":
            self.withdrawals[header["unit"]] = None
        self._outgoing.put(wire.Frame(header=header, payload=payload))

    def sent(self) -> list[wire.Frame]:
        """What the process finds on its socket."""
        reader = wire.FrameReader()
        frames: list[wire.Frame] = []
        while self._outgoing._waiting or self._outgoing._control or self._outgoing._met:
            frames += reader.feed(self._outgoing.batch() or b"")
        return frames

    def hear(self, frame: wire.Frame) -> None:
        """The process says something."""
        match frame.op:
            case "status":
                self.status = frame.header
            case "lost":
                self._outgoing.forget()
            case "withdrawn":
                self.withdrawals.pop(frame.header["unit"], None)
            case "release":
                self.received.append(frame)

    def take(self) -> list[wire.Frame]:
        """See ReleaseClient."""
        taken, self.received[:] = list(self.received), []
        return taken

    def waiting(self) -> bool:
        """See ReleaseClient."""
        return bool(self.received)

    def close(self) -> None:
        """See ReleaseClient."""


def unit_id(text: Sequence[int]) -> UnitId:
    """What all ledgers here call the first unit of a prompt that begins with this message."""
    return _KEYS.unit_id(wire.pack_path(text[: len(text) // BLOCK * BLOCK]), 0)


def start(
    store: MemoryStore,
    client: Client,
    settings: Settings,
    *,
    mode: Mode,
    clock: Callable[[], float],
    send: Callable[[wire.Frame], None],
    coin: Callable[[], int],
) -> ReleaseProcess:
    """A process that goes on with what is in the store."""
    selection = _SELECTIONS.get(settings) or StoppedDraw(
        epsilon=settings.epsilon,
        delta=settings.delta,
        draws=settings.draws_per_period,
        min_owners=settings.min_owners,
    )
    _SELECTIONS[settings] = selection
    ledger = Ledger(
        store=store,
        schedule=Schedule(period_seconds=settings.period_seconds, draws=settings.draws_per_period),
        selection=selection,
        keys=_KEYS,
        limits=Limits(quota=settings.max_contributions, enough=settings.min_owners, most=selection.saturation),
        now=clock(),
        deployment="worlds",
        parameters="worlds",
        causes=(Cause.LEDGER, Cause.DETECTOR),
        coin=coin,
    )
    process = ReleaseProcess(
        ledger,
        judge=_judge,
        guard_version="test",
        decode=lambda tokens: " ".join(map(str, tokens)),
        send=send,
        clock=clock,
        mode=mode,
        policy_version="test",
    )
    client.connect()
    process.begin({UnitId(bytes.fromhex(unit)): None for unit in client.withdrawals})
    return process


def _judge(text: str) -> Verdict:
    return Sensitive(findings=(), score=1.0) if str(SENSITIVE_TOKEN) in text.split() else Clean(score=0.0)
