"""Reads a sample request's file: recognises its API, and takes what is to be declared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from safekv.cli.samples import anthropic, chat, completion, responses
from safekv.cli.samples.sample import Prefix, Sample, choose
from safekv.config import DeclaredPrefix, parse_document, unread
from safekv.errors import DeclarationError

_EXPECTED = (
    "expected a list of messages, or a sample request: of chat completions or Anthropic's API with `messages`, of "
    "responses with `input`, of completions with `prompt`"
)


def read_prefix(file: Path, up_to: int | None, *, include_user: bool = False) -> Prefix:
    """What of a file is to be declared: all of it is understood, or it is refused. Raises DeclarationError."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(
            f"{file}: {unread(error, 'messages or a sample request (JSON, YAML or .txt)')}"
        ) from None
    try:
        if file.suffix == ".txt":
            return _raw(text, up_to=up_to)
        prefix = choose(_sample(_parsed(text)), up_to=up_to, include_user=include_user)
        _check(prefix.fields)
    except DeclarationError as error:
        raise DeclarationError(f"{file}: {error}") from None
    return prefix


def _raw(text: str, *, up_to: int | None) -> Prefix:
    if up_to is not None:
        raise DeclarationError("--up-to counts messages, and this is one text; shorten the text instead")
    if not text.strip():
        raise DeclarationError("is empty")
    if text.lstrip().startswith(("{", "[")):
        try:
            document = parse_document(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            document = None
        if isinstance(document, (Mapping, list)):
            raise DeclarationError("holds a request, which would be shared as the text that it is; name it .json")
    return Prefix(fields={"text": text})


def _parsed(text: str) -> Any:
    try:
        return parse_document(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise DeclarationError("neither valid JSON nor valid YAML") from None


def _sample(document: Any) -> Sample:
    if isinstance(document, list) and document:
        return chat.read({"messages": document})
    if not isinstance(document, Mapping):
        raise DeclarationError(_EXPECTED)
    ways = [name for name in ("messages", "input", "prompt") if document.get(name)]
    if "instructions" in document and "input" not in ways:
        ways.append("input")
    if len(ways) > 1 and ways != ["input", "prompt"]:
        raise DeclarationError(f"has {' and '.join(f'`{name}`' for name in ways)}: one request has one of them")
    match ways:
        case ["messages"]:
            return anthropic.read(document) if anthropic.is_one(document) else chat.read(document)
        case ["input", *_]:
            return responses.read(document)
        case ["prompt"]:
            return completion.read(document)
    if document.get("system"):  # a system prompt alone, as Anthropic's API has it
        return anthropic.read(document)
    raise DeclarationError(_EXPECTED)


def _check(fields: Mapping[str, Any]) -> None:
    """What the server would refuse in a declaration is refused here already."""
    try:
        DeclaredPrefix.model_validate({"name": "sample", **fields})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        steps = [str(step) for step in first["loc"] if isinstance(step, int) or str(step).isidentifier()]
        steps = [str(int(step) + 1) if step.isdecimal() else step for step in steps[:3]]
        reason = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            reason = "is not understood; leave it out"
        raise DeclarationError(f"{' '.join(steps)}: {reason}") from None
