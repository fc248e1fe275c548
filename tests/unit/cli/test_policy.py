from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

import pytest
import yaml

from safekv.config import load_policy
from safekv.errors import OperatorError
from safekv.guard.rules import custom_rules
from safekv.ledger.store.base import Meta
from safekv.ledger.store.sqlite import SqliteStore
from safekv.pipeline import check_policy, open_guard
from tests.conformance.servers import model_directory
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


@pytest.mark.parametrize(
    ("policy", "refused"),
    [
        pytest.param("owners: {alice: [bob]}", True, id="a tenant of the key file"),
        pytest.param("owners: {carol: [bob]}\ngroups: {g: [carol]}", True, id="of a group"),
        pytest.param("owners: {carol: [bob], o: [carol]}", True, id="of another owner"),
        pytest.param(
            "owners: {carol: [bob]}\ncache: {partition: fair, tenants: {carol: {guarantee: 0.1}}}",
            True,
            id="of the shares",
        ),
        pytest.param("owners: {alice: [alice, bob]}", False, id="its own"),
        pytest.param("owners: {o: [alice, bob]}", False, id="another name"),
    ],
)
def test_an_owner_that_is_called_like_somebody_elses_tenant_is_refused(path: Path, policy: str, refused: bool) -> None:
    """Regression: the tenant had that owner's tag, and spent its quota of votes."""
    path.write_text(f"identity: {{api_keys: keys.json}}\n{policy}")
    checked = safekv("policy", "check", path, code=2 if refused else 0)
    assert ("is not one of this owner's" in checked.err) is refused


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


# ── row 14 of what strangers met: what a server refuses without its model, the check refuses ─────

SECRET = "identity: {master_secret_file: master.key}"


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        pytest.param(
            "cache: {partition: fair, eviction: nonsense}",
            "cache.eviction: 'nonsense' is none of cost, lru, survival",
            id="eviction",
        ),
        pytest.param("cache: {partition: fair, eviction: survivel}", "did you mean survival?", id="eviction, misspelt"),
        pytest.param(f"{SECRET}\nledger: {{path: nowhere/l.db}}", "directory that does not exist; make", id="ledger"),
        pytest.param(f"{SECRET}\nmode: declared\nledger: {{path: nowhere/l.db}}", "does not exist", id="log"),
        pytest.param(f"{SECRET}\nledger: {{path: other.db}}", "the ledger of another deployment", id="not ours"),
        pytest.param(
            "guard: {adapters: [{kind: huggingface, model: ./nowhere}]}", "guard.adapters: ", id="a model of one's own"
        ),
        pytest.param("identity: {proxy: {secret_file: p.key}}", "p.key", id="secret of a proxy"),
    ],
)
def test_what_serve_refuses_without_the_model_check_refuses(
    path: Path, tmp_path: Path, secret_file: Path, policy: str, said: str
) -> None:
    pytest.importorskip("onnxruntime")
    (tmp_path / "master.key").write_bytes(secret_file.read_bytes())
    (tmp_path / "master.key").chmod(0o600)
    other = SqliteStore.open(tmp_path / "other.db", deployment="another", lock_directory=tmp_path)
    other.begin(Meta(deployment="another", created=0.0, draws_from=0, parameters=""))
    other.close()
    path.write_text(policy)

    def files() -> set[str]:  # a reader of a database leaves two that are empty
        return {file.name for file in tmp_path.iterdir() if not file.name.endswith(("-wal", "-shm"))}

    before = files()
    err = safekv("policy", "check", path, code=2).err
    assert said in err
    assert files() == before, "a check changes nothing"
    with pytest.raises(OperatorError, match=re.escape(said.split("; ", maxsplit=1)[0])):
        started(path)


def started(policy: Path) -> None:
    """What `safekv serve` and its release process look at without the model."""
    checked = load_policy(policy)
    check_policy(checked)
    open_guard(checked, version="x", clock=time.monotonic)


@pytest.mark.parametrize("eviction", ["lru", "survival", "cost"])
def test_an_eviction_that_there_is_passes(path: Path, eviction: str) -> None:
    path.write_text(f"cache: {{partition: fair, eviction: {eviction}}}")
    assert "ok" in safekv("policy", "check", path).out


PRIVATE = "Write to jane.doe@northwind-books.com about card 4539 1488 0343 6467."


def test_findings_in_what_is_declared_are_a_warning_with_their_places_and_without_text(path: Path) -> None:
    """Row 2 of what strangers met."""
    pytest.importorskip("onnxruntime")
    declared = [{"name": "mail", "text": PRIVATE}, {"name": "kind", "text": "Be kind to everybody."}]
    path.write_text(json.dumps({"mode": "declared", "declared": declared}))
    ran = safekv("policy", "check", path)
    assert "warning: declared 'mail' should be looked at: text, characters " in ran.err
    assert "contact (email)" in ran.err
    assert "kind" not in ran.err
    assert "jane" not in ran.err + ran.out
    path.write_text(json.dumps({"mode": "isolate", "declared": declared}))
    assert "mail" not in safekv("policy", "check", path).err, "nothing is shared in this mode"


def test_template_and_block_size_go_with_a_model(path: Path) -> None:
    for flag in ("--chat-template", "--block-size"):
        assert "go with --model" in safekv("policy", "check", path, flag, "16", code=2).err


def test_without_vllm_a_model_cannot_be_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vllm", None)
    assert "vLLM is not installed here" in safekv("policy", "check", path, "--model", "m", code=2).err


BROKEN = {
    "{{ raise_exception('System role not supported') }}": "System role not supported",
    "{% if %}": "",
    "{{ messages[0].content.no.such }}": "",
}
"""Templates that cannot render (row 10 of what strangers met), and what the engine says of them."""


@pytest.mark.engine
def test_with_a_model_it_says_what_each_declared_prefix_shares(path: Path, tmp_path: Path) -> None:
    pytest.importorskip("vllm")
    rules = "You are the support agent. " + "Answer politely, in short sentences. " * 8
    declared = [
        {"name": "rules", "messages": [{"role": "system", "content": rules}]},
        {"name": "tiny", "text": "Hi"},
    ]
    path.write_text(json.dumps({"mode": "declared", "declared": declared}))
    asked = ("--model", model_directory(), "--block-size", "16")
    ran = safekv("policy", "check", path, *asked)
    row = next(line for line in ran.out.splitlines() if "rules" in line)
    _, _, tokens, blocks, units, _ = [cell.strip() for cell in row.strip("│").split("│")]
    assert int(tokens) == 16 * int(blocks) > 0
    assert units == "1"
    assert "INFO" not in ran.out, "the engine's own log is not what was asked for"
    assert "'tiny' has 2 tokens, less than one block of 16" in ran.err
    assert "--block-size" not in ran.err, "it was given"
    assumed = safekv("policy", "check", path, *asked[:2])
    size = re.search(r"no --block-size is given, so it is (\d+) tokens", assumed.err)
    assert size is not None
    assert f"blocks of {size[1]}" in assumed.out
    assert "--block-size 16" in assumed.err
    for content, reason in BROKEN.items():
        template = tmp_path / "broken.jinja"
        template.write_text(content)
        ran = safekv("policy", "check", path, *asked, "--chat-template", template, code=2)
        assert f"'rules': the engine cannot render the prefix: {reason}" in ran.err
        assert "(--chat-template)" in ran.err


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
    if "mode" in (next(yaml.safe_load_all(path.read_text()), None) or {})
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
