"""`make serve`: what it sets for the engine is said, and what is set already is left."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.unit.test_install_engine import script


def test_what_is_set_for_the_engine_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quickstart = script("quickstart")
    commands: list[list[str]] = []
    monkeypatch.setattr(quickstart, "STATE", tmp_path)
    monkeypatch.setattr(quickstart, "ROOT", tmp_path)
    monkeypatch.setattr(quickstart, "demo_keys", lambda: {"alice": "sk-x"})
    monkeypatch.setattr(quickstart.subprocess, "run", lambda *_, **__: None)
    monkeypatch.setattr(os, "execv", lambda path, command: commands.append(command))
    monkeypatch.setattr(sys, "argv", ["quickstart.py", "--port", "9"])
    monkeypatch.setenv("VLLM_CPU_KVCACHE_SPACE", "")  # so that it is as before afterwards
    monkeypatch.delenv("VLLM_CPU_KVCACHE_SPACE")
    monkeypatch.setenv("VLLM_LOGGING_LEVEL", "INFO")
    quickstart.main()
    said = capsys.readouterr().out
    assert "set: VLLM_CPU_KVCACHE_SPACE=1 (GiB of memory for the cache, without a GPU" in said
    assert os.environ["VLLM_CPU_KVCACHE_SPACE"] == "1"
    assert os.environ["VLLM_LOGGING_LEVEL"] == "INFO"
    quickstart.main()
    assert "set: " not in capsys.readouterr().out, "it is set already"
    assert commands[0][1] == "serve"
