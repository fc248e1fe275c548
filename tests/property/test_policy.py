"""Invariant 14, and "bad input: each gets a clear error": a policy is accepted or refused with PolicyError."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from safekv.config import Policy, load_policy
from safekv.engines.vllm import compat
from safekv.engines.vllm.known_sources import KNOWN_SOURCES, RELIED_ON
from safekv.errors import PolicyError, UnprovedFeatureError
from safekv.types import Mode

KEYS = ["mode", "production", "identity", "groups", "declared", "api_keys", "proxy", "addresses", "name", "text", "x"]
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
documents = st.recursive(
    scalars | st.sampled_from(["declared", "isolate", "share-all-unsafe", "org", "10.0.0.0/8"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


def loaded(text: str | bytes) -> Policy | None:
    """The policy, or None when it is refused; anything else that is raised fails the test."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "policy.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        try:
            return load_policy(path)
        except PolicyError:
            return None


@given(st.binary(max_size=60) | st.text("mode: {}[]-&*!|>'\"%\n\t#0123,", max_size=40).map(str.encode))
def test_any_bytes_are_a_policy_or_refused(content: bytes) -> None:
    loaded(content)


@given(st.dictionaries(st.sampled_from(KEYS), documents, max_size=4))
def test_any_document_is_a_policy_or_refused(document: dict[str, Any]) -> None:
    policy = loaded(yaml.safe_dump(document, allow_unicode=True))
    if policy is not None:
        assert document.keys() <= set(Policy.model_fields)
        assert policy.mode == document.get("mode", Mode.LEDGER)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=200)
@given(texts, st.sampled_from([json.dumps, lambda o: json.dumps(o, ensure_ascii=False), yaml.safe_dump]))
def test_a_declared_text_is_taken_letter_by_letter(text: str, write: Any) -> None:
    policy = loaded(write({"mode": "declared", "declared": [{"name": "a", "text": text}]}))
    assert policy is not None
    assert policy.declared[0].text == text


@settings(max_examples=200)
@given(texts, texts)
def test_the_copy_for_the_session_is_the_policy(text: str, content: str) -> None:
    messages = [{"role": "system", "content": content}]
    policy = Policy.model_validate({"declared": [{"name": "a", "text": text}, {"name": "b", "messages": messages}]})
    assert loaded(policy.model_dump_json(exclude_none=True)) == policy


# ── an engine that is not known ──────────────────────────────────────────────────────────────────

versions = st.text("0123456789.rcdev+", max_size=10)


def check_both(digests: dict[str, str], version: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compat, "engine_version", lambda: version)
        patch.setattr(compat, "source_digest", lambda name: digests[name])
        compat.check_edge_source()
        compat.check_engine_source()


@given(versions)
def test_only_a_known_version_is_accepted(version: str) -> None:
    if version in KNOWN_SOURCES:
        check_both(KNOWN_SOURCES[version], version)
    else:
        with pytest.raises(UnprovedFeatureError):
            check_both(dict.fromkeys(RELIED_ON, ""), version)


@given(st.sampled_from(sorted(KNOWN_SOURCES)), st.sets(st.sampled_from(RELIED_ON), min_size=1), st.data())
def test_any_changed_source_is_refused_and_named(version: str, changed: set[str], data: st.DataObject) -> None:
    digests = dict(KNOWN_SOURCES[version])
    for name in changed:
        position = data.draw(st.integers(0, 15))
        digit = "0" if digests[name][position] != "0" else "1"
        digests[name] = digests[name][:position] + digit + digests[name][position + 1 :]
    with pytest.raises(UnprovedFeatureError) as refused:
        check_both(digests, version)
    assert any(name in str(refused.value) for name in changed)
