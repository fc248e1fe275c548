"""Prompts as block ids: exact, by comparing the content, not by hashing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_ROOT = -1


class Prefixes:
    """Gives each distinct sequence of full blocks, from the first token on, an id: 0, 1, … in order of appearance.

    `block_tokens` is the size of a block. Tokens may be words or token ids. Two prompts have the same id at some
    place exactly where they agree from the start up to there.
    """

    def __init__(self, block_tokens: int) -> None:
        if block_tokens < 1:
            raise ValueError("a block has one token or more")
        self.block_tokens = block_tokens
        self._ids: dict[tuple[int, tuple[Hashable, ...]], int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self, tokens: Sequence[Hashable]) -> tuple[int, ...]:
        """The ids of the full blocks of a prompt; new ones are given where it is new."""
        size, node, found = self.block_tokens, _ROOT, []
        for start in range(0, len(tokens) - size + 1, size):
            node = self._ids.setdefault((node, tuple(tokens[start : start + size])), len(self._ids))
            found.append(node)
        return tuple(found)
