"""The texts that a trace's requests begin with and that may be shared: what an operator could declare."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from safekv_lab.simulator.votes import Text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from safekv.types import TenantId
    from safekv_lab.simulator.request import Request


def public_texts(requests: Iterable[Request], *, tenants: int = 2) -> list[Text]:
    """Every text that ends where the public part of some request does, and that `tenants` tenants or more use.

    Those in most requests come first, and parents before what continues them. It looks at the whole trace, as an
    operator does who knows what is asked.
    """
    paths: dict[int, tuple[int, ...]] = {}
    asked: Counter[int] = Counter()
    users: defaultdict[int, set[TenantId]] = defaultdict(set)
    for request in requests:
        if request.public:
            end = request.blocks[request.public - 1]
            asked[end] += 1
            users[end].add(request.tenant)
            if end not in paths:
                paths[end] = request.blocks[: request.public]
    parents = {end: _parent(path, paths) for end, path in paths.items()}
    for end in sorted(paths, key=lambda end: -len(paths[end])):  # the deepest first, so that sums are complete
        if start := parents[end]:
            above = paths[end][start - 1]
            asked[above] += asked[end]
            users[above] |= users[end]
    texts = [Text(path=path, start=parents[end]) for end, path in paths.items() if len(users[end]) >= tenants]
    return sorted(texts, key=lambda text: (-asked[text.end_block], len(text.path)))


def _parent(path: tuple[int, ...], ends: Container[int]) -> int:
    """Where the deepest text that a path continues ends; 0 if there is none."""
    return next((place for place in range(len(path) - 1, 0, -1) if path[place - 1] in ends), 0)
