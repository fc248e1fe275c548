"""The real server: who guesses is restricted, hits nothing of the others from then on, and nobody else loses by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conformance.calls import Endpoint, bearer, send
from tests.conformance.servers import model_directory
from tests.conformance.texts import words
from tests.conformance.voting import rules
from tests.integration.starting import Running, free_port, running

pytestmark = [pytest.mark.engine, pytest.mark.server]

PROBES = 20
SYSTEM = rules("house", 16)


def ask(server: Running, tenant: str, question: str, **fields: Any) -> int:
    """The cached tokens of a request for one token."""
    reply = send(
        server.url,
        Endpoint.CHAT,
        model=str(model_directory()),
        headers=bearer(server.keys[tenant]),
        prompt=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": words(question, 60)}],
        fields={"max_tokens": 1, **fields},
    )
    assert reply.status == 200, reply.body
    assert reply.cached is not None
    return reply.cached


def test_a_prober_falls_back_to_its_private_cache(tmp_path: Path) -> None:
    policy = {
        "mode": "ledger",
        "declared": [{"name": "house", "messages": [{"role": "system", "content": SYSTEM}]}],
    }
    with running(tmp_path, port=free_port(), tenants=("prober", "victim"), **policy) as server:
        shared = ask(server, "victim", "the first question")
        assert shared > 0, "nothing is shared: the test proves nothing"
        hits = [ask(server, "prober", f"guess {number}") for number in range(PROBES)]
        restricted = hits.index(0)
        assert hits[:restricted] == [shared] * restricted, "until then it shared what the others do"
        assert 10 <= restricted < PROBES
        assert all(hit >= shared for hit in hits[restricted + 1 :]), "it has a copy of its own, computed once"
        assert ask(server, "prober", "unseen", no_store=True) == 0, "nor by requests that are not stored"
        assert ask(server, "victim", "another question") == shared

        told = httpx.get(f"{server.url}/safekv/monitor", headers=bearer(server.operator), timeout=60, trust_env=False)
        (prober,) = told.json()["probers"]
        assert "many answers of at most 8 tokens" in prober["reason"]
        assert prober["since"] <= 0 < prober["until"]
        assert prober["tenant"] == "prober"
        assert "the tenant 'prober' is restricted to its private cache for 3600 s: many" in server.log.read_text()
        (unit,) = told.json()["units"]
        assert unit["name"] == "house"
        assert unit["window"]["hits"] + unit["window_before"]["hits"] == PROBES + 3
        refused = httpx.get(
            f"{server.url}/safekv/monitor", headers=bearer(server.keys["victim"]), timeout=60, trust_env=False
        )
        assert refused.status_code == 403
