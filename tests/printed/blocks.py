"""Fenced blocks of a page, in order, and the commands in them.

A block that must not be run says so in the line before it: `<!-- not run: REASON -->`, with a reason of `REASONS`.
A YAML block is a policy, or says what else it is: `<!-- no policy: Prometheus -->`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "guide").glob("*.md"), key=lambda page: page.name != "operating.md"),
)
"""In the order in which a newcomer reads them: all are run in one folder."""

REASONS = frozenset(
    {
        "ends the server",
        "its files lie in a cluster",
        "nothing is released on a new server",
    }
)
"""Why a block may stand on a page without being run."""

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.M | re.S)
_MARKER = re.compile(r"<!-- (not run|no policy): (.+?) -->\s*\Z")
_INLINE = re.compile(r"`((?:safekv|make|curl) [^`]+)`")
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What stands between two fences. `not_run` and `no_policy` are what a marker before it says."""

    page: Path
    line: int
    language: str
    text: str
    not_run: str | None = None
    no_policy: str | None = None

    @property
    def where(self) -> str:
        """Page and line, for messages."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def file_name(self) -> str:
        """The file that a YAML block is to be saved as: its first line says it, as `# policy.yaml`."""
        named = re.match(r"# ([\w-]+\.ya?ml)\b", self.text)
        return named[1] if named else f"{self.page.stem.lower()}-{self.line}.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One command of a shell block as a shell would read it: several lines where it goes on, or has a document."""

    block: Block
    text: str

    @property
    def head(self) -> str:
        """The command without the document that is given to it."""
        return self.text.split("\n", 1)[0] if _HEREDOC.search(self.text.split("\n", 1)[0]) else self.text


def blocks_of(page: Path, text: str | None = None) -> list[Block]:
    """All fenced blocks of a page."""
    text = page.read_text(encoding="utf-8") if text is None else text
    found = []
    for fence in _FENCE.finditer(text):
        marker = _MARKER.search(text[: fence.start()])
        said = {marker[1].replace(" ", "_"): marker[2]} if marker else {}
        found.append(
            Block(
                page=page,
                line=text.count("\n", 0, fence.start()) + 1,
                language=fence[2],
                text=textwrap.dedent(fence[3]),
                **said,
            )
        )
    return found


def mentions(text: str) -> list[str]:
    """Commands that a text mentions between back ticks."""
    return [" ".join(found.split()) for found in _INLINE.findall(_FENCE.sub("", text))]


def lines_of(block: Block) -> Iterator[Line]:
    """The commands of a shell block, without comments and empty lines."""
    waiting: list[str] = []
    ends_at: str | None = None
    for line in block.text.splitlines():
        if not waiting and (not line.strip() or line.lstrip().startswith("#")):
            continue
        waiting.append(line)
        if ends_at is not None:
            if line.strip() != ends_at:
                continue
            ends_at = None
        elif heredoc := _HEREDOC.search(line):
            ends_at = heredoc[2]
            continue
        elif line.endswith("\\") or _open_quote("\n".join(waiting)):
            continue
        yield Line(block=block, text="\n".join(waiting))
        waiting = []
    if waiting:
        raise ValueError(f"{block.where}: the last command is not complete: {waiting[0]}")


def _open_quote(text: str) -> bool:
    """Whether a single quote is open: a JSON body over several lines."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', "", text.partition(" #")[0]).count("'") % 2 == 1
