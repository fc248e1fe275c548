"""`safekv scan` and `safekv guard`: what ChunkGuard finds in a text."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from safekv.config import Policy, load_policy
from safekv.errors import OperatorError, PolicyError
from safekv.guard.cascade import Cascade
from safekv.pipeline import open_guard
from safekv.types import Clean, Sensitive, Undecided, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safekv.guard.rules import Rule

app = typer.Typer(no_args_is_help=True)

_COLOURS = {"credential": "bold red", "financial-id": "red", "national-id": "red", "health": "magenta"}


PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="A policy file: its rules under guard.rules judge as well.")
]


def cascade(policy: Path | None = None) -> Cascade:
    """The tiers as they are shipped, with the rules of the policy.

    Raises OperatorError without the extra `guard`, PolicyError for a policy or a rule in it that cannot be used.
    """
    from safekv import __version__

    checked = load_policy(policy) if policy is not None else Policy()
    try:
        return open_guard(checked, version=__version__, clock=time.monotonic)
    except PolicyError as error:
        raise PolicyError(f"{policy}: {error}") from None


def own_rules(path: Path, policy: Policy) -> tuple[Rule, ...]:
    """The rules under `guard.rules`, which the engines in use take. Raises PolicyError that names the file."""
    if not policy.guard.rules:
        return ()
    from safekv.guard.rules import custom_rules

    try:
        return custom_rules(policy.guard.rules)
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from None


def scan(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON: categories and places, not the text.")] = False,
    policy: PolicyFile = None,
) -> None:
    """Show what ChunkGuard finds in a text.

    Rules see formats, the model names and stories. Neither sees everything: "nothing found" is no all-clear.

    Example: safekv scan prompt.txt
    """
    text = _read(file)
    verdict = cascade(policy).judge(text)
    if as_json:
        typer.echo(json.dumps(_record(verdict)))
        return
    shown = Text(text)
    findings = verdict.findings if isinstance(verdict, Sensitive) else ()
    for finding in findings:
        shown.stylize(_COLOURS.get(finding.category, "yellow") + " reverse", finding.start, finding.end)
    out = Console(soft_wrap=True)
    out.print(shown)
    for finding in findings:
        out.print(f"{finding.start}-{finding.end}  {finding.category}  ({finding.detector}, tier {finding.tier})")
    out.print(_summary(verdict))


@app.command()
def score(
    input_file: Annotated[Path, typer.Option("--input", help='JSON lines: {"text": …}, others fields are ignored.')],
    output_file: Annotated[Path, typer.Option("--output", help="JSON lines, one verdict for each, same order.")],
    policy: PolicyFile = None,
) -> None:
    """Judge many texts, for evaluators.

    Example: safekv guard score --input chunks.jsonl --output verdicts.jsonl
    """
    guard = cascade(policy)
    try:
        with input_file.open(encoding="utf-8", newline="\n") as source, output_file.open("w", encoding="utf-8") as sink:
            for text in _texts(source, input_file):
                sink.write(json.dumps(_record(guard.judge(text))) + "\n")
    except OSError as error:
        raise OperatorError(f"{error.filename}: {error.strerror}") from None


def _texts(source: IO[str], name: Path) -> Iterator[str]:
    for number, line in enumerate(source, start=1):
        try:
            text = json.loads(line)["text"]
        except (ValueError, KeyError, TypeError):
            text = None
        if not isinstance(text, str):
            raise OperatorError(f'{name}: line {number} is not an object with a string "text"')
        yield text


def _record(verdict: Verdict) -> dict[str, Any]:
    """`sensitive` says whether the unit stays private: an undecided one does."""
    match verdict:
        case Sensitive(findings=findings, score=score_):
            return {"sensitive": True, "score": score_, "findings": [asdict(finding) for finding in findings]}
        case Clean(score=score_):
            return {"sensitive": False, "score": score_, "findings": []}
        case Undecided(reason=reason):
            return {"sensitive": True, "score": 1.0, "findings": [], "undecided": reason}


def _summary(verdict: Verdict) -> str:
    match verdict:
        case Sensitive(findings=findings):
            return f"[bold red]sensitive[/]: {len(findings)} finding(s)"
        case Clean():
            return "[green]nothing found[/]"
        case Undecided(reason=reason):
            return f"[yellow]undecided[/]: {reason}"


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise OperatorError(f"{file}: not UTF-8 text") from None
