"""Invariant 5: whatever body and headers a caller sends, the engine sees allowed fields and a salt of ours.

Pure parts only; the same over the whole middleware: tests/unit/edge.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from safekv.edge.asgi import PASSED_HEADERS, parse_object, passed_headers
from safekv.edge.routes import DROPPED, REFUSED, Kind, Route, asks_no_store, scoped_body
from safekv.errors import CallerError
from safekv.identity.authn import Authenticator
from safekv.identity.salts import SaltSealer
from safekv.scope.keys import write_scope
from safekv.types import Anonymous, Tenant, Unshared
from tests.factories import keyring, tenant

FIELDS = frozenset({"model", "messages", "max_tokens", "stream"})
ROUTE = Route(kind=Kind.CACHED, fields=FIELDS)
SEALER = SaltSealer(keyring())
ALICE = SEALER.seal(write_scope(Tenant(id=tenant("alice"), owner="alice"), no_store=False))

known = st.sampled_from(sorted(FIELDS | DROPPED | REFUSED))
spellings = st.one_of(known, known.map(str.upper), known.map(lambda n: n + " "), known.map(lambda n: "\ufeff" + n))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(spellings | st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
bodies = st.dictionaries(spellings | st.text(max_size=6), values, max_size=6)


def served(raw: bytes, salt: str | None) -> dict[str, Any] | None:
    """The body as the engine reads it, or None when the caller is refused; nothing else may be raised."""
    try:
        content = parse_object(raw)
        asks_no_store(content, "")
        return dict(json.loads(json.dumps(scoped_body(content, ROUTE, salt)).encode()))
    except CallerError:
        return None


@given(bodies)
def test_only_allowed_fields_and_our_salt_reach_the_engine(body: dict[str, Any]) -> None:
    seen = served(json.dumps(body).encode(), ALICE)
    if seen is not None:
        assert seen.keys() <= FIELDS | {"cache_salt"}
        assert seen["cache_salt"] == ALICE


@given(bodies)
def test_without_a_salt_of_ours_there_is_none(body: dict[str, Any]) -> None:
    seen = served(json.dumps(body).encode(), None)
    assert seen is None or seen.keys() <= FIELDS


@given(bodies, st.sampled_from(sorted(REFUSED)), st.text(min_size=1) | st.integers(1) | st.just({"a": 1}))
def test_a_field_that_reaches_past_the_tenant_is_refused_whatever_stands_beside_it(
    body: dict[str, Any], name: str, value: object
) -> None:
    assert served(json.dumps({**body, name: value}).encode(), ALICE) is None


@given(st.lists(st.tuples(spellings, values), max_size=6))
def test_repeated_keys_hide_nothing(pairs: list[tuple[str, Any]]) -> None:
    raw = "{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs) + "}"
    seen = served(raw.encode(), ALICE)
    if seen is not None:
        assert seen.keys() <= FIELDS | {"cache_salt"}
        assert seen["cache_salt"] == ALICE


@given(st.binary(max_size=40) | st.text('{}[]":,cahe_slt\\u0123 ', max_size=40).map(str.encode))
def test_any_bytes_are_served_or_refused(raw: bytes) -> None:
    seen = served(raw, ALICE)
    assert seen is None or seen["cache_salt"] == ALICE


@given(bodies)
def test_fields_that_are_allowed_pass_as_they_are(body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    seen = served(raw, ALICE)
    if seen is not None:
        del seen["cache_salt"]
        sent = json.loads(raw)
        assert repr(seen) == repr({name: value for name, value in sent.items() if name in FIELDS})


header_names = st.one_of(
    st.sampled_from(sorted(PASSED_HEADERS)),
    st.sampled_from([b"x-request-id", b"authorization", b"x-safekv-tenant", b"Content-Length", b"X-Session-Id"]),
    st.text("abcxyz-", min_size=1, max_size=12).map(str.encode),
)
headers = st.lists(st.tuples(header_names, st.binary(max_size=12)), max_size=8)


@given(headers, st.integers(0, 10**9))
def test_only_allowed_headers_reach_the_engine_and_the_length_is_ours(
    sent: list[tuple[bytes, bytes]], length: int
) -> None:
    seen = passed_headers(sent, length)
    assert {name.lower() for name, _ in seen} <= PASSED_HEADERS | {b"content-length"}
    assert [value for name, value in seen if name.lower() == b"content-length"] == [str(length).encode()]


@given(headers, st.text(max_size=12) | st.none())
def test_whatever_the_headers_a_caller_without_a_known_key_is_nobody_or_refused(
    sent: list[tuple[bytes, bytes]], address: str | None
) -> None:
    class NoKeys:
        def holder(self, key: str) -> None:
            return None

    try:
        principal = Authenticator(keys=NoKeys(), proxy=None, groups={}, owners={}).authenticate(sent, address)
    except CallerError:
        return
    assert principal == Anonymous()
    assert write_scope(principal, no_store=False) == Unshared(reads_published=False)
