"""What a head and its thresholds come to on sources left out, and on units of the corpora."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from safekv.guard.models.strong import SHARE
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, Kind
from safekv_lab.training.head import FAST, found_alone, lengths, vetoes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safekv_lab.training.head import CorpusUnit, Scored
    from safekv_lab.training.units import Windows


def former(windows: Windows) -> float:
    """Return a unit's value without a head: its highest window's."""
    return float((windows.rows[:, 0] + SHARE * windows.rows[:, FAST]).max())


def at(scored: Sequence[Scored], threshold: float, discount: float) -> dict[str, Any]:
    """Return false vetoes by source and length, and recall by kind of what was put in, at a threshold."""
    by_source = vetoes(scored, threshold, discount)
    by_kind = found_alone(scored, threshold, discount)
    return {
        "false_vetoes": _mean(by_source),
        "false_vetoes_by_source": _rounded(by_source),
        "false_vetoes_of_all_tiers": _rounded(vetoes(scored, threshold, discount, all_tiers=True)),
        "false_vetoes_by_length": lengths(scored, threshold, discount),
        "recall": _mean(by_kind),
        "recall_by_kind": _rounded(by_kind),
    }


def on_corpora(units: Sequence[CorpusUnit], value: Callable[[Windows], float]) -> dict[str, Any]:
    """Return the macro recall over the corpora that the wanted figures are about, at rates of false alarms there."""
    kept = [unit for unit in units if BY_NAME[unit.corpus].target]
    harmless = np.array([value(u.windows) for u in kept if not u.sensitive and BY_NAME[u.corpus].kind is Kind.BENIGN])
    found: dict[str, Any] = {"harmless": len(harmless)}
    for rate in (0.1, 0.05):
        threshold = np.quantile(harmless, 1 - rate)
        found[f"recall at {rate:.0%}"] = _recalls(kept, value, threshold)
    return found


def reached(units: Sequence[CorpusUnit], value: Callable[[Windows], float], threshold: float) -> dict[str, Any]:
    """Return, at a threshold, the macro recall, and the share of the harmless units of each corpus that reach it."""
    alarms: dict[str, list[bool]] = {}
    for unit in units:
        if not unit.sensitive:
            alarms.setdefault(unit.corpus, []).append(value(unit.windows) >= threshold)
    return {
        "recall": _recalls([unit for unit in units if BY_NAME[unit.corpus].target], value, threshold),
        "alarms": _rounded({corpus: float(np.mean(flags)) for corpus, flags in alarms.items()}),
    }


def _recalls(units: Sequence[CorpusUnit], value: Callable[[Windows], float], threshold: float) -> dict[str, float]:
    reaching: dict[str, list[bool]] = {}
    for unit in units:
        if unit.sensitive and BY_NAME[unit.corpus].kind is Kind.PII:
            reaching.setdefault(unit.corpus, []).append(value(unit.windows) >= threshold)
    each = {corpus: float(np.mean(flags)) for corpus, flags in reaching.items()}
    return {"macro": _mean(each), **_rounded(each)}


def _mean(shares: dict[str, float]) -> float:
    return round(float(np.mean(list(shares.values()))), 4)


def _rounded(shares: dict[str, float]) -> dict[str, float]:
    return {name: round(share, 4) for name, share in shares.items()}
