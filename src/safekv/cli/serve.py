"""`safekv serve`: vLLM's server, with SafeKV in it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from safekv.cli.policy import refuse_unrendered, warn
from safekv.config import Policy, load_policy


def serve(
    context: typer.Context,
    model: Annotated[str, typer.Option("--model", help="Model directory or name, as for vLLM.")],
    policy: Annotated[Path, typer.Option("--policy", help="Policy file; check it with `safekv policy check`.")],
    port: Annotated[int, typer.Option("--port", help="Port to serve on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    example_key: Annotated[
        str | None, typer.Option(help="A tenant's key to print in the example, for trying out.", hidden=True)
    ] = None,
) -> None:
    """Serve a model to many tenants. All other flags are vLLM's and passed on to it.

    Example: safekv serve --model Qwen/Qwen3-8B --policy policy.yaml --port 8000 --max-model-len 32768
    """
    from safekv.engines.vllm import launch

    checked = load_policy(policy)
    flags = ["--model", model, "--host", host, "--port", str(port), *context.args]
    launch.check_flags(flags, dict(os.environ))
    launch.open_session(checked)
    warn(checked)
    arguments = launch.parse_engine_flags(flags)
    if checked.declared and checked.mode.publishes:
        refuse_unrendered(launch.check_declared(checked, arguments)[1])
    scheme = "https" if arguments.ssl_certfile else "http"
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - recognised, not bound
    url = f"{scheme}://{shown}:{port}"
    names = arguments.served_model_name or [model]
    launch.when_healthy(url, lambda: _announce(url, str(names[0]), checked, example_key))
    launch.run(arguments)


def _announce(url: str, model: str, policy: Policy, key: str | None) -> None:
    declared = next((prefix for prefix in policy.declared if prefix.group is None), None)
    messages = [m.model_dump(exclude_none=True) for m in declared.messages or ()] if declared else []
    if len(json.dumps(messages)) > 2000:
        messages = []
    body = {"model": model, "messages": [*messages, {"role": "user", "content": "Hello!"}], "max_tokens": 16}
    text = json.dumps(body).replace("'", "'\\''")
    authorization = f"-H 'Authorization: Bearer {key}' " if key else '-H "Authorization: Bearer $SAFEKV_KEY" '
    lines = [
        "",
        f"SafeKV is ready on {url}  (mode {policy.mode}, {len(policy.declared)} declared)",
        f"curl {url}/v1/chat/completions {authorization}-H 'Content-Type: application/json' -d '{text}'",
        "",
    ]
    sys.stdout.write("\n".join(lines))
    sys.stdout.flush()
