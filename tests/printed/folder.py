"""A folder in which the pages are followed as a newcomer follows them: files are saved, commands are run, in order.

Commands run in a shell, exactly as printed; variables live on from one to the next. Between the shell and the real
`safekv` and `curl` stand two short scripts: they put in the small model, and the port of this run.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from safekv.config import Policy
from tests.printed.blocks import Block, Line, blocks_of, lines_of
from tests.printed.commands import Needs, needs, parts

SAFEKV = Path(sys.executable).parent / "safekv"
PRINTED_URL = "http://127.0.0.1:8000"
LONGEST = 600.0

_STATE = """\
set -euo pipefail
set -a
[ -f {state} ] && . {state}
trap 'export -p | grep -vE "^declare -x (PWD|OLDPWD|SHLVL|_|PATH)=" > {state}' EXIT
cd {folder}
"""

_SAFEKV = """\
#!/bin/bash
case "$1 ${{2:-}}" in
    "doctor "*|"declare "*|"ledger withdraw") exec {safekv} "$@" --url {url} ;;
    *) exec {safekv} "$@" ;;
esac
"""

_CURL = """\
#!/bin/bash
exec {curl} --fail-with-body --silent --show-error "${{@//{printed}/{url}}}"
"""


@dataclass(slots=True)
class Folder:
    """Where the pages are followed. `url` is that of the server, once there is one."""

    path: Path
    url: str = PRINTED_URL
    outputs: dict[str, str] = field(default_factory=dict)

    def run(self, line: Line) -> str:
        """Run a line and return what it says, both streams. Raises AssertionError if it fails or shows a traceback."""
        programs = self._programs()
        state, work = self.path / "state.sh", self.path / "work"
        script = _STATE.format(state=shlex.quote(str(state)), folder=shlex.quote(str(work))) + line.text + "\n"
        ran = subprocess.run(
            [shutil.which("bash") or "bash", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=LONGEST,
            env={**self.environment(), "PATH": f"{programs}:{SAFEKV.parent}:{os.environ['PATH']}"},
        )
        self.outputs[f"{line.block.where}: {line.text}"] = ran.stdout
        assert ran.returncode == 0, f"{line.block.where}: {line.text}\nexit code {ran.returncode}\n{ran.stdout}"
        assert "Traceback" not in ran.stdout, f"{line.block.where}: {line.text}\n{ran.stdout}"
        return ran.stdout

    def environment(self) -> dict[str, str]:
        """The environment, with what the lines before have set."""
        state = self.path / "state.sh"
        given = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1"}
        for line in state.read_text().splitlines() if state.exists() else ():
            words = shlex.split(line)
            if words[:2] == ["declare", "-x"] and "=" in words[-1]:
                name, _, value = words[-1].partition("=")
                given[name] = value
        return given

    def save(self, block: Block) -> Path:
        """Save a YAML block under the name that it has."""
        file = self.path / "work" / block.file_name
        file.write_text(block.text, encoding="utf-8")
        return file

    def _programs(self) -> Path:
        """The two scripts, for the address as it is now."""
        programs = self.path / "programs"
        programs.mkdir(parents=True, exist_ok=True)
        (self.path / "work").mkdir(exist_ok=True)
        curl = shutil.which("curl") or "curl"
        printed, url = PRINTED_URL.replace("/", "\\/"), self.url.replace("/", "\\/")
        scripts = {
            "safekv": _SAFEKV.format(safekv=shlex.quote(str(SAFEKV)), url=self.url),
            "curl": _CURL.format(curl=curl, printed=printed, url=url),
        }
        for name, text in scripts.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        return programs


def steps(pages: Sequence[Path]) -> Iterator[tuple[Needs, Block, Line | None]]:
    """Everything that the pages ask for, in order: YAML to save and check, and lines to run with what they need."""
    for page in pages:
        for block in blocks_of(page):
            if block.language == "yaml" and block.no_policy is None:
                yield Needs.NOT_RUN if block.not_run else Needs.NOTHING, block, None
            if block.language == "sh":
                for line in lines_of(block):
                    found = max((needs(words) for words in parts(line.head)), default=Needs.NOTHING)
                    yield Needs.NOT_RUN if block.not_run else found, block, line


def is_policy(block: Block) -> bool:
    """Whether a YAML block has nothing but what a policy has."""
    return is_policy_text(block.text)


def is_policy_text(text: str) -> bool:
    """Whether YAML has nothing but what a policy has; Prometheus's rules lie under `groups`, too, as a list."""
    content = yaml.safe_load(text)
    known = isinstance(content, dict) and content.keys() <= Policy.model_fields.keys()
    return known and isinstance(content.get("groups", {}), dict)
