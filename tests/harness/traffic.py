"""What tenants send: prompts around the declared texts, and under which salts."""

from __future__ import annotations

import random

from safekv.types import GroupName, Private, TenantId, Unshared
from safekv_lab.scheduler.standalone import Engine
from tests.harness.engine import GROUPS, LONERS
from tests.harness.operator import Text
from tests.harness.sent import Caller

_VOCABULARY = 100
_ROOM = 40
"""Tokens that a prompt leaves for the answer."""


def texts(rng: random.Random) -> list[Text]:
    """Texts that begin alike, that begin otherwise, that end on a block and that do not."""

    def tokens(number: int) -> list[int]:
        return [rng.randrange(_VOCABULARY) for _ in range(number)]

    common = tokens(60)
    manual = common + tokens(71 + 20)
    guide = common + tokens(40 + 20)
    return [
        Text(name="manual", tokens=manual, boundaries=(23, 60, 131)),
        Text(name="guide", tokens=guide, boundaries=(60, 100)),
        Text(name="excerpt", tokens=manual, boundaries=(77,)),
        Text(name="notice", tokens=tokens(50 + 20), boundaries=(18, 50)),
        Text(name="tools", tokens=tokens(64 + 20), boundaries=(32, 64)),
        Text(name="greeting", tokens=tokens(33 + 20), boundaries=(33,)),
    ]


class Traffic:
    """Draws callers and prompts. Few different ones, so that tenants often say the same."""

    def __init__(self, engine: Engine, known: list[Text], rng: random.Random) -> None:
        self._engine = engine
        self._rng = rng
        self._texts = known
        self._group_of = {name: group for group, names in GROUPS.items() for name in names}
        self._documents = [[rng.randrange(_VOCABULARY) for _ in range(70)] for _ in range(4)]
        self._transcripts: list[list[int]] = []
        self._longest = engine.sizes.max_model_len - _ROOM
        self._numbers = iter(range(10**9))

    def remember(self, transcript: list[int]) -> None:
        """A conversation that somebody, not only its owner, may continue."""
        self._transcripts.append(transcript)
        del self._transcripts[:-12]

    # ── who ──────────────────────────────────────────────────────────────────────────────────────

    def caller(self) -> Caller:
        """Somebody: mostly a tenant, now and then one who asks for no-store, nobody, or a forger."""
        tenant = self._rng.choice([*self._group_of, *LONERS])
        group = self._group_of.get(tenant)
        match self._rng.choices(["tenant", "no-store", "operator", "anonymous", "forger"], [80, 6, 2, 5, 7])[0]:
            case "tenant":
                scope = Private(tenant=TenantId(tenant), group=_group_name(group))
                return Caller(author=f"tenant:{tenant}", salt=self._engine.sealer.seal(scope), group=group)
            case "no-store":
                salt = self._engine.sealer.seal(Unshared(reads_published=True, group=_group_name(group)))
                return Caller(author=self._once(), salt=salt, group=group)
            case "operator":
                return Caller(author=self._once(), salt=self._engine.sealer.seal(Unshared(reads_published=True)))
            case "anonymous":
                salt = self._engine.sealer.seal(Unshared(reads_published=False))
                return Caller(author=self._once(), salt=salt, reads_published=False)
            case _:
                return Caller(author=self._once(), salt=self._forged(), reads_published=False, authenticated=False)

    def _once(self) -> str:
        return f"request:{next(self._numbers)}"

    def _forged(self) -> str | None:
        sealed = self._engine.sealer.seal(Private(tenant=TenantId("ada"), group=GroupName("alpha")))
        changed = ("B" if sealed[5] != "B" else "C").join([sealed[:5], sealed[6:]])
        return self._rng.choice([None, "", "tenant:ada", changed, sealed[:-4]])

    # ── what ─────────────────────────────────────────────────────────────────────────────────────

    def prompt(self, longest: int | None = None) -> list[int]:
        """A prompt: a declared text or a piece of one, a document, an earlier conversation, and something after it."""
        size = self._engine.sizes.block_size
        text = self._rng.choice(self._texts)
        length = text.boundaries[-1]
        floor = length // size * size
        match self._rng.choices(["whole", "half", "exact", "edge", "document", "continued"], [36, 8, 20, 8, 13, 15])[0]:
            case "whole":
                prompt = text.tokens[:length] + self._tail()
            case "half":
                prompt = text.tokens[: self._rng.randrange(1, length)] + self._tail()
            case "exact":
                end = self._rng.choice(text.boundaries) // size * size or size
                prompt = text.tokens[: end + self._rng.choice([0, 1, 2, size])]
            case "edge":
                prompt = text.tokens[: floor + self._rng.choice([-1, 2, size - 1])]
            case "document":
                prompt = self._rng.choice(self._documents)[: self._rng.randrange(10, 70)]
            case _:
                earlier = self._rng.choice(self._transcripts) if self._transcripts else self._documents[0]
                prompt = earlier + self._tail()
        return prompt[: longest or self._longest]

    def answer_length(self) -> int:
        """How many tokens to generate."""
        return self._rng.choice([1, 2, 5, 12, 24, _ROOM])

    def update(self) -> list[int]:
        """What a streaming session says next; it may begin like a declared text."""
        source = self._rng.choice([*self._documents, *(text.tokens for text in self._texts)])
        return source[: self._rng.choice([2, 17, 18])]

    def _tail(self) -> list[int]:
        return self._rng.choice(self._documents)[: self._rng.choice([1, 3, 15, 16, 17, 33, 37])]


def _group_name(group: str | None) -> GroupName | None:
    return GroupName(group) if group is not None else None
