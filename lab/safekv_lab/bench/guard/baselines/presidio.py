"""Presidio's recognisers that are patterns with checksums, without a language model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.guard.baselines.optional import SkippedBaseline, package

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "presidio-patterns"
IGNORED = frozenset({"DATE_TIME", "URL", "DATE"})
"""Entities that Presidio finds and that are not sensitive alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresidioPatterns:
    """Scores a text by the surest finding of any pattern recogniser."""

    recognisers: tuple[Any, ...]

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return one score per text, 0 without a finding."""
        return [max((self._surest(recogniser, text) for recogniser in self.recognisers), default=0.0) for text in texts]

    def _surest(self, recogniser: Any, text: str) -> float:
        wanted = [name for name in recogniser.supported_entities if name not in IGNORED]
        found = recogniser.analyze(text, wanted, None) if wanted else ()
        return max((float(result.score) for result in found or ()), default=0.0)


def detector() -> PresidioPatterns | SkippedBaseline:
    """Return the detector with every English pattern recogniser that Presidio loads, or why there is none."""
    module = package("presidio_analyzer", baseline=NAME)
    if isinstance(module, SkippedBaseline):
        return module
    suffixes = package("tldextract.tldextract", baseline=NAME)
    if not isinstance(suffixes, SkippedBaseline):
        suffixes.TLD_EXTRACTOR.suffix_list_urls = ()  # its snapshot, not the network, says what a domain is
    registry = module.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    patterns = [r for r in registry.recognizers if isinstance(r, module.PatternRecognizer)]
    phones = [r for r in registry.recognizers if type(r).__name__ == "PhoneRecognizer"]
    return PresidioPatterns(recognisers=(*patterns, *phones))
