"""Yelp's detect-secrets: credentials by format and entropy, with its own filters, as it scans files.

Its function for single lines is for trying things out and reports strings below the entropy limit, too.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.guard.baselines.optional import SkippedBaseline, package

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "detect-secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectSecrets:
    """Scores a text by how many secrets it holds: n secrets give n / (n + 1)."""

    scan: Any
    settings: Any

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return one score per text."""
        counts = []
        with tempfile.TemporaryDirectory() as directory, self.settings.default_settings():
            path = Path(directory) / "text.txt"
            for text in texts:
                path.write_text(text, encoding="utf-8", errors="replace")
                counts.append(sum(1 for _ in self.scan.scan_file(str(path))))
        return [count / (count + 1) for count in counts]


def detector() -> DetectSecrets | SkippedBaseline:
    """Return the detector with its default plugins and filters, or why there is none."""
    scan = package("detect_secrets.core.scan", baseline=NAME)
    settings = package("detect_secrets.settings", baseline=NAME)
    if isinstance(scan, SkippedBaseline):
        return scan
    return DetectSecrets(scan=scan, settings=settings)
