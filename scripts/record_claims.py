"""Record that the claims were read again: the digests of the files that each page of docs/claims rests on.

A page names these files under "Rests on". When one of them changes, a test fails until somebody has read the page
again, mended it where it no longer holds, and run this script. Never run it to silence the test.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLAIMS = ROOT / "docs" / "claims"
RECORD = CLAIMS / "reviewed.json"

_SECTION = re.compile(r"\*\*Rests on\.\*\*(.*?)(?:\n\n|\Z)", re.S)


def rests_on(page: Path) -> list[str]:
    """The files that a page names, relative to src/safekv; a folder stands for its files."""
    found = _SECTION.search(page.read_text(encoding="utf-8"))
    return re.findall(r"`([^`]+)`", found.group(1)) if found else []


def digest(name: str) -> str:
    """Digest of a file, or of all Python files of a folder; "missing" for neither."""
    path = ROOT / "src" / "safekv" / name
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        return "missing"
    content = b"\0".join(str(f.relative_to(ROOT)).encode() + b"\0" + f.read_bytes() for f in files)
    return hashlib.sha256(content).hexdigest()[:16]


def current() -> dict[str, dict[str, str]]:
    """Page name to file to digest, as things are now."""
    pages = sorted(page for page in CLAIMS.glob("*.md") if page.name != "README.md")
    return {page.name: {name: digest(name) for name in rests_on(page)} for page in pages}


if __name__ == "__main__":
    RECORD.write_text(json.dumps(current(), indent=1) + "\n", encoding="utf-8")
