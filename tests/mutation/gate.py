"""Plants one fault after the other and runs the tests that are named for it; each of them must fail."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from tests.mutation.fault import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one fault, or of none. `failed`: by test, why it failed; `passed`: those that did not."""

    failed: dict[str, str]
    passed: tuple[str, ...]
    broken: str
    seconds: float


@dataclass(eq=False)
class _Watch:
    """What the tests say. A test fails if one of its cases does, by an assertion: an error elsewhere finds nothing."""

    failed: dict[str, str] = field(default_factory=dict)
    ran: dict[str, None] = field(default_factory=dict)
    broken: str = ""

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        self.ran[item.nodeid.partition("[")[0]] = None
        error = call.excinfo
        if error is None:
            return
        line = error.exconly().splitlines()[0][:100]
        if call.when == "call" and error.errisinstance((AssertionError, pytest.fail.Exception)):
            self.failed.setdefault(item.nodeid.partition("[")[0], line)
        else:
            self.broken = self.broken or line

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken = self.broken or report.longreprtext[:200]


def run_with(fault: Fault) -> Verdict:
    """Run the tests of a fault while it is planted, in a child."""
    return _in_a_child(lambda: _run(fault.tests, "-p", "tests.mutation.plugin", "--fault", fault.name))


def run_without(faults: Iterable[Fault]) -> Verdict:
    """Run the tests of all these faults, with none planted."""
    tests = dict.fromkeys(test for fault in faults for test in fault.tests)
    return _in_a_child(lambda: _run(tests))


def _run(tests: Iterable[str], *options: str) -> Verdict:
    tests = list(tests)
    watch = _Watch()
    begun = time.monotonic()
    quiet = ("-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
    quick = ("-p", "no:faker", "-p", "no:unraisableexception", "--hypothesis-profile", "gate")
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        pytest.main([*quiet, *quick, *options, *tests], plugins=[watch])
    passed = [test for test in tests if not any(name.startswith(test) for name in watch.failed)]
    unseen = [test for test in tests if not any(name.startswith(test) for name in watch.ran)]
    broken = watch.broken or (f"not run: {unseen[0]}" if unseen else "")
    return Verdict(failed=watch.failed, passed=tuple(passed), broken=broken, seconds=time.monotonic() - begun)


def _in_a_child(work: Callable[[], Verdict]) -> Verdict:
    """A fork: the engine is imported once, and what a fault changes is gone with the child."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        gc.freeze()
        try:
            os.close(reading)
            found = work()
            report = [found.failed, found.passed, found.broken, found.seconds]
            with os.fdopen(writing, "w") as pipe:
                json.dump(report, pipe)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    if not content:
        return Verdict(failed={}, passed=(), broken="the child died", seconds=0.0)
    failed, passed, broken, seconds = json.loads(content)
    return Verdict(failed=failed, passed=tuple(passed), broken=broken, seconds=seconds)
