"""`safekv scan` and `safekv guard`: run ChunkGuard, the detector of sensitive text, on files."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from safekv.cli.extensions import Extensible
from safekv.config import Adapter, Policy, load_policy, unread
from safekv.errors import OperatorError, PolicyError
from safekv.guard.cascade import Cascade, batches
from safekv.pipeline import open_guard
from safekv.verdicts import Clean, Finding, Sensitive, Undecided, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safekv.guard.explain import Explanation
    from safekv.guard.rules import Rule

app = typer.Typer(cls=Extensible, no_args_is_help=True)

BATCH = 64
"""Texts judged together."""
_COLOURS = {"credential": "bold red", "financial-id": "red", "national-id": "red", "health": "magenta"}


PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="A policy file: its rules under guard.rules judge as well.")
]


Adapters = Annotated[
    list[str] | None,
    typer.Option(
        "--adapter",
        metavar="KIND[:MODEL]",
        help="A model of yours as one more tier: huggingface:DIRECTORY, gliner:NAME or presidio; may be repeated. "
        "Labels and thresholds are set in a policy.",
    ),
]


def cascade(policy: Path | None = None, adapters: Sequence[str] | None = None) -> Cascade:
    """The tiers as they are shipped, with rules and models of the policy, and these models beside them.

    Raises OperatorError without the extra `guard` or a model that is named, PolicyError for a policy or a rule in it
    that cannot be used.
    """
    from safekv import __version__

    checked = load_policy(policy) if policy is not None else Policy()
    if adapters:
        more = (*checked.guard.adapters, *map(_adapter, adapters))
        checked = checked.model_copy(update={"guard": checked.guard.model_copy(update={"adapters": more})})
    try:
        return open_guard(checked, version=__version__, clock=time.monotonic)
    except PolicyError as error:
        raise PolicyError(f"{policy}: {error}" if policy is not None else str(error)) from None


def _adapter(named: str) -> Adapter:
    kind, _, model = named.partition(":")
    try:
        return Adapter.model_validate({"kind": kind, "model": model or None})
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise OperatorError(f"--adapter {named}: {said}") from None


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
    adapter: Adapters = None,
) -> None:
    """Show what ChunkGuard finds in a text: what each finding is, why it counts here, and what would be clean.

    Rules see formats, the model names and stories. Neither sees everything: "nothing found" is no all-clear.

    Exit code 0 whatever it finds: --json tells a program (`sensitive`). 2: the text, the policy or a model cannot be
    used, and the message says why.

    Example: safekv scan prompt.txt
    """
    text = _read(file)
    guard = cascade(policy, adapter)
    verdict = guard.judge(text)
    if as_json:
        record = _record(verdict)
        for row, finding in zip(record["findings"], getattr(verdict, "findings", ()), strict=True):
            row.update(asdict(_explained(guard, verdict, finding, text)))
        typer.echo(json.dumps(record | ({"failures": guard.failures()} if guard.failures() else {})))
        return
    shown = Text(text)
    findings = verdict.findings if isinstance(verdict, Sensitive) else ()
    for finding in findings:
        shown.stylize(_COLOURS.get(finding.category, "yellow") + " reverse", finding.start, finding.end)
    out = Console(soft_wrap=True)
    out.print(shown)
    last = None
    for finding in findings:
        told = _explained(guard, verdict, finding, text)
        place = f"{finding.start}-{finding.end}"
        out.print(f"{place}  {finding.category}: {told.what}  ({finding.detector}, tier {finding.tier})", markup=False)
        if told != last:
            out.print(f"    why: {told.why}", markup=False)
            out.print(f"    clean would be: {told.mend}", markup=False)
        last = told
    out.print(_summary(verdict))
    _tell(guard)


@app.command()
def score(
    input_file: Annotated[Path, typer.Option("--input", help='JSON lines: {"text": …}, other fields are ignored.')],
    output_file: Annotated[Path, typer.Option("--output", help="JSON lines, one verdict for each, same order.")],
    policy: PolicyFile = None,
    adapter: Adapters = None,
) -> None:
    """Judge many texts, for evaluators. What failed on the way is counted on standard error.

    Exit code 0 whatever it finds; 2 if the input is not as it must be, or nothing could be written.

    Example: safekv guard score --input chunks.jsonl --output verdicts.jsonl
    """
    guard = cascade(policy, adapter)
    try:
        with input_file.open(encoding="utf-8", newline="\n") as source, output_file.open("w", encoding="utf-8") as sink:
            for texts in batches(_texts(source, input_file), BATCH):
                sink.writelines(json.dumps(_record(verdict)) + "\n" for verdict in guard.judge_all(texts))
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.filename == str(output_file):
            raise OperatorError(f"{output_file}: cannot be written ({error.strerror}); name another --output") from None
        raise OperatorError(f"{input_file}: {unread(error, 'JSON lines')}") from None
    _tell(guard)


def _tell(guard: Cascade) -> None:
    """Say on standard error which tiers failed, and how often: an operator would not see it in the verdicts."""
    for tier, kinds in guard.failures().items():
        for kind, times in kinds.items():
            typer.echo(f"{tier}: {kind} {times} time(s)", err=True)


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


def _explained(guard: Cascade, verdict: Verdict, finding: Finding, text: str) -> Explanation:
    from safekv.guard.explain import explain
    from safekv.guard.rules import BUILT_IN

    threshold = guard.threshold(finding.detector)
    return explain(finding, BUILT_IN, score=getattr(verdict, "score", 1.0), threshold=threshold, length=len(text))


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
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        text.encode("utf-8")  # standard input lets bytes that are no UTF-8 through, as half of a surrogate pair
    except (OSError, UnicodeError) as error:
        raise OperatorError(f"{file}: {unread(error, 'a text file, or - for standard input')}") from None
    return text
