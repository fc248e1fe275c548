"""Packs the JSON of a run into lab/evaluation: `.venv/bin/python scripts/pack_evaluation.py NAME.json …`."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

PLACE = Path(__file__).parents[1] / "lab" / "evaluation"


def pack(path: Path) -> Path:
    """Write a compressed copy without blanks; the same JSON gives the same bytes. Returns where it lies."""
    packed = PLACE / f"{path.name}.gz"
    data = json.dumps(json.loads(path.read_text()), separators=(",", ":"), ensure_ascii=False)
    with packed.open("wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as stream:
        stream.write(data.encode())
    return packed


if __name__ == "__main__":
    for given in sys.argv[1:]:
        print(pack(Path(given)))
