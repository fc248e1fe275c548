"""The proof in proof/ is accepted by Coq, rests on nothing else, and says what guarantee.md says."""

from __future__ import annotations

import argparse
import importlib
import re
import shutil
import sys
from pathlib import Path

import pytest

from safekv.ledger.selection import StoppedDraw

ROOT = Path(__file__).parents[2]
PROOF = ROOT / "proof"
README = (PROOF / "README.md").read_text(encoding="utf-8")

sys.path.insert(0, str(ROOT / "scripts"))
check_proof = importlib.import_module("check_proof")
export_table = importlib.import_module("export_table")
sys.path.pop(0)

SMALL = StoppedDraw(epsilon=1.0, delta=1e-3, draws=1, min_owners=3)
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not here; `make proof` says how to get it")


def words(text: str) -> str:
    return " ".join(text.replace("*", " * ").split())


def parameters(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    export_table.add_parameters(parser)
    return parser.parse_args(given)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which the whole proof was checked, with another table than the shipped one, and what Coq printed."""
    folder = tmp_path_factory.mktemp("proof")
    for file in PROOF.glob("*.v"):
        shutil.copy(file, folder)
    given = parameters("--epsilon", "0.3", "--delta", "1e-4", "--draws", "3", "--min-owners", "7")
    return folder, check_proof.check(folder, given, parameters())


@needs_coq
def test_coq_accepts_the_proof_and_the_shipped_table(checked: tuple[Path, str]) -> None:
    folder, printed = checked
    assert (folder / "Controls.vo").exists()
    assert (folder / "Given.vo").exists()
    assert check_proof.rests_on(printed, check_proof.statements()) == check_proof.REALS
    assert "P h ways World1 t S <= exp (INR (length ways) * epsilon) * P h ways World0 t S" in " ".join(printed.split())


@needs_coq
@pytest.mark.parametrize("entry", [0, 3, -2])
def test_a_table_with_one_unit_more_is_refused(checked: tuple[Path, str], entry: int) -> None:
    folder, _ = checked
    table = export_table.in_coq(SMALL, name="small")
    (folder / "Small.v").write_text(table)
    check_proof.check_file(folder, "Small")
    hazard = export_table.hazards(SMALL)[entry]
    (folder / "Raised.v").write_text(table.replace(f"{hazard:#x}", f"{hazard + 1:#x}"))
    with pytest.raises(check_proof.ProofError, match=r"Raised\.v: Coq refuses it"):
        check_proof.check_file(folder, "Raised")


@needs_coq
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lemma wish : 1 = 2. Admitted.", {"wish"}),
        ("Axiom cheat : 1 = 2. Lemma wish : 1 = 2. Proof. exact cheat. Qed.", {"cheat"}),
        ("Lemma wish : 1 = 1. Proof. reflexivity. Qed.", set()),
    ],
)
def test_what_is_admitted_is_noticed(checked: tuple[Path, str], text: str, found: set[str]) -> None:
    folder, _ = checked
    (folder / "Wish.v").write_text(f"{text}\nCheck wish.\nPrint Assumptions wish.\n")
    assert check_proof.rests_on(check_proof.check_file(folder, "Wish"), ["wish"]) == found


def test_an_answer_that_is_missing_is_noticed() -> None:
    with pytest.raises(check_proof.ProofError, match="did not say"):
        check_proof.rests_on("wish\n     : 1 = 1\n", ["wish"])


def test_nothing_is_admitted_or_assumed() -> None:
    for file in PROOF.glob("*.v"):
        text = re.sub(r"\(\*.*?\*\)", "", file.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"\b(Admitted|admit|Axiom|Axioms|Conjecture|Parameter|Parameters|Unset)\b", text), (
            file.name
        )


@pytest.mark.parametrize("draw", [SMALL, StoppedDraw(epsilon=0.01, delta=1e-6, draws=7, min_owners=2, longest=50)])
def test_the_exported_integers_are_those_of_the_draw(draw: StoppedDraw) -> None:
    text = export_table.in_coq(draw, name="some")
    assert f"min_owners := {draw.min_owners};" in text
    exported = [int(entry, 16) for entry in re.findall(r"0x[0-9a-f]+", text)]
    assert exported == [draw.hazard(draw.min_owners + place) for place in range(len(exported))]
    assert draw.hazard(draw.min_owners - 1) == 0
    assert {draw.hazard(count) for count in range(draw.saturation, draw.saturation + 100)} == {exported[-1]}


def test_the_default_is_that_of_the_policy() -> None:
    draw = export_table.draw_of(parameters())
    assert (draw.epsilon, draw.draws, draw.min_owners) == (1, 168, 2)
    assert draw.delta * 10**6 == 1


def test_the_readme_quotes_the_guarantee_and_the_proof_as_they_stand() -> None:
    guarantee = words((ROOT / "docs/claims/guarantee.md").read_text(encoding="utf-8"))
    quotes = ["\n".join(lines) for lines in _blocks(README)]
    assert len(quotes) == 3
    for quote in quotes:
        assert words(quote) in guarantee, quote
    proof = words("\n".join(file.read_text(encoding="utf-8") for file in PROOF.glob("*.v")))
    statements = re.findall(r"```coq\n(.*?)```", README, re.S)
    assert len(statements) == 5
    for statement in statements:
        assert words(statement) in proof, statement


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("> "):
            blocks[-1].append(line[2:])
        elif blocks[-1]:
            blocks.append([])
    return blocks[:-1]


def test_the_readme_names_every_file_and_theorem() -> None:
    files = {file.name for file in PROOF.glob("*.v")}
    assert set(re.findall(r"^\| \[(\w+\.v)\]\(\1\)", README, re.M)) == files
    assert {f"{name}.v" for name in (*check_proof.ORDER, "Controls", "Assumptions")} == files
    assert all(
        f"`{name}`" in README or f" {name} :" in README for name in check_proof.statements() if "accepted" not in name
    )
    for page in ("guarantee.md", "README.md"):
        assert "(../../proof/README.md)" in (ROOT / "docs/claims" / page).read_text(encoding="utf-8")
