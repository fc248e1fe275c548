"""`make serve`: a small model, keys for three tenants and an operator, then `safekv serve`.

Everything it makes lies in `.safekv/` and is kept, so that a second run starts at once. The keys stand there in
clear (mode 0600), to be printed in the example; a real key file holds digests only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".safekv"
SAFEKV = Path(sys.executable).parent / "safekv"
SMALL_MODEL_FLAGS = ("--dtype", "float32", "--enforce-eager", "--block-size", "32", "--max-model-len", "8192")

CACHE = "VLLM_CPU_KVCACHE_SPACE"


def demo_keys() -> dict[str, str]:
    """Keys of alice, bob, carol and the operator, made on the first run."""
    plain, hashed = STATE / "demo-keys.json", STATE / "keys.json"
    if plain.exists() and hashed.exists():
        return dict(json.loads(plain.read_text()))
    hashed.unlink(missing_ok=True)
    keys = {}
    for name in ("alice", "bob", "carol", "operator"):
        command = [str(SAFEKV), "keys", "add", name, "--file", str(hashed)]
        command += ["--operator"] if name == "operator" else []
        keys[name] = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    with os.fdopen(os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(keys, file, indent=1)
    return keys


def main() -> None:
    """Prepare what is missing and become `safekv serve`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="")
    parser.add_argument("--port", default="8000")
    options, flags = parser.parse_known_args()
    STATE.mkdir(mode=0o700, exist_ok=True)
    keys = demo_keys()
    model = options.model
    if not model:
        model = str(STATE / "model")
        subprocess.run([str(SAFEKV), "model", "build", model], check=True)
        flags = [*SMALL_MODEL_FLAGS, "--served-model-name", "small", *flags]
    if CACHE not in os.environ:
        os.environ[CACHE] = "1"
        print(f"set: {CACHE}=1 (GiB of memory for the cache, without a GPU; for a real model set more)")
    if "VLLM_LOGGING_LEVEL" not in os.environ:  # SafeKV's own lines at INFO, vLLM's from WARNING on
        os.environ["VLLM_LOGGING_LEVEL"] = "WARNING"
        os.environ.setdefault("VLLM_LOGGING_CONFIG_PATH", str(ROOT / "examples" / "quickstart" / "logging.json"))
    print(f"keys of alice, bob, carol and the operator: {(STATE / 'demo-keys.json').relative_to(ROOT)}", flush=True)
    policy = ROOT / "examples" / "quickstart" / "policy.yaml"
    command = [str(SAFEKV), "serve", "--model", model, "--policy", str(policy), "--port", options.port]
    os.execv(command[0], [*command, "--example-key", keys["alice"], *flags])  # noqa: S606 - our own command


if __name__ == "__main__":
    main()
