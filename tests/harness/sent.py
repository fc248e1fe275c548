"""A request as the harness sent it, with all that the harness knows about it without asking the scheduler."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.harness import model


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A unit that the operator declared: positions `start` to `end` of a text, and the digest of all up to there."""

    start: int
    end: int
    digest: int
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sends: `author` names the private scope that its KV belongs to."""

    author: str
    salt: str | None = field(repr=False)
    group: str | None = None
    reads_published: bool = True
    authenticated: bool = True


@dataclass(slots=True, kw_only=True, eq=False)
class Sent:
    """One request. `readable` and `promised` are what was declared, and published, when it was sent."""

    id: str
    caller: Caller
    tokens: list[int] = field(repr=False)
    prompt_length: int
    max_tokens: int
    tick: int
    epoch: int
    skips_reading: bool = False
    readable: tuple[Part, ...] = ()
    promised: int = 0
    digests: list[int] = field(default_factory=list, repr=False)
    outputs: int = 0
    admitted: bool = False
    aborted: bool = False
    finished: bool = False
    session: Session | None = None

    def __post_init__(self) -> None:
        model.extend(self.digests, self.tokens)

    def append(self, tokens: Iterable[int]) -> None:
        """The request's context grows."""
        added = list(tokens)
        self.tokens += added
        model.extend(self.digests, added)

    def forget_last(self) -> None:
        """A session drops the last token of a turn, whose KV was never computed."""
        self.tokens.pop()
        self.digests.pop()


@dataclass(slots=True, kw_only=True)
class Session:
    """The streaming side of a request: what the client will still send, and what the engine has not taken yet."""

    to_come: list[list[int]]
    queued: deque[list[int]] = field(default_factory=deque)
    turn_open: bool = True
    closing: bool = False
