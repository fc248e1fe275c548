"""Drives one workload through the real server in several modes, one fresh server each, and judges what came back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from safekv.types import Mode
from safekv_lab.bench.accounting import Account, Attribution
from safekv_lab.bench.client import Client
from safekv_lab.bench.server import BLOCK_SIZE, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from safekv_lab.bench.client import Answer
    from safekv_lab.bench.server import Server
    from safekv_lab.bench.workloads.workload import Json, Request, Workload

MODES = (Mode.SHARE_ALL_UNSAFE, Mode.ISOLATE, Mode.DECLARED)
CONTROL = Mode.SHARE_ALL_UNSAFE

CONTROL_TOKENS = 8 * BLOCK_SIZE
"""Private hits across tenants that the control must show at least, else zero elsewhere would mean nothing."""

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
    """All records of one mode, in order. `public_tokens` is the declared prefix in tokens of whole blocks."""

    mode: Mode
    public_tokens: int
    records: tuple[Record, ...]

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
    def first(self) -> dict[str, Record]:
        """The first request of each tenant."""
        return {record.tenant: record for record in reversed(self.records)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the demo set out to show, and whether it did. `void`: it could not have failed, so it shows nothing."""

    text: str
    verdict: Literal["holds", "fails", "void"]
    detail: str


def run_mode(
    mode: Mode, workload: Workload, *, model: Path, log: Path, flags: Sequence[str], progress: Callable[[], None]
) -> Run:
    """Start a server in `mode` and send it the workload, one request after the other; call `progress` after each.

    Raises EngineError if the server does not start or a request fails: a failure is neither hit nor miss.
    """
    policy: Json = {"mode": mode.value, "monitor": {"answer": "alert"}}  # short answers look like probing
    if mode is Mode.DECLARED:
        policy["declared"] = [workload.declared.as_policy()]
    with serve(model, policy, tenants=(*workload.tenants, _WARM_UP), log=log, flags=flags) as server:
        return _drive(mode, workload, server, progress)


def _drive(mode: Mode, workload: Workload, server: Server, progress: Callable[[], None]) -> Run:
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
            progress()
    finally:
        for client in clients.values():
            client.close()
    return Run(mode=mode, public_tokens=len(public) // BLOCK_SIZE * BLOCK_SIZE, records=tuple(records))


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


def judge(runs: Mapping[Mode, Run]) -> list[Claim]:
    """Return the claims about the modes that were run, in the order in which they should be read."""
    control = runs.get(CONTROL)
    shown = control.foreign_private if control else 0
    controlled = shown >= CONTROL_TOKENS
    claims = [
        Claim(
            text=f"control: {CONTROL} hits private content across tenants",
            verdict="holds" if controlled else "void",
            detail=f"{shown} tokens, at least {CONTROL_TOKENS} needed" if control else f"{CONTROL} was not run",
        )
    ]
    if run := runs.get(Mode.ISOLATE):
        foreign = run.foreign_private + run.foreign_public
        claims.append(_isolation("isolate: nothing is hit across tenants", foreign, controlled=controlled))
    if run := runs.get(Mode.DECLARED):
        text = "declared: nothing private is hit across tenants"
        claims.append(_isolation(text, run.foreign_private, controlled=controlled))
        claims.append(_won_back(run))
    if len(runs) > 1:
        claims.append(_same_outputs(runs))
    return claims


def _isolation(text: str, foreign: int, *, controlled: bool) -> Claim:
    if foreign:
        return Claim(text=text, verdict="fails", detail=f"{foreign} tokens")
    return Claim(text=text, verdict="holds" if controlled else "void", detail="0 tokens")


def _won_back(run: Run) -> Claim:
    short = [tenant for tenant, record in run.first.items() if record.hits.cached < run.public_tokens]
    return Claim(
        text="declared: every tenant's first request hits the whole public prefix",
        verdict="fails" if short or not run.public_tokens else "holds",
        detail=f"{len(run.first) - len(short)} of {len(run.first)} tenants, {run.public_tokens} tokens",
    )


def _same_outputs(runs: Mapping[Mode, Run]) -> Claim:
    outputs = [[record.output_ids for record in run.records] for run in runs.values()]
    different = sum(len(set(answers)) > 1 for answers in zip(*outputs, strict=True))
    return Claim(
        text="outputs are the same tokens in all modes",
        verdict="fails" if different else "holds",
        detail=f"{different} of {len(outputs[0])} requests differ",
    )
