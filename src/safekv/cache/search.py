"""Longest-prefix search: which leading blocks of a prompt are held, for one prompt or for many at once.

**Equality.** Two blocks are equal when their keys are, all 32 bytes of them. A key is a cryptographic hash of the
block's tokens, of everything before it, and of its scope, so equal keys mean equal content for the same readers.
Parts of a key lead to candidates, and never decide. A prompt's longest prefix is the number of its leading keys that
are held.

**Order.** Keys lie in rows, in the order in which they came: what was inserted together lies side by side. A hash table
leads from a key to its row. A lookup goes through the table once for each run of adjacent rows; along the run it only
compares memory, which processors read ahead. Rows that were given up are taken again last first, so prompts that are
evicted from their end make room for others in one run.

**Cost.** It does not depend on the number of entries but for misses of the processor's caches. `lookup` reads every
matched key. `match`, in an index that is prefix closed (who holds a block holds all blocks before it), bisects: about
log2 n keys of a prompt of n. An index that was not said to be closed is searched from the front.

**Memory.** 36 bytes a row and 12 of slots, half as much again at most after growing; the table is at most 2/3 full.
Removal shifts back what follows, so nothing is left behind that later probes would have to pass. Probing begins where a
product with a secret number says: nobody who chooses content can crowd one part of the table.

**Compilation.** Numba compiles the kernels when a process makes its first index, never during a request. It keeps them
beside the source, or in the user's cache directory; where it may write neither, every start takes some seconds more.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from safekv.cache import search_kernels as kernels
from safekv.cache.search_kernels import HELD, USED, WORDS

Keys: TypeAlias = NDArray[np.uint8]
"""Block keys, one after the other: shape (blocks, 32), C-contiguous."""

Blocks: TypeAlias = NDArray[np.int32]
"""Block ids, 0 or more."""

Flags: TypeAlias = NDArray[np.bool_]

Numbers: TypeAlias = NDArray[np.int64]
"""Lengths of prompts, in blocks, or offsets: prompt i is keys[offsets[i]:offsets[i + 1]]."""

KEY_BYTES = kernels.KEY_BYTES

ABSENT = -1
"""In place of a block id: none."""

MAX_ENTRIES = 2**31 - 2

_INT32 = np.dtype(np.int32)
_SLOTS_PER_ROW = 1.5
_GROWTH = 1.5


def as_keys(keys: list[bytes]) -> Keys:
    """Block keys as the engine has them, in one piece. ValueError unless each has 32 bytes."""
    joined = b"".join(keys)
    if len(joined) != KEY_BYTES * len(keys) or max(map(len, keys), default=0) > KEY_BYTES:
        raise ValueError(f"a block key has {KEY_BYTES} bytes")
    return np.frombuffer(joined, np.uint8).reshape(-1, KEY_BYTES)


class PrefixIndex:
    """Block keys, and the block that each leads to. Not for several threads at once.

    `capacity` keys are taken before the index grows, which moves all of it: give it the number of blocks of the pool.
    `seed` is a secret of 63 bits or more. With `prefix_closed` the caller promises that a key is inserted after all
    those that precede it in a prompt, and removed before them. Arrays of other types are refused with a TypeError.
    """

    def __init__(self, *, capacity: int, seed: int, prefix_closed: bool = False) -> None:
        if not 1 <= capacity <= MAX_ENTRIES:
            raise ValueError(f"capacity must be 1 to {MAX_ENTRIES}, not {capacity}")
        kernels.compile_all()
        self.prefix_closed = prefix_closed
        self._seed = seed % 2**63 | 1  # signed and Python's own: NumPy's numbers take longer to hand over
        self._state = np.zeros(3, np.int64)
        self._allocate(capacity)

    def __len__(self) -> int:
        return int(self._state[HELD])

    @property
    def capacity(self) -> int:
        """Keys that can be held without growing."""
        return len(self._blocks)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that are set aside."""
        return self._rows.nbytes + self._blocks.nbytes + self._slots.nbytes + self._state.nbytes

    # ── search: changes nothing ──────────────────────────────────────────────────────────────────

    def match_one(self, keys: Keys) -> int:
        """How many leading keys of one prompt are held."""
        if not self.prefix_closed:
            return len(self.lookup_one(keys))
        return _checked(kernels.match_one(self._slots, self._rows, self._seed, keys))

    def match(self, keys: Keys, offsets: Numbers) -> Numbers:
        """How many leading keys of each prompt are held. ValueError if offsets do not ascend within the keys."""
        if not self.prefix_closed:
            return self.lookup(keys, offsets)[1]
        lengths = np.empty(max(len(offsets) - 1, 0), np.int64)
        _checked(kernels.match(self._slots, self._rows, self._seed, keys, offsets, lengths))
        return lengths

    def lookup_one(self, keys: Keys) -> Blocks:
        """The blocks of the leading keys of one prompt that are held."""
        found = np.empty(len(keys), _INT32)
        length = kernels.lookup_one(self._slots, self._rows, self._seed, self._blocks, keys, found)
        return found if length == len(found) else found[: _checked(length)]

    def lookup(self, keys: Keys, offsets: Numbers) -> tuple[Blocks, Numbers]:
        """The block of each key, ABSENT from the first of its prompt on that is not held, and `match`."""
        found = np.full(len(keys), ABSENT, np.int32)
        lengths = np.empty(max(len(offsets) - 1, 0), np.int64)
        _checked(kernels.lookup(self._slots, self._rows, self._seed, self._blocks, keys, offsets, found, lengths))
        return found, lengths

    # ── change ───────────────────────────────────────────────────────────────────────────────────

    def insert(self, keys: Keys, blocks: Blocks) -> Flags:
        """Let keys lead to blocks, in this order; return which did. A key that is held keeps the block that it has."""
        new, done = self._flags(keys, blocks), 0
        while done < len(keys):
            table = (self._slots, self._rows, self._seed, self._blocks, self._state)
            done = _checked(kernels.insert(*table, keys, blocks, new, done))
            if done < len(keys):
                self._grow()
        return new

    def remove(self, keys: Keys, blocks: Blocks) -> Flags:
        """Let go of keys, in this order, where they lead to just these blocks; return which did."""
        gone = self._flags(keys, blocks)
        _checked(kernels.remove(self._slots, self._rows, self._seed, self._blocks, self._state, keys, blocks, gone))
        return gone

    def clear(self) -> None:
        """Let go of everything; the memory stays set aside."""
        self._allocate(self.capacity)

    def _flags(self, keys: Keys, blocks: Blocks) -> Flags:
        if len(keys) != len(blocks):
            raise ValueError(f"{len(keys)} keys cannot be paired with {len(blocks)} blocks")
        if len(blocks) and blocks.min() < 0:
            raise ValueError("a block id is 0 or more")
        return np.empty(len(keys), np.bool_)

    def _allocate(self, capacity: int) -> None:
        self._rows = np.empty(capacity * WORDS, np.uint64)
        self._blocks = np.full(capacity, ABSENT, np.int32)
        self._slots = np.zeros(int(capacity * _SLOTS_PER_ROW) + 1, np.uint64)
        self._state[:] = (-1, 0, 0)

    def _grow(self) -> None:
        if self.capacity == MAX_ENTRIES:
            raise ValueError(f"an index holds {MAX_ENTRIES} keys at most")
        rows, blocks, slots, state = self._rows, self._blocks, self._slots, self._state.copy()
        self._allocate(min(int(self.capacity * _GROWTH) + 1, MAX_ENTRIES))
        used = int(state[USED])
        self._rows[: WORDS * used], self._blocks[:used] = rows[: WORDS * used], blocks[:used]
        self._state[:] = state
        kernels.move(slots, self._slots)


def _checked(status: int) -> int:
    if status < 0:
        raise ValueError(f"keys must have the shape (blocks, {KEY_BYTES}), and offsets must ascend within them")
    return status
