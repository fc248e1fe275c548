"""The operator's side of the edge: declare, list and withdraw prefixes, and ask for the status.

GET    /safekv/status            what is published, the budget, counters
GET    /safekv/metrics           the same for Prometheus
GET    /safekv/monitor           how published units are used, and who seems to guess
POST   /safekv/declared          body: an entry of the policy's `declared`
DELETE /safekv/declared/{name}
DELETE /safekv/released/{unit}   a unit's id, as `safekv ledger list` shows it, or its beginning
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import httpx
from pydantic import ValidationError
from vllm.logger import init_logger

from safekv.config import DeclaredPrefix, Policy, Session
from safekv.engines.vllm import control
from safekv.engines.vllm.asgi import App, Receive, Scope, Send, respond, respond_body
from safekv.engines.vllm.markers import learn_markers
from safekv.engines.vllm.metrics import CONTENT_TYPE as METRICS_TYPE
from safekv.engines.vllm.metrics import render as render_metrics
from safekv.engines.vllm.metrics import render_readable
from safekv.engines.vllm.metrics_of_usage import with_names
from safekv.engines.vllm.rendering import ChatApi, render
from safekv.engines.vllm.vocabulary import Control, describe_rendering
from safekv.errors import CallerError, DeclarationError, EngineError
from safekv.scope.units import unit_ends
from safekv.types import Mode

logger = init_logger("vllm.safekv.operator")

_RELEASE_START_SECONDS = 120


class OperatorRoutes:
    """Speaks to the scheduler over the session's control socket.

    `name_of` gives the name of a tenant that the scheduler speaks of by a digest, or None; `readable` tells whether the
    files by which tenants are known can be read at present.
    """

    def __init__(
        self,
        policy: Policy,
        session: Session,
        *,
        name_of: Callable[[str], str | None] = lambda _: None,
        readable: Callable[[], Mapping[str, bool]] = dict,
    ) -> None:
        self._policy = policy
        self._session = session
        self._name_of = name_of
        self._readable = readable
        self._app: Any = None
        self._engine: Any = None
        self._block_size = 0
        self._watch: asyncio.Task[None] | None = None

    async def start(self, app: Any, engine: App) -> None:
        """Check the scheduler behind, and publish what the policy declares.

        `app` is the engine's FastAPI application, `engine` what of it stands behind the edge. Raises EngineError,
        DeclarationError.
        """
        self._app, self._engine = app, engine
        status = await self._send({"op": "status"})
        if status["mode"] != self._policy.mode:
            raise EngineError(f"the scheduler runs in mode {status['mode']}, the edge in {self._policy.mode}")
        self._block_size = status["block_size"]
        if status["release"] is not None:
            await self._start_release()
        if self._policy.mode.publishes:
            for prefix in self._policy.declared:
                published = await self._declare(prefix)
                logger.info("declared %r: %d tokens shared", prefix.name, published["tokens"])
        elif self._policy.declared:
            logger.warning("mode %s: the policy's declared prefixes are not shared", self._policy.mode)
        if self._policy.mode is Mode.DETECTOR:
            logger.warning(
                "mode detector: what ChunkGuard calls clean is shared at once; there is no guarantee when it errs, and "
                "a hit tells that somebody has sent the same. Use it to compare; `mode: ledger` has the guarantee"
            )
        if self._policy.mode is Mode.SHARE_ALL_UNSAFE:
            logger.warning("mode share-all-unsafe: every tenant can tell what the others have sent")

    async def _start_release(self) -> None:
        """Teach the scheduler the template's markers, and wait until the release process is up.

        Raises EngineError when the process refuses; when it is only down, nothing is released, and serving goes on.
        """
        client = self._app.state.engine_client
        tokenizer = client.get_tokenizer()
        engine = await asyncio.to_thread(describe_rendering, tokenizer, self._app.state.args, client.model_config)
        markers = await learn_markers(self._tokenize, Control.of(tokenizer))
        roles = self._policy.ledger.roles
        if "system" not in (votable := markers.votable(roles)):
            held = ", ".join(sorted(markers.template().holds("system"))) if markers.opening else "others"
            logger.warning(
                "nothing can be voted for in front of a user's message: in this model's prompts the system's words "
                "cannot be told from those of %s, and ledger.roles are %s",
                held,
                ", ".join(roles),
            )
        logger.info("messages that can be voted for: %s", ", ".join(sorted(votable)) or "none")
        await self._send({**markers.command(), "engine": engine})
        for _ in range(_RELEASE_START_SECONDS * 2):
            state = str((await self._send({"op": "status"}))["release"]["process"])
            if state.startswith("refused"):
                raise EngineError(f"the release process {state}")
            if state == "ready":
                break
            await asyncio.sleep(0.5)
        else:
            logger.error("the release process is not up: nothing is released until it is")
        self._watch = asyncio.create_task(control.watch(self._session.control_socket, self._wake))

    async def handle(self, scope: Scope, _: Receive, send: Send, *, body: bytes) -> None:
        """One of the operator's own routes; the caller is known to be an operator. Raises CallerError."""
        _, _, name = scope["path"].partition("/safekv/declared/")
        _, _, unit = scope["path"].partition("/safekv/released/")
        try:
            match "GET" if scope["method"] == "HEAD" else scope["method"]:
                case "DELETE" if unit:
                    await respond(send, 200, await self._send({"op": "withdraw-released", "unit": unquote(unit)}))
                case "POST" if scope["path"] == "/safekv/declared":
                    await respond(send, 201, await self._declare(_prefix(body)))
                case "DELETE" if name:
                    await respond(send, 200, await self._send({"op": "withdraw", "name": unquote(name)}))
                case "GET" if scope["path"] == "/safekv/metrics":
                    metrics = render_metrics(await self._status()) + render_readable(self._readable())
                    await respond_body(send, 200, metrics, METRICS_TYPE)
                case "GET" if scope["path"] == "/safekv/monitor":
                    await respond(send, 200, await self._send({"op": "monitor"}))
                case "GET" if scope["path"] == "/safekv/status":
                    await respond(send, 200, await self._status())
                case _:
                    raise CallerError(f"{scope['method']} {scope['path'][:100]} is not served here", status=404)
        except DeclarationError as error:
            raise CallerError(str(error), status=409) from None
        except EngineError as error:
            raise CallerError(str(error), status=503) from None

    async def _status(self) -> dict[str, Any]:
        return with_names(await self._send({"op": "status"}), self._name_of)

    async def _declare(self, prefix: DeclaredPrefix) -> dict[str, Any]:
        if prefix.group is not None and prefix.group not in self._policy.groups:
            raise DeclarationError(f"{prefix.name!r}: the group {prefix.group!r} is not under groups in the policy")
        rendered = await render(prefix, self._tokenize, self._detokenize, api=chat_api(self._app))
        ends = unit_ends(rendered.boundaries, self._block_size)
        if not ends:
            raise DeclarationError(
                f"{prefix.name!r} has {len(rendered.tokens)} tokens, less than one block of {self._block_size}: "
                "nothing to share"
            )
        command = {
            "op": "declare",
            "name": prefix.name,
            "group": prefix.group,
            "tokens": rendered.tokens,
            "ends": ends,
        }
        return await self._send(command)

    async def _send(self, command: dict[str, Any]) -> dict[str, Any]:
        return await control.send(self._session.control_socket, command, self._wake)

    async def _wake(self) -> None:
        await self._app.state.engine_client.is_sleeping()  # any call to the engine ends its idle wait

    async def _tokenize(self, body: dict[str, Any]) -> list[int]:
        given = {name: value for name, value in body.items() if value is not None}
        return list((await self._ask("/tokenize", given))["tokens"])

    async def _detokenize(self, tokens: list[int]) -> str:
        return str((await self._ask("/detokenize", {"tokens": tokens}))["prompt"])

    async def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask the engine's own application, so that templates and flags are those that tenants meet."""
        transport = httpx.ASGITransport(app=self._engine)
        async with httpx.AsyncClient(transport=transport, base_url="http://safekv") as client:
            response = await client.post(path, json=body, timeout=120)
        if response.status_code != 200:
            raise DeclarationError(f"the engine cannot render the prefix: {_reason(response)}")
        return dict(response.json())


def chat_api(app: Any) -> ChatApi:
    """What the engine's chat route does beside what its /tokenize does."""
    state = getattr(app, "state", None)
    renderer = getattr(getattr(state, "online_renderer", None), "renderer", None)
    drops = getattr(getattr(state, "args", None), "exclude_tools_when_tool_choice_none", False)
    return ChatApi(drops_unchosen_tools=drops is True, renderer=type(renderer).__name__)


def _reason(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return "no reason given"


def _prefix(body: bytes) -> DeclaredPrefix:
    try:
        return DeclaredPrefix.model_validate(json.loads(body))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CallerError(f"{where or 'the declaration'}: {first['msg']}", param=where or None) from None
    except (ValueError, RecursionError):
        raise CallerError("the body is not valid JSON") from None
