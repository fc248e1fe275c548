"""What somebody does to a text so that a detector does not see it: recall against the plain form, over all twins."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from safekv.guard.chunker import chunks
from safekv.guard.rules import BUILT_IN, RuleScanner
from tests.unit.guard.rules.twin import Twin
from tests.unit.guard.rules.twins import ALL

POSITIVE = tuple(twin for twin in ALL if twin.span)
CYRILLIC = str.maketrans(
    "aceopxyAEOPCTXHKMB",
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0410\u0415\u041e\u0420\u0421\u0422\u0425\u041d\u041a\u041c\u0412",
)


def spaced(text: str) -> str:
    """Digits that stand together, four at least, set apart."""
    return re.sub(r"\b\d{4,}\b", lambda run: " ".join(run.group()), text)


def dashed(text: str) -> str:
    return re.sub(r"\b\d{6,}\b", lambda run: "-".join(run.group()), text)


def shaken(text: str) -> str:
    """Every second letter in the other case."""
    return "".join(c.swapcase() if i % 2 else c for i, c in enumerate(text))


DISGUISES: dict[str, Callable[[str], str]] = {
    "zero width": "\u200b".join,
    "direction": lambda text: "".join(c + ("\u202a" if i % 5 == 0 else "") for i, c in enumerate(text)),
    "look-alikes": lambda text: text.translate(CYRILLIC),
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "spaced digits": spaced,
    "dashed digits": dashed,
    "markdown bold": lambda text: f"**{text}**",
    "markdown list": lambda text: f"- `{text}`\n- more",
    "quoted": lambda text: "> " + text.replace("\n", "\n> "),
    "JSON": lambda text: '{"role": "user", "content": "' + text.replace('"', '\\"').replace("\n", "\\n") + '"}',
    "JSON, after a line's end": lambda text: (
        '{"content": "hello\\n' + text.replace('"', '\\"').replace("\n", "\\n") + '\\n"}'
    ),
}


@pytest.fixture(scope="module")
def scanner() -> RuleScanner:
    return RuleScanner(BUILT_IN)


def recall(scanner: RuleScanner, disguise: Callable[[str], str], twins: tuple[Twin, ...] = POSITIVE) -> float:
    """How many twins give a finding at all: one is enough for a unit to stay private."""
    return sum(bool(scanner.scan(disguise(twin.text))) for twin in twins) / len(twins)


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_costs_less_than_five_points(scanner: RuleScanner, name: str) -> None:
    plain = recall(scanner, lambda text: text)
    assert plain == 1
    lost = [twin.detector for twin in POSITIVE if not scanner.scan(DISGUISES[name](twin.text))]
    assert recall(scanner, DISGUISES[name]) > plain - 0.05, lost


def test_mixed_case_costs_less_than_five_points_where_case_means_nothing(scanner: RuleScanner) -> None:
    """Keys are other keys in another case, and so are codes whose letters are capitals by definition."""
    free = tuple(twin for twin in POSITIVE if any(r.name == twin.detector and r.caseless for r in BUILT_IN))
    lost = [twin.detector for twin in free if not scanner.scan(shaken(twin.text))]
    assert len(lost) < 0.05 * len(free), lost


def test_an_entity_on_a_border_is_seen_whole(scanner: RuleScanner) -> None:
    missed = 0
    for twin in POSITIVE:
        text = "one two three four five six seven " * 8 + twin.text + " eight nine ten eleven twelve" * 8
        found = [f for chunk in chunks(text, size=32, overlap=16) for f in scanner.scan(chunk.text)]
        missed += not found
    assert missed < 0.05 * len(POSITIVE)


def test_base64_of_a_key(scanner: RuleScanner) -> None:
    import base64

    keys = [twin for twin in POSITIVE if twin.detector.startswith("token-")]
    lost = []
    for twin in keys:
        assert twin.span is not None
        encoded = base64.b64encode(twin.text[slice(*twin.span)].encode()).decode()
        if not scanner.scan(f"here it is: {encoded} ok"):
            lost.append(twin.detector)
    # Base64 of hexadecimal digits, and of what is base64 already, looks like any other.
    assert set(lost) <= {"token-twilio", "token-azure-storage-key"}
    assert len(keys) >= 15
