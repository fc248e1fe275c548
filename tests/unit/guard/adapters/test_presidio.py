"""Presidio with the recognisers that are patterns: no language model, no network."""

from __future__ import annotations

import socket
from typing import Any

import pytest

presidio_analyzer = pytest.importorskip("presidio_analyzer")

from safekv.errors import OperatorError  # noqa: E402
from safekv.guard.adapters import ADAPTERS, EntityTier  # noqa: E402
from safekv.verdicts import Category, Clean, Sensitive  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def _no_network() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was asked"))
        yield


@pytest.fixture(scope="module")
def tier() -> EntityTier:
    return ADAPTERS["presidio"]()


@pytest.mark.parametrize("lead", [0, 500, 512, 520, 3000])
def test_an_address_is_found_wherever_it_stands(tier: EntityTier, lead: int) -> None:
    text = "word " * lead + "write to jane.doe@acme-widgets.io today"
    verdict = tier.judge(text)
    assert isinstance(verdict, Sensitive)
    (found,) = verdict.findings
    assert text[found.start : found.end] == "jane.doe@acme-widgets.io"
    assert (found.category, found.detector, found.tier) == (Category.CONTACT, "presidio/email-address", 3)


def test_a_number_is_what_its_checksum_says(tier: EntityTier) -> None:
    (found,) = tier.judge("pay with 4111 1111 1111 1111").findings  # type: ignore[union-attr]
    assert found.category is Category.FINANCIAL_ID
    assert isinstance(tier.judge("pay with 4111 1111 1111 1112"), Clean)


def test_what_says_nothing_alone_is_not_asked_for(tier: EntityTier) -> None:
    assert isinstance(tier.judge("see https://example.com on 2024-01-02 at noon"), Clean)
    assert tier.judge("") == Clean(score=0.0)


def test_the_operators_own_engine() -> None:
    nlp = presidio_analyzer.nlp_engine.NoOpNlpEngine(models=[{"lang_code": "en", "model_name": ""}])
    registry = presidio_analyzer.RecognizerRegistry()
    pattern = presidio_analyzer.Pattern("project", r"PRJ-\d{4}", 0.9)
    registry.add_recognizer(presidio_analyzer.PatternRecognizer("PROJECT", patterns=[pattern]))
    engine = presidio_analyzer.AnalyzerEngine(registry=registry, nlp_engine=nlp)
    own = ADAPTERS["presidio"](engine)
    (found,) = own.judge("for PRJ-4711 only").findings  # type: ignore[union-attr]
    assert (found.category, found.start, found.end) == (Category.CUSTOM, 4, 12)
    assert isinstance(ADAPTERS["presidio"](engine, threshold=0.95).judge("PRJ-4711"), Clean)
    assert own.version != ADAPTERS["presidio"](engine, revision="2").version
    with pytest.raises(OperatorError, match="no recogniser finds anything sensitive"):
        ADAPTERS["presidio"](engine, labels={"PROJECT": None})


def test_a_language_model_that_is_missing_is_not_downloaded() -> None:
    with pytest.raises(OperatorError, match="python -m spacy download quux_sm"):
        ADAPTERS["presidio"](nlp="quux_sm")
