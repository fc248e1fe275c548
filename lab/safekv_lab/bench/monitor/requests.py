"""Requests as the monitor sees them: whose, when, the private keys of the blocks, how long the answer was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, overload

from safekv.errors import OperatorError
from safekv.types import BlockKey
from safekv_lab.bench.traces import catalogue, lmcache, tau_bench

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from safekv.types import TenantId
    from safekv_lab.bench.traces.call import Call

BLOCK_TOKENS = 16
UNKNOWN = 0
"""The length of an answer that was not recorded. The monitor counts no answer without a token."""

_PIECES = re.compile(r"\w{1,4}|[^\w\s]")


class Chain(Sequence[BlockKey]):
    """The private keys of a tenant's prompt, made when they are asked for: equal for equal beginnings, as a chain is.

    `blocks` are ids that stand for a block and all before it.
    """

    def __init__(self, tenant: str, blocks: Sequence[int]) -> None:
        self._tenant = tenant.encode()
        self._blocks = blocks

    def __len__(self) -> int:
        return len(self._blocks)

    @overload
    def __getitem__(self, place: int) -> BlockKey: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[BlockKey]: ...
    def __getitem__(self, place: int | slice) -> BlockKey | Sequence[BlockKey]:
        if isinstance(place, slice):
            return Chain(self._tenant.decode(), self._blocks[place])
        text = b"%d %s" % (self._blocks[place], self._tenant)
        return BlockKey(blake2b(text, digest_size=32).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `most`: the most tokens that its answer may have; `tokens`: how many it had. Time in seconds."""

    time: float
    tenant: TenantId
    chain: Sequence[BlockKey]
    tokens: int
    most: int = 4096


def pieces(text: str) -> list[str]:
    """Text as pieces of up to four letters: about as many as a tokenizer of such a model makes of English."""
    return _PIECES.findall(text)


def recorded(name: str, data: Path, *, tenants: int | None = None, seed: int = 0, requests: int = 20_000) -> list[Call]:
    """The calls of a trace; those with text in blocks of 16 pieces. Raises OperatorError."""
    if name == "airline":
        return tau_bench.read(data, tenants=tenants, seed=seed, tokenize=pieces, block_tokens=BLOCK_TOKENS)
    if name in lmcache.AGENTS:
        return lmcache.read(data, name, tenants=tenants, seed=seed, tokenize=pieces, block_tokens=BLOCK_TOKENS)
    if name not in catalogue.NAMES:
        raise OperatorError(f"{name}: no such trace")
    return list(catalogue.calls(name, data, tenants=tenants, seed=seed, requests=requests))


def asked(calls: Iterable[Call], *, last_unknown: bool) -> Iterator[Asked]:
    """The requests of a trace. `last_unknown`: the last answer of each conversation was not recorded."""
    held = list(calls)
    last = {call.session: number for number, call in enumerate(held)} if last_unknown else {}
    for number, call in enumerate(held):
        yield Asked(
            time=call.time,
            tenant=call.tenant,
            chain=Chain(call.tenant, call.blocks),
            tokens=UNKNOWN if last.get(call.session) == number else call.output_tokens,
        )
