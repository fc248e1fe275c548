"""The HTTP edge as a plain ASGI application, with an engine behind it that only looks."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, Policy, Session
from safekv.edge import asgi
from safekv.edge.admission import Admission
from safekv.pipeline import open_sealer
from safekv.sharing.commands import Commands
from safekv.sharing.control import ControlServer
from safekv.sharing.publisher import Publisher
from safekv.types import Mode, WriteScope
from safekv.verdicts import Category, Clean, Finding, Sensitive, Undecided, Verdict
from tests.factories import Pool, add_key, compute, leave, new_request, write_json

pytest.importorskip("vllm")
from safekv.edge.middleware import SafeKVMiddleware

Message = MutableMapping[str, Any]
CHAT = "/v1/chat/completions"
BLOCK = 4


@dataclass
class Seen:
    """A request as the engine saw it."""

    scope: dict[str, Any]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.scope["headers"])


@dataclass
class Answer:
    status: int
    headers: dict[bytes, bytes]
    body: dict[str, Any]

    @property
    def message(self) -> str:
        return str(self.body["error"]["message"])


class Guard:
    """A guard that finds one word."""

    version = "g1"

    def judge(self, text: str) -> Verdict:
        if "undecidable" in text:
            return Undecided(reason="it is hard to say")
        at = text.find("secret")
        if at < 0:
            return Clean(score=0.0)
        found = Finding(category=Category.CREDENTIAL, start=at, end=at + 6, tier=1, detector="word")
        return Sensitive(findings=(found,), score=1.0)


class Log:
    """What the scheduler would write into the log of releases."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, dict[str, str | None]]] = []

    def declared(self, declaration: Any, **said: str | None) -> None:
        self.entries.append(("declared", declaration.name, said))

    def withdrawn(self, declaration: Any, by: str | None) -> None:
        self.entries.append(("withdrawn", declaration.name, {"by": by}))

    def status(self) -> dict[str, Any]:
        return {"process": "ready", "unwritten": 0}


class Engine:
    """The engine's application behind the middleware, with a scheduler of stubs behind the control socket."""

    def __init__(self, mode: Mode, control_socket: Path) -> None:
        self.seen: list[Seen] = []
        self.today = ""
        """What the chat template writes before the messages: a date, say."""
        self.probers: list[dict[str, Any]] = []
        self.control = ControlServer(control_socket)
        self.pool = Pool(64)
        self.publisher = Publisher(
            self.pool, new_request=new_request(BLOCK), block_size=BLOCK, budget=32, max_tokens=200
        )
        self.log = Log()
        self.commands = Commands(
            self.publisher,
            mode,
            counts=Counter(),
            block_size=BLOCK,
            monitor=lambda: {"units": [], "probers": self.probers},
            log=cast(Any, self.log),
        )
        args = SimpleNamespace(
            allowed_origins=["*"], allow_credentials=False, allowed_methods=["*"], allowed_headers=["*"]
        )
        self.state = SimpleNamespace(args=args, engine_client=SimpleNamespace(is_sleeping=self._step))

    async def _step(self) -> bool:
        for command in self.control.take():
            self.commands.obey(command)
        for request in self.publisher.submit():
            compute(self.pool, request)
            self.publisher.finished(request, request.blocks, complete=True)
            leave(self.pool, request)
        self.commands.settle()
        return False

    async def __call__(self, scope: Message, receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["type"] == "lifespan":
            await send({"type": "lifespan.startup.complete"})
            return
        body = (await receive())["body"]
        self.seen.append(Seen(dict(scope), body))
        content: dict[str, Any] = {"served": scope["path"]}
        if scope["path"] == "/tokenize":
            sent = json.loads(body)
            told = "".join(f"<{m['role']}>{m['content']}" for m in sent.get("messages", ()))
            text = sent.get("prompt") or self.today + told
            content = {"tokens": list(text.encode())}
        elif scope["path"] == "/detokenize":
            content = {"prompt": bytes(json.loads(body)["tokens"]).decode()}
        await asgi.respond(send, 200, content)


class Server:
    """A started server: policy, key file, session, engine, middleware."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch, **policy: Any) -> None:
        self.keys = directory / "keys.json"
        self.alice, self.bob = add_key(self.keys, "alice"), add_key(self.keys, "bob")
        self.ops = add_key(self.keys, "ops", operator=True)
        self.prometheus = add_key(self.keys, "prometheus", metrics=True)
        self.session = Session(directory=directory)
        self.session.master_secret_file.write_text("ab" * 32)
        self.session.master_secret_file.chmod(0o600)
        identity = {"api_keys": "keys.json", **policy.pop("identity", {})}
        content = {"mode": "declared", "groups": {"org": ["alice"]}, "identity": identity, **policy}
        monkeypatch.setenv(POLICY_VARIABLE, str(write_json(directory / "policy.json", content)))
        monkeypatch.setenv(SESSION_VARIABLE, str(directory))
        self.now = 0.0
        self.root_path = ""
        monkeypatch.setattr("safekv.edge.middleware.Admission", partial(Admission, clock=lambda: self.now))
        monkeypatch.setattr("safekv.edge.reviewing.open_guard", lambda *_, **__: Guard())
        self.engine = Engine(Mode(content["mode"]), self.session.control_socket)
        self.edge = SafeKVMiddleware(self.engine)
        policy_model = Policy.model_validate({"groups": content["groups"]})
        self.sealer = open_sealer(policy_model, self.session)

    def start(self) -> list[Message]:
        sent: list[Message] = []

        async def lifespan() -> None:
            await self.edge(self._scope("lifespan"), never, to(sent))

        asyncio.run(lifespan())
        self.engine.seen.clear()
        return sent

    def _scope(self, kind: str, **more: Any) -> dict[str, Any]:
        application = _Application(self.edge, self.engine.state)
        return {"type": kind, "app": application, "client": ("203.0.113.9", 5), "query_string": b"", **more}

    def call(
        self,
        method: str = "POST",
        path: str = CHAT,
        body: Any = None,
        *,
        key: str | None = None,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        client: tuple[str, int] | None = ("203.0.113.9", 5),
        kind: str = "http",
        parse: bool = True,
        query: bytes = b"",
    ) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body if body is not None else {"model": "m"}).encode()
        sent_headers = [*headers, *([(b"authorization", b"Bearer " + key.encode())] if key else [])]
        chunks = [raw[:1], raw[1:]] if raw else [b""]
        pending = [
            {"type": "http.request", "body": chunk, "more_body": i < len(chunks) - 1} for i, chunk in enumerate(chunks)
        ]
        sent: list[Message] = []

        async def receive() -> Message:
            return pending.pop(0) if pending else {"type": "http.disconnect"}

        scope = self._scope(kind, method=method, path=path, headers=sent_headers, raw_path=path.encode())
        scope |= {"client": client, "query_string": query, "root_path": self.root_path}
        asyncio.run(self.edge(scope, receive, to(sent)))
        if kind == "websocket":
            return Answer(sent[0]["code"], {}, {})
        start, content = sent
        self.sent = bytes(content["body"])
        if not parse:
            return Answer(start["status"], dict(start["headers"]), {"text": self.sent.decode()})
        return Answer(start["status"], dict(start["headers"]), json.loads(self.sent) if self._is_json(start) else {})

    @staticmethod
    def _is_json(start: Message) -> bool:
        return dict(start["headers"]).get(b"content-type") == b"application/json"

    def salt(self, **call: Any) -> str:
        """The salt under which the engine serves a request."""
        assert self.call(**call).status == 200
        return str(self.engine.seen[-1].json["cache_salt"])

    def scope(self, **call: Any) -> WriteScope:
        return self.sealer.open(self.salt(**call))


@dataclass
class _Application:
    """The engine's FastAPI object: the whole application, middleware included, and its state."""

    edge: Any
    state: Any

    async def __call__(self, scope: Message, receive: asgi.Receive, send: asgi.Send) -> None:
        await self.edge({**scope, "app": self}, receive, send)


async def never() -> Message:
    return {"type": "lifespan.startup"}


def to(sent: list[Message]) -> asgi.Send:
    async def send(message: Message) -> None:
        sent.append(message)

    return send


Make = Callable[..., Server]
