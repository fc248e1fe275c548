"""The prefix index: what it finds, what it refuses, and that it stays right when it grows, ages and crowds."""

from __future__ import annotations

import random

import numpy as np
import pytest

from safekv.cache import search_kernels
from safekv.cache.search import ABSENT, KEY_BYTES, Blocks, Keys, PrefixIndex, as_keys

SEED = 0x9E3779B97F4A7C15


def index(capacity: int = 64, *, prefix_closed: bool = False) -> PrefixIndex:
    return PrefixIndex(capacity=capacity, seed=SEED, prefix_closed=prefix_closed)


def keys(count: int, seed: int = 0) -> Keys:
    return as_keys([random.Random(f"{seed}:{i}").randbytes(KEY_BYTES) for i in range(count)])


def crowded(count: int) -> Keys:
    """Keys that all begin probing in one slot: they agree in the word that is mixed."""
    return as_keys([bytes(8) + i.to_bytes(KEY_BYTES - 8, "little") for i in range(count)])


def ids(*blocks: int) -> Blocks:
    return np.array(blocks, np.int32)


def offsets(*at: int) -> np.ndarray:
    return np.array(at, np.int64)


@pytest.fixture(params=[False, True], ids=["from the front", "bisecting"])
def closed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("held", [0, 1, 2, 15, 16, 17, 40])
def test_the_leading_keys_that_are_held_are_counted_and_lead_to_their_blocks(held: int, closed: bool) -> None:
    prompt, found = keys(40), index(prefix_closed=closed)
    found.insert(prompt[:held], np.arange(held, dtype=np.int32) + 7)
    assert found.match_one(prompt) == held
    assert found.lookup_one(prompt).tolist() == list(range(7, 7 + held))
    assert len(found) == held


def test_many_prompts_are_answered_as_each_alone(closed: bool) -> None:
    first, second, third = keys(20, seed=1), keys(30, seed=2), keys(5, seed=3)
    found = index(prefix_closed=closed)
    found.insert(first, np.arange(20, dtype=np.int32))
    found.insert(second[:11], np.arange(20, 31, dtype=np.int32))
    prompts, at = np.concatenate([first, second, third]), offsets(0, 20, 50, 50, 55)
    assert found.match(prompts, at).tolist() == [20, 11, 0, 0]
    blocks, lengths = found.lookup(prompts, at)
    assert lengths.tolist() == [20, 11, 0, 0]
    assert blocks.tolist() == [*range(31), *[ABSENT] * 24]


def test_no_prompt_is_an_answer_too(closed: bool) -> None:
    found = index(prefix_closed=closed)
    assert found.match_one(keys(0)) == 0
    assert found.match(keys(0), offsets(0)).tolist() == []
    assert found.match(keys(3), offsets(1, 1)).tolist() == [0]


@pytest.mark.parametrize("byte", range(KEY_BYTES))
def test_every_byte_of_a_key_counts(byte: int) -> None:
    """R13: equality is the whole key, where it is looked up as where it follows another one."""
    prompt, found = keys(40), index(capacity=64)
    found.insert(prompt, np.arange(40, dtype=np.int32))
    for at in (0, 1, 3, 4, 19, 20, 35, 39):  # alone, and at both ends of what is compared at once
        other = prompt.copy()
        other[at, byte] ^= 0x10
        assert found.match_one(other) == at


def test_what_lies_behind_a_gap_is_not_matched_from_the_front() -> None:
    prompt, found = keys(10), index()
    found.insert(prompt, np.arange(10, dtype=np.int32))
    found.remove(prompt[4:5], ids(4))
    assert found.match_one(prompt) == 4


def test_bisecting_looks_at_few_keys() -> None:
    """The promise of closedness is used: a gap that it rules out is not seen. (So the promise has to hold.)"""
    prompt, found = keys(64), index(prefix_closed=True)
    found.insert(prompt, np.arange(64, dtype=np.int32))
    found.remove(prompt[1:2], ids(1))
    assert found.match_one(prompt) == 64
    assert len(found.lookup_one(prompt)) == 1, "blocks are handed out only for keys that were compared"


def test_a_key_keeps_the_block_that_it_has() -> None:
    prompt, found = keys(2), index()
    assert found.insert(prompt[:1], ids(5)).tolist() == [True]
    assert found.insert(prompt, ids(6, 7)).tolist() == [False, True]
    assert found.insert(np.concatenate([keys(1, seed=9)] * 2), ids(8, 9)).tolist() == [True, False]
    assert found.lookup_one(prompt).tolist() == [5, 7]


def test_only_the_block_that_is_held_can_be_removed() -> None:
    prompt, found = keys(3), index()
    found.insert(prompt, ids(1, 2, 3))
    assert found.remove(prompt[::-1].copy(), ids(3, 9, 1)).tolist() == [True, False, True]
    assert found.remove(prompt, ids(1, 2, 3)).tolist() == [False, True, False]
    assert len(found) == 0


def test_a_row_that_was_given_up_is_not_followed_into() -> None:
    """The rows still lie side by side, and the keys in them are still the right ones; they are not held."""
    prompt, found = keys(40), index()
    found.insert(prompt, np.arange(40, dtype=np.int32))
    found.remove(prompt[30:], np.arange(30, 40, dtype=np.int32))
    assert found.match_one(prompt) == 30
    found.clear()
    assert found.match_one(prompt) == 0
    found.insert(prompt[:1], ids(0))
    assert found.match_one(prompt) == 1


def test_rows_that_were_given_up_are_taken_again() -> None:
    found = index(capacity=50)
    for turn in range(20):
        prompt = keys(50, seed=turn)
        found.insert(prompt, np.arange(50, dtype=np.int32))
        assert found.lookup_one(prompt).tolist() == list(range(50))
        found.remove(prompt[::-1].copy(), np.arange(50, dtype=np.int32)[::-1].copy())
    assert (len(found), found.capacity) == (0, 50)


def test_it_grows_and_forgets_nothing() -> None:
    prompt, found = keys(1000), index(capacity=1)
    for begin in range(0, 1000, 100):
        found.insert(prompt[begin : begin + 100], np.arange(begin, begin + 100, dtype=np.int32))
    assert found.lookup_one(prompt).tolist() == list(range(1000))
    assert found.capacity < 1.5 * 1000 + 2


def test_what_is_held_already_needs_no_room() -> None:
    prompt, found = keys(50), index(capacity=50)
    found.insert(prompt, np.arange(50, dtype=np.int32))
    found.insert(prompt, np.arange(50, dtype=np.int32))
    assert found.capacity == 50


@pytest.mark.parametrize("order", ["first", "last", "mixed"])
def test_crowded_keys_survive_the_removal_of_others(order: str) -> None:
    prompt, found = crowded(60), index(capacity=64)
    found.insert(prompt, np.arange(60, dtype=np.int32))
    places = list(range(60))
    if order == "last":
        places.reverse()
    elif order == "mixed":
        random.Random(4).shuffle(places)
    held = set(range(60))
    for place in places:
        assert found.remove(prompt[place : place + 1], ids(place)).all()
        held.discard(place)
        assert {at for at in range(60) if found.match_one(prompt[at : at + 1])} == held


def test_memory_is_at_most_72_bytes_a_key_after_growing() -> None:
    found = index(capacity=1000)
    found.insert(keys(1001), np.arange(1001, dtype=np.int32))
    assert found.nbytes / len(found) < 73
    exact = index(capacity=1000)
    assert exact.nbytes / exact.capacity < 49


def test_the_seed_decides_where_keys_lie_and_not_what_is_found() -> None:
    prompt = keys(30)
    for seed in (0, 1, 2**64 - 1, 2**200):
        found = PrefixIndex(capacity=30, seed=seed)
        found.insert(prompt, np.arange(30, dtype=np.int32))
        assert found.match_one(prompt) == 30


@pytest.mark.parametrize("at", [(), (0, 3, 2), (-1, 2), (0, 5), (5, 5), (0, 2**62)])
def test_offsets_that_do_not_fit_are_refused(at: tuple[int, ...], closed: bool) -> None:
    found = index(prefix_closed=closed)
    with pytest.raises(ValueError, match="ascend"):
        found.match(keys(4), offsets(*at))
    with pytest.raises(ValueError, match="ascend"):
        found.lookup(keys(4), offsets(*at))


@pytest.mark.parametrize("width", [0, 8, 31, 33])
def test_keys_of_another_width_are_refused(width: int, closed: bool) -> None:
    found, prompt = index(prefix_closed=closed), np.zeros((2, width), np.uint8)
    for call in (found.match_one, found.lookup_one):
        with pytest.raises(ValueError, match="shape"):
            call(prompt)
    for change in (found.insert, found.remove):
        with pytest.raises(ValueError, match="shape"):
            change(prompt, ids(1, 2))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(keys(4).view(np.uint64), id="words"),
        pytest.param(keys(4).astype(np.int64), id="numbers"),
        pytest.param(keys(8)[::2], id="not contiguous"),
        pytest.param(keys(4)[0], id="one dimension"),
    ],
)
def test_arrays_of_another_type_are_refused_and_nothing_is_compiled_for_them(wrong: Keys, closed: bool) -> None:
    found = index(prefix_closed=closed)
    with pytest.raises(TypeError):
        found.match_one(wrong)
    with pytest.raises(TypeError):
        found.insert(wrong, np.arange(len(wrong), dtype=np.int32))
    assert len(search_kernels.lookup_one.signatures) == len(search_kernels.insert.signatures) == 1


def test_keys_that_must_not_be_written_are_taken() -> None:
    prompt, found = keys(4), index()
    prompt.flags.writeable = False
    found.insert(prompt, ids(0, 1, 2, 3))
    assert found.match_one(prompt) == found.match_one(prompt.copy()) == 4


def test_keys_come_in_pairs_with_blocks() -> None:
    with pytest.raises(ValueError, match="paired"):
        index().insert(keys(3), ids(1, 2))
    with pytest.raises(ValueError, match="0 or more"):
        index().insert(keys(2), ids(1, -1))


@pytest.mark.parametrize("capacity", [-1, 0, 2**31 - 1])
def test_a_capacity_that_cannot_be_is_refused(capacity: int) -> None:
    with pytest.raises(ValueError, match="capacity"):
        index(capacity)


@pytest.mark.parametrize("wrong", [[b"x" * 31], [b"x" * 31, b"x" * 33], [b"", b"x" * 64]])
def test_only_keys_of_32_bytes_are_joined(wrong: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        as_keys(wrong)


def test_keys_of_the_engine_are_joined_in_order() -> None:
    given = [bytes([i]) * KEY_BYTES for i in range(5)]
    assert [row.tobytes() for row in as_keys(given)] == given
    assert as_keys([]).shape == (0, KEY_BYTES)
