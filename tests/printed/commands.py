"""Whether a printed command is one: every option and argument is known to the program, and what it takes to run it."""

from __future__ import annotations

import enum
import itertools
import json
import re
import shlex
from collections.abc import Iterator
from typing import Any
from unittest import mock

import typer

from safekv.cli import extensions
from safekv.cli.main import app
from tests.printed.blocks import ROOT

OTHERS = frozenset({"cat", "chmod", "mkdir", "openssl", "umask", "unset", "sleep", "echo", "grep", "jq", "test"})
"""Programs beside our own that every machine of an operator has; they are run."""

ONLY_CHECKED = frozenset({"make", "pip", "git", "cd", ".", "source", "docker", "kubectl", "sqlite3"})
"""Programs that are named, and not run: they set up what the tests themselves run in, or need what is not here."""

_PUNCTUATION = frozenset("();<>|&")
_ASSIGNMENT = re.compile(r"\w+=")


class Needs(enum.IntEnum):
    """What has to be there for a command; that of a line is the most that one of its commands needs."""

    NOTHING = 0
    SERVER = 1
    START = 2
    NOT_RUN = 3


class NotACommandError(Exception):
    """What is printed is not a command as our programs know them."""


def parts(line: str) -> Iterator[list[str]]:
    """The simple commands of a line, those in `$(…)` too, without assignments and redirections."""
    lexer = shlex.shlex(line.replace("\\\n", " "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    skip = False
    for token in lexer:
        if not set(token) <= _PUNCTUATION:
            if not skip:
                words.append(token)
            skip = False
        elif set(token) <= {"<", ">", "&"} and set(token) & {"<", ">"}:
            skip = True  # the file, or the mark of a document
        else:
            yield from _without_assignments(words)
            words = []
    yield from _without_assignments(words)


def _without_assignments(words: list[str]) -> Iterator[list[str]]:
    while words and (_ASSIGNMENT.match(words[0]) or words[0] in ("export", "exec", "!")):
        words = words[1:]
    if words:
        yield words


def needs(words: list[str]) -> Needs:
    """What a simple command needs. Raises NotACommandError for a program that nobody has thought about."""
    program, *rest = words
    if program == "safekv":
        return _of_safekv(rest)
    for programs, found in ((OTHERS, Needs.NOTHING), (("curl",), Needs.SERVER), (ONLY_CHECKED, Needs.NOT_RUN)):
        if program in programs:
            return found
    raise NotACommandError(f"{program}: think about it, then name it in tests/printed/commands.py")


def _of_safekv(words: list[str]) -> Needs:
    match words:
        case ["serve", *_]:
            return Needs.START
        case ["demo" | "bench" | "model", *_] | ["ledger", "audit" | "simulate", *_]:
            return Needs.NOT_RUN
        case ["doctor" | "declare" | "ledger", *_]:
            return Needs.SERVER
    return Needs.NOTHING


def check(words: list[str], *, mentioned: bool = False) -> None:
    """Raises NotACommandError unless the program knows all of it. `mentioned`: arguments may be left out."""
    match words[0]:
        case "safekv":
            _check_safekv(words[1:], mentioned=mentioned)
        case "make":
            _check_make(words[1:])
        case "curl":
            _check_curl(words[1:])
        case _:
            needs(words)


def _check_safekv(words: list[str], *, mentioned: bool) -> None:
    command: Any = typer.main.get_command(app)
    path = ["safekv"]
    while words and getattr(command, "commands", None) and not words[0].startswith("-"):
        words_so_far = " ".join([*path[1:], words[0]])
        found = command.commands.get(words[0])
        if found is None and isinstance(command, extensions.Extensible) and words_so_far in extensions.found():
            found = extensions.load(words_so_far)
        if found is None:
            if getattr(command, "invoke_without_command", False):
                break
            raise NotACommandError(f"{' '.join(path)} has no command {words[0]}")
        command, words, path = found, words[1:], [*path, found.name]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    if not command.context_settings.get("ignore_unknown_options"):
        given = [word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1]
        if unknown := [word for word in given if word not in known and word not in ("--help", "-h")]:
            raise NotACommandError(f"{' '.join(path)} has no option {unknown[0]}")
    if mentioned:
        return
    try:
        with mock.patch.dict("os.environ", {"SAFEKV_OPERATOR_KEY": "sk-safekv-x", "SAFEKV_KEYS": "sk-a sk-b"}):
            command.make_context(" ".join(path), list(words))
    except Exception as error:  # click's errors have no common public base here
        raise NotACommandError(f"{' '.join([*path, *words])}: {getattr(error, 'message', error)}") from None


def _check_make(words: list[str]) -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    variables = set(re.findall(r"^([A-Z_]+)\s*\?=", makefile, re.M))
    for word in words:
        name, given, _ = word.partition("=")
        if name not in (variables if given else targets):
            raise NotACommandError(f"make: the Makefile has no {'variable' if given else 'target'} {name}")


def _check_curl(words: list[str]) -> None:
    urls = [word for word in words if word.startswith("http")]
    if not urls:
        raise NotACommandError("curl: there is no address")
    for option, value in itertools.pairwise(words):
        if option in ("-d", "--data", "--json") and not value.startswith("@"):
            try:
                json.loads(value)
            except ValueError as error:
                raise NotACommandError(f"curl: the body is not JSON: {error}") from None
