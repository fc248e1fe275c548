"""What the edge adds to what the scheduler tells the operator: names, stale prefixes, problems, refusals in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from safekv.types import Private

pytest.importorskip("vllm")

if TYPE_CHECKING:
    from tests.unit.edge.server import Make, Server

pytestmark = pytest.mark.engine

SUPPORT = {"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}


class Lines(logging.Handler):
    """What our loggers say, whatever vLLM's settings of its log are."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def log() -> Iterator[list[str]]:
    handler, ours = Lines(), logging.getLogger("vllm.safekv")
    ours.addHandler(handler)
    before = ours.level
    ours.setLevel(logging.INFO)
    yield handler.lines
    ours.setLevel(before)
    ours.removeHandler(handler)


def get(server: Server, path: str, status: int = 200) -> dict[str, Any]:
    answer = server.call("GET", path, b"", key=server.ops)
    assert answer.status == status
    return answer.body


def problems(server: Server) -> list[str]:
    return list(get(server, "/safekv/status")["problems"])


@pytest.fixture
def declared(server: Server) -> Server:
    assert server.call(path="/safekv/declared", body=SUPPORT, key=server.ops).status == 201
    return server


# ── a declared prefix gone stale ─────────────────────────────────────────────────────────────────


def test_a_declared_prefix_that_the_template_renders_otherwise_today_is_a_problem(
    declared: Server, log: list[str]
) -> None:
    get(declared, "/safekv/declared/support")
    assert problems(declared) == []
    declared.engine.today = "<date>2026-12-01"
    for _ in range(2):
        get(declared, "/safekv/declared/support")
    (problem,) = problems(declared)
    assert "'support' is stale" in problem
    assert "rendered otherwise today, from token 1 of 28 on" in problem
    assert sum("gone stale" in line for line in log) == 1
    declared.engine.today = ""
    get(declared, "/safekv/declared/support")
    assert problems(declared) == []


def test_a_declared_prefix_that_cannot_be_rendered_any_more_is_a_problem(declared: Server) -> None:
    declared.engine.today = "\udcff"  # the stand-in of a tokenizer fails at it
    get(declared, "/safekv/declared/support")
    (problem,) = problems(declared)
    assert "cannot be rendered" in problem


def test_a_stale_prefix_that_is_withdrawn_and_declared_again_is_no_problem(declared: Server) -> None:
    declared.engine.today = "<date>2026-12-01"
    get(declared, "/safekv/declared/support")
    assert len(problems(declared)) == 1
    declared.call("DELETE", "/safekv/declared/support", b"", key=declared.ops)
    assert problems(declared) == []
    assert declared.call(path="/safekv/declared", body=SUPPORT, key=declared.ops).status == 201
    get(declared, "/safekv/declared/support")
    assert problems(declared) == []


def test_stale_prefixes_of_the_policy_are_found_too(make: Make) -> None:
    server = make(declared=[SUPPORT])
    assert [message["type"] for message in server.start()] == ["lifespan.startup.complete"]
    server.engine.today = "<date>2026-12-01"
    get(server, "/safekv/declared/support")
    assert len(problems(server)) == 1


def test_declared_prefixes_are_looked_at_again_and_again(
    declared: Server, monkeypatch: pytest.MonkeyPatch, log: list[str]
) -> None:
    import asyncio

    from safekv.edge import freshness

    monkeypatch.setattr(freshness, "SECONDS", 0.0)
    assert declared.edge._started is not None
    looking = declared.edge._started.operator._freshness
    declared.engine.today = "<date>2026-12-01"

    async def look() -> None:
        task = asyncio.create_task(looking.keep_looking())
        while not any("gone stale" in line for line in log):
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(look(), timeout=10))
    assert len(problems(declared)) == 1


def test_whoever_asks_for_the_status_has_them_looked_at_but_not_each_time(declared: Server) -> None:
    assert declared.edge._started is not None
    looking = declared.edge._started.operator._freshness
    now = [looking._looked]
    looking._clock = lambda: now[0]
    declared.engine.today = "<date>2026-12-01"
    assert problems(declared) == []
    now[0] += 31.0
    assert len(problems(declared)) == 1
    declared.engine.today = ""
    assert len(problems(declared)) == 1
    now[0] += 31.0
    assert problems(declared) == []


def test_a_prefix_of_the_policy_that_is_too_short_is_a_problem(make: Make) -> None:
    server = make(declared=[SUPPORT, {"name": "tiny", "text": "x"}])
    assert [message["type"] for message in server.start()] == ["lifespan.startup.complete"]
    (problem,) = problems(server)
    assert "left out: 'tiny'" in problem


def test_what_a_policy_declares_in_a_mode_that_shares_nothing_is_a_problem(make: Make) -> None:
    server = make(mode="isolate", declared=[SUPPORT])
    server.start()
    (problem,) = problems(server)
    assert "mode isolate: what the policy declares is not shared" in problem


# ── what `safekv doctor` asks for ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("declaration", "path"),
    [
        ({**SUPPORT, "tools": [{"type": "function"}]}, "/v1/chat/completions"),
        ({"name": "support", "text": "Once upon a time"}, "/v1/completions"),
    ],
    ids=["messages", "text"],
)
def test_an_operator_is_told_a_request_that_begins_with_a_declared_prefix(
    server: Server, declaration: dict[str, Any], path: str
) -> None:
    assert server.call(path="/safekv/declared", body=declaration, key=server.ops).status == 201
    sample = get(server, "/safekv/declared/support")
    assert (sample["path"], sample["group"]) == (path, None)
    body = sample["body"]
    if "text" in declaration:
        assert body["prompt"].startswith("Once upon a time")
        assert set(body) == {"prompt"}
    else:
        assert body["messages"][0] == SUPPORT["messages"][0]
        assert body["messages"][-1]["role"] == "user"
        assert body["tools"] == [{"type": "function"}]
        assert set(body) == {"messages", "tools"}


def test_a_tenant_is_told_nothing_of_what_is_declared(declared: Server) -> None:
    for path in ("/safekv/declared/support", "/safekv/declared/nothing"):
        refused = declared.call("GET", path, b"", key=declared.alice)
        assert refused.status == 403
        assert "kind" not in refused.message


# ── names of tenants ─────────────────────────────────────────────────────────────────────────────


def digest(server: Server) -> str:
    scope = server.scope(key=server.alice)
    assert isinstance(scope, Private)
    return scope.tenant


def test_the_monitor_names_tenants_to_operators(server: Server) -> None:
    server.engine.probers = [{"tenant": digest(server), "reason": "r"}, {"tenant": "00" * 8, "reason": "r"}]
    assert [one["tenant"] for one in get(server, "/safekv/monitor")["probers"]] == ["alice", None]


@pytest.mark.parametrize(
    ("restricted", "said"),
    [(True, "is restricted to its private cache for 60 s: many"), (False, "seems to guess (and is not restricted): m")],
)
def test_a_restriction_is_logged_with_the_tenants_name(
    server: Server, log: list[str], restricted: bool, said: str
) -> None:
    assert server.edge._started is not None
    event = {"tenant": digest(server), "restricted": restricted, "seconds": 60.0, "reason": "many answers"}
    server.edge._started.operator._reports.hear(event)
    server.edge._started.operator._reports.hear({**event, "tenant": "00" * 8})
    assert f"the tenant 'alice' {said}" in log[-2]
    assert log[-1].startswith("a tenant that this process has no name for")
    assert not any(digest(server) in line or "00" * 8 in line for line in log)


# ── the log ──────────────────────────────────────────────────────────────────────────────────────


def test_a_401_is_logged_with_its_reason_and_without_the_key(server: Server, log: list[str]) -> None:
    for _ in range(100):
        assert server.call(key="sk-safekv-canary").status == 401
    assert server.call("GET", "/safekv/status", b"").status == 401
    assert server.call("GET", "/safekv/status", b"", key=server.alice).status == 403
    assert log == [
        "refused a request from 203.0.113.9 with 401: the API key is not known here",
        "refused a request from 203.0.113.9 with 401: this route needs an operator's key",
        "refused a request from 203.0.113.9 with 403: this route is for operators, not for tenants",
    ]


def test_declarations_and_withdrawals_are_logged(declared: Server, log: list[str]) -> None:
    declared.call("DELETE", "/safekv/declared/support", b"", key=declared.ops)
    declared.call(path="/safekv/declared", body=SUPPORT, key=declared.ops)
    assert log == ["withdrew 'support': it is shared no more", "declared 'support': 28 tokens are shared"]
