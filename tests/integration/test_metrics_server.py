"""The real server, scraped before and after what its metrics are about, with a key that can do nothing else."""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from safekv.identity.keyfile import Role, edit_key_file
from safekv.release.worker import LONGEST_STEP
from safekv_lab.bench.deployment import SURE_OWNERS, prepare
from safekv_lab.bench.release import RECORD
from tests.conformance.calls import Endpoint, Reply, bearer, send
from tests.conformance.servers import model_directory
from tests.conformance.texts import words
from tests.conformance.voting import asked, rules, sleep_until, until
from tests.integration.starting import Running, free_port, running

pytestmark = [pytest.mark.engine, pytest.mark.server]

UNTIL_DRAW, LIFE = 120.0, 900.0
HOUSE, VOTED = rules("house", 16), rules("voted", 16)
SENSITIVE = rules("sensitive", 12) + RECORD
VOTERS = tuple(f"voter{number}" for number in range(SURE_OWNERS))
TENANTS = (*VOTERS, "newcomer")


def ask(server: Running, tenant: str, system: str, question: str) -> Reply:
    reply = send(
        server.url,
        Endpoint.CHAT,
        model=str(model_directory()),
        headers=bearer(server.keys[tenant]),
        prompt=asked(system, question),
    )
    assert reply.status == 200, reply.body
    return reply


def get(server: Running, path: str, key: str) -> httpx.Response:
    return httpx.get(f"{server.url}{path}", headers=bearer(key), timeout=60, trust_env=False)


def scrape(server: Running, key: str) -> dict[tuple[str, ...], float]:
    """Every series of ours, by name and the values of its labels in the order of their names."""
    response = get(server, "/safekv/metrics", key)
    assert response.status_code == 200, response.text
    if promtool := shutil.which("promtool"):
        checked = subprocess.run(
            [promtool, "check", "metrics"], input=response.text, text=True, capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stderr
    return {
        (s.name, *(value for _, value in sorted(s.labels.items()))): s.value
        for family in text_string_to_metric_families(response.text)
        for s in family.samples
    }


@pytest.mark.timeout(900)
def test_the_metrics_before_and_after_a_vote(tmp_path: Path) -> None:
    declared = [{"name": "house", "messages": [{"role": "system", "content": HOUSE}]}]
    monitor = {"answer": "alert", "per_tenant_metrics": True}
    deployment = prepare(
        tmp_path / "ledger", now=time.time(), until_draw=UNTIL_DRAW, life=LIFE, declared=declared, monitor=monitor
    )
    policy = {**deployment.policy, "identity": {**deployment.policy["identity"], "api_keys": "keys.json"}}
    directory = tmp_path / "server"
    directory.mkdir()
    with edit_key_file(directory / "keys.json") as content:
        key = content.add_key("prometheus", role=Role.METRICS, today=datetime.now(UTC).date())
    with running(directory, port=free_port(), tenants=TENANTS, **policy) as server:
        before = scrape(server, key)
        reaches_nothing_else(server, key)
        for voter in VOTERS:
            ask(server, voter, VOTED, f"a question of {voter}")
            ask(server, voter, SENSITIVE, f"a question of {voter}")
        hit = ask(server, "newcomer", HOUSE, "what nobody asked").cached
        assert hit, "the declared prefix is not hit: the test proves nothing"
        sleep_until(deployment.draw + LONGEST_STEP)
        until(lambda: scrape(server, key)["safekv_released_units",] == 1, "nothing was released", seconds=60)
        saved = ask(server, "newcomer", VOTED, "what nobody asked").cached
        assert saved
        after = scrape(server, key)

    assert after.keys() - before.keys() <= {("safekv_last_draw_timestamp_seconds",)} | {
        one for one in after if one[0].startswith("safekv_tenant_")
    }, "all else was there before it happened"
    grown = {one: after[one] - before.get(one, 0) for one in after if one[0].endswith("_total")}
    assert all(value >= 0 for value in grown.values())
    assert not any(before[one] for one in before if one[0].endswith("_total") and "materialised" not in one[0])
    assert grown["safekv_guard_verdicts_total", "rules", "sensitive"] == 1
    assert grown["safekv_guard_verdicts_total", "rules", "clean"] == 1
    assert (grown["safekv_releases_total",], grown["safekv_vetoed_units_total",]) == (1, 1)
    assert sum(value for (name, *_), value in grown.items() if name == "safekv_vetoes_total") >= 1
    assert grown["safekv_prompt_tokens_total", "declared"] == hit
    assert grown["safekv_prompt_tokens_total", "released"] == saved
    assert grown["safekv_published_hits_total", "declared", "house"] == 1
    assert grown["safekv_published_hits_total", "released", ""] == 1
    assert grown["safekv_requests_total", "private"] == 2 * len(VOTERS) + 2
    assert grown["safekv_tenant_prompt_tokens_total", "declared", "other"] == hit, "nobody had looked since it came"
    assert grown["safekv_tenant_prompt_tokens_total", "released", "newcomer"] == saved
    assert {tenant for name, *labels in after if name == "safekv_tenant_requests_total" for tenant in labels} == {
        *TENANTS,
        "other",
    }


def reaches_nothing_else(server: Running, key: str) -> None:
    assert get(server, "/metrics", key).status_code == 200
    assert get(server, "/safekv/status", key).status_code == 403
    assert get(server, "/v1/models", key).status_code == 403
    assert get(server, "/safekv/metrics", server.keys["newcomer"]).status_code == 403
    assert get(server, "/safekv/metrics", server.operator).status_code == 200
    prompt = [{"role": "user", "content": words("x", 10)}]
    reply = send(server.url, Endpoint.CHAT, model=str(model_directory()), headers=bearer(key), prompt=prompt)
    assert reply.status == 403
