"""Health problems for the operator: what keeps a server from sharing as its mode should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from safekv.sharing.residents import State
from safekv.types import Mode


def problems_of(status: Mapping[str, Any], *, generates: bool = True) -> list[str]:
    """The problems that show in the scheduler's status; none for a server that works.

    `generates`: the engine runs a generating model; for others, nothing is published.
    """
    release, mode = status.get("release"), Mode(status["mode"])
    problems = [*_of_declared(status["declared"]), *(_of_release(release) if release is not None else ())]
    log = status.get("log")
    if log is not None and release is None and log["process"] != "ready":
        problems.append(
            f"the process that keeps the log of releases is not up ({log['process']}): what is declared is not in it"
        )
    if mode.publishes and not generates:
        problems.append(f"mode {mode}: nothing is shared, since this model does not generate; use `mode: isolate`")
    return problems


def _of_declared(declared: list[dict[str, Any]]) -> Iterator[str]:
    for one in declared:
        if one["state"] == State.FAILED:
            yield (
                f"the declared prefix {one['name']!r} could not be computed by the engine and is not shared: withdraw "
                "and declare it again, and see the log"
            )
        elif one["state"] != State.PUBLISHED:
            yield f"the declared prefix {one['name']!r} is not shared yet: it is {one['state']} (is the engine paused?)"


def _of_release(release: Mapping[str, Any]) -> Iterator[str]:
    if (process := release["process"]) != "ready":
        yield f"the release process is not up ({process}): nothing new is shared until it is"
    if release["votable_roles"] == []:
        yield (
            "nothing can be voted for: messages cannot be told apart in this model's prompts, or none of a role in "
            "`ledger.roles`. Declare what is to be shared, or serve with another template (--chat-template)"
        )
    for problem in (*release.get("problems", ()), *release.get("failing", ())):
        yield f"nothing new is shared: {problem}"
