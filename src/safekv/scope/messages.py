"""Where the messages of a prompt begin, told from its tokens alone.

A chat template writes the same few tokens between two messages, whatever they say: the end of the one and the role of
the other. The scheduler, which sees tokens only, finds the messages by these markers. They are learnt from the model's
own template at start (edge/markers.py).

A marker begins with a control token: one that the tokenizer never merges with text. Any control token that begins no
marker which may stand there ends the search: what follows is of nobody knows whom, and is not voted for.

A caller can write markers into a message; then it has contributed under another role than it seems to have. It could
have sent a message of that role as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, count, islice

from safekv.scope.units import MAX_UNITS

MAX_MESSAGES = 64
"""So many messages of a prompt are looked at, at most. Whatever a prompt says, the search stays one pass over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """The tokens before the content of a message of this role, where one of role `after` ends (None: any)."""

    role: str
    tokens: tuple[int, ...]
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message from token `start` (of its marker) to `end`, where the next marker begins."""

    role: str
    start: int
    end: int


class Template:
    """The markers of one chat template: `opening` at a prompt's beginning, `between` two messages.

    `control` are token ids that stand in no text, beside the first ones of the markers. `holds` says for a role of the
    markers messages of which roles may stand behind it: by default of that one. Without markers no prompt has messages.
    """

    def __init__(
        self,
        *,
        opening: Sequence[Marker] = (),
        between: Sequence[Marker] = (),
        control: Collection[int] = (),
        holds: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self._opening = tuple(opening)
        self._between: dict[int, list[Marker]] = {}
        for marker in sorted(between, key=lambda marker: -len(marker.tokens)):
            self._between.setdefault(marker.tokens[0], []).append(marker)
        self._control = frozenset(control) | self._between.keys()
        self._holds = {role: frozenset(held) for role, held in (holds or {}).items()}

    def holds(self, role: str) -> frozenset[str]:
        """The roles of messages that may stand where the markers say `role`."""
        return self._holds.get(role, frozenset({role}))

    def messages(self, tokens: Sequence[int]) -> Iterator[Message]:
        """The messages of a prompt, in order, each as soon as its end is found; what has no end is left out."""
        opening = next((m for m in self._opening if tuple(tokens[: len(m.tokens)]) == m.tokens), None)
        if opening is None:
            return
        role, start, at = opening.role, 0, len(opening.tokens)
        for position in compress(count(), map(self._control.__contains__, tokens)):
            if position < at:
                continue  # part of the marker
            marker = self._marker(tokens, position, role)
            if marker is None:
                return
            yield Message(role=role, start=start, end=position)
            role, start, at = marker.role, position, position + len(marker.tokens)

    def _marker(self, tokens: Sequence[int], position: int, role: str) -> Marker | None:
        """The longest marker that stands here and may stand behind a message of this role."""
        for marker in self._between.get(tokens[position], ()):
            fits = marker.after is None or marker.after == role
            if fits and tuple(tokens[position : position + len(marker.tokens)]) == marker.tokens:
                return marker
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The first unpublished unit on a prompt's path: tokens `start` to `end`, multiples of the block size."""

    start: int
    end: int


def frontier(
    template: Template, tokens: Sequence[int], *, published: int, depth: int, roles: Collection[str], block_size: int
) -> Frontier | None:
    """The one unit that a prompt contributes to, or None. One pass over the prompt at most.

    `published` is where the prompt's published units end, in tokens, and `depth` how many they are. Ends are rounded
    down to a block, so a unit begins with less than a block of the message before. Each message that the unit holds
    a token of must have one of `roles`; so must the first, whose role the unit is called by.
    """
    if depth >= MAX_UNITS:
        return None
    for message in islice(template.messages(tokens), MAX_MESSAGES):
        if message.end <= published:
            continue
        if not template.holds(message.role).issubset(roles):
            return None
        end = message.end // block_size * block_size
        if end > published:
            return Frontier(start=published, end=end)
    return None
