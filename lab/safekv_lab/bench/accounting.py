"""Whose work a cache hit was: exact, from the token ids and the number of cached tokens that the engine reports.

A prefix cache serves whole blocks from the start of a prompt. Of the cached tokens of a request,
  own      could come from an earlier request of the same tenant (its prompts and generated tokens),
  public   lie within the declared prefix,
and what is beyond both was computed for another tenant and is private: a leak.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The cached tokens of one request. `own` and `public` are what they could explain, in tokens of whole blocks."""

    cached: int
    own: int
    public: int

    @property
    def foreign_private(self) -> int:
        """Cached tokens that neither the tenant's own requests nor the public prefix explain."""
        return max(0, self.cached - max(self.own, self.public))

    @property
    def foreign_public(self) -> int:
        """Cached tokens of the public prefix that the tenant had not computed itself."""
        return max(0, self.cached - self.own) - self.foreign_private


class PrefixTree:
    """Token sequences by whole blocks: how far a new one agrees with any before. Exact: no hashes."""

    def __init__(self, block_size: int) -> None:
        self._block_size = block_size
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}

    def match(self, tokens: Sequence[int]) -> int:
        """Return the longest common prefix with any added sequence, in tokens of whole blocks."""
        node, blocks = 0, 0
        for block in self._blocks(tokens):
            found = self._nodes.get((node, block))
            if found is None:
                break
            node, blocks = found, blocks + 1
        return blocks * self._block_size

    def add(self, tokens: Sequence[int]) -> None:
        """Add a sequence; a last block that is not full does not count."""
        node = 0
        for block in self._blocks(tokens):
            node = self._nodes.setdefault((node, block), len(self._nodes) + 1)

    def _blocks(self, tokens: Sequence[int]) -> list[tuple[int, ...]]:
        size = self._block_size
        return [tuple(tokens[start : start + size]) for start in range(0, len(tokens) - size + 1, size)]


class Account:
    """Attributes the hits of requests that were answered one after the other by one engine, fresh at the start."""

    def __init__(self, *, public: Sequence[int], block_size: int) -> None:
        self._own: defaultdict[str, PrefixTree] = defaultdict(lambda: PrefixTree(block_size))
        self._public = PrefixTree(block_size)
        self._public.add(public)

    def settle(self, *, tenant: str, prompt: Sequence[int], generated: Sequence[int], cached: int) -> Attribution:
        """Attribute the `cached` tokens of one answered request, then count it among the tenant's own."""
        own = self._own[tenant]
        attribution = Attribution(cached=cached, own=own.match(prompt), public=self._public.match(prompt))
        own.add([*prompt, *generated])
        return attribution
