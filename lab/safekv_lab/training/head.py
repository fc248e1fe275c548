"""Tier 3's head and the thresholds of a unit: fitted on windows, calibrated on whole units of sources left out.

A source is a collection of operators' prompts. For each, a head is fitted on the others; it scores the source's
harmless prompts and those with private text put in. The thresholds are set on these scores of all sources together:
`balanced` to a rate of false vetoes, which is the mean over the sources, `strict` to a recall.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from safekv.errors import OperatorError
from safekv.guard.models.strong import SHARE
from safekv_lab.training.insertion import HARMLESS, KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from safekv_lab.training.insertion import Inserted
    from safekv_lab.training.units import Windows

PENALTY = 0.003
"""Inverse of the ridge on standardised features."""
DISCOUNTS = tuple(np.arange(0, 1.05, 0.1).round(1).tolist())
"""What is tried as the price of one more window, in units of the logit per logarithm of the count."""
PULL = 0.2
"""Weight of what is fitted, beside the encoder's own logit and tier 2's share of it. With 1, two in a hundred more are
found in prompts of a source left out, and three in a hundred fewer in short texts of corpora left out."""
FAST = 14
"""The feature that is tier 2's logit."""
PER_SOURCE = 1500.0
"""What the harmless windows of a source weigh together; a text put in weighs 1."""
EDGES = {"one window": 2, "2 to 5": 6, "6 to 12": 13, "13 to 25": 26, "over 25": 1_000_000}
"""Classes of length, in windows of about 450 characters: each ends below its number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """A collection: its harmless prompts, and prompts of it with something put in, by their windows.

    `stopped` says for each harmless prompt, and then for each text put in by itself, whether tier 1 finds something in
    it or the check for other languages leaves it undecided.
    """

    name: str
    harmless: tuple[Windows, ...]
    inserted: tuple[tuple[Inserted, Windows], ...]
    stopped: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CorpusUnit:
    """A unit of a corpus by its windows, and what the corpus says of it."""

    corpus: str
    sensitive: bool
    windows: Windows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """A weight per feature and a bias."""

    weights: NDArray[Any]
    bias: float

    def logits(self, windows: Windows) -> NDArray[Any]:
        """Return the logit of each window."""
        found: NDArray[Any] = windows.rows.astype(np.float64) @ self.weights + self.bias
        return found

    def value(self, windows: Windows, discount: float) -> float:
        """Return what is compared with a threshold: the highest window's logit, less the price of so many windows."""
        logits = self.logits(windows)
        return float(logits.max() - discount * np.log(len(logits)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A unit of a source that the head had not seen: its highest logit, its windows, and what was put in, if anything.

    `alone` is the highest logit of the windows that hold what was put in; of a harmless prompt, the same as `highest`.
    `stopped` is whether another tier keeps it private, whatever the model says.
    """

    source: str
    kind: str | None
    highest: float
    alone: float
    windows: int
    stopped: bool

    def value(self, discount: float) -> float:
        """Return what is compared with a threshold."""
        return self.highest - discount * float(np.log(self.windows))

    @property
    def private(self) -> bool:
        """Whether something private was put in."""
        return self.kind not in (None, HARMLESS)


def fit(sources: Sequence[Source], corpora: Sequence[CorpusUnit]) -> Head:
    """Return the head that tells windows with something private from windows of harmless text."""
    rows: list[NDArray[Any]] = []
    labels: list[NDArray[Any]] = []
    weights: list[NDArray[Any]] = []

    def add(some: NDArray[Any], private: bool, weight: float) -> None:
        rows.append(some)
        labels.append(np.full(len(some), private))
        weights.append(np.full(len(some), weight / max(len(some), 1)))

    for source in sources:
        add(np.concatenate([each.rows for each in source.harmless]), False, PER_SOURCE)
        for inserted, windows in source.inserted:
            held = windows.rows[windows.holding(inserted.start, inserted.end)]
            add(held, inserted.kind != HARMLESS, 1.0)
    for unit in corpora:
        if unit.sensitive:  # where in it the private part stands, the encoder says
            add(unit.windows.rows[unit.windows.rows[:, 0].argmax()][None], True, 1.0)
        else:
            add(unit.windows.rows, False, float(np.sqrt(len(unit.windows.rows))))
    return _fitted(np.concatenate(rows), np.concatenate(labels), np.concatenate(weights))


def _fitted(rows: NDArray[Any], labels: NDArray[Any], weights: NDArray[Any]) -> Head:
    scaler = StandardScaler().fit(rows)
    weights = weights * np.where(labels, weights[~labels].sum() / weights[labels].sum(), 1.0)
    model = LogisticRegression(C=PENALTY, max_iter=300)
    model.fit(scaler.transform(rows), labels, sample_weight=weights / weights.mean())
    slopes = PULL * model.coef_[0] / scaler.scale_
    bias = float(PULL * model.intercept_[0] - slopes @ scaler.mean_)
    slopes[0] += 1.0
    slopes[FAST] += SHARE
    return Head(weights=slopes, bias=bias)


def held_out(sources: Sequence[Source], corpora: Sequence[CorpusUnit]) -> list[Scored]:
    """Return the units of each source as a head scores them that was fitted on the other sources.

    Raises OperatorError for fewer than two sources.
    """
    if len(sources) < 2:
        raise OperatorError("one source cannot be left out: the prompts must be of two collections or more")
    found: list[Scored] = []
    for source in sources:
        head = fit([other for other in sources if other is not source], corpora)
        found += score(head, source)
    return found


def score(head: Head, source: Source) -> list[Scored]:
    """Return all units of a source by a head. A prompt with something put in has the other windows of its host."""
    hosts = [head.logits(windows) for windows in source.harmless]
    stopped = iter(source.stopped)
    found = [
        Scored(
            source=source.name,
            kind=None,
            highest=each.max(),
            alone=each.max(),
            windows=len(each),
            stopped=next(stopped),
        )
        for each in hosts
    ]
    for inserted, windows in source.inserted:
        held = head.logits(windows)[windows.holding(inserted.start, inserted.end)].max()
        host = hosts[inserted.host]
        found.append(
            Scored(
                source=source.name,
                kind=inserted.kind,
                highest=max(held, host.max()),
                alone=held,
                windows=len(host) + 1,
                stopped=next(stopped),
            )
        )
    return found


def vetoes(scored: Sequence[Scored], threshold: float, discount: float, *, all_tiers: bool = False) -> dict[str, float]:
    """Return for each source the share of its harmless prompts that reach a threshold, or that any tier stops."""
    by_source: dict[str, list[bool]] = {}
    for each in scored:
        if each.kind is None:
            reached = each.value(discount) >= threshold or (all_tiers and each.stopped)
            by_source.setdefault(each.source, []).append(reached)
    return {source: float(np.mean(flags)) for source, flags in by_source.items()}


def found_alone(scored: Sequence[Scored], threshold: float, discount: float) -> dict[str, float]:
    """Return for each kind of private text the share found: by its own windows, not its host's, or by rules."""
    by_kind: dict[str, list[bool]] = {}
    for each in scored:
        if each.private:
            reached = each.stopped or each.alone - discount * np.log(each.windows) >= threshold
            by_kind.setdefault(str(each.kind), []).append(bool(reached))
    return {kind: float(np.mean(flags)) for kind, flags in sorted(by_kind.items())}


def threshold_for_vetoes(scored: Sequence[Scored], discount: float, rate: float) -> float:
    """Return the lowest threshold at which the mean over the sources of the false vetoes is no more than a rate."""
    values = np.array([each.value(discount) for each in scored if each.kind is None])
    tried = np.unique(np.quantile(values, np.linspace(0, 1, 1001)))
    enough = [at for at in tried if np.mean(list(vetoes(scored, at, discount).values())) <= rate]
    return float(enough[0]) if enough else float(values.max() + 1e-6)


def threshold_for_recall(scored: Sequence[Scored], discount: float, recall: float) -> float:
    """Return the highest threshold at which the mean over the kinds of what is found is at least a recall.

    Chunks of corpora do not count, since some of what their gold calls sensitive is not.
    """
    scored = [each for each in scored if each.kind in KINDS]
    tried = np.unique([each.alone - discount * float(np.log(each.windows)) for each in scored])
    low, high = 0, len(tried) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if np.mean(list(found_alone(scored, tried[middle], discount).values())) >= recall:
            low = middle
        else:
            high = middle - 1
    return float(tried[low])


def best_discount(scored: Sequence[Scored], rate: float) -> float:
    """Return the price of a window at which most is found at a rate of false vetoes that no length bears twice."""

    def merit(discount: float) -> tuple[bool, float]:
        at = threshold_for_vetoes(scored, discount, rate)
        worst = max(cell["vetoed"] or 0.0 for cell in lengths(scored, at, discount).values())
        return worst <= 2 * rate, float(np.mean(list(found_alone(scored, at, discount).values())))

    return max(DISCOUNTS, key=merit)


def platt(scored: Sequence[Scored], discount: float) -> tuple[float, float]:
    """Return scale and shift that make a value a probability, harmless and private weighing the same."""
    kept = [each for each in scored if each.kind != HARMLESS]
    values = np.array([[each.value(discount)] for each in kept])
    model = LogisticRegression(C=1e6, class_weight="balanced").fit(values, [each.private for each in kept])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def lengths(scored: Sequence[Scored], threshold: float, discount: float) -> dict[str, Any]:
    """Return false vetoes by the number of windows: for each class that ends below an edge, the count and the share."""
    found: dict[str, Any] = {}
    low = 0
    for name, high in EDGES.items():
        some = [e.value(discount) >= threshold for e in scored if e.kind is None and low <= e.windows < high]
        found[name] = {"prompts": len(some), "vetoed": round(float(np.mean(some)), 4) if some else None}
        low = high
    return found
