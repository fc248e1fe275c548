"""The inner loops of `search`, compiled by Numba. Nothing here checks bounds but for what a caller could get wrong.

`rows` holds 4 words per key, one key after the other, and `words` a prompt's keys likewise. `blocks` holds a row's
block, or, of a free row, ~(the free row below it + 1), which is negative. A slot is 0, or the upper half of a mixed
word of the key, and in its lower half the row plus one. `state` is (the free row on top or -1, rows ever used, keys
held).

Unsigned numbers stay among themselves: in Numba, a signed one beside an unsigned one makes floats of both.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import boolean, int32, int64, njit, types, uint8, uint64

KEY_BYTES = 32
WORDS = KEY_BYTES // 8

FREE, USED, HELD = 0, 1, 2

_HALF = np.uint64(32)
_ROW = np.uint64(2**32 - 1)
_ONE = np.uint64(1)
_EMPTY = np.uint64(0)
_STRIDE = 16
_SHORT = 4


def _kernel(function: Callable[..., Any]) -> Any:
    try:
        return njit(cache=True)(function)
    except RuntimeError:  # nowhere to keep what was compiled: each process compiles for itself
        return njit(function)


@_kernel
def _next(at, count):
    return at + _ONE if at + _ONE < count else _EMPTY


@_kernel
def _home(half, count):
    """The slot where probing begins. It ascends with `half`, so a table is moved to a larger one in one sweep."""
    return (half * count) >> _HALF


@_kernel
def _half(seed, words, at):
    return (words[WORDS * at] * np.uint64(seed)) >> _HALF


@_kernel
def _same(rows, row, words, at):
    difference = _EMPTY
    for word in range(WORDS):
        difference |= rows[WORDS * row + word] ^ words[WORDS * at + word]
    return difference == _EMPTY


@_kernel
def _slot(slots, rows, seed, words, at):
    """The slot that leads to key `at` of `words`; if none does, ~ of the empty one where probing ended."""
    count = np.uint64(slots.shape[0])
    half = _half(seed, words, at)
    slot = _home(half, count)
    while slots[slot] != _EMPTY:
        if slots[slot] >> _HALF == half and _same(rows, np.int64(slots[slot] & _ROW) - 1, words, at):
            return np.int64(slot)
        slot = _next(slot, count)
    return ~np.int64(slot)


@_kernel
def _bisect(slots, rows, seed, words, begin, end):
    """How many of the keys from `begin` to `end` are held, if no held one comes after one that is not."""
    low, high = begin, end
    while low < high:
        middle = (low + high) >> 1
        if _slot(slots, rows, seed, words, middle) >= 0:
            low = middle + 1
        else:
            high = middle
    return low - begin


@_kernel
def _run(rows, blocks, row, words, at, most):
    """How many adjacent rows from `row` on hold the keys from `at` on, `most` at most; the first one does."""
    run, last = 1, most - _STRIDE
    while run < most:
        if _SHORT <= run <= last:  # many at once, without a branch for each
            old, new = WORDS * (row + run), WORDS * (at + run)
            held, asked = rows[old : old + WORDS * _STRIDE], words[new : new + WORDS * _STRIDE]
            there = blocks[row + run : row + run + _STRIDE]
            difference, sign = _EMPTY, np.int32(0)
            for word in range(WORDS * _STRIDE):
                difference |= held[word] ^ asked[word]
            for place in range(_STRIDE):
                sign |= there[place]
            if difference == _EMPTY and sign >= 0:
                run += _STRIDE
                continue
            last = 0  # the run ends within them
        if blocks[row + run] < 0 or not _same(rows, row + run, words, at + run):
            break
        run += 1
    return run


@_kernel
def _follow(slots, rows, blocks, seed, words, begin, end, found):
    """Write the blocks of the leading keys from `begin` to `end` that are held, run by run; return how many."""
    at = begin
    while at < end:
        slot = _slot(slots, rows, seed, words, at)
        if slot < 0:
            break
        row = np.int64(slots[slot] & _ROW) - 1
        run = _run(rows, blocks, row, words, at, min(end - at, blocks.shape[0] - row))
        if run < _STRIDE:
            for place in range(run):
                found[at + place] = blocks[row + place]
        else:
            found[at : at + run] = blocks[row : row + run]
        at += run
    return at - begin


@_kernel
def _words(keys):
    return keys.view(np.uint64).reshape(-1)


@_kernel
def _ascend(offsets, last):
    if offsets.shape[0] < 1 or offsets[0] < 0 or offsets[-1] > last:
        return False
    return not np.any(offsets[1:] < offsets[:-1])


# ── what `search` calls; a negative number says that the arguments do not fit ───────────────────────────────────


@_kernel
def match_one(slots, rows, seed, keys):
    """Of a prefix closed index: how many leading keys are held."""
    if keys.shape[1] != KEY_BYTES:
        return -1
    return _bisect(slots, rows, seed, _words(keys), 0, keys.shape[0])


@_kernel
def match(slots, rows, seed, keys, offsets, lengths):
    """The same for several prompts."""
    if keys.shape[1] != KEY_BYTES or not _ascend(offsets, keys.shape[0]):
        return -1
    words = _words(keys)
    for prompt in range(lengths.shape[0]):
        lengths[prompt] = _bisect(slots, rows, seed, words, offsets[prompt], offsets[prompt + 1])
    return 0


@_kernel
def lookup_one(slots, rows, seed, blocks, keys, found):
    """Write the blocks of the leading keys that are held, and return how many."""
    if keys.shape[1] != KEY_BYTES:
        return -1
    return _follow(slots, rows, blocks, seed, _words(keys), 0, keys.shape[0], found)


@_kernel
def lookup(slots, rows, seed, blocks, keys, offsets, found, lengths):
    """The same for several prompts."""
    if keys.shape[1] != KEY_BYTES or not _ascend(offsets, keys.shape[0]):
        return -1
    words = _words(keys)
    for prompt in range(lengths.shape[0]):
        begin, end = offsets[prompt], offsets[prompt + 1]
        lengths[prompt] = _follow(slots, rows, blocks, seed, words, begin, end, found)
    return 0


@_kernel
def insert(slots, rows, seed, blocks, state, keys, given, new, begin):
    """Insert the keys from `begin` on, and return where there was no row left: the number of keys if there was."""
    if keys.shape[1] != KEY_BYTES:
        return -1
    words = _words(keys)
    for at in range(begin, keys.shape[0]):
        slot = _slot(slots, rows, seed, words, at)
        new[at] = slot < 0
        if not new[at]:
            continue
        row = state[FREE]
        if row < 0 and state[USED] == blocks.shape[0]:
            return at
        if row >= 0:
            state[FREE] = np.int64(~blocks[row]) - 1
        else:
            row = state[USED]
            state[USED] += 1
        rows[WORDS * row : WORDS * (row + 1)] = words[WORDS * at : WORDS * (at + 1)]
        blocks[row] = given[at]
        slots[~slot] = (_half(seed, words, at) << _HALF) | np.uint64(row + 1)
        state[HELD] += 1
    return keys.shape[0]


@_kernel
def remove(slots, rows, seed, blocks, state, keys, given, gone):
    """Remove keys where they lead to the given blocks."""
    if keys.shape[1] != KEY_BYTES:
        return -1
    words = _words(keys)
    for at in range(keys.shape[0]):
        slot = _slot(slots, rows, seed, words, at)
        row = np.int64(slots[slot] & _ROW) - 1 if slot >= 0 else -1
        gone[at] = row >= 0 and blocks[row] == given[at]
        if gone[at]:
            blocks[row] = ~(state[FREE] + 1)
            state[FREE] = row
            state[HELD] -= 1
            _close(slots, np.uint64(slot))
    return 0


@_kernel
def _close(slots, hole):
    """Empty a slot, and shift back what is reached across it."""
    count = np.uint64(slots.shape[0])
    slot = _next(hole, count)
    while slots[slot] != _EMPTY:
        home = _home(slots[slot] >> _HALF, count)
        if (slot + count - home) % count >= (slot + count - hole) % count:
            slots[hole] = slots[slot]
            hole = slot
        slot = _next(slot, count)
    slots[hole] = _EMPTY


@_kernel
def move(old, new):
    """Fill an empty table with the slots of another."""
    count = np.uint64(new.shape[0])
    for entry in old:
        if entry != _EMPTY:
            slot = _home(entry >> _HALF, count)
            while new[slot] != _EMPTY:
                slot = _next(slot, count)
            new[slot] = entry


@cache
def compile_all() -> None:
    """Compile every kernel for the types that `search` calls it with; they refuse others with a TypeError."""

    def array(kind: Any, dimensions: int = 1, *, constant: bool = False) -> Any:
        return types.Array(kind, dimensions, "C", readonly=constant)

    table = (array(uint64), array(uint64), int64)
    blocks, numbers, flags = array(int32), array(int64), array(boolean)
    keys, given, offsets = array(uint8, 2, constant=True), array(int32, constant=True), array(int64, constant=True)
    for kernel, signature in (
        (match_one, (*table, keys)),
        (match, (*table, keys, offsets, numbers)),
        (lookup_one, (*table, blocks, keys, blocks)),
        (lookup, (*table, blocks, keys, offsets, blocks, numbers)),
        (insert, (*table, blocks, numbers, keys, given, flags, int64)),
        (remove, (*table, blocks, numbers, keys, given, flags)),
        (move, (array(uint64), array(uint64))),
    ):
        kernel.compile(signature)
        kernel.disable_compile()
