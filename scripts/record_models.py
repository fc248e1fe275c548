"""Which models are covered, and how it was proved: writes docs/guide/models.md.

    .venv/bin/python scripts/record_models.py --recipes ../../shared/data/vllm_recipes/recipes.json [--models]

The recipes are those that the maintainers of vLLM publish, by what each needs of a cache. `--models` prints the verdict
on every one of them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from safekv.engines.vllm.kinds import KINDS, attention, generation, multimodal, speculation
from safekv.engines.vllm.kinds.base import Kind

PAGE = Path(__file__).resolve().parent.parent / "docs" / "guide" / "models.md"

NO_CACHE = Kind(
    name="served without a prefix cache", note="By its recipe (mostly for reading images): there is nothing to share."
)
BLOCK_SPARSE = Kind(name="block-sparse attention with an indexer", note="As sparse MLA.")

NEEDS: dict[str, Kind] = {
    "MLA": attention.LATENT,
    "multimodal": multimodal.TEXT_ONLY,
    "sliding/local window": attention.WINDOWS,
    "state-space/linear/conv hybrid": attention.STATES,
    "sparse MLA (indexer)": attention.SPARSE,
    "block-sparse indexer (MSA)": BLOCK_SPARSE,
    "encoder-decoder": generation.ENCODER_DECODER,
    "diffusion": generation.DIFFUSION,
    "spec decoding on by default": speculation.SPECULATION,
    "--no-enable-prefix-caching": NO_CACHE,
}
"""What a recipe says that it needs, and the kind that this is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A model that somebody serves, and the kinds that it is of."""

    model: str
    kinds: tuple[Kind, ...]

    @property
    def covered(self) -> bool:
        """Whether all of it was proved."""
        return all(kind.proof is not None for kind in self.kinds)


def read(path: Path) -> list[Recipe]:
    """The recipes of the data set; KeyError for a need that is not known here."""
    rows = json.loads(path.read_text())
    return [Recipe(model=row["model"], kinds=_kinds(row["needs"])) for row in rows]


def _kinds(needs: Iterable[str]) -> tuple[Kind, ...]:
    return tuple(NEEDS[need] for need in sorted(needs)) or (attention.FULL,)


def page(recipes: Sequence[Recipe]) -> str:
    """The page in Markdown."""
    covered = sum(recipe.covered for recipe in recipes)
    share = 100 * covered / len(recipes)
    lines = [
        *_HEAD,
        "",
        "| kind | proved | start with | |",
        "|---|---|---|---|",
        *(_row(kind) for kind in (*KINDS, BLOCK_SPARSE, NO_CACHE)),
        "",
        "## The models that vLLM's maintainers publish recipes for",
        _SUM.format(all=len(recipes), covered=covered, share=share),
        "",
        "| kinds | models | |",
        "|---|---|---|",
        *_counts(recipes),
    ]
    return "\n".join(lines) + "\n"


_HEAD = """\
# Which models are covered
<!-- written by scripts/record_models.py -->
`safekv check MODEL [flags]` says it of a model and flags, before any weights are loaded: what is covered and how that
was proved, or what is refused and the mend; `safekv serve` asks the same first. What is not in this table is refused.

*On a real server*: rows of the conformance table with a small model of the kind; `make kinds` plays all of them in
every mode, compares the answers with plain vLLM's token for token, and casts a vote. *By the scheduler harness*: the
engine's real scheduler, with a worker that checks every read, over thousands of random requests. The layers themselves
have not run: that a block depends on earlier tokens alone, and is written once, is known from the engine's source.
""".splitlines()

_SUM = """\
Of {all} ([vllm-project/recipes](https://github.com/vllm-project/recipes), August 2026), by what their recipes say that
they need, **{covered} are covered ({share:.0f} %)**, with the flags above. Kinds were told from the recipes' text and
the engine's source, so single rows may be off: `safekv check MODEL` asks the engine itself. Models that only make sense
with images or sounds are among those that are covered as text only."""


def _row(kind: Kind) -> str:
    proof = kind.proof or "**refused**"
    flags = f"`{kind.flags}`" if kind.flags else ""
    return f"| {kind.name} | {proof} | {flags} | {kind.note} |"


def _counts(recipes: Sequence[Recipe]) -> list[str]:
    counts = Counter(recipe.kinds for recipe in recipes)
    rows = sorted(counts.items(), key=lambda row: (any(kind.proof is None for kind in row[0]), -row[1]))
    return [
        f"| {' + '.join(kind.name for kind in found)} | {count} | "
        f"{'refused' if any(kind.proof is None for kind in found) else 'covered'} |"
        for found, count in rows
    ]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipes", type=Path, required=True, help="recipes.json")
    parser.add_argument("--models", action="store_true", help="print the verdict on each")
    options = parser.parse_args()
    recipes = read(options.recipes)
    if options.models:
        for recipe in recipes:
            print(
                "covered" if recipe.covered else "refused",
                recipe.model,
                *(kind.name for kind in recipe.kinds),
                sep="\t",
            )
    PAGE.write_text(page(recipes))
    print(f"{sum(recipe.covered for recipe in recipes)} of {len(recipes)} covered")


if __name__ == "__main__":
    main()
