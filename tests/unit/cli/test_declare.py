from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from safekv.cli.samples import read_prefix
from safekv.errors import DeclarationError
from tests.unit.cli.runner import safekv

MESSAGES = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}]
TOOLS = [{"type": "function", "function": {"name": "f"}}]
REQUEST = {"messages": MESSAGES, "tools": TOOLS}
EMOJI = {"messages": [{"role": "system", "content": "Be kind 😀"}]}
KEY = "sk-safekv-canary"
PUBLISHED = {"tokens": 32, "blocks": 2, "units": 1}
ROW = {"name": "support", "group": None, "state": "published", **PUBLISHED}


class Server:
    """What an SafeKV server would answer, and what it was asked."""

    def __init__(self) -> None:
        self.answer: Any = PUBLISHED
        self.status = 200
        self.asked: list[httpx.Request] = []

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        options = {name: value for name, value in options.items() if name in ("json", "headers")}
        self.asked.append(httpx.Request(method, url, **options))
        if isinstance(self.answer, Exception):
            raise self.answer
        content = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return httpx.Response(self.status, content=content, request=self.asked[-1])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr("safekv.cli.declare.httpx.request", made.request)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "request.json"
    path.write_text(json.dumps({"model": "m", "temperature": 0, "messages": MESSAGES}))
    return path


def test_add_sends_what_is_to_be_shared_and_nothing_else_of_the_sample(server: Server, file: Path) -> None:
    ran = safekv("declare", "add", "support", "-f", file, "--up-to", "1", "--operator-key", KEY, "--group", "org")
    (asked,) = server.asked
    assert (asked.method, str(asked.url)) == ("POST", "http://127.0.0.1:8000/safekv/declared")
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(asked.content) == {"name": "support", "group": "org", "messages": MESSAGES[:1]}
    assert "support: 32 tokens in 2 blocks and 1 unit(s) are shared" in ran.out
    assert "the first 1 message(s); 1 after them left out" in ran.out
    assert KEY not in ran.out + ran.err


FOUND = [{"where": "message 1", "category": "contact", "start": 3, "end": 9, "detector": "email"}]
DOUBT = [{"where": "tool 1", "category": None, "start": 0, "end": 9, "detector": "not English"}]


def refusing(server: Server, findings: list[dict[str, Any]]) -> None:
    """The server has findings, until it is told that they were reviewed."""
    answers = iter([(409, {"error": {"message": "look"}, "findings": findings}), (201, PUBLISHED)])
    once = server.request

    def request(*arguments: Any, **options: Any) -> httpx.Response:
        server.status, server.answer = next(answers)
        return once(*arguments, **options)

    server.request = request  # type: ignore[method-assign]


@pytest.mark.parametrize("findings", [FOUND, DOUBT], ids=["found", "undecided"])
def test_findings_are_shown_and_nothing_is_shared_without_yes(
    server: Server, file: Path, findings: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 2 of what strangers met: `declare add` of a card and a token was silent."""
    refusing(server, findings)
    monkeypatch.setattr("safekv.cli.declare.httpx.request", server.request)
    ran = safekv("declare", "add", "a", "-f", file, "--operator-key", KEY, code=2)
    assert findings[0]["where"] in ran.err
    assert (findings[0]["category"] or "undecided") in ran.err
    assert "--yes" in ran.err
    assert len(server.asked) == 1


def test_with_yes_they_are_shown_and_it_is_shared(server: Server, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(server, FOUND)
    monkeypatch.setattr("safekv.cli.declare.httpx.request", server.request)
    ran = safekv("declare", "add", "a", "-f", file, "--operator-key", KEY, "--yes", "--json")
    assert "contact" in ran.err
    assert json.loads(ran.out) == PUBLISHED
    first, second = [json.loads(asked.content) for asked in server.asked]
    assert second == {**first, "reviewed": True}
    assert "reviewed" not in first, "the server looks in any case"


@pytest.mark.parametrize(("answered", "code", "asked"), [("y\n", 0, 2), ("n\n", 1, 1), ("\n", 1, 1)])
def test_on_a_terminal_it_is_asked(
    server: Server, file: Path, monkeypatch: pytest.MonkeyPatch, answered: str, code: int, asked: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    refusing(server, FOUND)
    monkeypatch.setattr("safekv.cli.declare.httpx.request", server.request)
    monkeypatch.setattr("sys.stdin", Terminal(answered))
    safekv("declare", "add", "a", "-f", file, "--operator-key", KEY, code=code)
    assert len(server.asked) == asked


def test_the_key_may_come_from_the_environment(server: Server, file: Path) -> None:
    safekv("declare", "add", "a", "-f", file, environ={"SAFEKV_OPERATOR_KEY": KEY})
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"


def test_list_shows_what_is_declared_and_the_budget(server: Server) -> None:
    server.answer = {"declared": [ROW], "pinned_blocks": 2, "pin_budget_blocks": 8}
    out = safekv("declare", "list", "--operator-key", KEY).out
    assert "support" in out
    assert "2 of 8 blocks pinned" in out
    assert json.loads(safekv("declare", "list", "--operator-key", KEY, "--json").out) == [ROW]


def test_withdraw_names_the_declaration_in_the_path(server: Server) -> None:
    safekv("declare", "withdraw", "a b/c", "--operator-key", KEY, "--url", "http://host:1/")
    assert (server.asked[0].method, server.asked[0].url.raw_path) == ("DELETE", b"/safekv/declared/a%20b%2Fc")


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        pytest.param(409, {"error": {"message": "SafeKV: too long"}}, "SafeKV: too long", id="a reason"),
        pytest.param(500, {"detail": "x"}, "HTTP 500", id="no reason"),
        pytest.param(404, b"<html>", "not a SafeKV server (HTTP 404)", id="no JSON"),
        pytest.param(400, {"error": "no"}, "HTTP 400", id="an error that is a text"),
        pytest.param(400, [], "HTTP 400", id="a list"),
        pytest.param(200, httpx.ConnectError("refused"), "no answer (ConnectError)", id="nobody there"),
        pytest.param(200, httpx.ReadTimeout("slow"), "no answer (ReadTimeout)", id="no answer in time"),
    ],
)
def test_what_went_wrong_is_said_without_a_stack_trace(server: Server, status: int, answer: Any, said: str) -> None:
    server.status, server.answer = status, answer
    err = safekv("declare", "withdraw", "a", "--operator-key", KEY, code=2).err
    assert said in err
    assert KEY not in err


def test_of_a_withdrawn_prefix_of_the_policy_it_is_said_that_it_comes_back(server: Server) -> None:
    server.answer = {"withdrawn": "support", "in_policy": True}
    said = safekv("declare", "withdraw", "support", "--operator-key", KEY).out
    assert said.startswith("support: withdrawn until the next start")
    assert "take it out of `declared` in the policy" in said
    server.answer = {"withdrawn": "support", "in_policy": False}
    assert safekv("declare", "withdraw", "support", "--operator-key", KEY).out == "support: withdrawn\n"


@pytest.mark.parametrize("url", ["nonsense", "http://[bad", "ftp://host", "http://host:port"])
def test_a_url_that_is_none_is_a_clear_error(url: str) -> None:
    assert url in safekv("declare", "withdraw", "a", "--operator-key", KEY, "--url", url, code=2).err


def test_a_key_that_cannot_be_sent_is_a_clear_error() -> None:
    safekv("declare", "withdraw", "a", "--operator-key", "schlüssel", "--url", "http://127.0.0.1:9", code=2)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content", "prefix"),
    [
        pytest.param("a.txt", "Be kind.\n", {"text": "Be kind.\n"}, id="raw text"),
        pytest.param("a.json", json.dumps(MESSAGES), {"messages": MESSAGES[:1]}, id="a list of messages"),
        pytest.param("a.json", json.dumps(REQUEST), {**REQUEST, "messages": MESSAGES[:1]}, id="a request"),
        pytest.param("a.yaml", "- {role: system, content: Be kind.}\n", {"messages": MESSAGES[:1]}, id="YAML"),
        pytest.param("a.json", json.dumps(EMOJI), EMOJI, id="an emoji, escaped"),
        pytest.param("a.json", json.dumps(MESSAGES, indent="\t"), {"messages": MESSAGES[:1]}, id="tabs"),
    ],
)
def test_a_file_is_read(tmp_path: Path, name: str, content: str, prefix: dict[str, Any]) -> None:
    (tmp_path / name).write_text(content)
    assert read_prefix(tmp_path / name, None).fields == prefix


@pytest.mark.parametrize(
    ("name", "content", "up_to", "said"),
    [
        pytest.param("missing.json", None, None, "no such file; give the path of messages or", id="missing"),
        pytest.param(".", None, None, "a folder, not a file; give", id="a folder"),
        pytest.param("a.json", b"\xff", None, "not UTF-8 text; give", id="not UTF-8"),
        pytest.param("a.json", b"{", None, "neither valid JSON nor valid YAML", id="broken off"),
        pytest.param("a.json", b"[" * 20_000, None, "neither valid JSON nor valid YAML", id="nested deeply"),
        pytest.param("a.yaml", b"x: 2001-99-99", None, "neither valid JSON nor valid YAML", id="a date that is none"),
        pytest.param("a.json", b"{}", None, "expected a list of messages", id="no messages"),
        pytest.param("a.json", b'"x"', None, "expected a list of messages", id="a text"),
        pytest.param("a.json", b"[]", None, "expected a list of messages", id="an empty list"),
        pytest.param("a.json", json.dumps(MESSAGES).encode(), 3, "has 2 messages; --up-to 3 is too far", id="too far"),
        pytest.param("a.txt", b"x", 1, "--up-to counts messages", id="a text, and messages counted"),
        pytest.param("a.txt", json.dumps(MESSAGES).encode(), None, "name it .json", id="a request called a text"),
    ],
)
def test_a_file_that_declares_nothing_is_refused(
    tmp_path: Path, name: str, content: bytes | None, up_to: int | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DeclarationError, match=said) as refused:
        read_prefix(tmp_path / name, up_to)
    assert str(tmp_path / name) in str(refused.value)
