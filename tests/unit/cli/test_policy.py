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
        pytest.param("identity: {api_keys: missing.json}", "missing.json: there is no such key file", id="key file"),
        pytest.param("identity: {master_secret_file: m.key}", "openssl rand -hex 32", id="master secret"),
        pytest.param("production: true", "required in production", id="production without a secret"),
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
