"""What the documents name must exist: commands, files, tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from safekv.cli.extensions import load
from safekv.cli.main import app
from safekv_lab.commands import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMED = re.compile(r"\bsafekv ((?:[a-z][a-z-]+ ?){1,2})")
PATH = re.compile(r"`((?:src|tests|docs|scripts|examples|engines|scope|identity)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def commands() -> set[str]:
    group = typer.main.get_command(app)
    names = set()
    for name, command in {**group.commands, **{words: load(words) for words in COMMANDS}}.items():  # type: ignore[attr-defined]
        names.add(name)
        names |= {f"{name} {sub}" for sub in getattr(command, "commands", {})}
    return names


def named_commands(text: str) -> set[str]:
    """The commands that stand in code, as `command` or `command subcommand`."""
    code = re.findall(r"```sh\n(.*?)```", text, re.S) + re.findall(r"`(safekv [^`]+)`", text)
    found = set()
    for words in NAMED.findall("\n".join(code)):
        first, *rest = words.split()
        found.add(f"{first} {rest[0]}" if rest and any(c.startswith(f"{first} ") for c in commands()) else first)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_exists(page: Path) -> None:
    text = page.read_text()
    assert named_commands(text) <= commands()
    for path in PATH.findall(text):
        assert any((base / path).exists() for base in (ROOT, ROOT / "src" / "safekv")), f"{path} does not exist"
    for link in LINK.findall(text):
        assert (page.parent / link).exists(), f"the link {link} leads nowhere"


def test_an_unknown_command_would_be_noticed() -> None:
    assert not named_commands("`safekv declare everything`") <= commands()
    assert not named_commands("```sh\nsafekv explode\n```") <= commands()
