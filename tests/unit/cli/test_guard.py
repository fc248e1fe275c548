from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from safekv.cli.guard import cascade
from safekv.guard.explain import MEND, WHAT, explain
from safekv.guard.rules import BUILT_IN
from safekv.verdicts import Category, Sensitive
from tests.unit.cli.runner import safekv

pytest.importorskip("re2")
MAIL = "write to jane.roe@acme-mail.net today"


def test_a_text_is_shown_with_its_findings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAIL)
    shown = safekv("scan", tmp_path / "a.txt").out
    assert "contact" in shown
    assert "1 finding(s)" in shown


def test_a_finding_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAIL)
    shown = safekv("scan", tmp_path / "a.txt").out
    assert "contact: a way to reach somebody  (email, tier 1)" in shown
    assert "the rule email looks for (RFC 5321" in shown
    assert "clean would be: an address at example.com" in shown
    (finding,) = json.loads(safekv("scan", "--json", tmp_path / "a.txt").out)["findings"]
    assert {"what", "why", "mend"} <= finding.keys()


def test_a_model_says_its_score_and_the_threshold() -> None:
    pytest.importorskip("onnxruntime")
    text = "my flatmate sarah has been in rehab since march and her boss does not know"
    guard = cascade()
    verdict = guard.judge(text)
    assert isinstance(verdict, Sensitive)
    threshold = guard.threshold("strong")
    assert threshold is not None
    told = explain(verdict.findings[0], BUILT_IN, score=verdict.score, threshold=threshold, length=len(text))
    assert (
        f"scores {verdict.score:.2f}; a text of {len(text)} characters is sensitive from {threshold:.2f} on" in told.why
    )
    assert guard.threshold("rules") is None


def test_json_names_places_and_not_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAIL)
    shown = safekv("scan", "--json", tmp_path / "a.txt").out
    record = json.loads(shown)
    (finding,) = record["findings"]
    assert record["sensitive"]
    assert MAIL[finding["start"] : finding["end"]] == "jane.roe@acme-mail.net"
    assert "jane" not in shown


def test_one_verdict_a_line_in_the_same_order(tmp_path: Path) -> None:
    texts = ["nothing here", MAIL, "line\u2028separator"]
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    safekv("guard", "score", "--input", tmp_path / "in.jsonl", "--output", tmp_path / "o")
    verdicts = [json.loads(line) for line in (tmp_path / "o").read_text().split("\n")[:-1]]
    assert [verdict["sensitive"] for verdict in verdicts] == [False, True, False]
    assert all(set(verdict) == {"sensitive", "score", "findings"} for verdict in verdicts)


@pytest.mark.parametrize("line", ["not json", "[]", "{}", '{"text": 7}', ""])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "fine"}\n' + line + "\n")
    assert (
        "line 2" in safekv("guard", "score", "--input", tmp_path / "in.jsonl", "--output", tmp_path / "o", code=2).err
    )


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    (tmp_path / "p.yaml").write_text("guard:\n  rules: [{name: project, pattern: 'PRJ-\\d{4}'}]\n")
    return tmp_path / "p.yaml"


def test_rules_of_the_policy_judge_beside_ours(tmp_path: Path, policy: Path) -> None:
    (tmp_path / "a.txt").write_text(f"PRJ-4711: {MAIL}")
    assert "custom-project" not in safekv("scan", tmp_path / "a.txt").out
    shown = json.loads(safekv("scan", "--json", "--policy", policy, tmp_path / "a.txt").out)
    assert [finding["detector"] for finding in shown["findings"]] == ["custom-project", "email"]

    (tmp_path / "in.jsonl").write_text('{"text": "PRJ-4711"}\n')
    safekv("guard", "score", "--policy", policy, "--input", tmp_path / "in.jsonl", "--output", tmp_path / "o")
    assert json.loads((tmp_path / "o").read_text())["sensitive"]


def test_a_verdict_is_remembered_for_these_rules_only(policy: Path) -> None:
    versions = {cascade().version, cascade(policy).version}
    policy.write_text("guard:\n  rules: [{name: project, pattern: 'PRJ-\\d{5}'}]\n")
    assert len({*versions, cascade(policy).version}) == 3


@pytest.mark.parametrize("broken", ["mode: [", "guard: {rules: [{name: bad, pattern: 'x*'}]}"])
def test_a_policy_that_cannot_be_used_judges_nothing(tmp_path: Path, policy: Path, broken: str) -> None:
    policy.write_text(broken)
    (tmp_path / "a.txt").write_text(MAIL)
    (tmp_path / "in.jsonl").write_text('{"text": "x"}\n')
    assert str(policy) in safekv("scan", "--policy", policy, tmp_path / "a.txt", code=2).err
    score = ("guard", "score", "--input", tmp_path / "in.jsonl", "--output", tmp_path / "o")
    assert str(policy) in safekv(*score, "--policy", policy, code=2).err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("name", ["missing.txt", "binary.bin"])
def test_a_file_that_cannot_be_read_is_a_clear_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "binary.bin").write_bytes(b"\xff\xfe\x00")
    assert name in safekv("scan", tmp_path / name, code=2).err


def test_a_file_that_cannot_be_read_is_told_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What, where, and the mend, without the operating system's own words."""
    (tmp_path / "latin.txt").write_bytes(b"\xff")
    out = tmp_path / "out.jsonl"
    wrong = {
        "none.txt": "there is no such file; give",
        ".": "a folder, not a file; give",
        "latin.txt": "not UTF-8 text",
    }
    for name, said in wrong.items():
        for command in (("scan", tmp_path / name), ("guard", "score", "--input", tmp_path / name, "--output", out)):
            err = safekv(*command, code=2).err
            assert f"{tmp_path / name}: {said}" in err
            assert "Errno" not in err
    (tmp_path / "in.jsonl").write_text("")
    asked = ("guard", "score", "--input", tmp_path / "in.jsonl", "--output")
    assert "cannot be written" in safekv(*asked, tmp_path / "no" / "o.jsonl", code=2).err
    monkeypatch.setattr("sys.stdin", io.StringIO("\udcff"))
    assert "-: not UTF-8 text" in safekv("scan", "-", code=2).err


def test_what_failed_is_shown_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safekv.guard.models.familiar import Familiar

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Familiar, "judge", fail)
    (tmp_path / "a.txt").write_text("nothing here")
    record = json.loads(safekv("scan", "--json", tmp_path / "a.txt").out)
    assert record["failures"] == {"familiar": {"failed": 1}}
    assert record["undecided"]

    (tmp_path / "in.jsonl").write_text('{"text": "x"}\n{"text": "y"}\n')
    said = safekv("guard", "score", "--input", tmp_path / "in.jsonl", "--output", tmp_path / "o").err
    assert "familiar: failed 2 time(s)" in said


# ── models of the operator's own ─────────────────────────────────────────────────────────────────


def test_a_model_of_the_policy_or_the_command_line_is_one_more_tier(tmp_path: Path) -> None:
    pytest.importorskip("presidio_analyzer")
    (tmp_path / "p.yaml").write_text("guard: {adapters: [{kind: presidio, threshold: 0.3}]}\n")
    (tmp_path / "in.jsonl").write_text('{"text": "nothing here"}\n')
    score = ("guard", "score", "--input", tmp_path / "in.jsonl", "--output", tmp_path / "o")
    safekv(*score, "--policy", tmp_path / "p.yaml", "--adapter", "presidio")
    assert not json.loads((tmp_path / "o").read_text())["sensitive"]
    both = cascade(tmp_path / "p.yaml", ["presidio"])
    both.judge("nothing here")
    assert both.version.count("presidio:") == 2
    assert both.counts["presidio", "clean"] == 2


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("huggingface", "needs one"),
        ("spacy:x", "huggingface"),
        ("huggingface:/no/such/place", "no token-classification"),
    ],
)
def test_an_adapter_that_cannot_be_used_is_a_clear_error(tmp_path: Path, named: str, said: str) -> None:
    if "place" in named:
        pytest.importorskip("transformers")
    (tmp_path / "a.txt").write_text(MAIL)
    assert said in safekv("scan", "--adapter", named, tmp_path / "a.txt", code=2).err


def test_a_directory_beside_the_policy_is_found_there(tmp_path: Path) -> None:
    from safekv.config import load_policy

    (tmp_path / "model").mkdir()
    (tmp_path / "p.yaml").write_text(
        "guard: {adapters: [{kind: gliner, model: model}, {kind: gliner, model: urchade/gliner_base}]}\n"
    )
    models = [one.model for one in load_policy(tmp_path / "p.yaml").guard.adapters]
    assert models == [str(tmp_path / "model"), "urchade/gliner_base"]


def test_every_category_is_explained_in_words() -> None:
    assert set(WHAT) == set(Category)
    assert set(MEND) < set(Category)
