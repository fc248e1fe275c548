"""The operator: declares and withdraws prefixes at any time, and remembers what stands declared."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from safekv.errors import DeclarationError
from safekv.scope import units
from safekv.sharing.control import Command
from safekv_lab.scheduler.standalone import Engine
from tests.harness import model
from tests.harness.oracle import Oracle
from tests.harness.report import Kind, Violation
from tests.harness.sent import Caller, Part

MAX_DECLARED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A prefix that may be declared: its tokens, and where its messages end. What follows belongs to the caller."""

    name: str
    tokens: list[int] = field(repr=False)
    boundaries: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Declared:
    """A declaration that stands, or is about to."""

    name: str
    parts: tuple[Part, ...]
    command: Command
    tick: int
    answered: bool = False


class Operator:
    """Sends commands by the queue that the control socket feeds."""

    def __init__(
        self,
        engine: Engine,
        oracle: Oracle,
        texts: Sequence[Text],
        rng: random.Random,
        counts: Counter[str],
        groups: Collection[str],
    ) -> None:
        self._engine = engine
        self._oracle = oracle
        self._texts = texts
        self._rng = rng
        self._groups = tuple(groups)
        self._counts = counts
        self._declared: dict[str, Declared] = {}
        self._withdrawing: list[tuple[str, Command]] = []

    def act(self) -> None:
        """Declare something, or withdraw it."""
        if len(self._declared) < MAX_DECLARED and self._rng.random() < 0.7:
            self.declare(self._rng.choice(self._texts), self._rng.choice([None, None, *self._groups]))
        elif self._declared and not self._withdrawing:
            name = self._rng.choice(list(self._declared))
            self._withdrawing.append((name, self._send({"op": "withdraw", "name": name})))

    def declare(self, text: Text, group: str | None) -> None:
        """Declare a text, whole units of it, under a name of its own."""
        name = f"{text.name}-for-{group or 'all'}"
        if name in self._declared:
            return
        size = self._engine.sizes.block_size
        ends = units.unit_ends(text.boundaries, size)
        body = {"op": "declare", "name": name, "group": group, "tokens": list(text.tokens), "ends": list(ends)}
        # Which units these are is worked out here once more, from the boundaries alone.
        floors = sorted({boundary // size * size for boundary in text.boundaries} - {0})
        digests: list[int] = []
        model.extend(digests, text.tokens)
        parts = tuple(
            Part(start=start, end=end, digest=digests[end - 1], group=group)
            for start, end in zip([0, *floors], floors, strict=False)
        )
        self._oracle.paths_declared |= {part.digest for part in parts}
        self._declared[name] = Declared(name=name, parts=parts, command=self._send(body), tick=self._oracle.tick)

    def settle(self) -> None:
        """Take the scheduler's answers."""
        for name, command in list(self._withdrawing):
            if command.answer.done():
                command.answer.result()
                self._withdrawing.remove((name, command))
                self._counts["withdrawn"] += 1
                del self._declared[name]
        for declared in list(self._declared.values()):
            if declared.answered or not declared.command.answer.done():
                continue
            declared.answered = True
            error = declared.command.answer.exception()
            if error is None:
                self._counts["declared"] += 1
            elif isinstance(error, DeclarationError) and "may be pinned" in str(error):
                self._counts["declarations_over_budget"] += 1
                del self._declared[declared.name]
            else:
                raise Violation(Kind.CRASH, f"{declared.name} was refused: {error}")

    def waits(self) -> bool:
        """Whether an answer is outstanding."""
        return bool(self._withdrawing) or any(not declared.answered for declared in self._declared.values())

    def readable(self, caller: Caller) -> tuple[Part, ...]:
        """The units that a caller may read, of all that stands declared."""
        if not caller.reads_published:
            return ()
        parts = [part for declared in self._declared.values() for part in declared.parts]
        return tuple(part for part in parts if part.group is None or part.group == caller.group)

    def promised(self, caller: Caller, digests: Sequence[int]) -> int:
        """How many tokens of a prompt a caller must find cached: the longest that is published and that it may read."""
        if not caller.reads_published:
            return 0
        size = self._engine.sizes.block_size
        most = (len(digests) - 1) // size * size
        published = {entry["name"] for entry in self.status()["declared"] if entry["state"] == "published"}
        ends = [
            part.end
            for declared in self._declared.values()
            if declared.name in published
            for part in declared.parts
            if part.group in {None, caller.group} and part.end <= len(digests) and digests[part.end - 1] == part.digest
        ]
        return min(most, max(ends, default=0))

    def blocks(self, released: Collection[Part]) -> int:
        """Blocks of all distinct units that stand declared or `released`."""
        distinct = {part for declared in self._declared.values() for part in declared.parts} | set(released)
        return sum(part.end - part.start for part in distinct) // self._engine.sizes.block_size

    def status(self) -> dict[str, Any]:
        """The scheduler's status, as the operator sees it."""
        command = Command(body={"op": "status"})
        self._engine.scheduler._commands.obey(command)
        return command.answer.result()

    def _send(self, body: dict[str, Any]) -> Command:
        command = Command(body=body)
        self._engine.scheduler._control._queue.put(command)
        return command
