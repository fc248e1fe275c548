"""Pairs of worlds at scale: `python -m tests.worlds --traces 100000 --seed 0 [--mode detector] [--fault NAME]`.

Prints counts; the exit code is 1 if somebody could have told two worlds apart.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from pathlib import Path

from safekv.types import Mode
from tests.mutation.faults import FAULTS
from tests.worlds.compare import LENGTH, Outcome, compare


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.worlds", description=__doc__)
    parser.add_argument("--traces", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--length", type=int, default=LENGTH, help="events of a trace")
    parser.add_argument("--mode", type=Mode, choices=[Mode.LEDGER, Mode.DETECTOR], default=Mode.LEDGER)
    parser.add_argument("--fault", choices=sorted(FAULTS), help="plant this fault: the worlds must be told apart")
    parser.add_argument("--all", action="store_true", help="go on after a difference")
    options = parser.parse_args()

    def progress(outcome: Outcome) -> None:
        if outcome.counts["traces"] % 100 == 0:
            sys.stderr.write(f"\r{outcome.counts['traces']} traces, {len(outcome.told_apart)} told apart ")
            sys.stderr.flush()

    planted = FAULTS[options.fault].plant() if options.fault else contextlib.nullcontext()
    with planted, tempfile.TemporaryDirectory() as directory:
        outcome = compare(
            Path(directory),
            traces=options.traces,
            seed=options.seed,
            length=options.length,
            mode=options.mode,
            stop=not options.all,
            progress=progress,
        )
    sys.stdout.write(f"\nmode {options.mode}, seed {options.seed}\n{outcome}\n")
    return int(bool(outcome.told_apart))


if __name__ == "__main__":
    sys.exit(main())
