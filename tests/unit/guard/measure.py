"""What the rules find in the development data, and how fast: `python -m tests.unit.guard.measure DATA`.

Secrets: recall and false positives of the credential rules on gitleaks' fixtures, in two halves by the hash of the
rule file's name; the rules were developed on the first half. Benign corpora and presidio-research: share of 64-word
chunks with a finding. Speed: megabytes per second on benign text, by the size of what is scanned at a time.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from safekv.guard.rules import BUILT_IN, RuleScanner, credentials

STRUCTURED = frozenset(
    (
        *("CREDIT_CARD", "PHONE_NUMBER", "EMAIL_ADDRESS", "IBAN_CODE", "US_SSN", "IP_ADDRESS"),
        *("US_DRIVER_LICENSE", "STREET_ADDRESS"),
    )
)


def say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def lines(path: Path) -> Iterator[Any]:
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
    yield from (json.loads(line) for line in text.split("\n") if line.strip())


def strings(value: object) -> Iterator[str]:
    """Texts of some length, wherever in a record."""
    if isinstance(value, str):
        if len(value) > 20:
            yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if not key.endswith("id"):
                yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def jsonl(*patterns: str) -> Callable[[Path], Iterator[str]]:
    def texts(folder: Path) -> Iterator[str]:
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                for record in lines(path):
                    yield from strings(record)

    return texts


def whole_json(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("bbh/*.json")):
        yield from strings(json.loads(path.read_text()))
    for path in sorted(folder.glob("cot-prompts/*")):
        yield path.read_text()


def prompts(folder: Path) -> Iterator[str]:
    csv.field_size_limit(sys.maxsize)
    with (folder / "prompts.csv").open() as file:
        yield from (row["prompt"] for row in csv.DictReader(file))


def files(folder: Path) -> Iterator[str]:
    yield from (path.read_text() for path in sorted(folder.rglob("*.yaml")))


def tools(folder: Path) -> Iterator[str]:
    yield from jsonl("BFCL*.json", "BFCL*.json.gz", "multi_turn_func_doc/*.json")(folder)


BENIGN: dict[str, Callable[[Path], Iterator[str]]] = {
    "benign_gsm8k": jsonl("*.jsonl.gz"),
    "benign_bbh": whole_json,
    "benign_humaneval": jsonl("*.jsonl.gz"),
    "benign_mtbench": jsonl("*.jsonl"),
    "benign_self_instruct": jsonl("*.jsonl"),
    "benign_awesome_prompts": prompts,
    "benign_bfcl": tools,
    "benign_agent_prompts": files,
    "chat_arena_hard_v01": jsonl("*.jsonl"),
}


def windows(text: str, size: int = 64) -> Iterator[str]:
    words = text.split(" ")
    for i in range(0, len(words), size):
        yield " ".join(words[i : i + size])


def gitleaks(data: Path, show: str) -> None:
    scanner = RuleScanner(credentials.RULES)
    counts: Counter[tuple[int, str, bool]] = Counter()
    for record in lines(data / "secrets_gitleaks" / "gitleaks_tps_fps.jsonl.gz"):
        half = hashlib.sha256(record["rule_file"].encode()).digest()[0] % 2
        found = scanner.scan(record["text"])
        counts[half, record["label"], bool(found)] += 1
        if half == 0 and show == "gitleaks" and bool(found) != (record["label"] == "secret"):
            say(record["label"], record["rule_file"], [f.detector for f in found], repr(record["text"])[:300])
    for name, halves in (("first half", (0,)), ("second half", (1,)), ("both", (0, 1))):
        hit, n, bad, m = (
            sum(counts[h, label, is_found] for h in halves for is_found in kinds)
            for label, kinds in (
                ("secret", (True,)), ("secret", (True, False)), ("not_secret", (True,)), ("not_secret", (True, False)),
            )
        )  # fmt: skip
        say(f"gitleaks {name}: recall {hit}/{n} = {hit / n:.3f}, false positives {bad}/{m} = {bad / m:.3f}")


def benign(data: Path, scanner: RuleScanner, show: str) -> list[str]:
    total, bad, texts = 0, 0, []
    for corpus, read in BENIGN.items():
        seen, found = 0, Counter[str]()
        hits = 0
        for text in read(data / corpus):
            texts.append(text)
            for chunk in windows(text):
                seen += 1
                findings = scanner.scan(chunk)
                hits += bool(findings)
                found.update({f.detector for f in findings})
                if findings and show in corpus and show:
                    say([(f.detector, chunk[f.start : f.end][:60]) for f in findings])
        total, bad = total + seen, bad + hits
        say(f"{corpus}: {hits}/{seen} = {hits / max(seen, 1):.4f}", dict(found.most_common(8)))
    say(f"benign, all: {bad}/{total} = {bad / total:.4f}")
    return texts


def presidio(data: Path, scanner: RuleScanner, show: str) -> None:
    path = data / "pii_presidio_research" / "synth_dataset_v2.json.gz"
    records = json.loads(gzip.decompress(path.read_bytes()))
    spans, found, any_hit, missed = Counter[str](), Counter[str](), 0, 0
    structured = structured_hit = 0
    for record in records:
        findings = scanner.scan(record["full_text"])
        kinds = {s["entity_type"] for s in record["spans"]}
        any_hit += bool(findings)
        if kinds & STRUCTURED:
            structured += 1
            structured_hit += bool(findings)
        for span in record["spans"]:
            kind = span["entity_type"]
            spans[kind] += 1
            hit = any(f.start < span["end_position"] and f.end > span["start_position"] for f in findings)
            found[kind] += hit
            if not hit and kind == show:
                missed += 1
                say(repr(span["entity_value"]), "|", repr(record["full_text"])[:160])
    say({kind: f"{found[kind]}/{n}" for kind, n in spans.most_common()})
    say(f"presidio-research: any finding {any_hit}/{len(records)}; with structured {structured_hit}/{structured}")


def speed(scanner: RuleScanner, texts: list[str]) -> None:
    text = "\n\n".join(texts)[:8_000_000]
    for size in (400, 2_000, 8_000, 64_000):
        parts = [text[i : i + size] for i in range(0, min(len(text), 4_000 * size, 8_000_000), size)]
        sizes = sum(len(part) for part in parts)
        best = min(timed(scanner, parts) for _ in range(3))
        say(f"speed, {size} characters at a time: {sizes / best / 1e6:.0f} MB/s")


def timed(scanner: RuleScanner, parts: list[str]) -> float:
    start = time.process_time()
    for part in parts:
        scanner.scan(part)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--show", default="", help="gitleaks, a benign corpus or an entity type: print what went wrong")
    given = parser.parse_args()
    gitleaks(given.data, given.show)
    scanner = RuleScanner(BUILT_IN)
    presidio(given.data, scanner, given.show)
    texts = benign(given.data, scanner, given.show)
    speed(scanner, texts)


if __name__ == "__main__":
    main()
