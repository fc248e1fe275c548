"""The scanner: two first passes with the same findings, long texts, threads, hostile input."""

from __future__ import annotations

import pickle
import random
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from safekv.errors import OperatorError
from safekv.guard.rules import BUILT_IN, Rule, RuleScanner
from safekv.guard.rules.engine import HyperscanGate, Re2Gate, best_gate, segments
from safekv.guard.rules.scanner import longest
from tests.unit.guard.rules.twins import ALL
from tests.unit.guard.rules.twins_of_vendors import OTHERS, VENDORS

pytest.importorskip("hyperscan")


@pytest.fixture(scope="module")
def scanner() -> RuleScanner:
    return RuleScanner(BUILT_IN, gate=HyperscanGate)


@pytest.fixture(scope="module")
def fallback() -> RuleScanner:
    return RuleScanner(BUILT_IN, gate=Re2Gate)


def test_both_passes_find_the_same_in_the_twins(scanner: RuleScanner, fallback: RuleScanner) -> None:
    for twin in (*ALL, *VENDORS, *OTHERS):
        assert scanner.scan(twin.text) == fallback.scan(twin.text)


def test_both_passes_find_the_same_in_long_texts(scanner: RuleScanner, fallback: RuleScanner) -> None:
    source = random.Random(7)
    for _ in range(20):
        text = "\n".join(source.choice(ALL).text for _ in range(120))
        assert len(text) > 3000
        assert scanner.scan(text) == fallback.scan(text)


@pytest.mark.parametrize("lead", [0, 1, 480, 500, 511, 512, 513, 700, 1000, 1023, 1024, 1025, 5000])
def test_nothing_is_lost_where_segments_meet(scanner: RuleScanner, lead: int) -> None:
    text = "x" * (lead % 7) + " " * (lead - lead % 7) + " mail jane.doe@acme-widgets.io or SSN 536-22-8714 " + " " * 900
    assert [f.detector for f in scanner.scan(text)] == ["email", "us-ssn"]


def test_findings_do_not_overlap_and_are_in_order(scanner: RuleScanner) -> None:
    found = scanner.scan(" ".join(twin.text for twin in ALL))
    assert len(found) > 100
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert {f.tier for f in found} == {1}


def test_the_longest_wins_and_then_the_first() -> None:
    assert longest({(0, 5, 9), (3, 11, 2), (11, 12, 1), (4, 6, 0)}) == [(3, 11, 2), (11, 12, 1)]
    assert longest({(0, 5, 9), (0, 5, 2)}) == [(0, 5, 2)]


def test_threads_share_a_scanner(scanner: RuleScanner) -> None:
    expected = [scanner.scan(twin.text) for twin in ALL]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(scanner.scan, [twin.text for twin in ALL])) == expected


def test_no_rules_find_nothing() -> None:
    assert RuleScanner(()).scan("jane.doe@acme-widgets.io") == ()


def test_findings_hold_no_text(scanner: RuleScanner) -> None:
    (found,) = scanner.scan("SSN 536-22-8714")
    assert b"8714" not in pickle.dumps(found)
    assert "8714" not in repr(found)


# ── hostile input ────────────────────────────────────────────────────────────────────────────────

HOSTILE = (
    *(
        "a",
        "1",
        "1 ",
        "1-",
        "-",
        " ",
        "aA1",
        "1.",
        "a.",
        "a@",
        "a@b.",
        "ey",
        "eyJ.",
        ":",
        "a:",
        "://a:",
        "/",
        "=",
        "key=",
        "token: ",
    ),
    *(
        "password: ",
        "ghp_",
        "sk-",
        "xoxb-1-",
        "-----BEGIN PRIVATE KEY-----",
        "kind: Secret\n",
        "apiVersion: v1\ndata:\n a: ",
    ),
    *(
        "Z2hwX",
        "1 Main ",
        "12 A B C ",
        "born ",
        "phone 1",
        "1 1 1 1 - ",
        "DE89",
        "(1) ",
        "+1",
        "\\n",
        '\\"',
        "\u0430",
        "\u0301",
    ),
    *(
        "curl -u a:b ",
        "rs123 ",
        "P<UTO<",
        "0x",
        "1A",
        "A1B2",
        "Authorization: Bearer ",
        "?",
        "1/1/1990 ",
        "card ending in ",
    ),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(scanner: RuleScanner, piece: str) -> None:
    def seconds(count: int) -> float:
        text = (piece * (count // len(piece) + 1))[:count]
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            scanner.scan(text)
            best = min(best, time.process_time() - start)
        return best

    small = max(seconds(10_000), 0.002)
    assert seconds(80_000) < 3 * 8 * small  # eight times the text; a square would take 64 times as long
    assert small < 1.0


def test_every_pattern_against_its_own_twins_over_and_over(scanner: RuleScanner) -> None:
    for twin in ALL:
        pieces = [twin.text, twin.text[: len(twin.text) // 2], twin.text[len(twin.text) // 3 :]]
        for piece in pieces:
            times = []
            for count in (4_000, 16_000):
                text = (piece * (count // max(len(piece), 1) + 1))[:count]
                start = time.process_time()
                scanner.scan(text)
                times.append(time.process_time() - start)
            assert times[1] < 16 * max(times[0], 0.01), twin.detector


def test_segments_cover_a_text() -> None:
    for length in (1, 511, 512, 1024, 1025, 1536, 1537, 10_000):
        assert segments(length) * 512 + 512 >= length


def test_without_hyperscan_the_other_pass_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(best_gate(BUILT_IN[:3]), HyperscanGate)
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert isinstance(best_gate(BUILT_IN[:3]), Re2Gate)


def test_without_the_extra_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(OperatorError, match=r"safekv\[guard\]"):
        RuleScanner(BUILT_IN[:3])


@pytest.mark.parametrize("rule", BUILT_IN, ids=lambda rule: rule.name)
def test_no_pattern_repeats_without_bound(rule: Rule) -> None:
    """A match is at most as wide as a segment's overlap, or one on a cut would be lost."""
    bare = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "x", rule.pattern)
    assert not re.search(r"[*+](?!\))|\{\d+,\}", bare.replace("(?i:", "(?:")), bare
