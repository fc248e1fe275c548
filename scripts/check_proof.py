"""Let Coq check the proof in proof/ and the integers of the shipped table, and print what is proved.

The table is taken from the code at this moment (scripts/export_table.py). With options, the table of those parameters
is certified as well. Fails if Coq refuses a file, or if a theorem rests on more than the axioms of Coq's reals.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from export_table import add_parameters, draw_of, in_coq

PROOF = Path(__file__).parents[1] / "proof"

ORDER = ("Tree", "Draw", "Exponential", "Potential", "Guarantee", "Checker", "Certified")
"""The files of the proof, in an order in which each rests on those before it. The table's file comes behind them."""

REALS = frozenset(
    {
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
    }
)
"""The axioms of the real numbers in Coq's standard library, the only ones that the proof may rest on."""

MISSING = "coqc is not on the PATH: install Coq (on Debian and Ubuntu: apt-get install --no-install-recommends coq)"


class ProofError(Exception):
    """The proof does not hold as it stands; the message says which file, or what it rests on."""


def check_file(folder: Path, name: str) -> str:
    """What Coq prints when it checks `name`.v in `folder`. Raises ProofError if it refuses the file."""
    command = ["coqc", "-q", "-Q", ".", "SafeKV", f"{name}.v"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise ProofError(f"{name}.v: Coq refuses it; mend the proof, or the table in it\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def statements() -> list[str]:
    """The theorems that Assumptions.v prints. Raises ProofError if one is not asked what it rests on."""
    text = (PROOF / "Assumptions.v").read_text(encoding="utf-8")
    printed = re.findall(r"^Check (\w+)\.$", text, re.M)
    if not printed or printed != re.findall(r"^Print Assumptions (\w+)\.$", text, re.M):
        raise ProofError("Assumptions.v: each theorem needs a line Check and a line Print Assumptions")
    return printed


def rests_on(printed: str, theorems: list[str]) -> set[str]:
    """What `theorems` rest on, by the output of Assumptions.v.

    Coq writes a name or a remark at the margin and what belongs to it indented. Each theorem's name stands there once,
    where it is stated; once more if it was admitted. Whatever else is no heading counts, so a check that is switched
    off (type-in-type, an unguarded recursion) does too. Raises ProofError if an answer is missing.
    """
    margin = [line.split(" : ")[0].strip() for line in printed.splitlines() if line.strip() and not line[0].isspace()]
    headings = ("Axioms:", "Closed under the global context")
    if sum(line in headings for line in margin) != len(theorems):
        raise ProofError("Assumptions.v: Coq did not say for each theorem what it rests on; read its output")
    found = Counter(line for line in margin if line not in headings)
    return set(found - Counter(theorems))


def check(folder: Path, given: argparse.Namespace, default: argparse.Namespace) -> str:
    """Check everything in `folder`, a copy of proof/, and return what is proved, as Coq prints it."""
    tables = {"Shipped": in_coq(draw_of(default), name="shipped"), "Given": in_coq(draw_of(given), name="given")}
    for name, table in tables.items():
        (folder / f"{name}.v").write_text(table, encoding="utf-8")
    for name in (*ORDER, "Shipped", "Controls"):
        check_file(folder, name)
    if given != default:
        check_file(folder, "Given")
    theorems = statements()
    printed = check_file(folder, "Assumptions")
    more = rests_on(printed, theorems) - REALS
    if more:
        raise ProofError(f"the proof rests on more than Coq's real numbers: {', '.join(sorted(more))}")
    return printed


def main() -> int:
    """Run the check; 0 if everything is proved."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_parameters(arguments)
    given, default = arguments.parse_args(), arguments.parse_args([])
    if shutil.which("coqc") is None:
        print(MISSING, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for file in PROOF.glob("*.v"):
            shutil.copy(file, folder)
        try:
            print(check(folder, given, default))
        except (ProofError, ValueError) as error:
            print(f"not proved: {error}", file=sys.stderr)
            return 1
    for name, values in {"shipped": default, **({"given": given} if given != default else {})}.items():
        print(
            f"certified, the {name} table: epsilon {values.epsilon}, delta {values.delta}, draws {values.draws}, "
            f"min_owners {values.min_owners}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
