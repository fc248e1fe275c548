"""The scheduler's part in the vote: sends each request's vote, and takes the units that were released.

Everything here runs on the scheduler's thread and returns at once. If the release process is slow, wrong or gone,
nothing new is released, and requests go on as they are.
"""

from __future__ import annotations

import logging
import math
import time
import types
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from safekv.config import Ledger
from safekv.errors import DeclarationError, EngineError, OperatorError
from safekv.ledger.naming import DIGITS, digits_of, find
from safekv.release import wire
from safekv.release.client import ReleaseClient
from safekv.scope.messages import Marker, Template, frontier
from safekv.sharing.ballots import Ballots
from safekv.sharing.chain import EngineRequest
from safekv.sharing.releases import Releases
from safekv.sharing.residents import Declaration
from safekv.types import Plan, Private, Shared, WriteScope

logger = logging.getLogger("vllm.safekv.release")

_RESET_STEP_SECONDS = 10.0
_LEFT_OUT = {
    "releases_without_room": "no room in the shared region",
    "releases_unreachable": "nothing shared that they continue",
}


class ReleaseStage:
    """Votes of requests, releases of the ledger. `clock` gives Unix time in seconds.

    `hello` is what the release process is told when it is started, less what the edge has to say to it.
    """

    def __init__(
        self,
        client: ReleaseClient,
        releases: Releases,
        *,
        settings: Ledger,
        block_size: int,
        hello: Mapping[str, Any] = types.MappingProxyType({}),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.client = client
        self._hello = hello
        self._rendering: dict[str, str] | None = None
        self._releases = releases
        self._roles = frozenset(settings.roles)
        self._block_size = block_size
        self._clock = clock
        self._template = Template()
        self._ballots = Ballots(period_seconds=settings.period_seconds)
        self._living: dict[str, float] = {}  # what the ledger has released, with room here or not: id to end of life
        self._next_end = math.inf
        self._votable: list[str] | None = None

    def start(self, rendering: Mapping[str, str]) -> None:
        """Start the release process, now that the edge has told what it makes of messages.

        Raises ValueError when it has told otherwise before: two servers of one engine would not render alike.
        """
        if self._rendering is not None and dict(rendering) != self._rendering:
            raise ValueError("the servers of this engine do not render alike; start them with the same flags")
        if self._rendering is None:
            self._rendering = dict(rendering)
            engine = {**self._hello.get("engine", {}), **self._rendering}
            self.client.start({**self._hello, "engine": engine})

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def advance(self) -> None:
        """Publish and expire what is due by now; to be called before anything is planned."""
        self._releases.advance(self._clock())

    def vote(self, request: EngineRequest, scope: WriteScope, chosen: Plan) -> None:
        """Contribute the request's frontier, if its owner has a vote and its HTTP request had none yet.

        What continues a group's unit is no evidence for everybody. `request.block_hashes` still end in the private
        chain, whose entry at the unit's end tells whether this tenant has contributed it before.
        """
        if not isinstance(scope, Private) or scope.owner is None:
            return
        self.client.meet(scope.owner)
        if any(published.unit.audience != Shared() for published in chosen.units):
            return
        if not self._ballots.cast(scope.owner, request.request_id, now=self._clock()):
            return
        tokens: list[int] = request.prompt_token_ids
        found = frontier(
            self._template,
            tokens,
            published=chosen.units[-1].unit.end if chosen.units else 0,
            depth=len(chosen.units),
            roles=self._roles,
            block_size=self._block_size,
        )
        if found is not None:
            seen = request.block_hashes[found.end // self._block_size - 1]
            self.client.contribute(scope.owner, seen, tokens, found.end, found.start)

    # ── the release process ──────────────────────────────────────────────────────────────────────

    def waiting(self) -> bool:
        """Whether the release process has sent something."""
        return self.client.waiting()

    def take(self) -> None:
        """Take what the release process has sent."""
        for frame in self.client.take():
            try:
                match frame.op:
                    case "release":
                        self._admit(frame)
                    case "withdrawn":  # the operator was quicker than the frame that released it
                        self._releases.withdraw(wire.unit_of(frame).hex())
                        self._living.pop(wire.unit_of(frame).hex(), None)
            except (EngineError, KeyError, TypeError, ValueError):
                self.client.counts["release_frames_refused"] += 1

    def _admit(self, frame: wire.Frame) -> None:
        first, step = float(frame.header["not_before"]), float(frame.header["step"])
        released, now, before = wire.releases_of(frame), self._clock(), Counter(self.client.counts)
        self._releases.admit(released, first=first, step=step, now=now)
        if self._next_end <= now:
            self._living = {unit: expires for unit, expires in self._living.items() if expires > now}
            self._next_end = min(self._living.values(), default=math.inf)
        for release in released:
            self._living[release.id.hex()] = release.expires
            self._next_end = min(self._next_end, release.expires)
        for count, what in _LEFT_OUT.items():
            if left := self.client.counts[count] - before[count]:
                logger.info("%d of %d released units stay private on this engine: %s", left, len(released), what)

    def reset(self) -> None:
        """The cache is about to be reset."""
        self._releases.hide_all(self._clock(), _RESET_STEP_SECONDS)

    def close(self) -> None:
        """End the release process."""
        self.client.close()

    # ── the operator ─────────────────────────────────────────────────────────────────────────────

    def learn(
        self,
        opening: Sequence[Any],
        between: Sequence[Any],
        control: Sequence[int] = (),
        holds: Mapping[str, Sequence[str]] = types.MappingProxyType({}),
    ) -> None:
        """Take the markers of the chat template: of each its role, token ids and, between two, the role before.

        `control` and `holds` are those of a `Template`. Raises ValueError, TypeError.
        """
        first, later = _markers(opening), _markers(between)
        self._template = Template(
            opening=first,
            between=later,
            control=[int(token) for token in control],
            holds={str(role): [str(one) for one in held] for role, held in holds.items()},
        )
        votable = {m.role for m in (*first, *later) if self._template.holds(m.role) <= self._roles}
        self._votable = sorted(votable) if votable & {m.role for m in first} else []  # a vote begins at the beginning

    def withdraw(self, given: str, by: str | None = None) -> tuple[str, bool]:
        """Stop sharing a released unit for good: its id, and whether this engine shared it (it may have had no room).

        `given` is the id or the beginning of it. While the release process is not ready, what lives may not be known
        here yet: a whole id is taken then, and withdrawn once the process is up.

        Raises DeclarationError for what names no unit that lives, or several.
        """
        self.take()
        try:
            unit = self._named(given)
        except OperatorError as error:
            raise DeclarationError(str(error)) from None
        shared = self._releases.withdraw(unit)
        self.client.send({"op": "withdraw", "unit": unit, **({"by": by} if by is not None else {})})
        self._living.pop(unit, None)
        return unit, shared

    def _named(self, given: str) -> str:
        digits, now = digits_of(given), self._clock()
        living = [unit for unit, expires in self._living.items() if expires > now]
        if self.client.state == "ready" or any(unit.startswith(digits) for unit in living):
            return find(digits, living, where="that is released and lives", listing="safekv ledger list")
        if len(digits) < DIGITS:
            raise DeclarationError(f"{given}: the release process is not ready; until it is, give the whole id")
        return digits

    def withdrawn(self, declaration: Declaration) -> None:
        """A declared prefix is gone: what was released behind it goes too."""
        self._releases.orphan([resident.unit.path for resident in declaration.residents])

    def status(self) -> dict[str, Any]:
        """For the operator. `votable_roles` are those whose messages can be voted for; None: not known yet."""
        return {
            **self.client.status,
            "process": self.client.state,
            "resident_units": len(self._releases),
            "votable_roles": self._votable,
        }


def _markers(given: Sequence[Any]) -> list[Marker]:
    return [
        Marker(role=str(role), tokens=tuple(int(token) for token in tokens), after=str(after[0]) if after else None)
        for role, tokens, *after in given
    ]
