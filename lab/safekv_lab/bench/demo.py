"""Drives one workload through the real server in several modes, one fresh server each."""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from safekv.types import Mode
from safekv_lab.bench import demo_vote
from safekv_lab.bench.accounting import Account, Attribution
from safekv_lab.bench.client import Client
from safekv_lab.bench.server import BLOCK_SIZE, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safekv_lab.bench.client import Answer
    from safekv_lab.bench.demo_vote import Vote
    from safekv_lab.bench.server import Server
    from safekv_lab.bench.workloads.workload import Json, Request, Workload

MODES = (Mode.SHARE_ALL_UNSAFE, Mode.ISOLATE, Mode.DECLARED, Mode.LEDGER)
"""In the order in which they are run: it ends with the default, and with the vote."""

START_SECONDS, COLD_SECONDS = 60.0, 0.5
"""Taken for the start of a server, and for a prompt that is computed, where no other mode was run before."""

_WARM_UP = "warm-up"
_WARM_UP_MESSAGE = {"role": "user", "content": "Nothing of this is asked again by anybody. " * 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One answered request. Times in seconds, lengths in tokens."""

    tenant: str
    session: str
    turn: int
    prompt_tokens: int
    hits: Attribution
    ttft: float
    total: float
    output_ids: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All records of one mode, in order. `public_tokens` is the declared prefix in tokens of whole blocks.

    In mode `ledger` nothing is declared: that prefix was voted for before, see `vote`.
    """

    mode: Mode
    public_tokens: int
    records: tuple[Record, ...]
    start_seconds: float = 0.0
    vote: Vote | None = None

    @property
    def cached_share(self) -> float:
        """Share of all prompt tokens that came from the cache, 0 to 1."""
        return sum(r.hits.cached for r in self.records) / sum(r.prompt_tokens for r in self.records)

    @property
    def foreign_private(self) -> int:
        """Tokens hit across tenants on private content."""
        return sum(record.hits.foreign_private for record in self.records)

    @property
    def foreign_public(self) -> int:
        """Tokens hit on the public prefix that the tenant had not computed itself."""
        return sum(record.hits.foreign_public for record in self.records)

    @property
    def computed(self) -> int:
        """Prompt tokens that did not come from the cache."""
        return sum(record.prompt_tokens - record.hits.cached for record in self.records)

    @property
    def first(self) -> dict[str, Record]:
        """The first request of each tenant."""
        return {record.tenant: record for record in reversed(self.records)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Whom to tell: `say` gets a line at each step, `advance` is called after each request of the workload."""

    say: Callable[[str], None]
    advance: Callable[[], None]


def run_mode(
    mode: Mode,
    workload: Workload,
    *,
    model: Path,
    log: Path,
    flags: Sequence[str],
    progress: Progress,
    earlier: Sequence[Run] = (),
    seed: int = 0,
) -> Run:
    """Start a server in `mode` and send it the workload, one request after the other.

    In mode `ledger` owners vote for the workload's prefix before. How long to leave them is told from the runs
    `earlier` on this machine.

    Raises EngineError if the server does not start or a request fails: a failure is neither hit nor miss.
    """
    policy: Json = {"mode": mode.value, "monitor": {"answer": "alert"}}  # short answers look like probing
    tenants = (*workload.tenants, _WARM_UP)
    progress.say("starting the server")
    began = time.monotonic()
    if mode is Mode.LEDGER:
        cold = _cold_seconds(earlier)
        with tempfile.TemporaryDirectory(prefix="safekv-demo-") as scratch:
            start = max((run.start_seconds for run in earlier), default=START_SECONDS)
            place = demo_vote.deployment(Path(scratch), start_seconds=start, cold_seconds=cold)
            with serve(model, place.policy, tenants=(*tenants, *demo_vote.TENANTS), log=log, flags=flags) as server:
                took = time.monotonic() - began
                vote = demo_vote.play(server, workload, place, seed=seed, cold_seconds=cold, say=progress.say)
                return _drive(mode, workload, server, progress, start_seconds=took, vote=vote)
    if mode is Mode.DECLARED:
        policy["declared"] = [workload.declared.as_policy()]
    with serve(model, policy, tenants=tenants, log=log, flags=flags) as server:
        return _drive(mode, workload, server, progress, start_seconds=time.monotonic() - began)


def _cold_seconds(earlier: Sequence[Run]) -> float:
    """How long a prompt takes that nobody has computed before: the slowest first requests that were seen."""
    seen = [statistics.median(record.total for record in run.first.values()) for run in earlier]
    return max(seen, default=COLD_SECONDS)


def _drive(
    mode: Mode,
    workload: Workload,
    server: Server,
    progress: Progress,
    *,
    start_seconds: float,
    vote: Vote | None = None,
) -> Run:
    progress.say(f"{len(workload.requests)} requests of {len(workload.tenants)} tenants")
    clients = {tenant: Client(server.url, server.key(tenant)) for tenant in (*workload.tenants, _WARM_UP)}
    try:
        clients[_WARM_UP].chat([_WARM_UP_MESSAGE])
        public = clients[_WARM_UP].tokenize(
            workload.declared.messages, tools=workload.declared.tools, add_generation_prompt=False
        )
        account = Account(public=public, block_size=BLOCK_SIZE)
        records = []
        for request in workload.requests:
            answer = clients[request.tenant].chat(request.messages, tools=request.tools, max_tokens=request.max_tokens)
            records.append(_record(request, answer, account))
            progress.advance()
    finally:
        for client in clients.values():
            client.close()
    return Run(
        mode=mode,
        public_tokens=len(public) // BLOCK_SIZE * BLOCK_SIZE,
        records=tuple(records),
        start_seconds=start_seconds,
        vote=vote,
    )


def _record(request: Request, answer: Answer, account: Account) -> Record:
    return Record(
        tenant=request.tenant,
        session=request.session,
        turn=request.turn,
        prompt_tokens=len(answer.prompt_ids),
        hits=account.settle(
            tenant=request.tenant,
            prompt=answer.prompt_ids,
            generated=answer.output_ids,
            cached=answer.cached_tokens,
        ),
        ttft=answer.ttft,
        total=answer.total,
        output_ids=answer.output_ids,
    )
