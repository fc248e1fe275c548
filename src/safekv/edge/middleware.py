"""The HTTP edge: ASGI middleware that `--middleware` puts in front of the engine's whole application.

For each request: is the route known, who is asking, which scope follows; then the body's salt is written, and only
then does the engine see it. At start it makes sure that the scheduler behind is ours, and declares the policy's
prefixes; the server does not accept requests before they are published.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.middleware.cors import CORSMiddleware
from starlette.responses import RedirectResponse

from safekv.config import load_environment, load_session
from safekv.edge.admission import Admission
from safekv.edge.asgi import (
    App,
    Receive,
    Scope,
    Send,
    parse_object,
    passed_headers,
    read_body,
    replay,
    values_of,
)
from safekv.edge.operator import OperatorRoutes
from safekv.edge.refusals import Refusals
from safekv.edge.routes import (
    Kind,
    Route,
    Routes,
    asks_no_store,
    find_route,
    load_routes,
    route_path,
    scoped_body,
    without_slash,
)
from safekv.edge.shapes import is_anthropic, reshaped, respond_error
from safekv.engines.vllm import compat
from safekv.engines.vllm.starting import keep_guard, last_line, mark_ready, note_failure
from safekv.errors import CallerError, SafeKVError
from safekv.types import Anonymous, Operator, Principal, Scraper, Tenant

logger = logging.getLogger("vllm.safekv.middleware")

_WEBSOCKET_POLICY_VIOLATION = 1008


class _RefusedError(Exception):
    """Ends the application's start from within."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Started:
    """What the middleware works with once the server's lifespan has begun."""

    edge: Admission
    own: Callable[[App], App]
    operator: OperatorRoutes
    routes: Routes


class SafeKVMiddleware:
    """ASGI middleware: identity, scopes, allow-listed routes and fields, the operator's own routes.

    Nothing is read or checked before the server's lifespan begins, since only there can a refusal end the start.
    Until it has begun well, every cached route answers 503.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._started: _Started | None = None
        self._ready = False
        self._refusals = Refusals(logger.info)
        self._telling: asyncio.Task[None] | None = None
        self._unguard: Callable[[], object] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] == "http":
            path = route_path(scope)
            try:
                await self._http(scope, path, receive, send)
            except CallerError as error:
                if error.status in (401, 403):
                    client = scope.get("client")
                    self._refusals.note(error.status, str(error), client[0] if client else None)
                await self._own(_refusal(error, path))(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": _WEBSOCKET_POLICY_VIOLATION})

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal, session = "", load_session()
        if session is not None:
            self._unguard = keep_guard(session)

        async def send_when_ready(message: Any) -> None:
            nonlocal refusal
            if message["type"] == "lifespan.startup.complete":
                try:
                    await self._start(scope["app"])
                except Exception as error:
                    # Whatever went wrong: a server whose protection is in doubt must not come up.
                    if not isinstance(error, SafeKVError):
                        logger.exception("SafeKV failed to start")
                    refusal = f"SafeKV refuses to start: {error}"
                    raise _RefusedError from error
            if not refusal:
                self._tell(message, scope.get("app"))
                await send(message)

        with contextlib.suppress(_RefusedError):
            await self._app(scope, receive, send_when_ready)
        if refusal:  # in one line, instead of the application's stack trace
            failed = {"type": "lifespan.startup.failed", "message": refusal}
            self._tell(failed, None)
            await send(failed)

    def _tell(self, message: Any, app: Any) -> None:
        """Tell the process that started the server how its start has gone."""
        session = load_session()
        if message["type"] in ("lifespan.startup.failed", "lifespan.startup.complete"):
            self._unguard()
        if session is not None and message["type"] == "lifespan.startup.failed":
            note_failure(session, last_line(message.get("message", "")))
        if session is not None and message["type"] == "lifespan.startup.complete":
            self._telling = asyncio.create_task(mark_ready(session, app))

    async def _start(self, app: Any) -> None:
        compat.check_edge_source()
        policy, session = load_environment()
        edge = Admission(policy, session, report=logger.error)
        self._started = _Started(
            edge=edge,
            own=_cors(app),
            operator=OperatorRoutes(policy, session, name_of=edge.tenant_name, readable=edge.readable),
            routes=load_routes(),
        )
        await self._started.operator.start(app, self._behind(app))
        self._ready = True

    def _behind(self, app: Any) -> App:
        """The engine's application behind the edge, for the system's own questions: they come from nobody."""

        async def engine(scope: Scope, receive: Receive, send: Send) -> None:
            await self._app({**scope, "app": app}, receive, send)

        return engine

    def _own(self, answer: App) -> App:
        """An answer of ours with the engine's CORS headers around it, or a browser would show no reason."""
        return self._started.own(answer) if self._started is not None else answer

    async def _http(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        started = self._started
        if started is None:
            raise CallerError("the server has not started", status=503)
        if (target := without_slash(started.routes, path)) is not None:
            await self._own(RedirectResponse(_location(scope, target), status_code=307))(scope, receive, send)
            return
        route = find_route(started.routes, scope["method"], path)
        if route.kind is Kind.OPEN:
            await self._app({**scope, "headers": passed_headers(scope["headers"], 0)}, replay(b"", receive), send)
            return
        client = scope.get("client")
        principal = started.edge.identify(scope["headers"], client[0] if client else None)
        _require_role(principal, route.kind)
        body = await read_body(scope["headers"], receive)
        if route.kind in (Kind.OPERATOR, Kind.METRICS) and path.startswith("/safekv/"):
            name = principal.name if isinstance(principal, Operator) else None
            answer = partial(started.operator.handle, body=body, operator=name)
            await self._own(answer)({**scope, "path": path}, receive, send)
            return
        if route.kind is Kind.CACHED:
            if not self._ready:
                raise CallerError("the server is still starting", status=503)
            body = _scoped(started.edge, scope, route, principal, body)
        headers = passed_headers(scope["headers"], len(body))
        shaped = reshaped(send) if is_anthropic(path) else send
        await self._app({**scope, "headers": headers}, replay(body, receive), shaped)


def _refusal(error: CallerError, path: str) -> App:
    async def answer(_: Scope, __: Receive, send: Send) -> None:
        await respond_error(send, error, path)

    return answer


def _cors(app: Any) -> Callable[[App], App]:
    """The CORS middleware with the engine's own settings; the engine has one for what passes it."""
    settings = app.state.args
    return partial(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_credentials=settings.allow_credentials,
        allow_methods=settings.allowed_methods,
        allow_headers=settings.allowed_headers,
    )


def _location(scope: Scope, path: str) -> str:
    """Where a route is for the caller: under `--root-path`, whether the proxy in front has taken it off or not."""
    query = scope.get("query_string", b"").decode("latin-1")
    return str(scope.get("root_path", "")).rstrip("/") + path + (f"?{query}" if query else "")


def _scoped(edge: Admission, scope: Scope, route: Route, principal: Principal, body: bytes) -> bytes:
    content = parse_object(body)
    cache_control = b",".join(values_of(scope["headers"], b"cache-control")).decode("latin-1")
    admitted = edge.admit(principal, no_store=asks_no_store(content, cache_control))
    return json.dumps(scoped_body(content, route, admitted.salt)).encode()


def _require_role(principal: Principal, kind: Kind) -> None:
    """Operators may call everything, who collects metrics only these, tenants and nobody what is not for operators."""
    match principal:
        case Operator():
            return
        case Scraper():
            if kind is not Kind.METRICS:
                raise CallerError("this key is for metrics only", status=403, param="authorization")
        case Tenant() | Anonymous() if kind in (Kind.PLAIN, Kind.CACHED):
            return
        case Tenant():
            raise CallerError("this route is for operators, not for tenants", status=403, param="authorization")
        case Anonymous():
            needed = "an operator's key, or one for metrics" if kind is Kind.METRICS else "an operator's key"
            raise CallerError(f"this route needs {needed}", status=401, param="authorization")
