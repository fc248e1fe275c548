"""Where the messages of a prompt begin, told from its tokens alone.

A chat template writes the same few tokens between two messages, whatever they say: the end of the one and the role of
the other. The scheduler, which sees tokens only, finds the messages by these markers. They are learnt from the model's
own template at start (engines/vllm/markers.py).

A caller can write markers into a message; then it has contributed under another role than it seems to have. It could
have sent a message of that role as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from safekv.scope.units import MAX_UNITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """The tokens before the content of a message of this role."""

    role: str
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message from token `start` (of its marker) to `end`, one past its content."""

    role: str
    start: int
    end: int


class Template:
    """The markers of one chat template: `opening` at a prompt's beginning, `between` two messages.

    Without markers no prompt has messages.
    """

    def __init__(self, *, opening: Sequence[Marker] = (), between: Sequence[Marker] = ()) -> None:
        self._opening = tuple(opening)
        self._by_pivot: dict[int, list[tuple[int, Marker]]] = {}
        for marker in between:
            # Special tokens have the highest ids, and stand in no text: the search for one passes over all content.
            pivot = max(marker.tokens)
            self._by_pivot.setdefault(pivot, []).append((marker.tokens.index(pivot), marker))

    def messages(self, tokens: Sequence[int]) -> Iterator[Message]:
        """The messages of a prompt, in order, each as soon as its end is found; what has no end is left out."""
        opening = next((m for m in self._opening if tuple(tokens[: len(m.tokens)]) == m.tokens), None)
        if opening is None:
            return
        role, start, at = opening.role, 0, len(opening.tokens)
        while found := self._next(tokens, at):
            end, marker = found
            yield Message(role=role, start=start, end=end)
            role, start, at = marker.role, end, end + len(marker.tokens)

    def _next(self, tokens: Sequence[int], at: int) -> tuple[int, Marker] | None:
        """Where the next marker begins, and which one it is."""
        found = [hit for pivot, markers in self._by_pivot.items() if (hit := _find(tokens, at, pivot, markers))]
        return min(found, key=lambda hit: (hit[0], -len(hit[1].tokens))) if found else None


def _find(tokens: Sequence[int], at: int, pivot: int, markers: list[tuple[int, Marker]]) -> tuple[int, Marker] | None:
    position = at
    while True:
        try:
            position = tokens.index(pivot, position)
        except ValueError:
            return None
        for offset, marker in markers:
            start = position - offset
            if start >= at and tuple(tokens[start : start + len(marker.tokens)]) == marker.tokens:
                return start, marker
        position += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The first unpublished unit on a prompt's path: tokens `start` to `end`, multiples of the block size."""

    start: int
    end: int


def frontier(
    template: Template, tokens: Sequence[int], *, published: int, depth: int, roles: Collection[str], block_size: int
) -> Frontier | None:
    """The one unit that a prompt contributes to, or None.

    `published` is where the prompt's published units end, in tokens, and `depth` how many they are. Ends are rounded
    down to a block, so a unit begins with less than a block of the message before. Each message that the unit holds
    a token of must have one of `roles`; so must the first, whose role the unit is called by.
    """
    if depth >= MAX_UNITS:
        return None
    for message in template.messages(tokens):
        if message.end <= published:
            continue
        if message.role not in roles:
            return None
        end = message.end // block_size * block_size
        if end > published:
            return Frontier(start=published, end=end)
    return None
