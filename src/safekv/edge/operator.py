"""The operator's HTTP routes: declare, list and withdraw prefixes, status, monitor and metrics.

GET    /safekv/status            what is published, the budget, counters, problems
GET    /safekv/metrics           the same for Prometheus
GET    /safekv/monitor           how published units are used, and who seems to guess
GET    /safekv/declared/{name}   a request that should hit it, and whether it has gone stale
POST   /safekv/declared          body: an entry of the policy's `declared`; with `"reviewed": true` also if ChunkGuard
                                 has findings in it, which are told else (409)
DELETE /safekv/declared/{name}
DELETE /safekv/released/{unit}   a unit's id, as `safekv ledger list` shows it, or its beginning
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from safekv.config import DeclaredPrefix, Policy, Session
from safekv.edge.asgi import App, Receive, Scope, Send, respond, respond_body
from safekv.edge.asking import Engine
from safekv.edge.freshness import Freshness
from safekv.edge.markers import learn_markers
from safekv.edge.metrics import CONTENT_TYPE as METRICS_TYPE
from safekv.edge.metrics import render as render_metrics
from safekv.edge.metrics import render_readable
from safekv.edge.rendering import Rendered
from safekv.edge.reports import Reports
from safekv.edge.reviewing import Reviewer
from safekv.engines.vllm.vocabulary import Control, describe_rendering
from safekv.errors import CallerError, DeclarationError, EngineError, TooShortError
from safekv.guard.review import Review
from safekv.scope.units import unit_ends
from safekv.sharing import control

logger = logging.getLogger("vllm.safekv.operator")

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
        self._readable = readable
        self._reviewer = Reviewer(policy)
        self._app: Any = None
        self._engine: Any = None
        self._block_size = 0
        self._freshness = Freshness(self._render)
        self._reports = Reports(policy, self._send, name_of=name_of, freshness=self._freshness)
        self._tasks: list[asyncio.Task[None]] = []

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
        elif status.get("log") is not None:
            await self._await_log()
        if self._policy.mode.publishes:
            for prefix in self._policy.declared:
                await self._declare_at_start(prefix)
        self._reports.warn()
        self._tasks.append(asyncio.create_task(self._freshness.keep_looking()))

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
        watching = control.watch(self._session.control_socket, self._wake, self._reports.hear)
        self._tasks.append(asyncio.create_task(watching))

    async def _await_log(self) -> None:
        """Wait until the process that keeps the log is up. Raises EngineError when it refuses."""
        for _ in range(_RELEASE_START_SECONDS * 2):
            state = str((await self._send({"op": "status"}))["log"]["process"])
            if state.startswith("refused"):
                raise EngineError(f"the process that keeps the log of releases {state}")
            if state != "starting":
                break
            await asyncio.sleep(0.5)
        if state != "ready":
            logger.error("the log of releases cannot be written: what is declared comes into it once it can")

    async def _declare_at_start(self, prefix: DeclaredPrefix) -> None:
        """A prefix of the policy. One that is too short is left out; findings of the guard do not keep it out."""
        try:
            rendered = await self._render(prefix)
        except TooShortError as error:
            logger.warning("%s; it is left out", error)
            self._reports.left_out(str(error))
            return
        review = await self._reviewer.review(prefix)
        if review.remarks:
            logger.warning("declared %r is shared, and should be looked at: %s", prefix.name, review.summary())
        await self._publish(prefix, rendered, review, by=None)

    async def handle(self, scope: Scope, _: Receive, send: Send, *, body: bytes, operator: str | None = None) -> None:
        """One of the operator's own routes; the caller is known to be this operator. Raises CallerError."""
        _, _, name = scope["path"].partition("/safekv/declared/")
        _, _, unit = scope["path"].partition("/safekv/released/")
        try:
            match "GET" if scope["method"] == "HEAD" else scope["method"]:
                case "DELETE" if unit:
                    command = {"op": "withdraw-released", "unit": unquote(unit), "by": operator}
                    await respond(send, 200, await self._send(command))
                case "POST" if scope["path"] == "/safekv/declared":
                    await respond(send, *await self._declare(*_declaration(body), by=operator))
                case "DELETE" if name:
                    await respond(send, 200, await self._withdraw(unquote(name), by=operator))
                case "GET" if name:
                    await respond(send, 200, await self._freshness.sample(unquote(name)))
                case "GET" if scope["path"] == "/safekv/metrics":
                    metrics = render_metrics(await self._reports.status()) + render_readable(self._readable())
                    await respond_body(send, 200, metrics, METRICS_TYPE)
                case "GET" if scope["path"] == "/safekv/monitor":
                    await respond(send, 200, await self._reports.monitor())
                case "GET" if scope["path"] == "/safekv/status":
                    await self._freshness.asked()
                    await respond(send, 200, await self._reports.status())
                case _:
                    raise CallerError(f"{scope['method']} {scope['path'][:100]} is not served here", status=404)
        except DeclarationError as error:
            raise CallerError(str(error), status=409) from None
        except EngineError as error:
            raise CallerError(str(error), status=503) from None

    async def _declare(
        self, prefix: DeclaredPrefix, reviewed: bool = False, *, by: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Declare at run time: status and body of the answer. Raises DeclarationError, EngineError."""
        rendered = await self._render(prefix)
        review = await self._reviewer.review(prefix)
        if review.remarks and not reviewed and self._policy.mode.publishes:  # elsewhere the scheduler refuses it
            return 409, _to_be_reviewed(prefix, review)
        return 201, await self._publish(prefix, rendered, review, by=by)

    async def _render(self, prefix: DeclaredPrefix) -> Rendered:
        if prefix.group is not None and prefix.group not in self._policy.groups:
            raise DeclarationError(f"{prefix.name!r}: the group {prefix.group!r} is not under groups in the policy")
        return await Engine(self._app, self._engine).render(prefix, self._block_size)

    async def _publish(
        self, prefix: DeclaredPrefix, rendered: Rendered, review: Review, *, by: str | None
    ) -> dict[str, Any]:
        ends = unit_ends(rendered.boundaries, self._block_size)
        command = {
            "op": "declare",
            "name": prefix.name,
            "group": prefix.group,
            "tokens": rendered.tokens,
            "ends": ends,
            "by": by,
            "verdict": review.verdict,
            "guard": review.guard,
        }
        published = await self._send(command)
        self._freshness.declared(prefix, rendered.tokens[: ends[-1]], rendered.remarks)
        logger.info("declared %r: %d tokens are shared", prefix.name, published["tokens"])
        for remark in rendered.remarks:
            logger.warning("%s", remark)
        return {**published, "remarks": list(rendered.remarks)}

    async def _withdraw(self, name: str, *, by: str | None) -> dict[str, Any]:
        answer = await self._send({"op": "withdraw", "name": name, "by": by})
        answer = {**answer, "in_policy": any(prefix.name == name for prefix in self._policy.declared)}
        self._freshness.withdrawn(name)
        logger.info("withdrew %r: it is shared no more", name)
        return answer

    async def _send(self, command: dict[str, Any]) -> dict[str, Any]:
        return await control.send(self._session.control_socket, command, self._wake)

    async def _wake(self) -> None:
        await self._app.state.engine_client.is_sleeping()  # any call to the engine ends its idle wait

    async def _tokenize(self, body: dict[str, Any]) -> list[int]:
        return await Engine(self._app, self._engine).tokenize(body)


def _to_be_reviewed(prefix: DeclaredPrefix, review: Review) -> dict[str, Any]:
    """What an operator has to look at before it is shared: categories and places, no text."""
    message = (
        f"SafeKV: {prefix.name!r} is not shared: ChunkGuard has {len(review.remarks)} remark(s) about it. Look at "
        'them, and if all of it is meant to be public send it again with "reviewed": true'
    )
    error = {"message": message, "type": "invalid_request_error", "param": "reviewed", "code": 409}
    return {"error": error, "findings": [remark.record() for remark in review.remarks]}


def _declaration(body: bytes) -> tuple[DeclaredPrefix, bool]:
    """What is to be declared, and whether somebody has looked at what the guard finds. Raises CallerError."""
    try:
        given = json.loads(body)
        reviewed = given.pop("reviewed", False) if isinstance(given, dict) else False
        if not isinstance(reviewed, bool):
            raise CallerError("reviewed must be true or false", param="reviewed")
        return DeclaredPrefix.model_validate(given), reviewed
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CallerError(f"{where or 'the declaration'}: {first['msg']}", param=where or None) from None
    except (ValueError, RecursionError):
        raise CallerError("the body is not valid JSON") from None
