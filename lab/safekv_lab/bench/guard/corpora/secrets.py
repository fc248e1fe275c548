"""Credentials: the examples of gitleaks' rules and the fixtures of detect-secrets.

gitleaks gives literals, each a secret or something that looks like one; the whole literal is the span, and a group is
a rule's file. detect-secrets gives files without gold per line, so the name of the file decides, and the whole file
is the span; files whose name does not tell are left out.
"""

from __future__ import annotations

import io
import lzma
import tarfile
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv_lab.bench.guard import labels
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.document import Document, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GITLEAKS = "secrets_gitleaks/gitleaks_tps_fps.jsonl.gz"
DETECT_SECRETS = "secrets_detect_secrets/files.tar.xz"
_WITH_SECRETS = """
config.env config.ini config.md config.yaml each_secret.py file_with_custom_secrets.py file_with_secrets.py
private_key tmp/file_with_secrets.py first_line.php last_line.ini middle_line.yml
"""
WITH_SECRETS = frozenset(_WITH_SECRETS.split())
SUBFOLDER = "tmp"
"""Of the fixtures: its files have the names of others."""
WITHOUT_SECRETS = frozenset({"file_with_no_secrets.py", "tmp/file_with_no_secrets.py", "only_comments.yaml"})


def read_gitleaks(data: Path) -> Iterator[Document]:
    """Yield every literal."""
    for number, row in enumerate(files.lines(data / GITLEAKS)):
        yield _document("gitleaks", str(number), row["rule_file"], row["text"], secret=row["label"] == "secret")


def read_detect_secrets(data: Path) -> Iterator[Document]:
    """Yield the fixtures whose names tell what they hold."""
    path = data / DETECT_SECRETS
    try:
        unpacked = io.BytesIO(lzma.decompress(path.read_bytes()))
    except FileNotFoundError:
        raise OperatorError(f"{path}: not found; the data directory holds the folders of the data sets") from None
    with tarfile.open(fileobj=unpacked) as packed:
        for member in packed:
            *_, folder, name = f"/{member.name}".split("/")
            name = f"{folder}/{name}" if folder == SUBFOLDER else name
            content = packed.extractfile(member) if member.isfile() else None
            if content is not None and name in WITH_SECRETS | WITHOUT_SECRETS:
                text = content.read().decode("utf-8")
                yield _document("detect_secrets", name, name, text, secret=name in WITH_SECRETS)


def _document(corpus: str, name: str, group: str, text: str, *, secret: bool) -> Document:
    spans = (Span(start=0, end=len(text), label=labels.SECRET),) if secret else ()
    return Document(corpus=corpus, id=name, group=group, role=Role.DOCUMENT, text=text, spans=spans)
