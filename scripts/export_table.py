"""Write the table of the stopped draw as Coq, as `ledger/selection.py` computes it, for proof/ to certify.

Without options the table is that of the default policy. An option replaces one value:

    python scripts/export_table.py --epsilon 0.5 --delta 1e-8 --draws 24 --min-owners 5
"""

from __future__ import annotations

import argparse
from fractions import Fraction

from safekv.config.ledger import Ledger
from safekv.ledger.selection import StoppedDraw

TEMPLATE = """\
(** Written by scripts/export_table.py from src/safekv/ledger/selection.py. Not to be edited. *)

From Coq Require Import QArith Qreals Reals List.
Import ListNotations.
From SafeKV Require Import Tree Checker Certified.

Definition {name} : table := {{|
  epsilon := {epsilon};
  delta := {delta};
  draws := {draws};
  min_owners := {min_owners};
  entries := [
    {entries}
  ]%Z
|}}.

Lemma {name}_is_accepted : check {name} = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

Open Scope R_scope.

Theorem {name}_is_private : forall ways x S, run (T {name}) ways x ->
  P (h {name}) ways World1 x S <=
    exp (INR (length ways) * Q2R ({epsilon})) * P (h {name}) ways World0 x S + INR (length ways) * Q2R ({delta}) /\\
  P (h {name}) ways World0 x S <=
    exp (INR (length ways) * Q2R ({epsilon})) * P (h {name}) ways World1 x S + INR (length ways) * Q2R ({delta}).
Proof. exact (of_a_checked_table {name} {name}_is_accepted). Qed.
"""


def add_parameters(parser: argparse.ArgumentParser) -> None:
    """The four parameters of a table; those of the default policy where nothing is given."""
    default = Ledger()
    parser.add_argument(
        "--epsilon", type=Fraction, default=Fraction(str(default.epsilon)), help="ε of one contribution"
    )
    parser.add_argument("--delta", type=Fraction, default=Fraction(str(default.delta)), help="δ of one contribution")
    parser.add_argument("--draws", type=int, default=default.draws_per_period, help="draws of a period, T")
    parser.add_argument("--min-owners", type=int, default=default.min_owners, help="fewer owners release nothing, k₀")


def draw_of(given: argparse.Namespace) -> StoppedDraw:
    """The draw that the server would build from these parameters."""
    return StoppedDraw(epsilon=given.epsilon, delta=given.delta, draws=given.draws, min_owners=given.min_owners)


def hazards(draw: StoppedDraw) -> list[int]:
    """What `draw` answers for k₀, k₀ + 1, … owners, up to the count from which on it always answers the same."""
    return [draw.hazard(count) for count in range(draw.min_owners, draw.saturation + 1)]


def in_coq(draw: StoppedDraw, *, name: str) -> str:
    """A Coq file with the table of `draw`, named `name`, its check, and the theorem for it."""
    return TEMPLATE.format(
        name=name,
        epsilon=_rational(draw.epsilon),
        delta=_rational(draw.delta),
        draws=draw.draws,
        min_owners=draw.min_owners,
        entries=";\n    ".join(map(hex, hazards(draw))),
    )


def _rational(value: Fraction) -> str:
    return f"{value.numerator} # {value.denominator}"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_parameters(arguments)
    print(in_coq(draw_of(arguments.parse_args()), name="shipped"), end="")
