"""The HTTP edge: ASGI middleware that `--middleware` puts in front of the engine's whole application.

For each request: is the route known, who is asking, which scope follows; then the body's salt is written, and only
then does the engine see it. At start it makes sure that the scheduler behind is ours, and declares the policy's
prefixes; the server does not accept requests before they are published.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import Any

from vllm.logger import init_logger

from safekv.config import load_environment
from safekv.engines.vllm import compat
from safekv.engines.vllm.asgi import (
    App,
    Receive,
    Scope,
    Send,
    parse_object,
    passed_headers,
    read_body,
    replay,
    respond_error,
)
from safekv.engines.vllm.operator import OperatorRoutes
from safekv.engines.vllm.routes import Kind, Route, Routes, asks_no_store, load_routes, scoped_body
from safekv.errors import CallerError, SafeKVError
from safekv.pipeline import Edge
from safekv.types import Anonymous, Operator, Principal, Scraper, Tenant

logger = init_logger("vllm.safekv.middleware")

_WEBSOCKET_POLICY_VIOLATION = 1008


class _RefusedError(Exception):
    """Ends the application's start from within."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Started:
    """What the middleware works with once the server's lifespan has begun."""

    edge: Edge
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] == "http":
            try:
                await self._http(scope, receive, send)
            except CallerError as error:
                await respond_error(send, error)
        else:
            await send({"type": "websocket.close", "code": _WEBSOCKET_POLICY_VIOLATION})

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = ""

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
                await send(message)

        with contextlib.suppress(_RefusedError):
            await self._app(scope, receive, send_when_ready)
        if refusal:  # in one line, instead of the application's stack trace
            await send({"type": "lifespan.startup.failed", "message": refusal})

    async def _start(self, app: Any) -> None:
        compat.check_edge_source()
        policy, session = load_environment()
        edge = Edge(policy, session, report=logger.error)
        self._started = _Started(
            edge=edge,
            operator=OperatorRoutes(policy, session, name_of=edge.tenant_name),
            routes=load_routes(),
        )
        await self._started.operator.start(app)
        self._ready = True

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = self._started
        if started is None:
            raise CallerError("the server has not started", status=503)
        route = _route(started.routes, scope["method"], scope["path"])
        if route.kind is Kind.OPEN:
            await self._app({**scope, "headers": passed_headers(scope["headers"], 0)}, replay(b"", receive), send)
            return
        client = scope.get("client")
        principal = started.edge.identify(scope["headers"], client[0] if client else None)
        _require_role(principal, route.kind)
        body = await read_body(scope["headers"], receive)
        if route.kind in (Kind.OPERATOR, Kind.METRICS) and scope["path"].startswith("/safekv/"):
            await started.operator.handle(scope, body, send)
            return
        if route.kind is Kind.CACHED:
            if not self._ready:
                raise CallerError("the server is still starting", status=503)
            body = _scoped(started.edge, scope, route, principal, body)
        headers = passed_headers(scope["headers"], len(body))
        await self._app({**scope, "headers": headers}, replay(body, receive), send)


def _route(routes: Routes, method: str, path: str) -> Route:
    for named in ("/safekv/declared", "/safekv/released"):
        if path.startswith(f"{named}/"):
            path = named
    if method == "HEAD":
        method = "GET"
    if method == "OPTIONS" and any(known == path for _, known in routes):
        return Route(kind=Kind.OPEN)
    route = routes.get((method, path))
    if route is None:
        raise CallerError(f"{method} {path[:100]} is not served here", status=404, param="path")
    return route


def _scoped(edge: Edge, scope: Scope, route: Route, principal: Principal, body: bytes) -> bytes:
    content = parse_object(body)
    sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cache-control"]
    admitted = edge.admit(principal, no_store=asks_no_store(content, ",".join(sent)))
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
