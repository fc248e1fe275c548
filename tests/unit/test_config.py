from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from safekv.config import (
    POLICY_VARIABLE,
    SESSION_VARIABLE,
    Policy,
    Session,
    load_environment,
    load_policy,
    policy_schema,
)
from safekv.errors import EngineError, PolicyError
from safekv.types import GroupName, Mode
from tests.factories import tenant

PROMPT = "canary-prompt: the merger is on Friday"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "policy.yaml"


def declared(**fields: Any) -> str:
    return yaml.safe_dump({"mode": "declared", "declared": [{"name": "support", **fields}]})


MESSAGES = [{"role": "system", "content": PROMPT}]

BAD = [
    # id, policy, what the message says, where it says that it is
    ("unknown key", "mod: declared", "unknown key; did you mean mode?", "mod"),
    ("unknown key, deep", "identity: {api_key: k.json}", "unknown key; did you mean api_keys?", "identity.api_key"),
    ("key of a section at the top", "api_keys: k.json", "unknown key here; it belongs under identity", "api_keys"),
    ("key of the top in a section", "ledger: {mode: ledger}", "here; it belongs under the top", "ledger.mode"),
    ("unknown key, far from all", "zzzzzz: 1", "unknown key", "zzzzzz"),
    ("repeated key", "mode: declared\nmode: isolate", "line 2, column 1: the key 'mode' comes twice", ""),
    ("repeated key, deep", "identity:\n  proxy: {secret_file: a, secret_file: b}", "'secret_file' comes twice", ""),
    ("repeated key in JSON", '{"mode": "declared", "mode": "isolate"}', "the key 'mode' comes twice", ""),
    ("unknown mode", "mode: share-all", "'ledger', 'detector' or 'share-all-unsafe'", "mode"),
    ("mode is a bool", "mode: off", "Input should be 'isolate'", "mode"),
    ("wrong type", "declared: support", "valid tuple", "declared"),
    ("wrong type, deep", "groups: {org: alice}", "valid tuple", "groups.org"),
    ("a section that is empty", "identity:", "valid dictionary", "identity"),
    ("key that is no text", "1: 2", "Keys should be strings", "1"),
    ("not a mapping: list", "- mode: declared", "a policy is a mapping", ""),
    ("not a mapping: text", "declared", "a policy is a mapping", ""),
    ("empty file", "", "a policy is a mapping", ""),
    ("only a comment", "# mode: declared", "a policy is a mapping", ""),
    ("empty mapping", "{}", "a policy is a mapping", ""),
    ("not YAML", "mode: [declared", "not valid YAML: line 1, column 16", ""),
    ("a tab", "identity:\n\tproxy: 1", "line 2, column 1", ""),
    ("control character", "mode: \x01", "cannot be parsed", ""),
    ("a tag", "mode: !!python/name:os.system", "line 1, column 7: could not determine a constructor", ""),
    ("unhashable key", "? [a]\n: b", "found unhashable key", ""),
    ("two documents", "mode: isolate\n---\nmode: declared", "line 2, column 1", ""),
    ("deep nesting", "declared: " + "[" * 20_000, "nested too deeply", ""),
    ("deep nesting, closed", "declared: " + "[" * 5_000 + "]" * 5_000, "nested too deeply", ""),
    ("a date that is none", "mode: 2001-99-99", "not valid YAML", ""),
    ("a number too long to read", "mode: " + "9" * 5_000, "not valid YAML", ""),
    ("group unknown", declared(text="x", group="org"), "declared: the group 'org' is not under groups", ""),
    ("tenant in two groups", "groups: {a: [alice], b: [alice]}", "the tenant 'alice' is in two groups", ""),
    ("tenant twice in a group", "groups: {a: [alice, alice]}", "the tenant 'alice'", ""),
    ("group name with a space", "groups: {a b: [alice]}", "a name has 1 to 128 characters", "groups.a b"),
    ("tenant name with a line break", 'groups: {a: ["alice\\n"]}', "a name has 1 to 128 characters", "groups.a.0"),
    (
        "name used twice",
        "declared: [{name: a, text: x}, {name: a, text: y}]",
        "declared: the name 'a' is used twice",
        "",
    ),
    ("name that is no path segment", "declared: [{name: a/b, text: x}]", "none of / ? # %", "declared.0.name"),
    ("messages and text", declared(messages=MESSAGES, text=PROMPT), "give either messages or text", "declared.0"),
    ("neither messages nor text", declared(), "give either messages or text", "declared.0"),
    ("tools with text", declared(text=PROMPT, tools=[{"type": "function"}]), "go with messages", "declared.0"),
    ("no messages", declared(messages=[]), "at least 1 item", "declared.0.messages"),
    ("empty text", declared(text=""), "at least 1 character", "declared.0.text"),
    ("unknown role", declared(messages=[{"role": "root", "content": PROMPT}]), "Input should be 'system'", "role"),
    (
        "message without a role",
        declared(messages=[{"content": PROMPT}]),
        "Field required",
        "declared.0.messages.0.role",
    ),
    (
        "content of a wrong type",
        declared(messages=[{"role": "user", "content": 3}]),
        "valid string",
        "messages.0.content",
    ),
    ("name missing", f"declared: [{{text: '{PROMPT}'}}]", "Field required", "declared.0.name"),
    (
        "proxy without proof",
        "identity: {proxy: {tenant_header: X-Tenant}}",
        "needs secret_file or addr",
        "identity.proxy",
    ),
    (
        "proxy address",
        "identity: {proxy: {addresses: [10.0.0.300]}}",
        "not a valid IPv4 network",
        "identity.proxy.addresses.0",
    ),
    (
        "proxy network with host bits",
        "identity: {proxy: {addresses: [10.0.0.1/8]}}",
        "not a valid IPv4 network",
        "identity.proxy.addresses.0",
    ),
    (
        "proxy header",
        'identity: {proxy: {secret_file: s, tenant_header: "X Y"}}',
        "should match pattern",
        "tenant_header",
    ),
    ("quarantine elsewhere", "monitor: {answer: quarantine}", "monitor.answer: quarantine tells who else uses", ""),
    ("spared group unknown", "monitor: {spared_groups: [org]}", "the group 'org' is not under groups", ""),
    ("no growth at all", "monitor: {growth: 1}", "greater than 1", "monitor.growth"),
    ("shares of a plain cache", "cache: {shared: 0.5}", "shared: has no meaning under `partition: plain`", "cache"),
    (
        "more shares than there is",
        "cache: {partition: fair, shared: 0.5, tenants: {a: {guarantee: 0.3}, b: {guarantee: 0.3}}}",
        "add up to 1.100 of the cache",
        "cache",
    ),
    ("a share without blocks", "cache: {partition: strict, tenants: {a: {}}}", "tenants.a: needs a guarantee", "cache"),
    (
        "a share for whoever comes, strictly",
        "cache: {partition: strict, default: {guarantee: 0.1}}",
        "default: has no meaning under `partition: strict`",
        "cache",
    ),
    (
        "a cap below the guarantee",
        "cache: {partition: fair, default: {guarantee: 0.2, cap: 0.1}}",
        "cap: is below the guarantee",
        "cache.default",
    ),
    (
        "shares of what everybody shares",
        "{mode: share-all-unsafe, cache: {partition: fair}}",
        "cache.partition: what everybody shares is nobody's share",
        "",
    ),
    ("production without a secret", "production: true", "identity.master_secret_file: required in production", ""),
    (
        "production without identity",
        "{production: true, identity: {master_secret_file: s}}",
        "identity: no api_keys (make them with `safekv keys add TENANT`) and no proxy, so nobody could be told apart",
        "",
    ),
    ("nobody at all is served", "identity: {anonymous: refuse}", "would serve nobody at all", "identity"),
    ("a grace without end", "identity: {unreadable_grace_seconds: .inf}", "finite number", "unreadable_grace_seconds"),
    ("an owner's name with a slash", "owners: {a/b: [alice]}", "none of / ? # %", "owners.a/b"),
    ("a tenant's name with a slash", "owners: {a: [team/a]}", "none of / ? # %", "owners.a.0"),
    ("a name that a proxy may have folded", 'groups: {a: ["alice,bob"]}', "and comma", "groups.a.0"),
    ("a share's name with a slash", "cache: {partition: fair, tenants: {a/b: {}}}", "none of / ?", "cache.tenants.a/b"),
    (
        "production sharing all",
        "{production: true, mode: share-all-unsafe, identity: {master_secret_file: s}}",
        "share-all-unsafe shares everything between tenants; not in production",
        "",
    ),
]


@pytest.mark.parametrize(("policy", "message", "where"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_bad_policy_is_refused_with_file_place_and_mend(path: Path, policy: str, message: str, where: str) -> None:
    path.write_text(policy)
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    text = str(refused.value)
    assert text.startswith(f"{path}: ")
    assert message in text
    assert where in text
    assert "canary" not in text
    assert "lax-or-strict" not in text, "the inner workings of the validator are no place in a policy"


@pytest.mark.parametrize("unread", ["missing", "a directory", "not UTF-8"])
def test_a_policy_that_cannot_be_read_is_refused(path: Path, unread: str) -> None:
    match unread:
        case "a directory":
            path.mkdir()
        case "not UTF-8":
            path.write_bytes(b"mode: \xff")
    said = {
        "missing": "no such file; give the path",
        "a directory": "a folder, not a file",
        "not UTF-8": "not UTF-8 text",
    }
    with pytest.raises(PolicyError, match=said[unread]) as refused:
        load_policy(path)
    assert str(path) in str(refused.value)


def test_every_problem_is_reported_at_once(path: Path) -> None:
    path.write_text("mod: declared\ngroup: {}\nproduction: 7")
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    assert [line.partition(": ")[2].partition(":")[0] for line in str(refused.value).splitlines()] == [
        "production",
        "mod",
        "group",
    ]


def test_the_least_policy_shares_by_vote_only(path: Path) -> None:
    path.write_text("production: false")
    policy = load_policy(path)
    assert policy.mode is Mode.LEDGER
    assert policy.ledger.path is None
    assert policy.declared == ()


def test_paths_are_relative_to_the_policy_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(
        "identity: {api_keys: keys.json, master_secret_file: /etc/master.key, proxy: {secret_file: ../proxy.key}}"
    )
    monkeypatch.chdir(path.parent)
    for given in (path, Path(path.name)):
        identity = load_policy(given).identity
        assert identity.api_keys == path.parent / "keys.json"
        assert identity.master_secret_file == Path("/etc/master.key")
        assert identity.proxy is not None
        assert identity.proxy.secret_file == path.parent / "../proxy.key"


def test_a_tenant_has_the_group_that_lists_it(path: Path) -> None:
    path.write_text("groups: {org: [alice, bob], other: [carol]}")
    groups = load_policy(path).group_of()
    assert groups[tenant("bob")] == GroupName("org")
    assert groups[tenant("carol")] == GroupName("other")
    assert tenant("dave") not in groups


@pytest.mark.parametrize(
    ("identity", "production", "anonymous"),
    [
        ({}, False, "serve"),
        ({}, True, "refuse"),
        ({"anonymous": "serve"}, True, "serve"),
        ({"anonymous": "refuse"}, False, "refuse"),
    ],
)
def test_in_production_a_caller_needs_a_key_unless_the_policy_says_otherwise(
    identity: dict[str, str], production: bool, anonymous: str
) -> None:
    identity = {"api_keys": "k.json", "master_secret_file": "m.key", **identity}
    assert Policy.model_validate({"production": production, "identity": identity}).anonymous == anonymous


# ── JSON is accepted, since it is YAML ───────────────────────────────────────────────────────────

WHOLE: dict[str, Any] = {
    "mode": "declared",
    "identity": {"api_keys": "/k.json", "proxy": {"secret_file": "/p.key", "addresses": ["10.0.0.0/8", "::1/128"]}},
    "groups": {"org": ["alice"]},
    "declared": [
        {
            "name": "a",
            "messages": [*MESSAGES, {"role": "tool", "content": [{"type": "text", "text": "x"}], "name": "f"}],
        },
        {"name": "b", "text": "x", "group": "org"},
    ],
}
WRITERS = {
    "as json.dump writes it": json.dumps,
    "not escaped": lambda o: json.dumps(o, ensure_ascii=False),
    "indented": lambda o: json.dumps(o, indent=2),
    "indented with tabs": lambda o: json.dumps(o, indent="\t"),
    "compact": lambda o: json.dumps(o, separators=(",", ":")),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_json_says_the_same_as_yaml(path: Path, write: Any) -> None:
    path.write_text(yaml.safe_dump(WHOLE))
    as_yaml = load_policy(path)
    path.write_text(write(WHOLE))
    assert load_policy(path) == as_yaml


TEXTS = {
    "an emoji": "be kind 😀",
    "an accent": "café",
    "a delete character": "a\x7fb",
    "a next-line character": "a \x85 b",
    "a line separator": "a \u2028 b",
    "a byte order mark": "\ufeffa",
    "a slash, escaped": "a/b",
    "a tab and a line break": "a\t\n b",
    "a non-character": "a\uffffb",
}


@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "raw"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_prompt_in_json_is_taken_letter_by_letter(path: Path, text: str, escaped: bool) -> None:
    """YAML is not quite a superset of JSON: surrogate pairs, tabs, line separators and controls differ."""
    path.write_text(json.dumps({"mode": "declared", "declared": [{"name": "a", "text": text}]}, ensure_ascii=escaped))
    assert load_policy(path).declared[0].text == text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_session_copy_of_a_policy_is_the_policy(path: Path, text: str) -> None:
    """`safekv serve` writes the resolved policy as JSON; the edge and the scheduler read that copy."""
    policy = Policy.model_validate({"mode": "declared", "declared": [{"name": "a", "text": text}]})
    path.write_text(policy.model_dump_json(exclude_none=True))
    assert load_policy(path) == policy


def test_what_a_template_may_look_at_survives_the_session_copy(path: Path) -> None:
    tools = [{"type": "function", "function": {"name": "f", "parameters": None}}]
    policy = Policy.model_validate(
        {"declared": [{"name": "a", "messages": MESSAGES, "tools": tools, "chat_template_kwargs": {"x": None}}]}
    )
    path.write_text(policy.model_dump_json(exclude_none=True))
    assert load_policy(path).declared[0].tools == tuple(tools)
    assert load_policy(path).declared[0].chat_template_kwargs == {"x": None}


# ── the environment ──────────────────────────────────────────────────────────────────────────────


def test_the_environment_names_the_policy_and_the_session(path: Path, tmp_path: Path) -> None:
    path.write_text("mode: declared")
    policy, session = load_environment({POLICY_VARIABLE: str(path), SESSION_VARIABLE: str(tmp_path)})
    assert policy.mode is Mode.DECLARED
    assert session == Session(directory=tmp_path)
    assert {session.control_socket.parent, session.master_secret_file.parent} == {tmp_path}


@pytest.mark.parametrize(
    "environ",
    [{}, {POLICY_VARIABLE: "p"}, {SESSION_VARIABLE: "s"}, {POLICY_VARIABLE: "", SESSION_VARIABLE: "s"}],
    ids=["neither", "no session", "no policy", "empty"],
)
def test_half_an_environment_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(EngineError, match="only in a server started with `safekv serve`"):
        load_environment(environ)


def test_the_process_environment_is_the_default(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("mode: declared")
    monkeypatch.setenv(POLICY_VARIABLE, str(path))
    monkeypatch.setenv(SESSION_VARIABLE, str(tmp_path))
    assert load_environment()[1].directory == tmp_path


# ── the schema ───────────────────────────────────────────────────────────────────────────────────


def test_the_schema_accepts_what_we_accept_and_names_every_key() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = policy_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(WHOLE, schema)
    assert set(schema["properties"]) == set(Policy.model_fields)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"mod": "declared"}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"mode": "share-all"}, schema)
