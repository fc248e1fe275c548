"""Secrets and prompts do not slip out: not into the log, the metrics, the status, or what others are told."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from safekv.identity.keyring import Keyring
from safekv.identity.salts import SaltSealer
from safekv.types import Private, TenantId
from tests.conformance.calls import Endpoint, bearer, send
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player
from tests.conformance.servers import World
from tests.integration.starting import processes_of

pytestmark = NEEDS_SERVER

PROMPT, SALT, KEY, BODY = "canaryprompt7461", "canary-salt-7462", "sk-safekv-canarykey7463", "canarybody7464"
DECLARED = "canarydeclared7465"


def _session(world: World) -> Path:
    """The directory of the server's session, as its processes know it."""
    for pid in processes_of(world.pid):
        with suppress(OSError):
            for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                if entry.startswith(b"SAFEKV_SESSION="):
                    return Path(os.fsdecode(entry.partition(b"=")[2]))
    raise AssertionError("no process of the server knows its session")


def secrets_of(world: World, tenant: str) -> dict[str, str]:
    """Everything that must never be seen, by name."""
    master = (_session(world) / "master.key").read_text().strip()
    key_file = json.loads(world.key_file.read_text())
    salt = key_file["tenants"][tenant]["salt"]
    sealer = SaltSealer(Keyring(master=bytes.fromhex(master)))
    return {
        "prompt": PROMPT,
        "caller's salt": SALT,
        "wrong key": KEY,
        "malformed body": BODY,
        "declared text": DECLARED,
        "tenant's key": world.keys[tenant],
        "operator's key": world.operator,
        "digest of the tenant's key": hashlib.sha256(world.keys[tenant].encode()).hexdigest(),
        "tenant's salt in the key file": salt,
        "master secret": master,
        "sealed salt": sealer.seal(Private(tenant=TenantId(tenant)), bytes.fromhex(salt)),
    }


def _provoke(player: Player, world: World, tenant: str) -> Iterator[str]:
    """Requests of all kinds with canaries in them; yields what was answered, errors and a few good answers."""

    def chat(**body: object) -> str:
        return player.call("POST", Endpoint.CHAT, tenant, json={"model": world.model, **body}).text

    messages = [{"role": "user", "content": f"{PROMPT} " * 40}]
    yield chat(messages=messages, cache_salt=SALT, max_tokens=4)
    yield chat(messages=messages, cache_salt=SALT * 20)
    yield chat(messages=messages, max_tokens=10**6)
    yield chat(messages=messages, kv_transfer_params={"x": PROMPT})
    yield chat(messages=messages * 200, cache_salt=SALT)
    yield player.call("POST", Endpoint.CHAT, tenant, content=f'{{"messages": "{PROMPT}'.encode()).text
    yield player.call("POST", Endpoint.COMPLETIONS, tenant, json={"prompt": f"{PROMPT} " * 3000}).text
    wrong = send(world.url, Endpoint.CHAT, model=world.model, headers=bearer(KEY), prompt=messages)
    assert wrong.status == 401
    yield wrong.body
    both = send(world.url, Endpoint.CHAT, model=world.model, headers=bearer(KEY) * 2, prompt=messages)
    assert both.status == 401
    yield both.body
    declaration = {"name": "canary", "messages": [{"role": "system", "content": f"{DECLARED} " * 60}]}
    yield player.call("POST", "/safekv/declared", "operator", json=declaration).text  # the guard has findings in it
    player.operate("POST", "/safekv/declared", json={**declaration, "reviewed": True})
    yield player.call("POST", "/safekv/declared", "operator", json={**declaration, "tools": PROMPT}).text
    yield player.call("POST", "/safekv/declared", "operator", json={**declaration, "group": "nobody"}).text
    player.operate("DELETE", "/safekv/declared/canary")


@on("declared")
def test_nothing_slips_out(player: Player, world: World) -> None:
    tenant = world.newcomer()
    places = {f"answer {number}": text for number, text in enumerate(_provoke(player, world, tenant))}
    places |= {
        path: player.call("GET", path, "operator").text
        for path in ("/metrics", "/safekv/status", "/safekv/monitor", "/safekv/metrics", "/load", "/v1/models")
    }
    places["log"] = world.log.read_text(errors="replace")
    hidden = secrets_of(world, tenant)
    found = [
        (name, place, text.partition(secret)[0][-200:])
        for name, secret in hidden.items()
        for place, text in places.items()
        if secret in text
    ]
    assert not found
    assert world.model in places["log"]  # the control: this is the log, and it is not empty
    assert "with 401: the API key is not known here" in places["log"]  # and ours is in it
    assert "declared 'canary'" in places["log"]


@on("declared")
@pytest.mark.parametrize("where", ["messages", "role", "content", "max-tokens", "temperature", "response-format"])
def test_malformed_bodies_are_not_logged(player: Player, world: World, where: str) -> None:
    """The engine tells its caller what was wrong, in the caller's own words; the log is for others to read.

    (With VLLM_SERVER_DEV_MODE, which /reset_prefix_cache and /sleep need, the engine logs it too, unless it is given
    --no-log-error-stack.)
    """
    canary = f"{BODY}{where}"
    said = [{"role": "user", "content": canary}]
    bodies: dict[str, dict[str, object]] = {
        "messages": {"messages": canary},
        "role": {"messages": [{"role": canary, "content": "x"}]},
        "content": {"messages": [{"role": "user", "content": {"x": canary}}]},
        "max-tokens": {"messages": said, "max_tokens": canary},
        "temperature": {"messages": said, "temperature": -5},
        "response-format": {"messages": said, "response_format": {"type": canary}},
    }
    player.call("POST", Endpoint.CHAT, world.newcomer(), json={"model": world.model, "max_tokens": 2, **bodies[where]})
    log = world.log.read_text(errors="replace")
    assert "POST /v1/chat/completions" in log  # the control: requests do show
    assert canary not in log


@on("declared")
def test_metrics_do_not_name_tenants_or_prefixes(player: Player, world: World) -> None:
    text = player.call("GET", "/metrics", "operator").text
    assert "vllm:prefix_cache_hits_total" in text  # the control: this is the page
    assert not any(name in text for name in ("fresh", "member1", "house", "tooled"))
