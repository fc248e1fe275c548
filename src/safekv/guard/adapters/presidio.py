"""Adapter for Presidio's AnalyzerEngine (package `presidio-analyzer`).

The one made here looks nothing up on the network: without `nlp` it has the recognisers that are patterns with
checksums, with `nlp` those of an installed spaCy model beside them.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Mapping
from typing import Any

from safekv.errors import OperatorError
from safekv.guard.adapters.entities import Entity, EntityTier, digest, package
from safekv.guard.adapters.labels import Labels
from safekv.verdicts import Category

NAME = "presidio"
_LINE = "pip install presidio-analyzer"


def load(
    engine: Any = None,
    *,
    nlp: str | None = None,
    language: str = "en",
    labels: Mapping[str, Category | None] | None = None,
    threshold: float = 0.4,
    size: int = 512,
    overlap: int = 64,
    revision: str = "",
) -> EntityTier:
    """Presidio as a tier. `nlp` is the name of an installed spaCy model; `engine` an AnalyzerEngine of your own, with a
    `revision` that changes whenever its answers might.

    Raises OperatorError where the package or the spaCy model is missing, or no recogniser knows the language.
    """
    module = package("presidio_analyzer", line=_LINE)
    engine = engine if engine is not None else _engine(module, nlp, language)
    entities = sorted(engine.get_supported_entities(language))
    known = Labels(labels)
    wanted = [entity for entity in entities if known.category(entity) is not None]
    if not wanted:
        raise OperatorError(f"presidio: no recogniser finds anything sensitive in the language {language!r}")

    def find(window: str) -> Iterator[Entity]:
        for one in engine.analyze(window, language, entities=wanted):
            yield Entity(label=one.entity_type, start=one.start, end=one.end, score=float(one.score))

    return EntityTier(
        find,
        name=NAME,
        model=digest(importlib.metadata.version("presidio-analyzer"), nlp, language, revision, wanted),
        labels=known,
        threshold=threshold,
        size=size,
        overlap=overlap,
    )


def _engine(module: Any, nlp: str | None, language: str) -> Any:
    package("tldextract.tldextract", line=_LINE).TLD_EXTRACTOR.suffix_list_urls = ()  # its snapshot, not the network
    registry = module.RecognizerRegistry(supported_languages=[language])
    made = _no_nlp(language) if nlp is None else _spacy(nlp, language)
    registry.load_predefined_recognizers(languages=[language], nlp_engine=made)
    if nlp is None:
        phone = package("presidio_analyzer.predefined_recognizers", line=_LINE).PhoneRecognizer
        kinds = (module.PatternRecognizer, phone)
        registry.recognizers = [one for one in registry.recognizers if isinstance(one, kinds)]
    return module.AnalyzerEngine(registry=registry, nlp_engine=made, supported_languages=[language])


def _no_nlp(language: str) -> Any:
    engines = package("presidio_analyzer.nlp_engine", line=_LINE)
    if not hasattr(engines, "NoOpNlpEngine"):
        raise OperatorError(f"presidio: too old to go without a language model; update it with: {_LINE} --upgrade")
    return engines.NoOpNlpEngine(models=[{"lang_code": language, "model_name": ""}])


def _spacy(nlp: str, language: str) -> Any:
    """Presidio would download a model that is missing, and end the process where it cannot."""
    if not package("spacy.util", line="pip install spacy").is_package(nlp):
        raise OperatorError(f"presidio: the spaCy model {nlp} is not installed; run: python -m spacy download {nlp}")
    engines = package("presidio_analyzer.nlp_engine", line=_LINE)
    return engines.SpacyNlpEngine(models=[{"lang_code": language, "model_name": nlp}])
