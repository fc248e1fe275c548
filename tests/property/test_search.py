"""The prefix index against a dictionary: any order of insertions, removals and growth, with keys that crowd."""

from __future__ import annotations

from itertools import takewhile

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from safekv.cache.search import ABSENT, KEY_BYTES, Blocks, Keys, PrefixIndex

WORD = KEY_BYTES // 4

keys = st.integers(0, 7).flatmap(lambda word: st.sampled_from([(word, rest) for rest in range(6)]))
"""48 keys with 8 different first words: six of them begin probing in one slot, and runs of slots meet."""

prompts = st.lists(keys, max_size=40)


def key(name: tuple[int, int]) -> bytes:
    word, rest = name
    return (word * 0x2000_0000_0000_0001).to_bytes(WORD, "little") + rest.to_bytes(KEY_BYTES - WORD, "big")


def array(names: list[tuple[int, int]]) -> Keys:
    return np.frombuffer(b"".join(map(key, names)), np.uint8).reshape(-1, KEY_BYTES)


def ids(blocks: list[int]) -> Blocks:
    return np.array(blocks, np.int32)


class AnyOrder(RuleBasedStateMachine):
    """An index that is not prefix closed, and the dictionary that it has to be like."""

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[tuple[int, int], int] = {}
        self.serial = 0

    @initialize(capacity=st.integers(1, 60), seed=st.integers(0, 2**64 - 1))
    def begin(self, capacity: int, seed: int) -> None:
        self.index = PrefixIndex(capacity=capacity, seed=seed)

    @rule(prompt=prompts)
    def insert(self, prompt: list[tuple[int, int]]) -> None:
        blocks = list(range(self.serial, self.serial + len(prompt)))
        self.serial += len(prompt)
        expected = []
        for name, block in zip(prompt, blocks, strict=True):
            expected.append(name not in self.model)
            self.model.setdefault(name, block)
        assert self.index.insert(array(prompt), ids(blocks)).tolist() == expected

    @rule(prompt=prompts, right=st.lists(st.booleans(), min_size=40, max_size=40))
    def remove(self, prompt: list[tuple[int, int]], right: list[bool]) -> None:
        blocks, expected = [], []
        for name, so in zip(prompt, right, strict=False):
            block = self.model.get(name, 3) if so else self.serial
            blocks.append(block)
            expected.append(self.model.get(name) == block)
            if expected[-1]:
                del self.model[name]
        assert self.index.remove(array(prompt), ids(blocks)).tolist() == expected

    @rule()
    def clear(self) -> None:
        self.index.clear()
        self.model.clear()

    @rule(some=st.lists(prompts, min_size=1, max_size=5))
    def search(self, some: list[list[tuple[int, int]]]) -> None:
        answers = [[self.model[name] for name in takewhile(self.model.__contains__, prompt)] for prompt in some]
        offsets = np.cumsum([0, *map(len, some)])
        flat = array([name for prompt in some for name in prompt])
        blocks, lengths = self.index.lookup(flat, offsets)
        assert lengths.tolist() == self.index.match(flat, offsets).tolist() == list(map(len, answers))
        padded = [a + [ABSENT] * (len(p) - len(a)) for p, a in zip(some, answers, strict=True)]
        assert blocks.tolist() == [block for prompt in padded for block in prompt]
        assert [self.index.lookup_one(array(prompt)).tolist() for prompt in some] == answers

    @invariant()
    def every_key_leads_where_it_should(self) -> None:
        every = [(word, rest) for word in range(8) for rest in range(6)]
        one_by_one = np.arange(len(every) + 1)
        blocks, _ = self.index.lookup(array(every), one_by_one)
        assert blocks.tolist() == [self.model.get(name, ABSENT) for name in every]
        assert len(self.index) == len(self.model) <= self.index.capacity


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def chain(path: tuple[int, ...]) -> Keys:
    """Keys of a prompt whose blocks say `path`: a key stands for its block and all before it."""
    prefixes = [bytes(path[: end + 1]) for end in range(len(path))]
    return np.frombuffer(b"".join(p.ljust(KEY_BYTES, b"\xff") for p in prefixes), np.uint8).reshape(-1, KEY_BYTES)


paths = st.lists(st.integers(0, 2), max_size=24).map(tuple)


@settings(deadline=None)
@given(inserted=st.lists(paths, max_size=12), cut=st.lists(st.integers(0, 24), max_size=12), asked=st.lists(paths))
def test_bisecting_a_closed_index_finds_what_a_walk_from_the_front_finds(
    inserted: list[tuple[int, ...]], cut: list[int], asked: list[tuple[int, ...]]
) -> None:
    closed, walked = (PrefixIndex(capacity=8, seed=1, prefix_closed=closed) for closed in (True, False))
    held: dict[tuple[int, ...], int] = {}
    for path in inserted:
        for end in range(1, len(path) + 1):
            held.setdefault(path[:end], len(held))
        for index in (closed, walked):
            index.insert(chain(path), ids([held[path[:end]] for end in range(1, len(path) + 1)]))
    for path, keep in zip(
        inserted, cut, strict=False
    ):  # leaf first: all that continue the path at `keep`, deepest first
        gone = sorted((p for p in held if len(p) > keep and p[: keep + 1] == path[: keep + 1]), key=len, reverse=True)
        for p in gone:
            for index in (closed, walked):
                assert index.remove(chain(p)[-1:].copy(), ids([held[p]])).all()
            del held[p]
    every = [*asked, *inserted]
    offsets = np.cumsum([0, *map(len, every)])
    flat = np.concatenate([chain(path) for path in every]) if every else np.empty((0, KEY_BYTES), np.uint8)
    expected = [sum(path[:end] in held for end in range(1, len(path) + 1)) for path in every]
    for index in (closed, walked):
        assert index.match(flat, offsets).tolist() == expected
        assert [index.match_one(chain(path)) for path in every] == expected
