"""A sample request, as `safekv declare add --file` reads it."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from safekv.cli.samples import Prefix, read_prefix

CARD = "My card is 4111 1111 1111 1111."


def user(content: Any = CARD) -> dict[str, Any]:
    return {"role": "user", "content": content}


def system(content: Any = "Be brief.") -> dict[str, Any]:
    return {"role": "system", "content": content}


def read(request: Any, up_to: int | None = None, *, include_user: bool = False) -> Prefix:
    """What `read_prefix` makes of a request in a JSON file."""
    with TemporaryDirectory() as directory:
        file = Path(directory) / "request.json"
        file.write_text(json.dumps(request))
        return read_prefix(file, up_to, include_user=include_user)


def messages(request: Any, up_to: int | None = None, *, include_user: bool = False) -> list[dict[str, Any]]:
    return list(read(request, up_to, include_user=include_user).fields["messages"])
