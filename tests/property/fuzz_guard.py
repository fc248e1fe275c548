"""The guard under odd texts at scale: `python -m tests.property.fuzz_guard --count 1000000 --seed 0`.

Every text has a verdict whose findings lie in it, whatever it holds, and time grows with its length, not faster. Prints
one line of counts; on a violation the shortest text found that shows it, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from safekv.config import CustomRule
from safekv.errors import SafeKVError
from safekv.guard.adapters import Entity, EntityTier, Labels
from safekv.guard.cascade import Cascade, Rules, Tier
from safekv.guard.models import fast
from safekv.guard.models.familiar import Familiar
from safekv.guard.models.tier import Calibration, ModelTier
from safekv.guard.rules import BUILT_IN, RuleScanner, custom_rules
from safekv.guard.shipped import WEIGHTS
from safekv.verdicts import Clean, Sensitive, Undecided, Verdict
from tests.property.odd_texts import odd_text

OWN = (
    CustomRule(name="project", pattern=r"PRJ-\d{4}"),
    CustomRule(name="wide", pattern=r"(?:ab|ba){3,200}(?P<v>c)|[0-9]{300}", caseless=True, context=("case",)),
)
SHAPE = 4_000
"""Characters of the shorter of two texts whose times are compared."""
TIMES = 8
FACTOR = 4.0
"""How many times as long a character may take in the longer one."""
LEAST = 0.0003
"""Seconds; what is shorter is noise."""


def names(window: str) -> Iterator[Entity]:
    """Stands in for a model: words with a capital."""
    for match in re.finditer(r"\b[A-Z][a-z]+", window):
        yield Entity(label="PER", start=match.start(), end=match.end(), score=0.4)


def tiers() -> tuple[Tier, ...]:
    """The rules, an operator's among them, tier 2, a tier that cuts the text into windows, and the check of languages.

    The last one is a gate in front of the models elsewhere; here it would keep most texts from them.
    """
    first = Rules(RuleScanner((*BUILT_IN, *custom_rules(OWN))).scan, version="fuzz")
    classes = json.loads((WEIGHTS / "models.json").read_text())["classes"]
    second = ModelTier(fast.load(WEIGHTS, classes), Calibration.load(WEIGHTS / "fast.json"))
    third = EntityTier(names, name="names", model="1", labels=Labels(), size=16, overlap=4)
    return first, second, third, Familiar()


def guard(of: tuple[Tier, ...]) -> Cascade:
    """A cascade without a deadline."""
    return Cascade(of, clock=lambda: 0.0, seconds=1.0)


def wrong(text: str, verdict: Verdict, of: tuple[Tier, ...]) -> str | None:
    """What is wrong with a verdict. The cascade makes a tier's exception `Undecided`: so the tiers are asked again."""
    match verdict:
        case Clean(score=score):
            return None if 0 <= score <= 1 else f"a score of {score}"
        case Undecided(reason=reason):
            doubts = False
            for tier in of:
                try:
                    doubts |= isinstance(tier.judge(text), Undecided)
                except SafeKVError:
                    return None
                except (Exception, MemoryError) as error:
                    return f"{reason}: {error!r}"
            return None if doubts else f"{reason}, but not when asked again"
        case Sensitive(findings=findings):
            inside = all(0 <= one.start < one.end <= len(text) for one in findings)
            apart = all(a.end <= b.start for a, b in pairwise(findings))
            return None if inside and apart and findings else f"findings that cannot be: {findings}"


def shortened(text: str, is_wrong: Callable[[str], bool]) -> str:
    """The text without every piece that the fault does not need."""
    size = max(1, len(text) // 2)
    while True:
        at = 0
        while at < len(text):
            less = text[:at] + text[at + size :]
            if is_wrong(less):
                text = less
            else:
                at += size
        if size == 1:
            return text
        size //= 2


def growth(judge: Callable[[str], object], shape: str, clock: Callable[[], float]) -> float:
    """How many times as long a character takes in a text that is `TIMES` as long: the best of three tries."""
    short = (shape * (SHAPE // len(shape) + 1))[:SHAPE]

    def seconds(text: str) -> float:
        begun = clock()
        judge(text)
        return clock() - begun

    least = min(seconds(short) for _ in range(3))
    return min(seconds(short * TIMES) for _ in range(3)) / TIMES / max(least, LEAST)


def fuzz(count: int, seed: int, *, shapes: int, say: Callable[[str], object]) -> tuple[Counter[str], str | None]:
    """Judge `count` texts, every `shapes`-th of them for its time as well."""
    source, of, counts = random.Random(seed), tiers(), Counter[str]()
    cascade = guard(of)
    for number in range(count):
        text = odd_text(source)
        verdict = cascade.judge(text)
        counts[type(verdict).__name__.lower()] += 1
        counts["characters"] += len(text)
        if wrong(text, verdict, of):
            text = shortened(text, lambda less: wrong(less, guard(of).judge(less), of) is not None)
            return counts, f"text {number}: {wrong(text, guard(of).judge(text), of)}\n{text!a}"
        if text and number % shapes == 0:
            counts["shapes"] += 1
            times = growth(lambda long: [tier.judge(long) for tier in of], text, time.process_time)
            if times > FACTOR:
                return counts, f"text {number}: {times:.1f} times as long for a character, {TIMES} times over\n{text!a}"
        if number % 10_000 == 0:
            say(f"\r{number} texts")
    return counts, None


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.property.fuzz_guard", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shapes", type=int, default=1_000, help="compare times for every so many texts")
    options = parser.parse_args()
    begun = time.process_time()
    counts, violation = fuzz(options.count, options.seed, shapes=options.shapes, say=sys.stderr.write)
    sys.stdout.write(f"\nseed {options.seed}: {dict(counts)} in {time.process_time() - begun:.0f} s\n")
    if violation is not None:
        sys.stdout.write(f"{violation}\n")
    return int(violation is not None)


if __name__ == "__main__":
    sys.exit(main())
