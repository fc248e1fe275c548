"""Which leading blocks pass for public where a trace does not say: those that many tenants begin with."""

from __future__ import annotations

import dataclasses
import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from safekv.types import TenantId
    from safekv_lab.bench.traces.call import Call


def popular(calls: Sequence[Call], *, tenants: int) -> list[Call]:
    """The calls, with `public` set to the leading blocks that calls of at least `tenants` tenants begin with.

    That is a stand-in for the text itself: it looks at the whole trace, and a text that many tenants use need not be
    harmless.
    """
    users: defaultdict[int, set[TenantId]] = defaultdict(set)
    for call in calls:
        for block in call.blocks:
            if len(users[block]) < tenants:
                users[block].add(call.tenant)
    return [dataclasses.replace(call, public=_leading(call.blocks, users, tenants)) for call in calls]


def _leading(blocks: Iterable[int], users: dict[int, set[TenantId]], tenants: int) -> int:
    return sum(1 for _ in itertools.takewhile(lambda block: len(users[block]) >= tenants, blocks))
