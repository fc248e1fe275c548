"""Reading the files of a data set: plain or gzip, JSON, JSON lines, CSV. What is wrong is the operator's folder."""

from __future__ import annotations

import csv
import gzip
import json
from typing import TYPE_CHECKING, Any

from safekv.errors import OperatorError

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_FIELD = 16_000_000


def text(path: Path) -> str:
    """Return the text of a file, unpacked where its name ends with .gz; raise OperatorError where there is none."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
                return file.read()
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise OperatorError(f"{path}: not found; the data directory holds the folders of the data sets") from None
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: cannot be read: {type(error).__name__}") from error


def parsed(path: Path) -> Any:
    """Return a JSON file's value."""
    try:
        return json.loads(text(path))
    except ValueError as error:
        raise OperatorError(f"{path}: not JSON: {error}") from None


def lines(path: Path) -> list[Any]:
    r"""Return the values of a file of JSON lines, split at \n only: some texts hold other line separators."""
    try:
        return [json.loads(line) for line in text(path).split("\n") if line.strip()]
    except ValueError as error:
        raise OperatorError(f"{path}: not JSON lines: {error}") from None


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header."""
    csv.field_size_limit(LONGEST_FIELD)
    return list(csv.DictReader(text(path).splitlines(keepends=True)))
