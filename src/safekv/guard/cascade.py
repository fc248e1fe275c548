"""The ChunkGuard cascade: runs a text through its tiers, cheapest first, until one of them says sensitive.

A tier may only make the verdict stricter. One that fails, by an exception or for want of its model, makes it
`Undecided`, unless another tier has found something: what could not be judged stays private. Every failure is counted.
What a gate leaves undecided no later tier is asked about.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Protocol, runtime_checkable

from safekv.errors import SafeKVError
from safekv.verdicts import Clean, Doubt, Finding, Sensitive, Undecided, Verdict

MAX_REMEMBERED = 4096
"""Verdicts kept by content; the oldest is forgotten."""

KINDS = tuple(kind.__name__.lower() for kind in (Sensitive, Clean, Undecided))
FAILED, LATE = "failed", "late"
"""Beside the kinds of verdict, what is counted of a tier: it raised, and the deadline had passed when it was done."""


class Tier(Protocol):
    """One way to judge a text. `version` changes whenever its answers might."""

    @property
    def name(self) -> str:
        """Short, for counts and messages."""
        ...

    @property
    def version(self) -> str:
        """What changes with the answers."""
        ...

    def judge(self, text: str) -> Verdict:
        """The verdict on a unit's whole text. May raise anything; the cascade turns it into `Undecided`."""


@runtime_checkable
class ManyTier(Protocol):
    """A tier that judges many texts faster together than one by one, each as it would judge it alone."""

    def judge_all(self, texts: Sequence[str]) -> Sequence[Verdict]:
        """The verdicts, in order."""
        ...


@runtime_checkable
class Gate(Protocol):
    """A tier that knows what the later ones were not made for: what it leaves undecided stays so."""

    gate: bool


class Cascade:
    """Judges units; remembers verdicts by content and guard version.

    `counts` says how often a tier gave which kind of verdict; as `failed`, how often it raised; as `late`, on how many
    units it was asked last because the deadline had passed. What has not happened yet is there with 0.
    """

    def __init__(self, tiers: Sequence[Tier], *, clock: Callable[[], float], seconds: float) -> None:
        """`seconds` is the deadline for one unit, checked between tiers by `clock`."""
        self._tiers = tuple(tiers)
        self._clock = clock
        self._seconds = seconds
        self._remembered: OrderedDict[bytes, Verdict] = OrderedDict()
        self.counts = Counter({(tier.name, kind): 0 for tier in self._tiers for kind in (*KINDS, FAILED, LATE)})

    @property
    def version(self) -> str:
        """What a verdict depends on beside the text."""
        return "+".join(f"{tier.name}:{tier.version}" for tier in self._tiers)

    def failures(self) -> dict[str, dict[str, int]]:
        """How often each tier failed or was late; a tier that never did is not there."""
        found: dict[str, dict[str, int]] = {}
        for (tier, what), times in sorted(self.counts.items()):
            if times and what in {FAILED, LATE}:
                found.setdefault(tier, {})[what] = times
        return found

    def threshold(self, name: str) -> float | None:
        """The score from which on a tier calls a text sensitive; None for one that has none, or is not there."""
        return next((getattr(tier, "threshold", None) for tier in self._tiers if tier.name == name), None)

    def judge(self, text: str) -> Verdict:
        """The verdict on a unit's text. Never raises."""
        return self.judge_all([text])[0]

    def judge_all(self, texts: Sequence[str]) -> list[Verdict]:
        """The verdict on each of the texts, as `judge` gives it. Never raises."""
        keys = [self._key(text) for text in texts]
        known = {key: verdict for key in keys if (verdict := self._remembered.get(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for key, verdict in zip(new, self.fresh_all(list(new.values())), strict=True):
            known[key] = verdict
            if not isinstance(verdict, Undecided):  # a failure may pass
                self._remembered[key] = verdict
                if len(self._remembered) > MAX_REMEMBERED:
                    self._remembered.popitem(last=False)
        return [known[key] for key in keys]

    def fresh(self, text: str) -> Verdict:
        """The verdict, whatever is remembered. Never raises."""
        return self.fresh_all([text])[0]

    def fresh_all(self, texts: Sequence[str]) -> list[Verdict]:
        """The verdicts, whatever is remembered; many texts have as many deadlines together. Never raises."""
        if not self._tiers:
            return [Undecided(reason="no detector", doubt=Doubt.ABSENT)] * len(texts)
        begun = self._clock()
        states = [_State() for _ in texts]
        for tier in self._tiers:
            open_ = [(text, state) for text, state in zip(texts, states, strict=True) if state.final is None]
            if not open_:
                break
            verdicts = self._ask(tier, [text for text, _ in open_])
            late = self._clock() - begun > self._seconds * len(texts)
            for (_, state), verdict in zip(open_, verdicts, strict=True):
                self.counts[tier.name, type(verdict).__name__.lower()] += 1
                state.take(verdict)
                if isinstance(verdict, Undecided) and isinstance(tier, Gate) and tier.gate:
                    state.final = verdict
                if late and state.final is None:
                    self.counts[tier.name, LATE] += 1
                    state.final = state.undecided or Undecided(
                        reason=f"not judged within {self._seconds:g} s", doubt=Doubt.LATE
                    )
        return [state.verdict() for state in states]

    def _ask(self, tier: Tier, texts: Sequence[str]) -> list[Verdict]:
        if len(texts) > 1 and isinstance(tier, ManyTier):
            try:
                verdicts = list(tier.judge_all(texts))
            except (Exception, MemoryError):
                verdicts = []  # whoever is at fault is found one by one
            if len(verdicts) == len(texts):
                return verdicts
        return [self._ask_one(tier, text) for text in texts]

    def _ask_one(self, tier: Tier, text: str) -> Verdict:
        try:
            return tier.judge(text)
        except SafeKVError as error:  # our own messages hold no text
            self.counts[tier.name, FAILED] += 1
            return Undecided(reason=f"{tier.name} failed: {error}")
        except (Exception, MemoryError) as error:
            self.counts[tier.name, FAILED] += 1
            return Undecided(reason=f"{tier.name} failed: {type(error).__name__}")

    def _key(self, text: str) -> bytes:
        raw = text.encode("utf-8", "surrogatepass")
        return blake2b(raw, key=self.version.encode()[:64], digest_size=16).digest()


class _State:
    """What is known of one unit while it goes through the tiers."""

    def __init__(self) -> None:
        self.final: Verdict | None = None
        self.undecided: Undecided | None = None
        self.score = 0.0

    def take(self, verdict: Verdict) -> None:
        match verdict:
            case Sensitive():
                self.final = verdict
            case Undecided():
                self.undecided = self.undecided or verdict
            case Clean(score=score):
                self.score = max(self.score, score)

    def verdict(self) -> Verdict:
        return self.final or self.undecided or Clean(score=self.score)


def batches(texts: Iterable[str], size: int) -> Iterable[list[str]]:
    """The texts, so many at a time, the last ones fewer."""
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class Rules:
    """Tier 1 as a tier: whatever a rule finds is sensitive; without a finding it has no doubt of its own."""

    name = "rules"

    def __init__(self, scan: Callable[[str], Sequence[Finding]], *, version: str) -> None:
        self._scan = scan
        self.version = version

    def judge(self, text: str) -> Verdict:
        """Sensitive with all findings, or clean."""
        findings = tuple(self._scan(text))
        return Sensitive(findings=findings, score=1.0) if findings else Clean(score=0.0)
