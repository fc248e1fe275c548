"""What `make serve` shows of the log: SafeKV's own lines from INFO on, vLLM's from WARNING on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CONFIG = Path(__file__).parents[2] / "examples" / "quickstart" / "logging.json"

SCRIPT = """
import json, logging.config, sys
logging.config.dictConfig(json.load(open(sys.argv[1])))
for name in ("vllm.engine", "vllm.safekv.release", "uvicorn.access"):
    logging.getLogger(name).info("info of %s", name)
    logging.getLogger(name).warning("warning of %s", name)
"""


def test_make_serve_shows_our_lines_and_not_all_of_the_engines() -> None:
    command = [sys.executable, "-c", SCRIPT, str(CONFIG)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "info of vllm.safekv.release" in shown
    assert "info of uvicorn.access" in shown
    assert "warning of vllm.engine" in shown
    assert "info of vllm.engine" not in shown
