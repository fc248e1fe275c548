"""Composed traces: tenants, what they share, what of it is sensitive, and how they go on. Seeded and lazy.

A prompt begins with the text of an **application** (a system prompt, a tool list), mostly goes on with one of the
application's **documents** (a manual, few-shot examples), and then is a conversation of its own. Applications and
documents are asked for by Zipf's law; each tenant uses a few of the applications. A text is **sensitive** or not: a
sensitive one stands in the prompts of several tenants too, so that an unsafe cache profits from it, but it must not be
shared, nor may anything after it. About the share `sensitive` of what is asked for is sensitive, of applications and
of documents alike; a text that is sensitive at one share is so at every larger one.

Which texts are common, and to whom, is composed, not measured: it says how a gain depends on what is shared.
"""

from __future__ import annotations

import heapq
import itertools
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv_lab.bench.traces.arrivals import Arrival, poisson
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.tenancy import Weighted, Zipf, tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from safekv.types import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a composed trace is made of. Sizes in blocks for texts, in tokens for turns; times in seconds.

    `activity`: the tenants' relative rates; without it they follow Zipf's law with exponent `skew`. `sensitive`: the
    share of texts, by traffic, that must not be shared, 0 to 1. Ranges are inclusive and drawn uniformly; a turn's
    tokens and the time until the next turn are log-normal with these medians.
    """

    tenants: int = 100
    skew: float = 1.0
    activity: tuple[float, ...] = ()
    applications: int = 20
    application_skew: float = 1.0
    applications_per_tenant: int = 2
    application_blocks: tuple[int, int] = (16, 96)
    documents: int = 50
    document_skew: float = 1.0
    document_share: float = 0.5
    document_blocks: tuple[int, int] = (8, 64)
    sensitive: float = 0.2
    turns: float = 4.0
    question_tokens: float = 120.0
    answer_tokens: float = 180.0
    pause: float = 30.0
    block_tokens: int = 16

    def __post_init__(self) -> None:
        if not 0 <= self.sensitive <= 1 or not 0 <= self.document_share <= 1:
            raise ValueError("sensitive and document_share are shares, 0 to 1")
        if self.activity and len(self.activity) != self.tenants:
            raise ValueError("activity has one entry per tenant, or none")
        if not 1 <= self.applications_per_tenant <= self.applications:
            raise ValueError("a tenant uses between one and all of the applications")
        if self.turns < 1 or min(self.application_blocks[0], self.document_blocks[0], self.block_tokens) < 1:
            raise ValueError("turns and sizes are 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text of whole blocks that stands at the head of prompts."""

    blocks: tuple[int, ...]
    sensitive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Application:
    """An application's text and its documents, in order of popularity."""

    text: _Text
    documents: tuple[_Text, ...]


@dataclass(slots=True, kw_only=True)
class _Conversation:
    """Where a conversation stands. `blocks` are the full ones of prompt and answers so far; `tokens` counts all."""

    tenant: TenantId
    session: str
    blocks: list[int]
    tokens: int
    public: int


def compose(
    recipe: Recipe, *, seed: int = 0, rate: float = 1.0, arrivals: Iterable[Arrival] | None = None
) -> Iterator[Call]:
    """Yield the calls of a composed trace, in order of time, without end; take as many as are needed.

    Conversations begin at `arrivals`, or by a Poisson process with `rate` per second. A client of an arrival is the
    tenant of that number; lengths of an arrival are those of the first turn, as far as there is room in the prompt.
    """
    return _Composer(recipe, seed).calls(arrivals or poisson(random.Random(f"{seed}/arrivals"), rate=rate))


class _Composer:
    """One composition: its texts, who uses which, and the conversations under way."""

    def __init__(self, recipe: Recipe, seed: int) -> None:
        self._recipe = recipe
        self._rng = random.Random(seed)
        self._ids = itertools.count()
        self._documents = Zipf(recipe.documents, recipe.document_skew) if recipe.documents else None
        self._tenants = Weighted(recipe.activity or Zipf(recipe.tenants, recipe.skew).weights)
        uses = Zipf(recipe.applications, recipe.application_skew)
        self._used = [self._choose(uses) for _ in range(recipe.tenants)]
        self._applications = self._texts()

    def calls(self, arrivals: Iterable[Arrival]) -> Iterator[Call]:
        """Merge new conversations with the next turns of those under way."""
        waiting: list[tuple[float, int, _Conversation]] = []
        order = itertools.count()
        for number, arrival in enumerate(arrivals):
            while waiting and waiting[0][0] <= arrival.time:
                yield from self._next(waiting, order)
            conversation = self._begin(number, arrival)
            yield self._turn(conversation, arrival)
            self._schedule(conversation, arrival.time, waiting, order)
        while waiting:
            yield from self._next(waiting, order)

    def _next(self, waiting: list[tuple[float, int, _Conversation]], order: Iterator[int]) -> Iterator[Call]:
        time, _, conversation = heapq.heappop(waiting)
        yield self._turn(conversation, Arrival(time=time))
        self._schedule(conversation, time, waiting, order)

    def _schedule(
        self,
        conversation: _Conversation,
        time: float,
        waiting: list[tuple[float, int, _Conversation]],
        order: Iterator[int],
    ) -> None:
        """Decide whether a conversation goes on, and when."""
        if self._rng.random() >= 1 / self._recipe.turns:
            heapq.heappush(waiting, (time + self._lognormal(self._recipe.pause), next(order), conversation))

    def _begin(self, number: int, arrival: Arrival) -> _Conversation:
        owner = self._tenants.draw(self._rng) if arrival.client is None else arrival.client % self._recipe.tenants
        application = self._applications[self._rng.choice(self._used[owner])]
        texts = [application.text]
        if self._documents is not None and self._rng.random() < self._recipe.document_share:
            texts.append(application.documents[self._documents.draw(self._rng)])
        blocks = [block for text in texts for block in text.blocks]
        shareable = itertools.takewhile(lambda text: not text.sensitive, texts)
        return _Conversation(
            tenant=tenant(owner),
            session=f"conversation-{number}",
            blocks=blocks,
            tokens=len(blocks) * self._recipe.block_tokens,
            public=sum(len(text.blocks) for text in shareable),
        )

    def _turn(self, conversation: _Conversation, arrival: Arrival) -> Call:
        """One request of a conversation, which from then on holds the question and the answer too."""
        recipe = self._recipe
        question = self._tokens(recipe.question_tokens)
        if arrival.prompt_tokens is not None:
            question = max(arrival.prompt_tokens - conversation.tokens, 1)
        answer = self._tokens(recipe.answer_tokens) if arrival.output_tokens is None else max(arrival.output_tokens, 1)
        conversation.tokens += question
        prompt_tokens = conversation.tokens
        self._fill(conversation)
        blocks = tuple(conversation.blocks)
        conversation.tokens += answer
        self._fill(conversation)
        return Call(
            time=arrival.time,
            tenant=conversation.tenant,
            session=conversation.session,
            blocks=blocks,
            block_tokens=recipe.block_tokens,
            prompt_tokens=prompt_tokens,
            output_tokens=answer,
            public=conversation.public,
            generated=tuple(conversation.blocks[len(blocks) :]),
        )

    def _fill(self, conversation: _Conversation) -> None:
        missing = conversation.tokens // self._recipe.block_tokens - len(conversation.blocks)
        conversation.blocks.extend(itertools.islice(self._ids, missing))

    def _tokens(self, median: float) -> int:
        return max(round(self._lognormal(median)), 1)

    def _lognormal(self, median: float) -> float:
        return median * self._rng.lognormvariate(0.0, 1.0)

    def _choose(self, uses: Zipf) -> Sequence[int]:
        """The applications that a tenant uses: different ones, popular ones rather."""
        chosen: dict[int, None] = {}
        while len(chosen) < self._recipe.applications_per_tenant:
            chosen[uses.draw(self._rng)] = None
        return tuple(chosen)

    def _texts(self) -> list[_Application]:
        recipe = self._recipe
        asked = [0.0] * recipe.applications
        for used, weight in zip(self._used, self._tenants.weights, strict=True):
            for application in used:
                asked[application] += weight
        return [
            _Application(
                text=self._text(recipe.application_blocks, sensitive=sensitive),
                documents=tuple(self._text(recipe.document_blocks, sensitive=mark) for mark in self._of_documents()),
            )
            for sensitive in _marked(self._rng, asked, recipe.sensitive)
        ]

    def _of_documents(self) -> list[bool]:
        """Which documents of one application are sensitive."""
        return _marked(self._rng, self._documents.weights, self._recipe.sensitive) if self._documents else []

    def _text(self, sizes: tuple[int, int], *, sensitive: bool) -> _Text:
        return _Text(blocks=tuple(itertools.islice(self._ids, self._rng.randint(*sizes))), sensitive=sensitive)


def _marked(rng: random.Random, weights: Sequence[float], share: float) -> list[bool]:
    """Mark texts whose weights are about `share` of all. What is marked for a share is marked for every larger one.

    In a random order, the texts cover the interval from 0 to 1 by their weights, and those are marked whose middle is
    below the share: the error is half a text at most.
    """
    order = rng.sample(range(len(weights)), len(weights))
    total, covered, marks = sum(weights), 0.0, [False] * len(weights)
    for place in order:
        marks[place] = (covered + weights[place] / 2) / total < share
        covered += weights[place]
    return marks
