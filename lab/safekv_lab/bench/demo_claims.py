"""What the demo set out to show, and whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from safekv.types import Mode
from safekv_lab.bench import demo_vote
from safekv_lab.bench.server import BLOCK_SIZE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safekv_lab.bench.demo import Run
    from safekv_lab.bench.demo_vote import Vote

CONTROL = Mode.SHARE_ALL_UNSAFE

CONTROL_TOKENS = 8 * BLOCK_SIZE
"""Private hits across tenants that the control must show at least, else zero elsewhere would mean nothing."""

_ROUNDING = 2 * BLOCK_SIZE
"""A unit ends with the last whole block of its message; what is declared may reach into the beginning of the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the demo set out to show, and whether it did. `void`: it could not have failed, so it shows nothing."""

    text: str
    verdict: Literal["holds", "fails", "void"]
    detail: str


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
        claims.append(_won_back("declared: every tenant's first request hits the whole public prefix", run))
    if run := runs.get(Mode.LEDGER):
        text = "ledger: nothing private is hit across tenants"
        claims.append(_isolation(text, run.foreign_private, controlled=controlled))
        claims.append(_won_back("ledger: every tenant's first request hits the prefix that others have voted for", run))
        claims += judge_vote(run.vote) if run.vote else []
    if len(runs) > 1:
        claims.append(_same_outputs(runs))
    return claims


def judge_vote(vote: Vote) -> list[Claim]:
    """What the vote is to show, in the order of time."""

    def seen(prompt: str, *, after: bool) -> tuple[list[int], str]:
        looks = vote.seen(prompt, after=after)
        cached = [look.cached_tokens for look in looks]
        return cached, f"{', '.join(map(str, cached))} of {max((k.prompt_tokens for k in looks), default=0)} tokens"

    def nothing(text: str, found: tuple[list[int], str]) -> Claim:
        holds = bool(found[0]) and not any(found[0])
        return Claim(text=text, verdict="holds" if holds else "fails", detail=found[1])

    hits, shown = seen(demo_vote.COMMON, after=True)
    whole = bool(hits) and all(hit > vote.public_tokens - _ROUNDING for hit in hits)
    veto = (vote.last_draw.get("vetoed"), vote.last_draw.get("undecided")) == (1, 0)
    return [
        nothing("the vote: before the draw a newcomer hits nothing", seen(demo_vote.COMMON, after=False)),
        Claim(
            text=f"the vote: what {vote.owners} owners use is released, and a newcomer's first request hits it",
            verdict="holds" if whole else "fails",
            detail=shown,
        ),
        nothing("the vote: the same with a customer's record is not shared", seen(demo_vote.RECORD, after=True)),
        Claim(
            text="the vote: ChunkGuard has vetoed it",
            verdict="holds" if veto else "fails",
            detail=", ".join(f"{vote.last_draw.get(fate)} {fate}" for fate in ("released", "vetoed", "undecided")),
        ),
    ]


def _isolation(text: str, foreign: int, *, controlled: bool) -> Claim:
    if foreign:
        return Claim(text=text, verdict="fails", detail=f"{foreign} tokens")
    return Claim(text=text, verdict="holds" if controlled else "void", detail="0 tokens")


def _won_back(text: str, run: Run) -> Claim:
    least = run.public_tokens - (_ROUNDING if run.mode is Mode.LEDGER else 0)
    short = [tenant for tenant, record in run.first.items() if record.hits.cached <= least - 1]
    return Claim(
        text=text,
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
