"""Prompts of a platform: a few long prefixes that many prompts begin with, and content of their own after it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from safekv.cache.search import KEY_BYTES, Keys

BLOCK_TOKENS = 16

_KEYS, _TOKENS = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Lengths in blocks. Prompt i begins with prefix i mod `prefixes`; one prompt more than `prompts` is a `longest`.

    Keys and tokens are random: what an index does depends on which are equal, and on nothing else about them.
    """

    prefixes: int = 50
    shared: int = 256
    prompts: int = 10_000
    own: int = 256
    longest: int = 4096
    seed: int = 0

    @property
    def length(self) -> int:
        """Blocks of every prompt but the longest."""
        return self.shared + self.own

    @property
    def distinct(self) -> int:
        """Blocks that an index holds once it has seen all prompts."""
        return min(self.prefixes, self.prompts) * self.shared + self.prompts * self.own + self.longest - self.shared

    def new_blocks(self, prompt: int) -> int:
        """Blocks of a prompt that no prompt before it has."""
        own = self._own(prompt)
        return own + self.shared if prompt < self.prefixes else own

    def keys(self, prompt: int) -> Keys:
        """The block keys of a prompt, in memory of their own."""
        parts = [
            self._random(_KEYS, -1 - prompt % self.prefixes).bytes(KEY_BYTES * self.shared),
            self._random(_KEYS, prompt).bytes(KEY_BYTES * self._own(prompt)),
        ]
        return np.frombuffer(b"".join(parts), np.uint8).reshape(-1, KEY_BYTES)

    def tokens(self, prompt: int) -> array[int]:
        """The tokens of a prompt, for indexes that are asked with tokens."""
        parts = [
            self._random(_TOKENS, -1 - prompt % self.prefixes).integers(0, 128_000, BLOCK_TOKENS * self.shared),
            self._random(_TOKENS, prompt).integers(0, 128_000, BLOCK_TOKENS * self._own(prompt)),
        ]
        return array("q", np.concatenate(parts).astype(np.int64).tobytes())

    def _own(self, prompt: int) -> int:
        return self.longest - self.shared if prompt == self.prompts else self.own

    def _random(self, kind: int, number: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, kind, number + self.prefixes))
