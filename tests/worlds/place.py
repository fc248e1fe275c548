"""Where a trace is played: the engine's sizes, the policy, who is who, and how a request is put."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from vllm.sampling_params import SamplingParams

from safekv.config import Ledger as Settings
from safekv.config import Monitor
from safekv.ledger.periods import DrawTime
from safekv.ledger.selection import SURE
from safekv.scope.keys import write_scope
from safekv.types import GroupName, OwnerTag, Tenant, TenantId, UnitId, WriteScope
from safekv_lab.scheduler.standalone import Sizes
from tests.worlds.trace import BLOCK, DRAWS, END, GROUP, MEMBERS, OWNERS, PERIOD_SECONDS, SYSTEM, USER, Send

SIZES = Sizes(block_size=BLOCK, num_blocks=1200, max_model_len=512, max_num_seqs=64, max_batched_tokens=8192)
SETTINGS = Settings(
    epsilon=1.0, delta=0.009, period_seconds=PERIOD_SECONDS, draws_per_period=DRAWS, max_contributions=4
)
MONITOR = Monitor(
    probes=4, forgive_seconds=200.0, restriction_seconds=60.0, window_seconds=25.0, growth=1.5, min_hits=3
)
"""Restrictions come soon and end soon: in a trace of few requests, most of which ask for one token."""

START = 1_000_000_000.0
"""The beginning of a period, in Unix time: so every trace begins."""

TURN_SECONDS = PERIOD_SECONDS / DRAWS / 4
"""The grid on which time passes: draws and publications lie on it."""

MARKERS = (
    [["system", list(SYSTEM)], ["user", list(USER)]],
    [[role, [END, 1001, token]] for role, token in (("system", 1), ("user", 2), ("assistant", 3))],
)
"""What the chat template has before a prompt's first message, and between two."""

_OWNER_OF = {tenant: owner for owner, tenants in OWNERS.items() for tenant in tenants}
_SHORT = SamplingParams(max_tokens=1, temperature=0.0)
_LONG = SamplingParams(max_tokens=300, temperature=0.0)
_UNREAD = SamplingParams(max_tokens=1, temperature=0.0, skip_reading_prefix_cache=True)


def scope_of(send: Send, name: str, owner_tag: Callable[[str], OwnerTag]) -> WriteScope:
    """The scope that the edge writes for a request of the tenant of this name."""
    tenant = Tenant(
        id=TenantId(name),
        owner=_OWNER_OF.get(send.tenant, send.tenant),
        group=GroupName(GROUP) if send.tenant in MEMBERS else None,
    )
    return write_scope(tenant, no_store=send.no_store, owner_tag=owner_tag)


def parameters_of(send: Send) -> SamplingParams:
    """How its answer is to be computed."""
    return _UNREAD if send.unread else _LONG if send.stays else _SHORT


def coin_of(seed: int, unit: UnitId, draw: DrawTime) -> int:
    """A coin that is the same in all worlds: it wins from two owners on, or it does not."""
    digest = blake2b(unit, key=f"{seed} {draw.period} {draw.number}".encode(), digest_size=1).digest()
    return (SURE - 1) * (digest[0] % 2)
