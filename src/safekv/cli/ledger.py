"""`safekv ledger`: shows which prompts were released to all tenants, when and why."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.measure import measure_renderables
from rich.table import Table

from safekv.cli.declare import DEFAULT_URL, JsonOption, KeyOption, UrlOption, ask_operator
from safekv.cli.extensions import Extensible
from safekv.config import load_policy
from safekv.errors import OperatorError
from safekv.ledger.keys import TOKEN_BYTES
from safekv.ledger.log import Entry, Event
from safekv.ledger.naming import digits_of, find
from safekv.ledger.store.base import Fate, Outcome
from safekv.ledger.view import View
from safekv.pipeline import read_ledger
from safekv.types import UnitId

app = typer.Typer(cls=Extensible, no_args_is_help=True)

PolicyOption = Annotated[Path, typer.Option("--policy", help="The policy that names the ledger and its secret.")]
DRAW = re.compile(r"([0-9]+)[./]([0-9]+)")
UnitArgument = Annotated[
    str, typer.Argument(help="A unit's id, or as much of its beginning as fits no other unit.", show_default=False)
]

_UNIT = ("unit", "state", "cause", "period", "draw", "tokens", "expires")
_LOG = ("seq", "time", "event", "unit", "cause", "period", "draw", "verdict", "guard", "policy", "name", "operator")
_PIPE = 400
"""Characters of a line where there is no terminal."""

_WITHOUT_ROOM = " (this engine had no room for it, and did not share it)"


@contextlib.contextmanager
def _opened(policy: Path) -> Iterator[View]:
    with contextlib.closing(read_ledger(load_policy(policy))) as view:
        yield view


@app.command()
def status(policy: PolicyOption, as_json: JsonOption = False) -> None:
    """Times of draws, what the last one gave, how much lives, and how long the log is.

    Example: safekv ledger status --policy policy.yaml
    """
    with _opened(policy) as view:
        found = view.status(time.time())
    if as_json:
        typer.echo(json.dumps(found))
        return
    last, following, log = found["last_draw"], found["next_draw"], found["log"]
    typer.echo(f"{found['path']}: {found['live']} unit(s) released and live, {log['entries']} log entries")
    if log["entries"]:
        typer.echo(f"head of the log: {log['head']}")
    if last is not None:
        typer.echo(
            f"last draw: {last['draw']} of period {last['period']}, {_when(last['time'])}, {last['state']}: "
            f"{last['released']} released, {last['vetoed']} vetoed, {last['undecided']} undecided"
        )
    typer.echo(f"next draw: {following['draw']} of period {following['period']}, {_when(following['time'])}")
    if found["draws_from_period"] is not None and found["period"] < found["draws_from_period"]:
        typer.echo(
            "it is the first that counts: the ledger, or a parameter of it, is new, and draws from period "
            f"{found['draws_from_period']} on, with the votes since {_when(found['votes_count_from'])}"
        )


@app.command("list")
def list_units(
    policy: PolicyOption,
    every: Annotated[bool, typer.Option("--all", help="Also what was vetoed, withdrawn, left undecided.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What is released and lives, with the ids that `show` and `withdraw` take.

    Example: safekv ledger list --policy policy.yaml
    """
    now = time.time()
    with _opened(policy) as view:
        tokens = {release.id: len(release.path) // TOKEN_BYTES - release.start for release in view.live(now)}
        rows = [_unit(o, tokens.get(o.unit)) for o in view.outcomes() if every or (_lives(o, now) and o.unit in tokens)]
    rows.sort(key=lambda row: (row["period"], row["draw"] or 0, row["unit"]))
    if as_json:
        typer.echo(json.dumps(rows))
        return
    _print(_UNIT, [{**row, "expires": _when(row["expires"])} for row in rows])


@app.command()
def show(
    unit: UnitArgument,
    policy: PolicyOption,
    as_json: JsonOption = False,
) -> None:
    """What has become of one unit, and all that the log says about it: of a veto, the categories and places.

    Example: safekv ledger show 55242625 --policy policy.yaml
    """
    now = time.time()
    with _opened(policy) as view:
        found = _find(view, unit)
        tokens = {release.id: len(release.path) // TOKEN_BYTES - release.start for release in view.live(now)}
        outcomes = [_unit(outcome, tokens.get(found)) for outcome in view.outcomes(found)]
        entries = view.log(found)
    if as_json:
        typer.echo(json.dumps({"unit": found.hex(), "outcomes": outcomes, "log": [e.record() for e in entries]}))
        return
    typer.echo(found.hex())
    for row in outcomes:
        size = f", {row['tokens']} tokens" if row["tokens"] is not None else ""
        typer.echo(f"{row['state']} by {row['cause']} in period {row['period']}, until {_when(row['expires'])}{size}")
    _print(_LOG, [_line(entry) for entry in entries])
    for line in _why(entries):
        typer.echo(line)


@app.command()
def log(
    policy: PolicyOption,
    last: Annotated[int | None, typer.Option(help="The last entries only.", min=1)] = None,
    as_json: JsonOption = False,
) -> None:
    """The log of releases, as a table or as JSON lines.

    Example: safekv ledger log --policy policy.yaml --last 20
    """
    with _opened(policy) as view:
        entries = view.log()[-(last or 0) :]
    if as_json:
        for entry in entries:
            typer.echo(json.dumps(entry.record()))
        return
    _print(_LOG, [_line(entry) for entry in entries])


@app.command()
def verify(
    policy: PolicyOption,
    head: Annotated[
        str | None,
        typer.Option(help="A head that was printed earlier: the log must still have it.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the chain of the log, and that it has an entry for everything that was released. Exit code 1 if not.

    Keep the head that is printed: with it, a log whose end was cut off is noticed later.

    Example: safekv ledger verify --policy policy.yaml
    """
    with _opened(policy) as view:
        problems = view.verify(head)
        end = view.status(time.time())["log"]
    if as_json:
        typer.echo(json.dumps({"sound": not problems, "problems": problems, **end}))
    elif problems:
        for problem in problems:
            typer.echo(problem)
    else:
        typer.echo(f"{end['entries']} entries, all sound; head {end['head']}")
    if problems:
        raise typer.Exit(1)


@app.command()
def withdraw(
    operator_key: KeyOption,
    unit: Annotated[str | None, UnitArgument.__metadata__[0]] = None,
    all_of: Annotated[
        str | None,
        typer.Option(
            "--all-of", metavar="PERIOD.DRAW", help="All that one draw has released, by the ledger of --policy."
        ),
    ] = None,
    policy: Annotated[Path | None, PolicyOption.__metadata__[0]] = None,
    url: UrlOption = DEFAULT_URL,
) -> None:
    """Stop sharing a released unit at once, on the running server. It is not drawn again before its life would end.

    Example: safekv ledger withdraw 55242625
    """
    if (unit is None) == (all_of is None):
        raise OperatorError("give one unit, or --all-of PERIOD.DRAW with --policy")
    given = [digits_of(unit)] if unit is not None else _released_by(all_of or "", policy)
    for one in given:
        answer = ask_operator(url, operator_key, "DELETE", f"/safekv/released/{one}")
        typer.echo(f"{answer['withdrawn']}: withdrawn{_WITHOUT_ROOM if not answer['was_shared'] else ''}")


def _released_by(draw: str, policy: Path | None) -> list[str]:
    """Ids of what a draw has released and lives. Raises OperatorError for none."""
    named = DRAW.fullmatch(draw)
    if named is None or policy is None:
        raise OperatorError(f"--all-of {draw}: name a draw as `safekv ledger list` has it, 2941.17, and give --policy")
    now, (period, number) = time.time(), map(int, named.groups())
    with _opened(policy) as view:
        of_it = [o for o in view.outcomes() if (o.period, o.number) == (period, number) and _lives(o, now)]
    if not of_it:
        raise OperatorError(f"--all-of {draw}: nothing that it has released lives; see `safekv ledger list`")
    return sorted(outcome.unit.hex() for outcome in of_it)


def _find(view: View, given: str) -> UnitId:
    """The unit whose id begins so, of all that the ledger remembers. Raises OperatorError for none or several."""
    known = {unit.hex() for unit in ({o.unit for o in view.outcomes()} | {entry.unit for entry in view.log()})}
    return UnitId(bytes.fromhex(find(given, known, where="in this ledger", listing="safekv ledger list --all")))


def _lives(outcome: Outcome, now: float) -> bool:
    return outcome.fate is Fate.RELEASED and outcome.expires > now


def _unit(outcome: Outcome, tokens: int | None) -> dict[str, Any]:
    return {
        "unit": outcome.unit.hex(),
        "state": str(outcome.fate),
        "cause": str(outcome.cause),
        "period": outcome.period,
        "draw": outcome.number or None,
        "tokens": tokens if outcome.fate is Fate.RELEASED else None,
        "expires": outcome.expires,
    }


def _line(entry: Entry) -> dict[str, Any]:
    return {**entry.record(), "time": _when(entry.time), "unit": entry.unit.hex()[:12]}


def _why(entries: Sequence[Entry]) -> Iterator[str]:
    """What the guard found in a unit that it vetoed, a line for each place, and how an operator overrules it."""
    vetoed = [entry for entry in entries if entry.event is Event.VETOED and entry.verdict is not None]
    if not vetoed:
        return
    said, *places = (vetoed[-1].verdict or "").split("; ")
    yield f"vetoed at {_when(vetoed[-1].time)}: {said}"
    yield from (f"  {place}" for place in places)
    yield (
        "places are characters of the unit's text, behind the end of what it continues; `safekv scan` on that text "
        "says why each counts. Is it meant for everybody: declare it (`safekv declare add`, or `declared` in a policy)."
    )


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _print(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """A table, without the columns that nothing is in; a paragraph a row on a terminal too narrow for it.

    In a pipe a line is as long as it is: ids must not be broken off.
    """
    used = [name for name in names if any(row.get(name) is not None for row in rows)] or list(names)
    table = Table(*used)
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in used))
    console = Console()
    if not console.is_terminal:
        Console(width=_PIPE).print(table)
    elif measure_renderables(console, console.options.update(max_width=_PIPE), [table]).maximum <= console.width:
        console.print(table)
    else:
        for row in rows:
            for name in used:
                console.print(f"{name:>8}  {_cell(row.get(name))}", markup=False, highlight=False, soft_wrap=True)
            console.print()
