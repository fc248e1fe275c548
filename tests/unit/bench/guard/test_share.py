"""Blocks that touch a span are counted, doubtful ones apart."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from safekv_lab.bench.guard import report
from safekv_lab.bench.guard.document import Role
from safekv_lab.bench.guard.share import Count, shares
from tests.unit.bench.guard.corpus import document


def test_shares_count_blocks_and_texts_by_role(capsys: pytest.CaptureFixture[str]) -> None:
    long = "w " * 60 + "Ada Quirke likes Ivo " + "w " * 67
    texts = [
        document(long, "Ada Quirke", doubtful=["Ivo"], role=Role.USER),
        document("w " * 16 + "Ivo", doubtful=["Ivo"], role=Role.USER),
        document("policy", role=Role.SYSTEM),
    ]
    user, system = shares({"btc": texts})
    assert (user.role, system.role) == (Role.USER, Role.SYSTEM)
    assert user.words64 == Count(sensitive=1, unknown=1, harmless=2)
    assert user.texts == Count(sensitive=1, unknown=1, harmless=0)
    assert user.tokens16.sensitive == 1
    assert user.tokens16.unknown == 1
    assert user.tokens16.total == 9 + 2
    assert system.words64 == Count(sensitive=0, unknown=0, harmless=1)
    Console(width=160).print(report.share_grid([user, system]))
    assert "25.0% + 25.0%" in capsys.readouterr().out
    assert json.loads(report.shares_json([user]))["shares"][0]["texts"]["sensitive"] == 1


def test_a_span_across_blocks_makes_all_of_them_sensitive() -> None:
    text = "a " * 63 + "Ada Quirke" + " b" * 63
    (row,) = shares({"btc": [document(text, "Ada Quirke")]})
    assert row.words64 == Count(sensitive=2, unknown=0, harmless=0)
