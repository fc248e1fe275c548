from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from safekv.config import load_policy
from safekv.guard.rules import custom_rules
from tests.factories import add_key
from tests.unit.cli.runner import safekv

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = DOCS / "policy.schema.json"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    add_key(tmp_path / "keys.json", "alice")
    (tmp_path / "policy.yaml").write_text("mode: declared\nidentity: {api_keys: keys.json}\ndeclared: []\n")
    return tmp_path / "policy.yaml"


def test_a_good_policy_is_ok(path: Path) -> None:
    assert f"{path}: ok; mode declared, 0 declared prefix(es)" in safekv("policy", "check", path).out


def test_a_policy_without_identity_is_ok_and_says_what_that_means(path: Path) -> None:
    path.write_text("mode: isolate")
    assert "every request is served without reuse" in safekv("policy", "check", path).out


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        pytest.param("groups: {g: [alice, bob]}", "groups.g: no tenant 'bob' has a key", id="groups"),
        pytest.param("owners: {o: [alcie]}", "owners.o: no tenant 'alcie' has a key", id="owners"),
        pytest.param("owners: {o: [alcie]}", "did you mean alice?", id="a slip"),
        pytest.param(
            "cache: {partition: fair, tenants: {bob: {guarantee: 0.1}}}", "cache.tenants: no tenant 'bob'", id="shares"
        ),
        pytest.param("groups: {g: [ops]}", "no tenant 'ops' has a key", id="an operator is no tenant"),
    ],
)
def test_an_unknown_tenant_is_a_warning(path: Path, policy: str, said: str) -> None:
    add_key(path.with_name("keys.json"), "ops", operator=True)
    path.write_text(f"identity: {{api_keys: keys.json}}\n{policy}")
    checked = safekv("policy", "check", path)
    assert "ok; mode" in checked.out
    assert checked.err.startswith("warning: ")
    assert said in checked.err
    assert json.loads(safekv("policy", "check", path, "--json").out)


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param("groups: {g: [alice]}\nowners: {o: [alice]}", id="known tenants"),
        pytest.param("cache: {partition: fair, tenants: {alice: {guarantee: 0.1}}}", id="a known tenant's share"),
    ],
)
def test_a_known_tenant_is_no_warning(path: Path, policy: str) -> None:
    path.write_text(f"identity: {{api_keys: keys.json}}\n{policy}")
    assert safekv("policy", "check", path).err == ""


def test_whom_a_proxy_may_name_is_not_known_and_no_warning(path: Path, secret_file: Path) -> None:
    path.write_text(f"identity: {{api_keys: keys.json, proxy: {{secret_file: {secret_file}}}}}\ngroups: {{g: [bob]}}")
    assert safekv("policy", "check", path).err == ""


@pytest.mark.parametrize("secret", [False, True], ids=["addresses alone", "with a secret"])
def test_a_proxy_that_is_trusted_by_its_address_alone_is_a_warning(path: Path, secret_file: Path, secret: bool) -> None:
    proof = f", secret_file: {secret_file}" if secret else ""
    path.write_text(f"identity: {{proxy: {{tenant_header: X-Org, addresses: [10.0.0.0/8]{proof}}}}}")
    warned = safekv("policy", "check", path).err
    assert ("addresses: trusted alone, so a X-Org header" in warned) is not secret


@pytest.mark.parametrize(
    ("policy", "noted"),
    [
        pytest.param("", True, id="by default"),
        pytest.param("production: true", False, id="production"),
        pytest.param("production: true\n  anonymous: serve", True, id="production, said otherwise"),
    ],
)
def test_what_becomes_of_a_request_without_a_key_is_said(
    path: Path, secret_file: Path, policy: str, noted: bool
) -> None:
    production, _, anonymous = policy.partition("\n")
    identity = f"api_keys: keys.json\n  master_secret_file: {secret_file}\n{anonymous}"
    path.write_text(f"{production}\nidentity:\n  {identity}\n")
    assert ("a request without a key is served" in safekv("policy", "check", path).out) is noted


def test_the_policy_in_force_is_printed_as_a_policy(path: Path, tmp_path: Path) -> None:
    printed = safekv("policy", "check", path, "--json").out
    again = tmp_path / "again.json"
    again.write_text(printed)
    assert load_policy(again) == load_policy(path)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        pytest.param("mod: declared", "mod: unknown key; did you mean mode?", id="unknown key"),
        pytest.param("mode: x\nproduction: []", "production: ", id="every problem"),
        pytest.param("", "a policy is a mapping", id="empty"),
        pytest.param("mode: [", "line 1, column 8", id="not YAML"),
        pytest.param(
            "identity: {api_keys: missing.json}",
            "missing.json: there is no such file; make a key file with: safekv keys add",
            id="key file",
        ),
        pytest.param("identity: {master_secret_file: m.key}", "openssl rand -hex 32", id="master secret"),
        pytest.param("production: true", "required in production", id="production without a secret"),
        pytest.param("production: true", "no api_keys", id="production without identity"),
        pytest.param("identity: {anonymous: refuse}", "would serve nobody at all", id="nobody would be served"),
        pytest.param("identity: {anonymous: ignore}", "identity.anonymous: ", id="anonymous"),
        pytest.param("groups: {g: [team/a]}", "none of / ? # %", id="a tenant's name with a slash"),
        pytest.param("groups: {g: alice}", "groups.g: ", id="wrong type"),
        pytest.param(
            "declared: [{name: a, messages: [{role: user, content: 3}]}]", "list[dict[str,any]]", id="brackets"
        ),
        pytest.param("guard: {rules: [{name: a, patern: x}]}", "did you mean pattern?", id="unknown key of a rule"),
        pytest.param("guard: {rules: [{name: A b, pattern: x}]}", "guard.rules.0.name: ", id="name of a rule"),
        pytest.param("guard: {rules: [{name: a, pattern: x, category: y}]}", "guard.rules.0.category", id="category"),
        pytest.param(
            "guard: {rules: [{name: a, pattern: x}, {name: a, pattern: y}]}", "'a' is used twice", id="name, twice"
        ),
    ],
)
def test_a_bad_policy_ends_with_2_and_a_message_without_a_stack_trace(path: Path, policy: str, said: str) -> None:
    path.write_text(policy)
    err = safekv("policy", "check", path, code=2).err
    assert "error:" in err
    assert str(path.parent) in err
    assert said in err


@pytest.mark.parametrize("pattern", ["(a)\\1", "x*", "(unclosed"])
def test_a_rule_that_cannot_be_used_is_named(path: Path, pattern: str) -> None:
    pytest.importorskip("re2")
    path.write_text(f"guard:\n  rules:\n  - {{name: fine, pattern: x}}\n  - {{name: bad, pattern: '{pattern}'}}\n")
    err = safekv("policy", "check", path, code=2).err
    assert f"{path}: guard.rules: rule 'custom-bad': " in err


@pytest.mark.parametrize("name", ["[/nope].yaml", "[red].yaml", "[bold]x[/bold].yaml"])
def test_a_file_name_is_shown_as_it_is_written(tmp_path: Path, name: str) -> None:
    assert f"{tmp_path / Path(name).parent}" in safekv("policy", "check", tmp_path / name, code=2).err
    assert name in safekv("policy", "check", tmp_path / name, code=2).err


@pytest.mark.parametrize(
    "tools",
    ["[&a {x: *a}]", "[" + "{a: " * 300 + "1" + "}" * 300 + "]"],
    ids=["that contain themselves", "nested deeply"],
)
def test_tools_that_cannot_be_written_as_json_are_a_clear_error(path: Path, tools: str) -> None:
    """`safekv serve` hands the policy to its processes as JSON, so what has no JSON must not pass the check."""
    path.write_text(
        f"mode: declared\ndeclared:\n- name: a\n  messages: [{{role: user, content: x}}]\n  tools: {tools}\n"
    )
    safekv("policy", "check", path, "--json", code=2)


# ── the schema, and what we tell people to write ─────────────────────────────────────────────────


def test_the_published_schema_is_the_one_in_force() -> None:
    printed = safekv("policy", "schema").out
    assert SCHEMA.read_text() == printed, f"run: safekv policy schema > {SCHEMA.relative_to(DOCS.parent)}"


POLICIES = [
    path
    for pattern in ("**/*.yaml", "**/*.yml")
    for folder in ("docs", "examples")
    for path in (DOCS.parent / folder).glob(pattern)
    if "mode" in (yaml.safe_load(path.read_text()) or {})
]
IN_DOCUMENTS = [
    pytest.param(block, id=f"{document.name}:{number}")
    for document in [DOCS.parent / "README.md", *sorted(DOCS.glob("**/*.md"))]
    for number, block in enumerate(document.read_text().split("```yaml\n")[1:])
    for block in [block.partition("```")[0]]
    if block.lstrip().startswith(("mode:", "identity:", "declared:", "production:", "groups:", "guard:"))
]


@pytest.mark.parametrize("text", [*[pytest.param(p.read_text(), id=p.name) for p in POLICIES], *IN_DOCUMENTS])
def test_every_policy_that_we_show_is_valid(text: str, tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(yaml.safe_load(text), json.loads(SCHEMA.read_text()))
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    custom_rules(load_policy(path).guard.rules)
