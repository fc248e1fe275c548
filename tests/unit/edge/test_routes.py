from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from safekv.edge import routes
from safekv.edge.routes import (
    CACHED_BODIES,
    DROPPED,
    MAX_CALLER_SALT,
    REFUSED,
    Kind,
    Route,
    asks_no_store,
    check_caller_salt,
    scoped_body,
)
from safekv.errors import CallerError

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "operating.md"
CHAT = Route(kind=Kind.CACHED, fields=frozenset({"model", "messages", "max_tokens"}))


def test_the_engine_sees_allowed_fields_and_our_salt() -> None:
    body = {"model": "m", "messages": [], "cache_salt": "theirs", "priority": 1, "invented": 2}
    assert scoped_body(body, CHAT, "ours") == {"model": "m", "messages": [], "cache_salt": "ours"}


def test_without_a_salt_of_ours_the_callers_goes_too() -> None:
    assert scoped_body({"model": "m", "cache_salt": "theirs"}, CHAT, None) == {"model": "m"}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_field_that_reaches_past_the_tenant_is_refused(name: str) -> None:
    with pytest.raises(CallerError) as refused:
        scoped_body({name: {"x": 1}}, CHAT, "ours")
    assert (refused.value.param, refused.value.status) == (name, 400)


@pytest.mark.parametrize("name", sorted(REFUSED))
@pytest.mark.parametrize("empty", [None, False, {}, [], ""], ids=repr)
def test_such_a_field_that_says_nothing_is_dropped(name: str, empty: object) -> None:
    assert scoped_body({name: empty}, CHAT, None) == {}


def test_a_field_is_not_let_through_by_its_case() -> None:
    assert scoped_body({"Cache_Salt": "x", "CACHE_SALT": "x", "cache_salt ": "x"}, CHAT, "ours") == {
        "cache_salt": "ours"
    }


@pytest.mark.parametrize("salt", [None, "x", "a b", "é", "x" * MAX_CALLER_SALT])
def test_a_salt_that_the_engine_would_take_is_merely_replaced(salt: object) -> None:
    check_caller_salt(salt)
    assert scoped_body({"cache_salt": salt}, CHAT, "ours") == {"cache_salt": "ours"}


@pytest.mark.parametrize(
    "salt",
    [
        pytest.param("", id="empty"),
        pytest.param("x" * (MAX_CALLER_SALT + 1), id="a character too long"),
        pytest.param("x" * 2**20, id="a megabyte"),
        pytest.param("a\x00b", id="NUL"),
        pytest.param("a\nb", id="line break"),
        pytest.param("a\u202eb", id="right-to-left override"),
        pytest.param("\ud800", id="half a surrogate pair"),
        pytest.param(1, id="number"),
        pytest.param(True, id="boolean"),
        pytest.param(["x"], id="list"),
        pytest.param({"x": 1}, id="object"),
    ],
)
def test_a_malformed_salt_is_refused_and_not_quoted(salt: object) -> None:
    with pytest.raises(CallerError, match="printable characters") as refused:
        scoped_body({"cache_salt": salt}, CHAT, "ours")
    assert refused.value.param == "cache_salt"
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("body", "cache_control", "wanted"),
    [
        pytest.param({}, "", False, id="nothing"),
        pytest.param({"no_store": True}, "", True, id="body"),
        pytest.param({"no_store": False}, "", False, id="body says no"),
        pytest.param({}, "no-store", True, id="header"),
        pytest.param({}, "max-age=0, No-Store", True, id="header, among others and in another case"),
        pytest.param({}, "no-cache", False, id="another directive"),
        pytest.param({}, "x-no-store", False, id="a directive that ends alike"),
        pytest.param({"no_store": False}, "no-store", True, id="one of the two is enough"),
    ],
)
def test_no_store(body: dict[str, object], cache_control: str, wanted: bool) -> None:
    assert asks_no_store(body, cache_control) is wanted


@pytest.mark.parametrize("flag", ["true", 1, 0, [], {}], ids=repr)
def test_no_store_that_is_no_boolean_is_refused_rather_than_guessed(flag: object) -> None:
    with pytest.raises(CallerError, match="true or false"):
        asks_no_store({"no_store": flag}, "")


# ── against the installed engine ─────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def table() -> Mapping[tuple[str, str], Route]:
    pytest.importorskip("vllm")
    return routes.load_routes()


@pytest.mark.engine
@pytest.mark.parametrize("path", CACHED_BODIES)
def test_every_request_class_takes_a_salt_under_its_own_name(path: str) -> None:
    pytest.importorskip("vllm")
    module, _, names = CACHED_BODIES[path].partition(":")
    for name in names.split():
        fields = getattr(importlib.import_module(module), name).model_fields
        assert "cache_salt" in fields
        aliased = {f for f, info in fields.items() if info.alias or info.validation_alias}
        assert aliased == set(), "the allow-list goes by name; an alias would pass or drop the wrong field"


@pytest.mark.engine
def test_the_guide_has_every_route_with_its_method(table: dict[tuple[str, str], Route]) -> None:
    told: dict[tuple[str, str], str] = {}
    who = ""
    for line in GUIDE.read_text(encoding="utf-8").partition("\n## Routes\n")[2].partition("\n## ")[0].splitlines():
        if line.startswith("| "):
            first, methods, paths = (cell.strip() for cell in line.strip("|").split("|"))
            who = first or who
            told |= {(methods, path): who for path in re.findall(r"`(/[^`]+)`", paths)}
    served = {(m, p) for m, p in table if (m, p) != ("GET", "/safekv/declared")}  # a name belongs to it
    served = {(m, f"{p}/NAME" if (m, p) == ("DELETE", "/safekv/declared") else p) for m, p in served}
    served = {(m, f"{p}/ID" if p == "/safekv/released" else p) for m, p in served} | {("GET", "/safekv/declared/NAME")}
    assert told.keys() == served
    kinds = {"anybody": Kind.OPEN, "operators": Kind.OPERATOR, "who collects": Kind.METRICS}
    for (method, path), whom in told.items():
        kind = table[method, path.removesuffix("/NAME").removesuffix("/ID")].kind
        named = next((kinds[begin] for begin in kinds if whom.startswith(begin)), None)
        assert kind in ((Kind.PLAIN, Kind.CACHED) if named is None else (named,)), path


@pytest.mark.engine
def test_no_field_passes_that_is_dropped_or_refused(table: dict[tuple[str, str], Route]) -> None:
    for route in table.values():
        assert not route.fields & (DROPPED | REFUSED)
    assert {"model", "messages", "max_tokens", "tools"} <= table["POST", "/v1/chat/completions"].fields


@pytest.mark.engine
@pytest.mark.parametrize(
    "path",
    [
        "/inference/v1/generate",
        "/invocations",
        "/v1/audio/transcriptions",
        "/v1/realtime",
        "/v2/embed",
        "/v1/load_lora_adapter",
        "/collective_rpc",
        "/update_weights",
        "/v1/responses/{id}",
        "/server_info",
        "/docs",
        "/openapi.json",
    ],
)
def test_a_route_that_is_not_in_the_table_is_not_served(table: dict[tuple[str, str], Route], path: str) -> None:
    assert not {known for _, known in table if known == path}


@pytest.mark.engine
def test_only_liveness_is_open_and_only_operators_see_figures(table: dict[tuple[str, str], Route]) -> None:
    by_kind: dict[Kind, set[str]] = {}
    for (_, path), route in table.items():
        by_kind.setdefault(route.kind, set()).add(path)
    assert by_kind[Kind.OPEN] == {"/health", "/ping"}
    assert by_kind[Kind.METRICS] == {"/metrics", "/safekv/metrics"}
    assert {"/load", "/reset_prefix_cache", "/sleep", "/safekv/status"} <= by_kind[Kind.OPERATOR]
    assert not by_kind[Kind.OPERATOR] & (by_kind[Kind.PLAIN] | by_kind[Kind.OPEN] | by_kind[Kind.CACHED])


def test_no_two_scoped_bodies_differ_by_the_order_of_fields() -> None:
    one, other = {"model": "m", "max_tokens": 1}, {"max_tokens": 1, "model": "m"}
    assert json.dumps(scoped_body(one, CHAT, "s"), sort_keys=True) == json.dumps(
        scoped_body(other, CHAT, "s"), sort_keys=True
    )
