"""The status as Prometheus metrics: what is there from the start, what an event changes, and what the guide says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from safekv.config import Monitor
from safekv.edge.metrics import render, render_readable
from safekv.edge.metrics_of_usage import with_names
from safekv.guard.cascade import FAILED, KINDS, LATE
from safekv.ledger.tally import Tally
from safekv.monitor.usage import Asking, Source, Usage
from safekv.release.worker import FAILURES
from safekv.sharing.events import EVENTS
from safekv.types import TenantId
from safekv.verdicts import Category, Clean, Doubt

ROOT = Path(__file__).parents[3]
METRICS = ROOT / "docs" / "guide" / "metrics.md"
GUIDE = ROOT / "docs" / "guide" / "operating.md"
WATCHING = ROOT / "examples" / "watching"

USAGE = {**Usage(per_tenant=True).describe(["support"]), "restricted_tenants": 0}
TIER = dict.fromkeys((*KINDS, FAILED, LATE), 0)

STATUS: dict[str, Any] = {
    "version": "1.2.3",
    "mode": "ledger",
    "block_size": 16,
    "pinned_blocks": 7,
    "pin_budget_blocks": 100,
    "declared": [{"name": "support"}],
    "cache": {"partition": "fair", "blocks": 9, "live": 4, "idle": 3, "free": 2},
    "counts": {},
    "usage": USAGE,
    "release": {
        "process": "ready",
        "resident_units": 3,
        "problems": [],
        "failures": {},
        "next_draw": {"time": 1200.0},
        "last_draw": {"time": 1100.0},
        "verdicts": {"rules": TIER, "strong": TIER},
        "tally": Tally().describe(),
        "path": "/secret/path",
    },
}
"""Of a server that has met nothing yet."""


def changed(**parts: dict[str, Any]) -> dict[str, Any]:
    """The status after something has happened."""
    return {**STATUS, **{name: {**STATUS[name], **part} for name, part in parts.items()}}


def samples(status: dict[str, Any]) -> dict[tuple[str, ...], float]:
    """By name and the values of the labels, in the order of the labels' names."""
    families = text_string_to_metric_families(render(status).decode())
    found = [
        ((s.name, *(value for _, value in sorted(s.labels.items()))), s.value)
        for family in families
        for s in family.samples
    ]
    assert len(dict(found)) == len(found), "Prometheus takes no series twice"
    return dict(found)


# ── before and after ─────────────────────────────────────────────────────────────────────────────

SERIES: dict[str, set[tuple[str, ...]]] = {
    "safekv_events_total": {(event,) for event in EVENTS},
    "safekv_release_failures_total": {(what,) for what in FAILURES},
    "safekv_guard_verdicts_total": {(tier, kind) for tier in ("rules", "strong") for kind in TIER},
    "safekv_vetoes_total": {(category,) for category in Category},
    "safekv_undecided_total": {(doubt,) for doubt in Doubt},
    "safekv_releases_total": {()},
    "safekv_expiries_total": {()},
    "safekv_vetoed_units_total": {()},
    "safekv_requests_total": {(kind,) for kind in Asking},
    "safekv_prompt_tokens_total": {(source,) for source in Source},
    "safekv_published_hits_total": {("declared", "support"), ("released", "")},
    "safekv_published_hit_tokens_total": {("declared", "support"), ("released", "")},
    "safekv_materialised_tokens_total": {()},
    "safekv_restricted_tenants": {()},
    "safekv_tenant_requests_total": {("other",)},
    "safekv_tenant_prompt_tokens_total": {(source, "other") for source in Source},
}


@pytest.mark.parametrize("name", SERIES)
def test_every_series_that_counts_is_there_from_the_start_with_0(name: str) -> None:
    found = {tuple(labels): value for (one, *labels), value in samples(STATUS).items() if one == name}
    assert found == dict.fromkeys(SERIES[name], 0)


def test_every_counter_that_is_exported_is_among_them() -> None:
    counters = {name for name, *_ in samples(STATUS) if name.endswith("_total")}
    assert counters == {name for name in SERIES if name.endswith("_total")}


def test_a_release_process_that_has_said_nothing_yet_has_its_series_too() -> None:
    silent = samples({**STATUS, "release": {"process": "starting", "resident_units": 0}})
    assert silent["safekv_release_process_up",] == 0
    for what in FAILURES:
        assert silent["safekv_release_failures_total", what] == 0
    assert silent["safekv_undecided_total", "late"] == 0


AFTER = [
    (changed(counts={"plans_not_resident": 1}), ("safekv_events_total", "plans_not_resident")),
    (changed(release={"failures": {"draw": 1}}), ("safekv_release_failures_total", "draw")),
    (
        changed(release={"verdicts": {"rules": {**TIER, "undecided": 1}, "strong": TIER}}),
        ("safekv_guard_verdicts_total", "rules", "undecided"),
    ),
    (changed(release={"process": "down"}), ("safekv_release_process_up",)),
    (changed(release={"problems": ["no tokenizer"]}), ("safekv_release_problems",)),
    (changed(usage={"restricted_tenants": 1}), ("safekv_restricted_tenants",)),
]


@pytest.mark.parametrize(("status", "series"), AFTER, ids=[" ".join(series) for _, series in AFTER])
def test_what_has_happened_shows_in_one_series_and_no_other(status: dict[str, Any], series: tuple[str, ...]) -> None:
    before, after = samples(STATUS), samples(status)
    assert before.keys() == after.keys()
    assert {one: abs(after[one] - before[one]) for one in before if after[one] != before[one]} == {series: 1}


def test_a_release_and_a_hit_show() -> None:
    tally, usage = Tally(), Usage(per_tenant=False)
    tally.judged(Clean(score=0.0))
    usage.scheduled(Asking.PRIVATE, None, tokens=100, hit=0)
    after = samples(changed(release={"tally": tally.describe()}, usage=usage.describe(["support"])))
    assert after["safekv_releases_total",] == 1
    assert after["safekv_prompt_tokens_total", "computed"] == 100
    assert after["safekv_requests_total", "private"] == 1


def test_what_the_status_says_is_there_for_prometheus() -> None:
    found = samples(STATUS)
    assert {"ledger", "1.2.3"} in [set(labels) for name, *labels in found if name == "safekv_info"]
    assert found["safekv_pinned_blocks",] == 7
    assert found["safekv_release_process_up",] == 1
    assert found["safekv_released_units",] == 3
    assert found["safekv_next_draw_timestamp_seconds",] == 1200
    assert [found["safekv_cache_blocks", state] for state in ("live", "idle", "free")] == [4, 3, 2]


def test_what_a_server_has_not_it_does_not_tell_of() -> None:
    assert not any("cache_blocks" in name for name, *_ in samples({**STATUS, "cache": None}))
    without = samples({**STATUS, "release": None})
    assert not any(name.startswith("safekv_release") or "verdict" in name for name, *_ in without)
    assert not any("tenant_" in name for name, *_ in samples(changed(usage={"tenants": None})))


def test_texts_and_paths_stay_out() -> None:
    assert "secret" not in render(STATUS).decode()


# ── tenants by name ──────────────────────────────────────────────────────────────────────────────

NAMES = {"aa": "acme", "bb": 'we"ird\\ näme\n', "a2": "acme", "oo": "other"}


def test_tenants_have_the_names_that_the_operator_wrote_and_who_has_none_its_digest() -> None:
    usage = Usage(per_tenant=True)
    for _ in range(2):
        for number, digest in enumerate((*NAMES, "cc"), start=1):
            usage.scheduled(Asking.PRIVATE, TenantId(digest), tokens=number, hit=0)
        usage.describe([])
    status = changed(usage=usage.describe([]))
    named = with_names(status, NAMES.get)
    found = samples(named)
    assert found["safekv_tenant_prompt_tokens_total", "computed", "acme"] == 1 + 3, "a rotated tenant is one"
    assert found["safekv_tenant_prompt_tokens_total", "computed", NAMES["bb"]] == 2
    assert found["safekv_tenant_requests_total", "cc"] == 1
    assert found["safekv_tenant_prompt_tokens_total", "computed", "other"] == 15 + 4, "no series twice"
    told = {one["tenant"] for one in status["usage"]["tenants"]["by_tenant"]}
    assert told == {*NAMES, "cc"}, "the scheduler's words are not changed"


def test_without_the_switch_no_tenant_is_named() -> None:
    assert Monitor().per_tenant_metrics is False
    usage = Usage(per_tenant=Monitor().per_tenant_metrics)
    usage.scheduled(Asking.PRIVATE, TenantId("aa"), tokens=1, hit=0)
    text = render(with_names(changed(usage=usage.describe([])), NAMES.get)).decode()
    assert "tenant=" not in text
    assert "acme" not in text


# ── the guide, the dashboard and the alerts name what there is ───────────────────────────────────

NAMED = re.compile(r"\bsafekv_(?!tenant\b|lab)[a-z_]*[a-z]\b")  # a header and a package have such names too
LABELLED = re.compile(r'\b(safekv_[a-z_]+)\{(?!instance)(\w+)=~?"([^"]*)"')


EVERYTHING = (render(STATUS) + render_readable({"api_keys": True, "proxy.secret_file": True})).decode()


def exported() -> set[str]:
    return {sample.name for family in text_string_to_metric_families(EVERYTHING) for sample in family.samples}


def documented() -> set[str]:
    """The metrics that have a row of their own."""
    return set(re.findall(r"^\| `(safekv_[a-z_]+)` \|", METRICS.read_text(), re.M))


def test_the_guide_lists_every_metric_and_names_no_other() -> None:
    assert documented() == exported()


def test_the_guide_lists_every_event_and_names_no_other() -> None:
    table = METRICS.read_text().partition("## Events")[2]
    assert dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", table, re.M)) == EVENTS


LABELS: list[tuple[str, set[str]]] = [
    ("safekv_prompt_tokens_total", {*Source}),
    ("safekv_requests_total", {*Asking}),
    ("safekv_undecided_total", {*Doubt}),
    ("safekv_guard_verdicts_total", {*TIER}),
    ("safekv_release_failures_total", {*FAILURES}),
]


@pytest.mark.parametrize(("name", "values"), LABELS, ids=[name for name, _ in LABELS])
def test_the_guide_says_which_values_a_label_has(name: str, values: set[str]) -> None:
    (row,) = (line for line in METRICS.read_text().splitlines() if line.startswith(f"| `{name}`"))
    assert values <= set(re.findall(r"`([a-z-]+)`", row))


@pytest.mark.parametrize("path", [GUIDE, METRICS, *sorted(WATCHING.iterdir())], ids=lambda path: path.name)
def test_what_is_asked_of_a_metric_is_a_label_that_it_has(path: Path) -> None:
    values: dict[tuple[str, str], set[str]] = {}
    for family in text_string_to_metric_families(EVERYTHING):
        for sample in family.samples:
            for label, value in sample.labels.items():
                values.setdefault((sample.name, label), set()).add(value)
    text = path.read_text().replace('\\"', '"')
    assert set(NAMED.findall(text)) <= exported()
    for name, label, wanted in LABELLED.findall(text):
        assert set(wanted.split("|")) <= values[name, label], f"{name}{{{label}}} is never {wanted}"


def test_each_alert_of_the_guide_is_among_the_rules() -> None:
    rules = yaml.safe_load((WATCHING / "alerts.yaml").read_text())
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert len({alert["alert"] for alert in alerts}) == len(alerts)
    for alert in alerts:
        assert NAMED.search(alert["expr"]) or alert["expr"].startswith("up{")
        assert alert["annotations"]["summary"]
        assert f"`{alert['alert']}`" in GUIDE.read_text(), f"the guide does not say what to do on {alert['alert']}"
