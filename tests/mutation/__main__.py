"""The mutation gate: `python -m tests.mutation [--list] [FAULT …]`.

Plants each fault and runs the tests that are named for it: every one of them must fail on it, and pass without it.
Prints a table; the exit code is 1 if a fault survives, or if a test fails without it.
By hand: `pytest -p tests.mutation.plugin --fault NAME tests/…`.
"""

from __future__ import annotations

import argparse
import sys

from tests.mutation.faults import FAULTS, PLANTABLE
from tests.mutation.gate import Verdict, run_with, run_without


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="by default all")
    parser.add_argument("--list", action="store_true", help="name the faults and their tests, and do nothing")
    options = parser.parse_args()
    if unknown := sorted(set(options.faults) - PLANTABLE.keys()):
        parser.error(f"no such fault: {', '.join(unknown)}; see --list")
    chosen = [PLANTABLE[name] for name in options.faults] or list(FAULTS.values())
    if options.list:
        for fault in chosen:
            sys.stdout.write("\n    ".join([fault.name, *fault.tests]) + "\n")
        return 0
    sound = run_without(chosen)
    _say("no fault", not sound.failed and not sound.broken, sound, list(sound.failed) or [sound.broken])
    survivors = 0
    for fault in chosen:
        found = run_with(fault)
        caught = not found.passed and not found.broken
        survivors += not caught
        _say(fault.name, caught, found, list(found.failed.values()) if caught else [found.broken, *found.passed])
    sys.stdout.write(f"\n{len(chosen) - survivors} of {len(chosen)} faults are caught\n")
    return int(survivors > 0 or bool(sound.failed or sound.broken))


def _say(name: str, well: bool, found: Verdict, why: list[str]) -> None:
    sys.stdout.write(
        f"{'ok  ' if well else 'FAIL'} {name:<55} {found.seconds:5.1f} s  {'; '.join(filter(None, why))}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
