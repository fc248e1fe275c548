"""The real server under `safekv doctor`: run ten times in a row, it finds what is right, and leaves nothing behind."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conformance.calls import Endpoint, bearer, send
from tests.conformance.servers import model_directory
from tests.conformance.texts import words
from tests.conformance.voting import rules
from tests.integration.starting import SAFEKV, Running, free_port, running

pytestmark = [pytest.mark.engine, pytest.mark.server]

SYSTEM = rules("house", 16)
TOOLS = [{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object", "properties": {}}}}]
DECLARED = [
    {"name": "house", "messages": [{"role": "system", "content": SYSTEM}]},
    {"name": "raw", "text": rules("raw", 16)},
    {"name": "tooled", "messages": [{"role": "system", "content": rules("tooled", 16)}], "tools": TOOLS},
    {"name": "inner", "messages": [{"role": "system", "content": rules("inner", 16)}], "group": "org"},
]
POLICY = {
    "mode": "ledger",
    "groups": {"org": ["acme"]},
    "declared": DECLARED,
    "ledger": {"period_seconds": 50, "draws_per_period": 10},
}
RUNS = 10


def doctor(server: Running, *arguments: str) -> dict[str, Any]:
    keys = [part for name in ("acme", "bolt") for part in ("--key", server.keys[name])]
    ran = subprocess.run(
        [SAFEKV, "doctor", *keys, "--url", server.url, "--json", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.stdout, ran.stderr
    return {"code": ran.returncode, **json.loads(ran.stdout)}


def operator(server: Running, path: str) -> dict[str, Any]:
    answer = httpx.get(f"{server.url}{path}", headers=bearer(server.operator), timeout=60, trust_env=False)
    assert answer.status_code == 200
    return dict(answer.json())


def declared_hit(server: Running, tenant: str, question: str) -> int | None:
    reply = send(
        server.url,
        Endpoint.CHAT,
        model=str(model_directory()),
        headers=bearer(server.keys[tenant]),
        prompt=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": words(question, 60)}],
        fields={"max_tokens": 20, "ignore_eos": True},
    )
    assert reply.status == 200, reply.body
    return reply.cached


def test_the_doctor_restricts_nobody_and_leaves_no_trace_and_sees_what_is_declared(tmp_path: Path) -> None:
    with running(tmp_path, port=free_port(), tenants=("acme", "bolt"), **POLICY) as server:
        before, hit = operator(server, "/safekv/status"), declared_hit(server, "acme", "before")
        assert hit, "nothing is shared: the test proves nothing"
        for run in range(RUNS):
            told = doctor(server, *(("--operator-key", server.operator) if run % 2 else ()))
            assert (told["code"], told["verdict"]) == (0, "ok"), told
        found = {one["check"]: one["verdict"] for one in told["findings"]}
        names = ("'house' is hit", "'raw' is hit", "'tooled' is hit", "'inner' is hit (group 'org')")
        assert [found[f"the declared prefix {name}"] for name in names] == ["ok"] * 4
        assert found["the server knows of no problem"] == "ok"

        assert operator(server, "/safekv/monitor")["probers"] == []
        after = operator(server, "/safekv/status")
        for what in ("declared", "pinned_blocks", "problems"):
            assert after[what] == before[what]
        assert "contributions_sent" not in after["counts"], "a vote was taken"
        assert declared_hit(server, "acme", "after") == hit

        log = server.log.read_text()
        assert "with 401: the API key is not known here" in log
        assert "draw " in log
        assert "released, 0 vetoed, 0 undecided" in log
