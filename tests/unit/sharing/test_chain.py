from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest

from safekv.sharing.chain import share_prefix
from safekv.types import BlockKey

BLOCK = 4


def engine_hasher(request: Any) -> list[BlockKey]:
    """The engine's salted chain: each key from the one before it and its own tokens."""
    keys: list[BlockKey] = []
    for index in range(len(request.block_hashes), len(request.tokens) // BLOCK):
        before = keys[-1] if keys else request.block_hashes[-1] if request.block_hashes else request.salt.encode()
        keys.append(BlockKey(sha256(before + bytes(request.tokens[index * BLOCK : (index + 1) * BLOCK])).digest()))
    return keys


@dataclass
class Request:
    tokens: list[int]
    salt: str
    _block_hasher: Any = engine_hasher
    block_hashes: list[BlockKey] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.block_hashes = self._block_hasher(self)

    @property
    def num_tokens(self) -> int:
        return len(self.tokens)

    def append(self, *tokens: int) -> None:
        self.tokens += tokens
        self.block_hashes += self._block_hasher(self)


PROMPT = list(range(10))  # two blocks and a half
SHARED_KEYS = (BlockKey(b"shared 0"), BlockKey(b"shared 1"))


def private_keys(tokens: list[int], salt: str = "alice") -> list[BlockKey]:
    return Request(list(tokens), salt).block_hashes


@pytest.mark.parametrize("depth", [1, 2])
def test_behind_the_shared_keys_the_private_chain_goes_on_as_if_nothing_had_happened(depth: int) -> None:
    request = Request(list(PROMPT), "alice")
    share_prefix(request, SHARED_KEYS[:depth], BLOCK)
    request.append(10, 11, 12, 13)
    request.append(14, 15, 16)
    expected = private_keys(list(range(17)))
    assert request.block_hashes == [*SHARED_KEYS[:depth], *expected[depth:]]


def test_equal_continuations_of_two_tenants_meet_under_no_key() -> None:
    requests = [Request(list(PROMPT), salt) for salt in ("alice", "bob")]
    for request in requests:
        share_prefix(request, SHARED_KEYS, BLOCK)
        request.append(10, 11, 12, 13)
    one, other = (set(request.block_hashes) for request in requests)
    assert one & other == set(SHARED_KEYS)


def test_a_session_that_cuts_its_keys_short_continues_from_where_it_was_cut() -> None:
    request = Request(list(range(12)), "alice")
    share_prefix(request, SHARED_KEYS, BLOCK)
    request.tokens[4:] = [90] * 8
    del request.block_hashes[1:]
    request.block_hashes += request._block_hasher(request)
    expected = private_keys([*range(4), *[90] * 8])
    assert request.block_hashes == [SHARED_KEYS[0], *expected[1:]]


def test_a_session_that_cuts_everything_starts_a_private_chain() -> None:
    request = Request(list(range(8)), "alice")
    share_prefix(request, SHARED_KEYS, BLOCK)
    request.tokens[:] = [90] * 8
    request.block_hashes.clear()
    request.block_hashes += request._block_hasher(request)
    assert request.block_hashes == private_keys([90] * 8)


def test_restoring_gives_the_private_keys_back_and_the_engines_hasher() -> None:
    request = Request(list(PROMPT), "alice")
    chain = share_prefix(request, SHARED_KEYS, BLOCK)
    request.append(10, 11, 12, 13)
    chain.restore(request)
    request.append(14, 15)
    assert request.block_hashes == private_keys(list(range(16)))
    assert request._block_hasher is engine_hasher


def test_an_error_in_the_engines_hasher_leaves_the_shared_key_where_it_was() -> None:
    request = Request(list(range(8)), "alice")
    share_prefix(request, SHARED_KEYS, BLOCK)

    def broken(_: Any) -> list[BlockKey]:
        raise RuntimeError

    request._block_hasher._engine_hasher = broken
    request.tokens += [8, 9, 10, 11]
    with pytest.raises(RuntimeError):
        request._block_hasher(request)
    assert request.block_hashes == list(SHARED_KEYS)


def test_nothing_is_hashed_before_a_block_is_full() -> None:
    request = Request(list(range(8)), "alice")
    share_prefix(request, SHARED_KEYS, BLOCK)
    request.append(8, 9, 10)
    assert len(request.block_hashes) == 2
