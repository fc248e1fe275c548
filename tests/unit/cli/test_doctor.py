"""`safekv doctor` against servers that behave in ways of their own."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.unit.cli.runner import safekv

A, B, OPS, METRICS = "sk-safekv-a", "sk-safekv-b", "sk-safekv-ops", "sk-safekv-metrics"
KEYS = ("--key", A, "--key", B)
TINY = 8
HOUSE = {"name": "house", "group": None, "state": "published", "tokens": 64}
TEXT = "the house's rules"
MESSAGES = [{"role": "system", "content": TEXT}, {"role": "user", "content": "x"}]


@dataclass
class Server:
    """Serves two tenants and an operator over plain HTTP, keeps a cache by text, and notes each answer's length."""

    declared: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    members: tuple[str, ...] = (A, B)
    hit: int = 64
    shares: bool = False
    caches: bool = True
    tiny_answer: int = TINY
    parses_tools: bool = True
    tools: bool = False
    longest: int = 8192
    restricted: bool = False
    stored: dict[str | None, set[str]] = field(default_factory=dict)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    resets: list[str] = field(default_factory=list)
    unreadable: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = request.headers.get("authorization", "").removeprefix("Bearer ") or None
        path, body = request.url.path, json.loads(request.content or b"{}")
        if (refused := self.refuse(key)) is not None:
            return refused
        if path == "/v1/models":
            return httpx.Response(200, json={"data": [{"id": "m", "max_model_len": self.longest}]})
        if path in ("/v1/completions", "/v1/chat/completions"):
            return self.serve(key, body)
        if key != OPS:
            return httpx.Response(403, json={"error": {"message": "for operators"}})
        return self.operate(path)

    def refuse(self, key: str | None) -> httpx.Response | None:
        if self.unreadable:
            return httpx.Response(503, json={"error": {"message": "the key file cannot be read"}})
        if key not in (A, B, OPS, METRICS, None):
            return httpx.Response(401, json={"error": {"message": "the API key is not known here"}})
        return httpx.Response(403, json={"error": {"message": "for metrics only"}}) if key == METRICS else None

    def operate(self, path: str) -> httpx.Response:
        if path == "/reset_prefix_cache":
            self.resets.append(path)
        if path == "/safekv/status":
            return httpx.Response(200, json={"declared": self.declared, "problems": self.problems})
        if path == "/safekv/monitor":
            probers = [{"tenant": "alice"}] if self.restricted else []
            return httpx.Response(200, json={"tiny_answer": self.tiny_answer, "probers": probers})
        if path.startswith("/safekv/declared/"):
            body = {"messages": MESSAGES, **({"tools": [{"type": "function"}]} if self.tools else {})}
            return httpx.Response(200, json={"path": "/v1/chat/completions", "body": body})
        return httpx.Response(404, json={"error": {"message": "not served here"}})

    def serve(self, key: str | None, body: dict[str, Any]) -> httpx.Response:
        self.bodies.append(body)
        if body.get("tools") and not self.parses_tools and body.get("tool_choice") != "none":
            return httpx.Response(400, json={"error": {"message": '"auto" tool choice requires …'}})
        if "messages" in body:
            cached = self.hit if key in self.members else 0
        else:
            text = body["prompt"]
            if len(text.split()) * 6 + body["max_tokens"] > self.longest:
                return httpx.Response(400, json={"error": {"message": "too long"}})
            seen = any(text in texts for one, texts in self.stored.items() if self.shares or one == key)
            cached = 500 if seen and key and self.caches else 0
            if not body.get("no_store"):
                self.stored.setdefault(key, set()).add(text)
        usage = {"prompt_tokens_details": {"cached_tokens": cached}}
        return httpx.Response(200, json={"usage": usage})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    client = httpx.Client

    def connect(**options: Any) -> httpx.Client:
        return client(base_url=options["base_url"], transport=httpx.MockTransport(made))

    monkeypatch.setattr("safekv.cli.doctor.httpx.Client", connect)
    return made


def verdicts(*arguments: str, code: int) -> dict[str, tuple[str, str]]:
    """Verdict and detail by check."""
    told = json.loads(safekv("doctor", *KEYS, *arguments, "--json", code=code).out)
    return {one["check"]: (one["verdict"], one["detail"]) for one in told["findings"]}


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────


def test_a_good_server_is_ok_and_what_was_not_checked_is_said(server: Server) -> None:
    found = verdicts(code=0)
    assert found.pop("what is declared is hit, and the mode can do its work")[0] == "not checked"
    assert len(found) == 10
    assert {verdict for verdict, _ in found.values()} == {"ok"}
    assert "tenants are apart" in safekv("doctor", *KEYS).out


def test_a_server_that_shares_everything_is_a_leak(server: Server) -> None:
    server.shares = True
    assert verdicts(code=1)["another tenant, same prompt is a miss"][0] == "leak"


def test_a_server_without_a_cache_cannot_be_judged(server: Server) -> None:
    server.caches = False
    (own, *_) = verdicts(code=3).values()
    assert own[0] == "unknown"


def test_a_short_context_is_no_reason_to_be_undecided(server: Server) -> None:
    server.longest = 512
    assert verdicts(code=0)


# ── what is declared ─────────────────────────────────────────────────────────────────────────────


def test_a_declared_prefix_that_both_tenants_hit_is_ok(server: Server) -> None:
    server.declared = [HOUSE]
    found = verdicts("--operator-key", OPS, code=0)
    assert found["the declared prefix 'house' is hit"] == ("ok", "64 tokens are declared; cached tokens 64 and 64")
    assert found["the server knows of no problem"][0] == "ok"


@pytest.mark.parametrize(
    ("hit", "members"), [(0, (A, B)), (32, (A, B)), (64, (A,))], ids=["none", "half", "one of two"]
)
def test_a_declared_prefix_that_is_not_hit_is_a_fault(server: Server, hit: int, members: tuple[str, ...]) -> None:
    server.declared, server.hit, server.members = [HOUSE], hit, members
    found = verdicts("--operator-key", OPS, code=4)
    assert found["the declared prefix 'house' is hit"][0] == "fault"
    assert "does not share as it should" in safekv("doctor", *KEYS, "--operator-key", OPS, code=4).out


def test_the_operator_s_key_may_come_from_the_environment(server: Server) -> None:
    server.declared, server.hit = [HOUSE], 0
    ran = safekv("doctor", *KEYS, code=4, environ={"SAFEKV_OPERATOR_KEY": OPS})
    assert OPS not in ran.out + ran.err


def test_a_miss_of_a_restricted_tenant_names_the_likely_reason(server: Server) -> None:
    server.declared, server.hit, server.restricted = [HOUSE], 0, True
    _, detail = verdicts("--operator-key", OPS, code=4)["the declared prefix 'house' is hit"]
    assert "1 tenant(s) are restricted" in detail


@pytest.mark.parametrize(
    ("members", "hit", "verdict", "code"),
    [((A,), 64, "ok", 0), ((), 64, "not checked", 0), ((A,), 32, "fault", 4)],
    ids=["one is a member", "none is a member", "a member hits half"],
)
def test_a_prefix_of_a_group_is_for_its_members(
    server: Server, members: tuple[str, ...], hit: int, verdict: str, code: int
) -> None:
    server.declared, server.members, server.hit = [{**HOUSE, "group": "org"}], members, hit
    assert verdicts("--operator-key", OPS, code=code)["the declared prefix 'house' is hit (group 'org')"][0] == verdict


def test_a_server_that_parses_no_tool_calls_is_asked_without_them(server: Server) -> None:
    server.declared, server.tools, server.parses_tools = [HOUSE], True, False
    assert verdicts("--operator-key", OPS, code=0)["the declared prefix 'house' is hit"][0] == "ok"


def test_a_problem_of_the_server_is_a_fault(server: Server) -> None:
    server.problems = ["nothing can be voted for", "the declared prefix 'house' is stale"]
    ran = safekv("doctor", *KEYS, "--operator-key", OPS, "--json", code=4)
    faults = [one["detail"] for one in json.loads(ran.out)["findings"] if one["verdict"] == "fault"]
    assert faults == server.problems


def test_a_leak_is_worse_than_a_fault(server: Server) -> None:
    server.shares, server.problems = True, ["the release process is not up"]
    verdicts("--operator-key", OPS, code=1)


@pytest.mark.parametrize("key", [A, "sk-safekv-wrong"])
def test_a_key_that_is_no_operator_s_is_a_clear_error(server: Server, key: str) -> None:
    ran = safekv("doctor", *KEYS, "--operator-key", key, code=2)
    assert "does not take this for an operator's key" in ran.err
    assert key not in ran.err


@pytest.mark.parametrize("place", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("sk-safekv-wrong", "the server does not know the {which} key"),
        (OPS, "the {which} key is an operator's"),
        (METRICS, "the {which} key is not a tenant's"),
    ],
    ids=["unknown", "an operator's", "for metrics"],
)
def test_a_key_that_is_not_a_tenants_is_named_before_anything_is_asked_with_it(
    server: Server, wrong: str, said: str, place: int
) -> None:
    """With an operator's key as a tenant's, the doctor would have reset the cache, and found all well."""
    keys = [A, A]
    keys[place] = wrong
    keys[1 - place] = B
    ran = safekv("doctor", "--key", keys[0], "--key", keys[1], code=2)
    assert said.format(which=("first", "second")[place]) in ran.err
    assert wrong not in ran.err
    assert server.bodies == []
    assert server.resets == []


def test_a_server_that_cannot_tell_anybody_apart_says_so_itself(server: Server) -> None:
    server.unreadable = True
    assert "the key file cannot be read" in safekv("doctor", *KEYS, code=2).err


def test_its_help_has_every_exit_code() -> None:
    help_text = " ".join(safekv("doctor", "--help").out.split())
    assert [code for code in range(5) if re.search(rf"\b{code}: ", help_text)] == [0, 1, 2, 3, 4]


# ── it leaves no trace ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tiny", "operator"), [(TINY, ()), (TINY, ("--operator-key", OPS)), (500, ("--operator-key", OPS))]
)
def test_no_answer_is_tiny_so_that_it_does_not_look_like_guessing(
    server: Server, tiny: int, operator: tuple[str, ...]
) -> None:
    server.tiny_answer, server.declared = tiny, [HOUSE]
    verdicts(*operator, code=0)
    assert server.bodies
    assert all(body["max_tokens"] > tiny and body["ignore_eos"] for body in server.bodies)


def test_what_begins_like_a_declared_prefix_is_neither_stored_nor_voted_for(server: Server) -> None:
    server.declared = [HOUSE]
    verdicts("--operator-key", OPS, code=0)
    assert [body["no_store"] for body in server.bodies if "messages" in body] == [True, True]
