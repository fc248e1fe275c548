"""A workload for the real engine and the simulator alike: when who asks what, as chat messages.

All prompts begin with one public policy. Most go on with one of a few documents, which are nobody's to share: several
tenants ask about the same one, as brokers do who deal with one customer. Then comes a short conversation.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv_lab.bench.traces.tenancy import Zipf
from safekv_lab.bench.workloads.support_policy import POLICY
from safekv_lab.bench.workloads.workload import Declared

if TYPE_CHECKING:
    from safekv_lab.bench.workloads.workload import Json

_WORDS = POLICY.split()
DECLARED = Declared(name="short-policy", messages=({"role": "system", "content": " ".join(_WORDS[:300])},))
"""The beginning of the policy: on few cores, all of it takes seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request: `time` in seconds since the start."""

    time: float
    tenant: str
    session: str
    messages: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is asked: `rate` requests per second on average, arriving by a Poisson process.

    Each conversation is another tenant's, for as long as there are tenants.
    """

    requests: int = 300
    rate: float = 1.8
    tenants: int = 75
    turns: int = 3
    documents: int = 6
    document_words: int = 120

    def script(self, seed: int) -> list[Line]:
        """The requests in order of time; a conversation's turns stay in order, whatever becomes of the answers."""
        rng = random.Random(seed)
        texts = [" ".join(rng.choices(_WORDS, k=self.document_words)) for _ in range(self.documents)]
        popular = Zipf(self.documents, 0.7)
        lines: list[Line] = []
        time, asked, running = 0.0, 0, list[list[Line]]()
        while len(lines) < self.requests:
            time += rng.expovariate(self.rate)
            if len(running) < 8:
                running.append(self._conversation(rng, asked, texts[popular.draw(rng)]))
                asked += 1
            turns = rng.choice(running)
            line = turns.pop(0)
            if not turns:
                running.remove(turns)
            lines.append(Line(time=time, tenant=line.tenant, session=line.session, messages=line.messages))
        return lines

    def names(self) -> tuple[str, ...]:
        """All tenants."""
        return tuple(f"tenant-{number}" for number in range(self.tenants))

    def _conversation(self, rng: random.Random, number: int, document: str) -> list[Line]:
        """All turns of one conversation; times are set when they are sent."""
        messages: list[Json] = [*DECLARED.messages, {"role": "user", "content": f"{document} {_sentence(rng)}"}]
        lines = []
        for _ in range(self.turns):
            name = f"tenant-{number % self.tenants}"
            lines.append(Line(time=0.0, tenant=name, session=f"conversation-{number}", messages=tuple(messages)))
            messages += [{"role": "assistant", "content": _sentence(rng)}, {"role": "user", "content": _sentence(rng)}]
        return lines


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(8, 40)))
