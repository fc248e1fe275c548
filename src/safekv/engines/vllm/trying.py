"""Dry run of declared prefixes with the model's tokenizer and chat template, without loading weights."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safekv.config import DeclaredPrefix
from safekv.edge.asking import Engine
from safekv.errors import DeclarationError, OperatorError, TooShortError
from safekv.scope.units import unit_ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What becomes of a declared prefix: `tokens` that are shared, in whole blocks; or why it is `refused`.

    `left_out` says why a server goes on without it.
    """

    name: str
    tokens: int = 0
    blocks: int = 0
    units: int = 0
    refused: str | None = None
    left_out: str | None = None


def try_out(arguments: Any, config: Any, declared: Sequence[DeclaredPrefix]) -> tuple[int, list[Tried]]:
    """The size of a block in tokens, and what becomes of each prefix, in order.

    `arguments` are those of the engine's server, parsed, and `config` its VllmConfig. Raises OperatorError where the
    model's tokenizer or template cannot be loaded.
    """
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # a template that fails is told in a message, not by the engine's stack traces
    try:
        return asyncio.run(_try_out(arguments, config, declared))
    finally:
        logging.disable(before)


async def _try_out(arguments: Any, config: Any, declared: Sequence[DeclaredPrefix]) -> tuple[int, list[Tried]]:
    app = await _rendering_app(arguments, config)
    block_size = int(config.cache_config.block_size)
    engine = Engine(app, app)
    return block_size, [await _one(engine, prefix, block_size) for prefix in declared]


async def _one(engine: Engine, prefix: DeclaredPrefix, block_size: int) -> Tried:
    try:
        rendered = await engine.render(prefix, block_size)
    except TooShortError as error:
        return Tried(name=prefix.name, left_out=str(error))
    except DeclarationError as error:
        return Tried(name=prefix.name, refused=str(error))
    ends = unit_ends(rendered.boundaries, block_size)
    return Tried(name=prefix.name, tokens=ends[-1], blocks=ends[-1] // block_size, units=len(ends))


async def _rendering_app(arguments: Any, config: Any) -> Any:
    """The engine's application with what renders in it, and nothing else: as vLLM's own server for rendering has it."""
    from fastapi import FastAPI
    from vllm.entrypoints.launchers.render.app_state import init_render_app_state
    from vllm.entrypoints.serve.exception_handling.register import init_exception_handler
    from vllm.entrypoints.serve.tokenize.api_router import attach_router

    app = FastAPI()
    app.state.args = arguments
    init_exception_handler(app)
    attach_router(app)
    try:
        await init_render_app_state(config, app.state, arguments)
    except Exception as error:  # the tokenizer's and the template's own code runs here
        reason = str(error).partition("\n")[0][:300]
        raise OperatorError(
            f"the tokenizer or the chat template cannot be loaded ({type(error).__name__}: {reason}); see --tokenizer "
            "and --chat-template"
        ) from error
    return app
