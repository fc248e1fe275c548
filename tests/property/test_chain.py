"""Behind shared keys, a request's private chain goes on as if nothing were shared, whatever the session does to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safekv.sharing.chain import PrivateChain, share_prefix
from safekv.types import BlockKey

BLOCK = 4


def engine_hasher(request: Any) -> list[bytes]:
    """The engine's hasher in small: each full block's key is a hash of its parent's key, its tokens, and the salt."""
    keys: list[bytes] = []
    parent = request.block_hashes[-1] if request.block_hashes else request.salt
    for start in range(len(request.block_hashes) * BLOCK, request.num_tokens - BLOCK + 1, BLOCK):
        parent = hashlib.sha256(parent + bytes(request.tokens[start : start + BLOCK])).digest()
        keys.append(parent)
    return keys


@dataclass
class StubRequest:
    """As much of the engine's request as the chain touches."""

    tokens: list[int]
    salt: bytes = b"a tenant's"
    block_hashes: list[bytes] = field(default_factory=list)
    _block_hasher: Any = engine_hasher

    def __post_init__(self) -> None:
        self.block_hashes += self._block_hasher(self)

    @property
    def num_tokens(self) -> int:
        return len(self.tokens)

    def append(self, tokens: list[int]) -> None:
        """Token by token, as the engine does with what it generates."""
        for token in tokens:
            self.tokens.append(token)
            self.block_hashes.extend(self._block_hasher(self))

    def continue_session(self, kept: int, tokens: list[int]) -> None:
        """As `Scheduler._update_request_as_session`: cut to what was computed, then take all new tokens at once."""
        del self.tokens[kept:]
        del self.block_hashes[kept // BLOCK :]
        self.tokens += tokens
        self.block_hashes.extend(self._block_hasher(self))


tokens = st.lists(st.integers(0, 255), max_size=20)
prompts = st.lists(st.integers(0, 255), min_size=1, max_size=40)
steps = st.lists(st.one_of(tokens, st.tuples(st.floats(0, 1), tokens)), max_size=6)
"""What happens to a request: it generates tokens, or it is cut somewhere and continued."""


def shared_keys(number: int) -> tuple[BlockKey, ...]:
    return tuple(BlockKey(hashlib.sha256(b"published %d" % i).digest()) for i in range(number))


def run(request: StubRequest, happening: list[Any], floor: int = 0) -> None:
    for step in happening:
        if isinstance(step, list):
            request.append(step)
        else:
            where, added = step
            request.continue_session(max(floor, int(where * request.num_tokens)), added)


@given(prompt=prompts, share=st.floats(0, 1), happening=steps)
def test_private_keys_are_those_of_an_unshared_request(prompt: list[int], share: float, happening: list[Any]) -> None:
    alone, planned = StubRequest(list(prompt)), StubRequest(list(prompt))
    depth = int(share * len(planned.block_hashes))
    keys = shared_keys(depth)
    share_prefix(planned, keys, BLOCK)
    run(alone, happening, floor=depth * BLOCK)
    run(planned, happening, floor=depth * BLOCK)
    assert tuple(planned.block_hashes[:depth]) == keys
    assert planned.block_hashes[depth:] == alone.block_hashes[depth:]


@given(prompt=prompts, share=st.floats(0, 1), happening=steps)
def test_restored_keys_are_those_of_an_unshared_request(prompt: list[int], share: float, happening: list[Any]) -> None:
    alone, planned = StubRequest(list(prompt)), StubRequest(list(prompt))
    depth = int(share * len(planned.block_hashes))
    chain = share_prefix(planned, shared_keys(depth), BLOCK)
    run(alone, happening)
    run(planned, happening)  # cut anywhere, also within the shared part
    chain.restore(planned)
    assert planned.block_hashes == alone.block_hashes
    alone.append([1] * 2 * BLOCK)
    planned.append([1] * 2 * BLOCK)
    assert planned.block_hashes == alone.block_hashes


@given(prompt=prompts, share=st.floats(0, 1), happening=steps)
def test_two_tenants_meet_in_shared_keys_only(prompt: list[int], share: float, happening: list[Any]) -> None:
    one, other = StubRequest(list(prompt), b"one"), StubRequest(list(prompt), b"other")
    depth = int(share * len(one.block_hashes))
    keys = shared_keys(depth)
    for request in (one, other):
        share_prefix(request, keys, BLOCK)
        run(request, happening)
    assert set(one.block_hashes) & set(other.block_hashes) <= set(keys)


@given(prompt=prompts, share=st.floats(0, 1), happening=steps)
def test_one_key_for_each_full_block(prompt: list[int], share: float, happening: list[Any]) -> None:
    request = StubRequest(list(prompt))
    share_prefix(request, shared_keys(int(share * len(request.block_hashes))), BLOCK)
    run(request, happening)
    assert len(request.block_hashes) == request.num_tokens // BLOCK


def never_truncated(self: PrivateChain, request: Any) -> list[BlockKey]:
    """A planted fault: the remembered private keys are not cut when a session is."""
    hashes = request.block_hashes
    if not hashes or len(hashes) > len(self._private):
        return self._engine_hasher(request)
    shared, hashes[-1] = hashes[-1], self._private[-1]
    try:
        return self._engine_hasher(request)
    finally:
        hashes[-1] = shared


def not_wrapped(self: PrivateChain, request: Any) -> list[BlockKey]:
    """A planted fault: the engine's hasher takes a shared key for the parent."""
    return self._engine_hasher(request)


@pytest.mark.parametrize("fault", [never_truncated, not_wrapped])
def test_planted_fault_is_found(fault: Any) -> None:
    with mock.patch.object(PrivateChain, "__call__", fault):
        alone, planned = StubRequest(list(range(14))), StubRequest(list(range(14)))
        chain = share_prefix(planned, shared_keys(3), BLOCK)
        for request in (alone, planned):
            request.continue_session(2 * BLOCK if fault is never_truncated else 13, [7] * 9)
        different = planned.block_hashes[3:] != alone.block_hashes[3:]
        chain.restore(planned)
        assert different or planned.block_hashes != alone.block_hashes
