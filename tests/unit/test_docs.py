"""What the documents name must exist: commands, files, tests."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import typer

from safekv.cli.extensions import load
from safekv.cli.main import app
from safekv_lab.commands import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in ("*.md", *(f"{part}/**/*.md" for part in ("docs", "src", "lab", "examples", "proof", ".github")))
    for page in ROOT.glob(pattern)
)
NAMED = re.compile(r"\bsafekv ((?:[a-z][a-z-]+ ?){1,2})")
PATH = re.compile(r"`((?:\.\./)*[\w.-]+(?:/[\w.-]+)+)/?`")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
MADE = (".safekv/",)
"""Written by the commands themselves."""


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
    missing = [path for path in PATH.findall(text) if not path.startswith(MADE) and not exists(path, page)]
    assert missing == []
    assert [link for link in LINK.findall(text) if not leads_somewhere(page, *link)] == []


def exists(path: str, page: Path) -> bool:
    """A path may be written from the root, from its package, from the tests, or from the page."""
    return (page.parent / path).exists() or any(base.joinpath(path).exists() for base in bases())


@cache
def bases() -> list[Path]:
    return [ROOT, ROOT / "src" / "safekv", ROOT / "lab" / "safekv_lab", ROOT / "tests", ROOT / "src", ROOT / "lab"]


def leads_somewhere(page: Path, link: str, anchor: str) -> bool:
    """Whether there is such a file and, of a page, such a heading."""
    target = page.parent / link if link else page
    return target.exists() and (not anchor or anchor in anchors(target.read_text()))


def anchors(text: str) -> set[str]:
    """Those that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_every_file_of_samples_is_cited_and_every_other_reference_is_looked_at() -> None:
    cited = {Path(link).name for page in PAGES for link, _ in LINK.findall(page.read_text())}
    assert {path.name for path in ROOT.glob("lab/evaluation/*.gz")} <= cited
    assert sum(len(PATH.findall(page.read_text())) for page in PAGES) > 200


@pytest.mark.parametrize("link", [("nowhere.md", ""), ("README.md", "no-such-heading"), ("", "no-such-heading")])
def test_a_link_that_leads_nowhere_would_be_noticed(link: tuple[str, str]) -> None:
    assert leads_somewhere(ROOT / "README.md", "SECURITY.md", "")
    assert not leads_somewhere(ROOT / "README.md", *link)
    assert not exists("scope/no_such_file.py", ROOT / "README.md")


def test_an_unknown_command_would_be_noticed() -> None:
    assert not named_commands("`safekv declare everything`") <= commands()
    assert not named_commands("```sh\nsafekv explode\n```") <= commands()


RETIRED = {
    r"`Request`": "the scope is `Unshared`",
    r"allotment": "quota",
    r"request-only scope": "`Unshared`",
}
"""Words that had another for the same thing beside them (docs/guide/glossary.md)."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_retired_words_stay_retired(page: Path) -> None:
    if page.name == "CHANGELOG.md":  # it tells what was
        return
    text = page.read_text()
    assert [f"{word}: say {instead}" for word, instead in RETIRED.items() if re.search(word, text, re.I)] == []
