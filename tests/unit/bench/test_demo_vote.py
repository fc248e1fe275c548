"""The demo's vote, with a server that is played."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.config import Ledger
from safekv.errors import EngineError
from safekv.ledger.selection import SURE, StoppedDraw
from safekv_lab.bench import demo_vote, tiny_model
from safekv_lab.bench.client import Answer
from safekv_lab.bench.demo_vote import COMMON, NEWCOMERS, OWNERS, RECORD
from safekv_lab.bench.workloads import agents

WORKLOAD = agents.build()
PERIOD = 200.0


class Played:
    """A server, its clock, and what it shares from when on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, seconds: float = 0.1, publishes: bool = True) -> None:
        self.now, self.draw, self.shared_from = 1000.0, 1100.0, 1110.0
        self.seconds, self.publishes = seconds, publishes
        self.asked: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.url, self.key = "http://h", lambda tenant: tenant
        monkeypatch.setattr(demo_vote, "Client", self.client)
        monkeypatch.setattr(demo_vote, "status", lambda _: {"release": {"last_draw": {"released": 1, "vetoed": 1}}})

    def client(self, _url: str, tenant: str) -> Any:
        played = self

        class Client:
            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None:
                return None

            def chat(self, messages: Any, **_: Any) -> Answer:
                played.now += played.seconds
                prompt = RECORD if "Forwarded record" in str(messages) else COMMON
                played.asked.append((tenant, prompt))
                shared = played.publishes and prompt == COMMON and played.now > played.shared_from
                return Answer(
                    ttft=0.01, total=0.02, prompt_ids=(0,) * 100, output_ids=(1,), cached_tokens=96 * shared, text=""
                )

            def tokenize(self, *_: Any, **__: Any) -> tuple[int, ...]:
                return (0,) * 100

        return Client()

    def play(self, cold_seconds: float = 0.1) -> demo_vote.Vote:
        place: Any = SimpleNamespace(
            draw=self.draw, period_seconds=PERIOD, load=lambda: SimpleNamespace(ledger=Ledger(period_seconds=1000))
        )

        def sleep(seconds: float) -> None:
            self.now += seconds

        return demo_vote.play(
            self,  # type: ignore[arg-type]
            WORKLOAD,
            place,
            seed=0,
            cold_seconds=cold_seconds,
            say=self.said.append,
            clock=lambda: self.now,
            sleep=sleep,
        )


def test_all_vote_for_both_prompts_and_newcomers_look_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(monkeypatch)
    vote = played.play()
    for prompt in (COMMON, RECORD):
        assert len({who for who, what in played.asked if what == prompt and who.startswith("owner")}) == OWNERS
        for after in (False, True):
            assert len(vote.seen(prompt, after=after)) == NEWCOMERS
    assert [look.cached_tokens for look in vote.seen(COMMON, after=True)] == [96] * NEWCOMERS
    assert not any(look.cached_tokens for look in vote.looks if look.prompt == RECORD or not look.after)
    assert vote.published_seconds is not None
    assert 10 <= vote.published_seconds < 15
    newcomers = [who for who, _ in played.asked if who.startswith("newcomer")]
    assert len(newcomers) == len(set(newcomers)), "who has asked before hits what is its own"
    assert {who for who, _ in played.asked} <= set(demo_vote.TENANTS)


def test_what_is_not_published_is_looked_for_no_longer_than_it_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(monkeypatch, publishes=False)
    vote = played.play()
    assert vote.published_seconds is None
    assert played.now < played.draw + demo_vote.PUBLISHED_WITHIN + 20
    assert len(vote.seen(COMMON, after=True)) == NEWCOMERS


def test_a_server_that_started_late_votes_in_the_next_period(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(monkeypatch)
    played.now = played.draw - 5
    played.shared_from += PERIOD
    vote = played.play()
    assert vote.published_seconds is not None
    assert vote.published_seconds < 15
    assert "waits 5 s" in played.said[0]


def test_votes_that_take_longer_than_was_thought_end_with_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match="the draw came before the last"):
        Played(monkeypatch, seconds=2.0).play(cold_seconds=0.1)


def test_so_many_owners_are_released_for_certain_with_the_policy_s_own_epsilon_and_delta(tmp_path: Path) -> None:
    place = demo_vote.deployment(tmp_path, start_seconds=40.0, cold_seconds=0.2)
    vote = place.load().ledger
    assert (vote.epsilon, vote.delta, vote.draws_per_period) == (Ledger().epsilon, Ledger().delta, 1)
    assert place.period_seconds >= demo_vote.LIFE_SECONDS
    draw = StoppedDraw(epsilon=vote.epsilon, delta=vote.delta, draws=1, min_owners=vote.min_owners)
    assert draw.hazard(OWNERS) == SURE
    assert draw.hazard(3) < SURE / 1000


def test_the_record_stands_in_the_middle_so_that_no_unit_is_common() -> None:
    (common,), (record,) = WORKLOAD.declared.messages, demo_vote.with_record(WORKLOAD.declared, random.Random(0))
    one, other = str(common["content"]), str(record["content"])
    at = next(place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    assert len(one) // 3 < at < 2 * len(one) // 3
    assert other.endswith(one[at:])
    assert {**record, "content": ""} == {**common, "content": ""}


@pytest.mark.parametrize("seed", range(5))
def test_chunkguard_lets_the_workload_s_prompt_through_and_vetoes_it_with_a_record(seed: int) -> None:
    pytest.importorskip("onnxruntime")
    from jinja2 import Environment

    from safekv.cli.guard import cascade

    judge = cascade().judge
    template = Environment(autoescape=False).from_string(tiny_model.CHAT_TEMPLATE)  # noqa: S701 - prompts are no HTML
    template.environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}

    def rendered(messages: Any) -> str:
        return template.render(messages=list(messages), tools=list(WORKLOAD.declared.tools))

    record = demo_vote.with_record(WORKLOAD.declared, random.Random(f"record {seed}"))
    assert type(judge(rendered(record))).__name__ == "Sensitive"
    assert type(judge(rendered(WORKLOAD.declared.messages))).__name__ == "Clean"
