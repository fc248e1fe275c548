"""Declared prefixes that cannot be shared as written: the server does not start, and its log says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.texts import words
from tests.integration.starting import command, free_port, run_to_its_end, write_policy

pytestmark = [pytest.mark.engine, pytest.mark.server]

REORDERING = """\
{%- for message in messages if message.role != 'system' -%}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}
{%- endfor -%}
{%- for message in messages if message.role == 'system' -%}
{{- '<|im_start|>system\\n' + message.content + '<|im_end|>\\n' -}}
{%- endfor -%}
"""
RULES = {"name": "rules", "messages": [{"role": "system", "content": words("rules", 600)}]}


@pytest.mark.parametrize("fault", ["too-large-for-the-cache", "template-reorders-it"])
def test_the_server_does_not_start(fault: str, tmp_path: Path) -> None:
    template = tmp_path / "template.jinja"
    template.write_text(REORDERING)
    if fault == "too-large-for-the-cache":
        flags, says = ("--num-gpu-blocks-override", "80"), ("may be pinned", "VLLM_CPU_KVCACHE_SPACE")
    else:
        flags, says = ("--chat-template", str(template)), ("chat template", "--chat-template")
    policy = write_policy(tmp_path, mode="declared", declared=[RULES])
    done = run_to_its_end(command(policy, free_port(), flags), timeout=150)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout
    refusals = [line for line in done.stdout.splitlines() if line.startswith("error: ")]
    assert len(refusals) == 1, done.stdout[-3000:]
    assert "'rules'" in refusals[0]
    assert all(said in refusals[0] for said in says), refusals
    assert "SafeKV is ready" not in done.stdout
