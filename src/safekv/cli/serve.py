"""`safekv serve`: vLLM's server, with SafeKV in it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from safekv.cli.policy import refuse_unrendered, warn
from safekv.config import Policy, load_policy

if TYPE_CHECKING:
    from safekv.engines.vllm.listening import Listening

WORDS = "safekv.words"


class ServeCommand(TyperCommand):
    """A command that keeps its words as they were given, since vLLM's own parser is to read them, too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the words, then as ever. `-h` is help as a word of its own only: `-dph` is a flag of vLLM's."""
        ctx.meta[WORDS] = list(args)
        return super().parse_args(ctx, ["--help" if word == "-h" else word for word in args])


def serve(
    context: typer.Context,
    policy: Annotated[Path, typer.Option("--policy", help="Policy file; check it with `safekv policy check`.")],
    named: Annotated[
        str | None, typer.Argument(metavar="MODEL", help="Model directory or name, as for vLLM.", show_default=False)
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="The same as MODEL.")] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="YAML file of flags, as for vLLM; the command line comes before it.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="Port to serve on.", min=1, max=65535, show_default="8000")
    ] = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.", show_default="127.0.0.1")] = None,
    uds: Annotated[str | None, typer.Option("--uds", help="Unix socket to listen on, instead of a port.")] = None,
    example_key: Annotated[
        str | None, typer.Option(help="A tenant's key to print in the example, for trying out.", hidden=True)
    ] = None,
) -> None:
    """Serve a model to many tenants. All other flags are vLLM's and passed on to it.

    Example: safekv serve Qwen/Qwen3-8B --policy policy.yaml --port 8000 --max-model-len 32768
    """
    from safekv.engines.vllm import flags, launch
    from safekv.engines.vllm.listening import listening
    from safekv.engines.vllm.starting import when_ready

    del named  # it may be a flag of vLLM's here, or the value of one: vLLM's parser tells
    words: list[str] = context.meta[WORDS]
    checked = load_policy(policy)
    file = flags.read_flag_file(config) if config is not None else {}
    flags.check_flags([*words, *(f"--{name}" for name in file)], dict(os.environ))
    early = flags.early_listening({"host": host, "port": port, "uds": uds}, file)
    if early is not None:
        early.check()
    flags.check_engine()
    flags.check_model(model or flags.first_word(words) or str(file.get("model", "")))
    session = launch.open_session(checked)
    warn(checked)
    arguments = flags.parse_engine_flags(words, model=model)
    if checked.declared and checked.mode.publishes:
        refuse_unrendered(launch.check_declared(checked, arguments)[1])
    names = arguments.served_model_name or [arguments.model]
    when_ready(session, lambda: _announce(listening(arguments), str(names[0]), checked, example_key))
    launch.run(arguments, session)


def _announce(where: Listening, model: str, policy: Policy, key: str | None) -> None:
    declared = next((prefix for prefix in policy.declared if prefix.group is None), None)
    messages = [m.model_dump(exclude_none=True) for m in declared.messages or ()] if declared else []
    if len(json.dumps(messages)) > 2000:
        messages = []
    body = {"model": model, "messages": [*messages, {"role": "user", "content": "Hello!"}], "max_tokens": 16}
    if messages and declared and declared.tools:  # they stand in the prompt; without them nothing of it is hit
        body |= {"tools": list(declared.tools), "tool_choice": "none"}
    socket = f"--unix-socket {_quoted(where.uds)} " if where.uds is not None else ""
    content = f"-H 'Content-Type: application/json' -d {_quoted(json.dumps(body))}"
    before, headers = _credentials(policy, key)
    lines = [
        "",
        f"SafeKV is ready on {where.uds or where.url}  (mode {policy.mode}, {len(policy.declared)} declared)",
        *before,
        f"curl {socket}{where.url}/v1/chat/completions {headers}{content}",
        "",
    ]
    sys.stdout.write("\n".join(lines))
    sys.stdout.flush()


def _credentials(policy: Policy, key: str | None) -> tuple[list[str], str]:
    """What a request needs to be a tenant's: lines to fill in before, and headers."""
    identity = policy.identity
    if key:
        return [], f"-H 'Authorization: Bearer {key}' "
    if identity.api_keys is not None:
        said = "To try it, in another terminal, with the key of a tenant as `safekv keys add` printed it:"
        return [said, "SAFEKV_KEY=..."], '-H "Authorization: Bearer $SAFEKV_KEY" '
    if identity.proxy is not None:
        secret = identity.proxy.secret_file
        proof = f'-H "X-SafeKV-Proxy-Secret: $(cat {_quoted(str(secret))})" ' if secret is not None else ""
        return [], f"-H '{identity.proxy.tenant_header}: TENANT' {proof}"
    return [], ""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
