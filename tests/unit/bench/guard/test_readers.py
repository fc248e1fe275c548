"""Each reader on a small file of its format: what is sensitive, what is doubtful, what is one group."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import OperatorError
from safekv_lab.bench.guard.corpora import bfcl, exercises, formal, presidio, privacylens, prompts, secrets, tweets
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, load
from safekv_lab.bench.guard.document import Role
from tests.unit.bench.guard.corpus import marked, unsure


def put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def put_lines(path: Path, *values: Any) -> None:
    put(path, "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))


def record(text: str, masked: str, **values: str) -> dict[str, Any]:
    spans = [
        {"entity_type": kind, "entity_value": value, "start_position": text.index(value), "end_position": 0}
        for kind, value in values.items()
    ]
    return {"full_text": text, "masked": masked, "spans": spans, "template_id": 7}


def test_presidio_keeps_strict_types_and_groups_templates(tmp_path: Path) -> None:
    folder = tmp_path / presidio.FOLDER
    one = record("Ada of Rome, 41", "{{PERSON}} of {{GPE}}, {{AGE}}", PERSON="Ada", GPE="Rome", AGE="41")
    other = record("Ivo of Bern, 17", "{{name}} of  {{city}}, {{age}}", PERSON="Ivo", LOCATION="Bern")
    other["spans"][0]["start_position"] = 1  # off by one, as one record of the real data is
    for name in presidio.FILES:
        put(folder / name, json.dumps([one] if name == presidio.FILES[0] else [other]))
    first, second, _ = presidio.read(tmp_path)
    assert marked(first) == [("Ada", "PERSON")]
    assert unsure(first) == ["41"]
    assert marked(second) == [("Ivo", "PERSON")]
    assert first.group == second.group
    assert presidio.template("To {{a}}") != presidio.template("From {{a}}")


def test_btc_joins_handles_and_wnut17_doubts_them(tmp_path: Path) -> None:
    for name in tweets.BTC_FILES:
        put(tmp_path / tweets.BTC_FOLDER / name, "@\tB-PER\nada_q\tB-PER\nmet\tO\nIvo\tB-PER\nin\tO\nBern\tB-LOC\n")
    for name in tweets.WNUT17_FILES:
        put(tmp_path / tweets.WNUT17_FOLDER / name, "@ada_q\tO\nmet\tO\nIvo\tB-person\nBrandt\tI-person\n\t\n")
    (tweet, *_) = tweets.read_btc(tmp_path)
    assert marked(tweet) == [("@ada_q", "HANDLE"), ("Ivo", "PERSON")]
    assert unsure(tweet) == []
    (post, *_) = tweets.read_wnut17(tmp_path)
    assert marked(post) == [("Ivo Brandt", "PERSON")]
    assert unsure(post) == ["@ada_q"]


def test_filings_drop_the_parties_and_wikigold_everybody(tmp_path: Path) -> None:
    sentence = "{} O\nBorrower NNP - I-PER\nsigned O\n, O\nIvo I-PER\nBrandt I-PER\n\n"
    for name in formal.FILINGS:
        put(tmp_path / formal.FOLDER / name, "-DOCSTART- O\n\n" + "".join(sentence.format(n) for n in range(8)))
    put(tmp_path / formal.FOLDER / formal.WIKIGOLD, "Ada I-PER\nwrote O\n\n" * 7)
    passages = list(formal.read_filings(tmp_path))
    assert [len(p.spans) for p in passages] == [6, 2, 6, 2]
    assert {text for p in passages for text, _ in marked(p)} == {"Ivo Brandt"}
    assert len({p.group for p in passages}) == 2
    pages = list(formal.read_wikigold(tmp_path))
    assert [p.text.count("Ada wrote") for p in pages] == [6, 1]
    assert not any(p.spans or p.doubtful for p in pages)


def test_privacylens_marks_what_stands_there_word_for_word(tmp_path: Path) -> None:
    trajectory = {
        "user_name": "Ada Quirke",
        "user_email": "ada@home.example",
        "user_instruction": "Write to Ivo.",
        "executable_trajectory": 'Action: Search\nAction Input: {"q": "x"}\nObservation: From newsletter@shop.example '
        "to ada@home.example: Ivo lost his job. Ada Quirke knows.",
        "sensitive_info_items": ["Ivo lost his job.", "Ivo is poor."],
    }
    put(tmp_path / privacylens.FOLDER / "main_data.json.gz", json.dumps([{"name": "m1", "trajectory": trajectory}]))
    asked, action, seen = privacylens.read(tmp_path)
    assert [d.role for d in (asked, action, seen)] == [Role.USER, Role.ASSISTANT, Role.TOOL]
    assert action.text.startswith("Search\nAction Input")
    expected = [("ada@home.example", "EMAIL"), ("Ivo lost his job", "ITEM"), ("Ada Quirke", "PERSON")]
    assert marked(seen) == expected
    assert unsure(asked) == [asked.text], "without gold nothing in it is harmless"
    assert {d.group for d in (asked, action, seen)} == {"m1"}


def test_a_secret_is_the_whole_literal_or_file(tmp_path: Path) -> None:
    rows = [
        {"rule_file": "r", "label": "secret", "text": "key=abc"},
        {"rule_file": "r", "label": "not_secret", "text": "key=$KEY"},
    ]
    put_lines(tmp_path / secrets.GITLEAKS, *rows)
    one, other = secrets.read_gitleaks(tmp_path)
    assert marked(one) == [("key=abc", "SECRET")]
    assert not other.spans
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        for name in ("test_data/config.env", "test_data/files/tmp/file_with_no_secrets.py", "test_data/sample.diff"):
            member = tarfile.TarInfo(name)
            member.size = 5
            archive.addfile(member, io.BytesIO(b"a = 1"))
    (tmp_path / "secrets_detect_secrets").mkdir()
    (tmp_path / secrets.DETECT_SECRETS).write_bytes(packed.getvalue())
    found = {d.id: marked(d) for d in secrets.read_detect_secrets(tmp_path)}
    assert found == {"config.env": [("a = 1", "SECRET")], "tmp/file_with_no_secrets.py": []}


def test_exercises_have_no_spans_and_no_canary(tmp_path: Path) -> None:
    for part in ("train", "test"):
        put_lines(tmp_path / exercises.GSM8K / f"{part}.jsonl.gz", {"question": "Ada has 3 eggs?", "answer": "3"})
    put(tmp_path / exercises.BBH / "bbh" / "sums.json", json.dumps({"canary": "c", "examples": [{"input": "1 + 1"}]}))
    put(tmp_path / exercises.BBH / "cot-prompts" / "sums.txt", "canary GUID 1\n-----\nAdd.\n-----\nQ: 1")
    put_lines(tmp_path / exercises.HUMANEVAL, {"task_id": "H/0", "prompt": "def f():"})
    assert [d.id for d in exercises.read_gsm8k(tmp_path)] == ["train:0", "test:0"]
    example, worked = exercises.read_bbh(tmp_path)
    assert (example.role, worked.role) == (Role.USER, Role.SYSTEM)
    assert worked.text == "Add.\n-----\nQ: 1"
    assert example.group == worked.group
    assert not BY_NAME["bbh"].trainable, "its authors ask that it stay out of training"
    assert [d.text for d in exercises.read_humaneval(tmp_path)] == ["def f():"]


def test_prompts_keep_turns_roles_and_groups(tmp_path: Path) -> None:
    for name in prompts.MTBENCH:
        put_lines(tmp_path / name, {"question_id": 1, "turns": ["Write.", "Again."]})
    for name in prompts.SELF_INSTRUCT:
        put_lines(tmp_path / name, {"id": name, "instruction": "Sum.", "instances": [{"input": "1 2"}]})
    put(tmp_path / prompts.AWESOME, 'act,prompt\n"Poet","Be a\npoet."\n')
    put(tmp_path / prompts.AGENTS / "a.yaml", f"agent:\n  system_template: {'word ' * 8}\n  steps: [{'go ' * 9}, no]")
    put_lines(tmp_path / prompts.ARENA_HARD, {"uid": "u", "cluster": "c", "prompt": "A\u2028B"})
    chosen = "\n\nHuman: Hi there\n\nAssistant: Hello\n\nHuman: \n\nAssistant: Bye"
    put_lines(tmp_path / prompts.HH_RLHF, {"chosen": chosen}, {"chosen": chosen})
    assert [(d.id, d.group) for d in prompts.read_mtbench(tmp_path)][:2] == [("mt:1:0", "mt:1"), ("mt:1:1", "mt:1")]
    assert {d.text for d in prompts.read_self_instruct(tmp_path)} == {"Sum.\n1 2"}
    assert [d.text for d in prompts.read_awesome(tmp_path)] == ["Be a\npoet."]
    assert [d.role for d in prompts.read_agents(tmp_path)] == [Role.SYSTEM, Role.USER]
    assert [d.text for d in prompts.read_arena_hard(tmp_path)] == ["A\u2028B"], "lines end at \\n only"
    talk = list(prompts.read_hh_rlhf(tmp_path))
    assert [d.text for d in talk] == ["Hi there", "Hello", "Bye"] * 2
    assert len({d.group for d in talk}) == 1


def test_bfcl_reads_each_text_once_and_no_narratives(tmp_path: Path) -> None:
    folder = tmp_path / bfcl.FOLDER
    turn = [{"role": "user", "content": "Add 1 and 2."}]
    tool = {"name": "add", "description": "Adds."}
    put_lines(folder / "BFCL_v4_simple.json", {"id": "simple_0", "question": [turn, turn], "function": [tool]})
    put_lines(folder / "BFCL_v4_multi.json.gz", {"id": "multi_0", "question": [turn], "involved_classes": ["Math"]})
    put_lines(folder / bfcl.TOOL_DOCS / "math.json", {"name": "sub"})
    put_lines(folder / "memory_prereq_conversation" / "memory_x.json", {"id": "m", "question": [turn]})
    assert [d.text for d in bfcl.read_questions(tmp_path)] == ["Add 1 and 2."]
    assert [(d.group, d.role) for d in bfcl.read_tools(tmp_path)] == [("add", Role.SYSTEM), ("math", Role.SYSTEM)]
    assert len(list(bfcl.records(tmp_path))) == 2


def test_an_absent_folder_is_skipped_and_a_broken_one_refused(tmp_path: Path) -> None:
    documents, skipped = load(tmp_path, ["gsm8k"])
    assert documents == {}
    assert [(s.name, "is no folder" in s.reason) for s in skipped] == [("gsm8k", True)]
    (tmp_path / exercises.GSM8K).mkdir()
    with pytest.raises(OperatorError, match=r"train\.jsonl\.gz: not found"):
        load(tmp_path, ["gsm8k"])
    put(tmp_path / exercises.GSM8K / "train.jsonl.gz", "no json\n")
    with pytest.raises(OperatorError, match="not JSON lines"):
        load(tmp_path, ["gsm8k"])
    (tmp_path / exercises.GSM8K / "train.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(OperatorError, match="cannot be read"):
        load(tmp_path, ["gsm8k"])
    with pytest.raises(OperatorError, match="no such corpus: nothing"):
        load(tmp_path, ["nothing"])
