"""Log lines of the release process: counts, categories and unit ids, never text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from safekv.types import UnitId
from safekv.verdicts import Clean, Sensitive, Undecided, Verdict


def short(unit: UnitId) -> str:
    """A unit as the log names it: `safekv ledger show` takes it."""
    return unit.hex()[:12]


def in_words(verdicts: Sequence[Verdict]) -> str:
    """What has become of units that were judged: how many, vetoes by category, undecided ones by doubt."""
    clean = sum(isinstance(verdict, Clean) for verdict in verdicts)
    vetoed = [{str(found.category) for found in one.findings} for one in verdicts if isinstance(one, Sensitive)]
    undecided = Counter(str(one.doubt) for one in verdicts if isinstance(one, Undecided))
    categories = Counter(category for found in vetoed for category in found)
    return (
        f"{clean} released, {len(vetoed)} vetoed{_named(categories)}, {undecided.total()} undecided{_named(undecided)}"
    )


def _named(counts: Counter[str]) -> str:
    return f" ({', '.join(f'{what} {count}' for what, count in sorted(counts.items()))})" if counts else ""
