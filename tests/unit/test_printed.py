"""README and guide are right as they are printed: every block, every command; what needs no model is run, in order.

What needs a server is run in tests/integration/test_printed_on_a_server.py.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from safekv.config import Policy
from tests.printed.blocks import PAGES, REASONS, ROOT, Block, blocks_of, lines_of, mentions
from tests.printed.commands import Needs, NotACommandError, check, needs, parts
from tests.printed.folder import Folder, is_policy, is_policy_text, steps
from tests.unit.cli.runner import safekv

LANGUAGES = ("sh", "yaml", "json", "python", "")
BLOCKS = [block for page in PAGES for block in blocks_of(page)]
PAGE = ROOT / "README.md"
EXAMPLES = sorted(file for file in ROOT.glob("examples/**/*.*") if file.suffix in (".json", ".yaml", ".yml"))


def named(block: Block) -> str:
    return block.where


@pytest.mark.parametrize("block", BLOCKS, ids=named)
def test_every_printed_block_is_sound(block: Block) -> None:
    assert block.language in LANGUAGES, f"{block.where}: say what it is, one of {', '.join(filter(None, LANGUAGES))}"
    assert block.not_run is None or block.not_run in REASONS, (
        f"{block.where}: {block.not_run!r} is no reason that we know"
    )
    match block.language:
        case "sh":
            for line in lines_of(block):
                for words in parts(line.head):
                    check(words)
        case "yaml":
            yaml.safe_load(block.text)
            assert block.no_policy or is_policy(block), f"{block.where}: neither a policy nor marked as something else"
            if block.not_run is not None:
                Policy.model_validate(yaml.safe_load(block.text))
        case "json":
            json.loads(block.text)
        case "python":
            compile(block.text, block.where, "exec")
        case _:
            commands = [line for line in block.text.splitlines() if line.startswith(("safekv ", "make ", "curl "))]
            assert not commands, f"{block.where}: a command in a block that is not marked as sh: {commands[0]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_mentions_has_the_options_that_it_says(page: Path) -> None:
    for mention in mentions(page.read_text(encoding="utf-8")):
        for words in parts(mention.replace("[vLLM flags]", "")):
            check(words, mentioned=True)


@pytest.mark.skipif(not shutil.which("bash") or not shutil.which("openssl"), reason="needs bash and openssl")
def test_policies_and_commands_that_need_no_model_work_in_order_as_printed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder._programs()
    checked = ran = 0
    for need, block, line in steps(PAGES):
        if need is not Needs.NOTHING:
            continue
        if line is None:
            safekv("policy", "check", folder.save(block))
            checked += 1
        else:
            folder.run(line)
            ran += 1
    assert checked >= 3
    assert ran >= 5


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_example_is_sound_and_a_policy_is_one(file: Path, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        json.loads(text)
        return
    documents = list(yaml.safe_load_all(text))
    if len(documents) == 1 and is_policy_text(text):
        folder = tmp_path / "a" / "b"
        folder.mkdir(parents=True)
        for place in ("/etc/safekv", "/var/lib/safekv"):  # where they lie on the machine that the policy is for
            text = text.replace(place, str(folder))
        identity = yaml.safe_load(text)["identity"]
        safekv("keys", "add", "alice", "--file", (folder / identity["api_keys"]).resolve())
        for secret in (identity.get("master_secret_file"), identity.get("proxy", {}).get("secret_file")):
            if secret is not None:
                (folder / secret).touch(mode=0o600)
                (folder / secret).write_text("5a" * 32)
        copy = folder / file.name
        copy.write_text(text)
        safekv("policy", "check", copy)


# ── it can fail ──────────────────────────────────────────────────────────────────────────────────


def page_of(text: str) -> list[Block]:
    return blocks_of(PAGE, text)


def test_blocks_are_found_with_their_markers_and_their_place() -> None:
    first, second, third = page_of(
        "# A\n\n```sh\nmake serve\n```\ntext\n\n* item\n\n  ```yaml\n  # a.yaml\n  mode: ledger\n  ```\n\n"
        "<!-- not run: ends the server -->\n```sh\nkill 1\n```\n"
    )
    assert (first.line, first.language, first.text) == (3, "sh", "make serve\n")
    assert (second.text, second.file_name) == ("# a.yaml\nmode: ledger\n", "a.yaml")
    assert (third.not_run, first.not_run) == ("ends the server", None)


def test_a_command_is_read_as_a_shell_reads_it() -> None:
    (block,) = page_of(
        "```sh\n# a comment\nsafekv keys add a \\\n  --operator   # why\n\ncat > r.json <<'EOF'\n{\"a\":\n 1}\nEOF\n"
        "curl http://h/x -d '{\n  \"a\": 1}'\n```\n"
    )
    lines = list(lines_of(block))
    assert [line.text.count("\n") for line in lines] == [1, 3, 1]
    assert [list(parts(line.head)) for line in lines] == [
        [["safekv", "keys", "add", "a", "--operator"]],
        [["cat"]],
        [["curl", "http://h/x", "-d", '{\n  "a": 1}']],
    ]
    assert list(parts("(umask 077; openssl rand -hex 32 > m.key)")) == [
        ["umask", "077"],
        ["openssl", "rand", "-hex", "32"],
    ]
    assert list(parts("A=1 export K=$(safekv keys add a) && make x")) == [["safekv", "keys", "add", "a"], ["make", "x"]]


@pytest.mark.parametrize(
    "line",
    [
        "safekv explode",
        "safekv keys explode",
        "safekv keys add",
        "safekv keys add acme --administrator",
        "safekv declare add a --file r.json --up-to none",
        "safekv policy check",
        "make explode",
        "make serve MODELL=x",
        "curl -s",
        "curl http://h/v1/completions -d '{\"a\": }'",
        "unheard-of --flag",
    ],
)
def test_what_is_no_command_is_found(line: str) -> None:
    (words,) = parts(line)
    with pytest.raises(NotACommandError):
        check(words)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("safekv policy check policy.yaml", Needs.NOTHING),
        ("KEY=$(safekv keys add acme)", Needs.NOTHING),
        ("safekv serve --model M --policy policy.yaml --whatever 3", Needs.START),
        ("safekv ledger list --policy policy.yaml", Needs.SERVER),
        ("safekv declare list", Needs.SERVER),
        ("curl http://127.0.0.1:8000/health", Needs.SERVER),
        ("make serve", Needs.NOT_RUN),
        ("safekv policy check a.yaml && make test", Needs.NOT_RUN),
    ],
)
def test_what_a_command_needs(line: str, expected: Needs) -> None:
    for words in parts(line):
        check(words)
    assert max(needs(words) for words in parts(line)) is expected


def test_an_option_that_is_gone_is_found_where_it_is_mentioned() -> None:
    (mention,) = mentions("See `safekv declare add NAME --file request.json --up-to 1`, and `nothing`.")
    (words,) = parts(mention)
    check(words, mentioned=True)
    with pytest.raises(NotACommandError, match="--up-from"):
        check([*words, "--up-from"], mentioned=True)


def test_a_command_that_fails_and_a_policy_that_is_none_are_found(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    good, bad = page_of(
        '```sh\nK=$(safekv keys add acme)\n```\n```sh\ntest -n "$K"\nsafekv policy check none.yaml\n```\n'
    )
    for line in lines_of(good):
        folder.run(line)
    lived_on, failing = lines_of(bad)
    folder.run(lived_on)
    with pytest.raises(AssertionError, match="exit code 2"):
        folder.run(failing)
    assert not is_policy(page_of("```yaml\nmode: ledger\ntools: [...]\nscrape_configs: []\n```\n")[0])
