"""The status as Prometheus metrics."""

from __future__ import annotations

from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from safekv.engines.vllm.metrics import render

STATUS: dict[str, Any] = {
    "version": "1.2.3",
    "mode": "ledger",
    "block_size": 16,
    "pinned_blocks": 7,
    "pin_budget_blocks": 100,
    "declared": [{"name": "a private name"}],
    "counts": {"contributions_sent": 5, "plans_not_resident": 1},
    "release": {
        "process": "ready",
        "resident_units": 3,
        "problems": [],
        "failures": {"draw": 2},
        "next_draw": {"time": 1200.0},
        "last_draw": None,
        "verdicts": {"rules": {"sensitive": 4, "undecided": 1}},
        "path": "/secret/path",
    },
}


def samples(status: dict[str, Any]) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(render(status).decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_what_the_status_says_is_there_for_prometheus() -> None:
    found = samples(STATUS)
    assert found["safekv_info", "ledger", "1.2.3"] == 1 or found["safekv_info", "1.2.3", "ledger"] == 1
    assert found["safekv_pinned_blocks",] == 7
    assert found["safekv_events_total", "plans_not_resident"] == 1
    assert found["safekv_release_process_up",] == 1
    assert found["safekv_released_units",] == 3
    assert found["safekv_release_failures_total", "draw"] == 2
    assert found["safekv_guard_verdicts_total", "rules", "undecided"] == 1
    assert found["safekv_next_draw_timestamp_seconds",] == 1200


def test_a_divided_cache_shows() -> None:
    found = samples({**STATUS, "cache": {"partition": "fair", "blocks": 9, "live": 4, "idle": 3, "free": 2}})
    assert [found["safekv_cache_blocks", state] for state in ("live", "idle", "free")] == [4, 3, 2]
    assert not any("cache_blocks" in name for name, *_ in samples(STATUS))


def test_a_release_process_that_is_down_shows() -> None:
    down = {**STATUS, "release": {"process": "down", "resident_units": 0}}
    assert samples(down)["safekv_release_process_up",] == 0


def test_without_releases_nothing_is_said_of_them() -> None:
    assert not any("release" in name for name, *_ in samples({**STATUS, "release": None}))


def test_names_and_paths_stay_out() -> None:
    text = render(STATUS).decode()
    assert "private name" not in text
    assert "secret" not in text
