"""Files that look like the recorded traces, and calls made by hand."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from safekv.types import TenantId
from safekv_lab.bench.traces import mooncake
from safekv_lab.bench.traces.call import Call

DATA = Path(__file__).parents[5] / "shared" / "data"


def call(blocks: Sequence[int], *, tenant: str = "a", session: str = "s", time: float = 0.0, **fields: Any) -> Call:
    """A call in blocks of 4 tokens whose prompt is one token longer than its full blocks."""
    return Call(
        **{
            "time": time,
            "tenant": TenantId(tenant),
            "session": session,
            "blocks": tuple(blocks),
            "block_tokens": 4,
            "prompt_tokens": 4 * len(blocks) + 1,
            "output_tokens": 2,
            **fields,
        }
    )


def write_mooncake(data: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    path = data / mooncake.FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return data


def write_archive(path: Path, files: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:xz") as archive:
        for name, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
