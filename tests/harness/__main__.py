"""The fuzz at scale: `python -m tests.harness --requests 20000 [--async] [--second-runner] [--layers MLA] …`.

Prints one line of counts; the exit code is 1 on a violation.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from safekv_lab.scheduler.standalone import SPECS
from tests.harness.driver import Driver
from tests.harness.engine import Setting, build, divided
from tests.harness.report import Report


def fuzz(setting: Setting, requests: int, seed: int, *, verbose: bool = False) -> Report:
    """Build an engine and drive it."""

    def progress(report: Report) -> None:
        if verbose:
            sys.stderr.write(f"\r{report.counts['requests']} requests")

    with tempfile.TemporaryDirectory() as directory:
        engine = build(setting, Path(directory))
        try:
            return Driver(engine, seed).run(requests, progress)
        finally:
            engine.scheduler.shutdown()


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--async", dest="asynchronous", action="store_true", help="schedule one step ahead")
    parser.add_argument("--second-runner", action="store_true", help="speak to the worker as on a GPU")
    parser.add_argument("--layers", choices=sorted(SPECS), default="full", help="what the layers are")
    parser.add_argument("--partition", choices=["plain", "fair", "strict"], default="plain", help="of the cache")
    parser.add_argument("--eviction", default="lru", help="in a divided cache")
    options = parser.parse_args()
    sizes = {"asynchronous": options.asynchronous, "second_runner": options.second_runner, "layers": options.layers}
    setting = (
        Setting(**sizes)
        if options.partition == "plain"
        else divided(options.partition, eviction=options.eviction, **sizes)
    )
    report = fuzz(setting, options.requests, options.seed, verbose=True)
    sys.stdout.write(f"\n{setting} seed {options.seed}: {report}\n")
    if report.violation is None:
        return 0
    sys.stdout.write(f"{report.violation}\n")
    if report.violation.__cause__:
        traceback.print_exception(report.violation.__cause__)
    return 1


if __name__ == "__main__":
    sys.exit(main())
