"""The HTTP edge as a plain ASGI application: what is refused, and what the engine gets to see of the rest."""

from __future__ import annotations

import asyncio
import gzip
import json
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, Policy, Session
from safekv.engines.vllm import asgi, compat
from safekv.engines.vllm.commands import Commands
from safekv.engines.vllm.control import ControlServer
from safekv.engines.vllm.publisher import Publisher
from safekv.identity.keyfile import edit_key_file
from safekv.pipeline import Edge, open_sealer
from safekv.types import GroupName, Mode, Private, Request, WriteScope
from tests.factories import Pool, add_key, compute, leave, new_request, write_json

pytest.importorskip("vllm")
from safekv.engines.vllm.middleware import SafeKVMiddleware

pytestmark = pytest.mark.engine

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


class Engine:
    """The engine's application behind the middleware, with a scheduler of stubs behind the control socket."""

    def __init__(self, mode: Mode, control_socket: Path) -> None:
        self.seen: list[Seen] = []
        self.control = ControlServer(control_socket)
        self.pool = Pool(64)
        self.publisher = Publisher(
            self.pool, new_request=new_request(BLOCK), block_size=BLOCK, budget=32, max_tokens=200
        )
        self.commands = Commands(self.publisher, mode, counts=Counter(), block_size=BLOCK)
        self.state = SimpleNamespace(engine_client=SimpleNamespace(is_sleeping=self._step))

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
            text = sent.get("prompt") or "".join(f"<{m['role']}>{m['content']}" for m in sent["messages"])
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
        self.session = Session(directory=directory)
        self.session.master_secret_file.write_text("ab" * 32)
        self.session.master_secret_file.chmod(0o600)
        identity = {"api_keys": "keys.json", **policy.pop("identity", {})}
        content = {"mode": "declared", "groups": {"org": ["alice"]}, "identity": identity, **policy}
        monkeypatch.setenv(POLICY_VARIABLE, str(write_json(directory / "policy.json", content)))
        monkeypatch.setenv(SESSION_VARIABLE, str(directory))
        self.now = 0.0
        monkeypatch.setattr("safekv.engines.vllm.middleware.Edge", partial(Edge, clock=lambda: self.now))
        self.engine = Engine(Mode(content["mode"]), self.session.control_socket)
        self.edge = SafeKVMiddleware(self.engine)
        policy_model = Policy.model_validate({"groups": content["groups"]})
        self.sealer = open_sealer(policy_model, self.session)

    def start(self) -> list[Message]:
        sent: list[Message] = []

        async def lifespan() -> None:
            await self.edge(self._scope("lifespan"), _never, _to(sent))

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
        asyncio.run(self.edge({**scope, "client": client}, receive, _to(sent)))
        if kind == "websocket":
            return Answer(sent[0]["code"], {}, {})
        start, content = sent
        return Answer(start["status"], dict(start["headers"]), json.loads(content["body"]))

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


async def _never() -> Message:
    return {"type": "lifespan.startup"}


def _to(sent: list[Message]) -> asgi.Send:
    async def send(message: Message) -> None:
        sent.append(message)

    return send


Make = Callable[..., Server]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    made: list[Server] = []
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="skv") as directory:

        def build(**policy: Any) -> Server:
            made.append(Server(Path(directory), monkeypatch, **policy))
            return made[-1]

        yield build
        for server in made:  # closing waits for the server's next poll; the tests do not
            threading.Thread(target=server.engine.control.close, daemon=True).start()


@pytest.fixture
def server(make: Make) -> Server:
    built = make()
    assert [message["type"] for message in built.start()] == ["lifespan.startup.complete"]
    return built


# ── routes ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/inference/v1/generate"),
        ("POST", "/invocations"),
        ("POST", "/v1/audio/transcriptions"),
        ("GET", "/v1/responses/resp_1"),
        ("GET", "/docs"),
        ("GET", "/"),
        ("GET", ""),
        ("POST", CHAT + "/"),
        ("POST", "/" + CHAT),
        ("POST", "/v1//chat/completions"),
        ("POST", "/v1/./chat/completions"),
        ("POST", "/health/../v1/chat/completions"),
        ("POST", "/v1/%2e/chat/completions"),
        ("POST", "/V1/Chat/Completions"),
        ("POST", CHAT + "\x00"),
        ("POST", CHAT + ";x"),
        ("GET", CHAT),
        ("HEAD", CHAT),
        ("PUT", CHAT),
        ("post", CHAT),
        ("OPTIONS", "/invocations"),
        ("GET", "/safekv/declared"),
        ("GET", "/safekv/declared/a"),
        ("GET", "/safekv"),
        ("GET", "/metrics/"),
        ("POST", "/" + "x" * 10_000),
    ],
)
def test_a_route_that_is_not_known_does_not_exist_for_anybody(server: Server, method: str, path: str) -> None:
    for key in (server.alice, server.ops, None):
        answer = server.call(method, path, key=key)
        assert (answer.status, answer.body["error"]["param"]) == (404, "path")
        assert len(answer.message) < 200
    assert server.engine.seen == []


OPERATOR_ROUTES = [
    ("GET", "/metrics"),
    ("HEAD", "/metrics"),
    ("GET", "/load"),
    ("POST", "/reset_prefix_cache"),
    ("POST", "/sleep"),
    ("POST", "/pause"),
    ("GET", "/safekv/status"),
    ("POST", "/safekv/declared"),
    ("DELETE", "/safekv/declared/a"),
]


@pytest.mark.parametrize(("method", "path"), OPERATOR_ROUTES)
def test_an_operators_route_is_not_for_tenants_and_not_for_nobody(server: Server, method: str, path: str) -> None:
    tenant, nobody = server.call(method, path, key=server.alice), server.call(method, path)
    assert (tenant.status, nobody.status) == (403, 401)
    assert nobody.headers[b"www-authenticate"] == b"Bearer"
    assert server.engine.seen == []


@pytest.mark.parametrize(("method", "path"), OPERATOR_ROUTES[:6])
def test_an_operator_reaches_the_engines_own_routes(server: Server, method: str, path: str) -> None:
    assert server.call(method, path, b"", key=server.ops).status == 200
    assert server.engine.seen[0].scope["path"] == path


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_liveness_is_open_and_carries_nothing_in(server: Server, method: str) -> None:
    headers = ((b"authorization", b"Bearer wrong"), (b"x-request-id", b"1"))
    assert server.call(method, "/health", b"{}", headers=headers).status == 200
    assert server.engine.seen[0].body == b""
    assert server.engine.seen[0].headers == {b"content-length": b"0"}


def test_a_preflight_of_a_known_route_reaches_the_engines_cors_without_body_or_key(server: Server) -> None:
    assert server.call("OPTIONS", CHAT, b"{}", headers=((b"origin", b"https://a"),)).status == 200
    assert server.engine.seen[0].body == b""
    assert server.engine.seen[0].headers[b"origin"] == b"https://a"


def test_a_websocket_is_refused(server: Server) -> None:
    assert server.call(path="/v1/realtime", kind="websocket").status == 1008
    assert server.engine.seen == []


# ── who is asking ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [CHAT, "/v1/models", "/tokenize", "/metrics"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(((b"authorization", b"Bearer wrong"),), id="wrong key"),
        pytest.param(((b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")), id="two credentials"),
        pytest.param(((b"authorization", b"Bearer"),), id="malformed"),
        pytest.param(((b"authorization", b"Basic eDp5"),), id="another scheme"),
    ],
)
def test_a_wrong_credential_is_401_with_a_challenge(
    server: Server, path: str, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    answer = server.call("GET" if path in ("/v1/models", "/metrics") else "POST", path, headers=headers)
    assert answer.status == 401
    assert answer.headers[b"www-authenticate"] == b"Bearer"
    assert answer.body["error"]["type"] == "authentication_error"
    assert server.engine.seen == []


def test_a_tenant_header_counts_from_the_proxy_only(make: Make) -> None:
    server = make(identity={"proxy": {"addresses": ["10.0.0.0/8"]}})
    server.start()
    named = ((b"x-safekv-tenant", b"alice"),)
    assert server.call(headers=named).status == 401
    assert server.call(headers=named, client=None).status == 401
    assert server.engine.seen == []
    assert server.salt(headers=named, client=("10.0.0.1", 5)) == server.salt(key=server.alice)


# ── whose blocks ─────────────────────────────────────────────────────────────────────────────────


def test_the_salt_is_always_ours(server: Server) -> None:
    for body in ({}, {"cache_salt": "theirs"}, {"cache_salt": None}):
        assert isinstance(server.scope(key=server.alice, body=body), Private)


def test_a_tenant_has_one_salt_and_two_tenants_have_two(server: Server) -> None:
    alice = server.salt(key=server.alice)
    assert server.salt(key=server.alice, body={"cache_salt": "x", "user": "y"}) == alice
    assert server.salt(key=server.alice, path="/v1/completions", body={"prompt": "x"}) == alice
    assert server.salt(key=server.bob) != alice
    assert server.salt(key=server.bob, body={"cache_salt": alice}) != alice


@pytest.mark.parametrize(
    ("call", "scope"),
    [
        pytest.param({}, Request(reads_published=False), id="nobody"),
        pytest.param({"key": "ops"}, Request(reads_published=True), id="operator"),
        pytest.param({"key": "bob", "body": {"no_store": True}}, Request(reads_published=True), id="no-store, body"),
        pytest.param(
            {"key": "alice", "headers": ((b"cache-control", b"max-age=0, No-Store"),)},
            Request(reads_published=True, group=GroupName("org")),
            id="no-store, header",
        ),
        pytest.param(
            {"key": "bob", "headers": ((b"cache-control", b"no-cache"), (b"cache-control", b"no-store"))},
            Request(reads_published=True),
            id="no-store, second header",
        ),
    ],
)
def test_a_request_that_leaves_nothing_has_a_fresh_salt_each_time(
    server: Server, call: dict[str, Any], scope: WriteScope
) -> None:
    call = {**call, **({"key": getattr(server, call["key"])} if "key" in call else {})}
    first, second = server.salt(**call), server.salt(**call)
    assert first != second
    assert server.sealer.open(first) == server.sealer.open(second) == scope
    assert "no_store" not in server.engine.seen[-1].json


def test_share_all_unsafe_writes_no_salt_and_takes_the_callers_away(make: Make) -> None:
    server = make(mode="share-all-unsafe")
    server.start()
    for key in (server.alice, server.bob, None):
        assert server.call(key=key, body={"model": "m", "cache_salt": "theirs"}).status == 200
        assert server.engine.seen[-1].json == {"model": "m"}


def test_a_repeated_key_in_the_body_reaches_the_engine_once_and_as_ours(server: Server) -> None:
    server.call(key=server.alice, body=b'{"cache_salt": "x", "cache_salt": "y", "model": "a", "model": "b"}')
    body = server.engine.seen[0].body
    assert body.count(b"cache_salt") == body.count(b"model") == 1
    assert server.engine.seen[0].json["model"] == "b"


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────


def nested(depth: int) -> bytes:
    return b'{"messages":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="empty"),
        pytest.param(b"x", 400, id="not JSON"),
        pytest.param(b"[]", 400, id="a list"),
        pytest.param(b"null", 400, id="null"),
        pytest.param(b"\xff\xfe\xfd", 400, id="no text at all"),
        pytest.param(nested(100_000), 400, id="nested deeply"),
        pytest.param(b'{"max_tokens": ' + b"9" * 5000 + b"}", 400, id="a number too long to read"),
        pytest.param(b'{"temperature": NaN}', 400, id="NaN"),
        pytest.param(b'{"temperature": 1e999}', 400, id="a number that is infinite once read"),
        pytest.param(gzip.compress(b"{}"), 400, id="compressed, and silent about it"),
        pytest.param({"cache_salt": "x" * 2**20}, 400, id="salt of a megabyte"),
        pytest.param({"cache_salt": "a\x00b"}, 400, id="salt with a control character"),
        pytest.param({"cache_salt": 7}, 400, id="salt of a wrong type"),
        pytest.param({"cache_salt": ""}, 400, id="empty salt"),
        pytest.param({"no_store": "yes"}, 400, id="no_store of a wrong type"),
        pytest.param({"kv_transfer_params": {"do_remote_prefill": True}}, 400, id="transfer of KV"),
        pytest.param({"prompt_embeds": "AAAA"}, 400, id="embeddings"),
        pytest.param({"vllm_xargs": {"kv_transfer_params": 1}}, 400, id="an open door"),
    ],
)
def test_a_bad_body_is_refused_and_the_next_request_is_served(server: Server, body: Any, status: int) -> None:
    answer = server.call(key=server.alice, body=body)
    assert (answer.status, server.engine.seen) == (status, [])
    assert answer.message.startswith("SafeKV: ")
    assert len(answer.message) < 250
    assert server.call(key=server.alice).status == 200


def test_at_every_depth_of_nesting_a_body_is_served_or_refused(server: Server) -> None:
    """Reading and writing JSON may reach Python's limit at different depths; neither may end in an error of ours."""
    statuses = {server.call(key=server.alice, body=nested(depth)).status for depth in range(850, 1001)}
    assert statuses == {200, 400}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (((b"content-encoding", b"gzip"),), 415),
        (((b"content-length", b"%d" % (asgi.MAX_BODY_BYTES + 1)),), 413),
    ],
    ids=["encoded", "too large by its own account"],
)
def test_a_body_that_is_not_read(server: Server, headers: tuple[tuple[bytes, bytes], ...], status: int) -> None:
    assert server.call(key=server.alice, headers=headers).status == status
    assert server.engine.seen == []


def test_a_body_that_grows_too_large_in_chunks_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MAX_BODY_BYTES", 100)
    assert server.call(key=server.alice, body={"model": "m" * 100}).status == 413
    assert server.engine.seen == []


def test_fields_that_are_not_allowed_do_not_reach_the_engine(server: Server) -> None:
    sent = {"model": "m", "messages": [], "max_tokens": 5, "stream": True}
    dropped = {"request_id": "r", "session_id": "s", "priority": -1, "no_store": False, "invented": 1, "kv_scales": []}
    server.call(key=server.alice, body={**sent, **dropped})
    assert server.engine.seen[0].json == {**sent, "cache_salt": server.engine.seen[0].json["cache_salt"]}


def test_headers_that_are_not_allowed_do_not_reach_the_engine(server: Server) -> None:
    harmful = [b"x-request-id", b"x-data-parallel-rank", b"x-session-id", b"cookie", b"x-forwarded-for", b"X-Lora"]
    passed = [(b"content-type", b"application/json"), (b"traceparent", b"00-1-1-01")]
    server.call(key=server.alice, headers=(*passed, *((name, b"x") for name in harmful), (b"content-length", b"1")))
    seen = server.engine.seen[0]
    assert seen.headers == {**dict(passed), b"content-length": str(len(seen.body)).encode()}


def test_unicode_in_a_body_arrives_as_it_was_sent(server: Server) -> None:
    content = "é 😀 \ud800 \u2028 \x7f"
    server.call(key=server.alice, body={"messages": [{"role": "user", "content": content}]})
    assert server.engine.seen[0].json["messages"][0]["content"] == content


# ── keys change while the server runs ────────────────────────────────────────────────────────────


def test_a_new_key_works_within_a_second(server: Server) -> None:
    carol = add_key(server.keys, "carol")
    assert server.call(key=carol).status == 401
    server.now += 1.0
    assert isinstance(server.scope(key=carol), Private)


def test_an_erased_tenant_is_refused_and_comes_back_to_nothing(server: Server) -> None:
    before = server.salt(key=server.alice)
    with edit_key_file(server.keys) as content:
        content.erase("alice")
    again = add_key(server.keys, "alice")
    server.now += 1.0
    assert server.call(key=server.alice).status == 401
    assert server.salt(key=again) != before


def test_a_malformed_key_file_keeps_the_last_good_one(server: Server) -> None:
    server.keys.write_text("{")
    server.now += 1.0
    assert server.call(key=server.alice).status == 200
    assert server.call(key="sk-safekv-wrong").status == 401


# ── start ────────────────────────────────────────────────────────────────────────────────────────


def failed(server: Server) -> str:
    (message,) = server.start()
    assert message["type"] == "lifespan.startup.failed"
    assert server.call(key=server.alice).status == 503
    assert server.engine.seen == []
    return str(message["message"])


def test_before_the_start_nothing_is_served(make: Make) -> None:
    server = make()
    for path in (CHAT, "/health", "/metrics"):
        assert server.call(path=path, key=server.alice).status == 503
    assert server.engine.seen == []


def test_without_our_scheduler_behind_it_the_server_does_not_start(make: Make) -> None:
    server = make()
    server.engine.control.close()
    server.session.control_socket.unlink(missing_ok=True)
    assert "SafeKV's scheduler does not answer" in failed(server)


def test_with_a_scheduler_in_another_mode_the_server_does_not_start(make: Make) -> None:
    server = make(mode="isolate")
    server.engine.commands._mode = Mode.SHARE_ALL_UNSAFE
    assert "runs in mode share-all-unsafe, the edge in isolate" in failed(server)


def test_with_an_engine_whose_edge_was_changed_the_server_does_not_start(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compat, "source_digest", lambda name: "0" * 16)
    assert "was changed in vllm.entrypoints" in failed(make())


def test_outside_safekv_serve_the_server_does_not_start(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server = make()
    monkeypatch.delenv(SESSION_VARIABLE)
    assert "only in a server started with `safekv serve`" in failed(server)


def test_an_error_of_ours_does_not_start_the_server_either(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server = make()
    monkeypatch.setattr("safekv.engines.vllm.middleware.load_routes", lambda: 1 / 0)
    failed(server)


def test_declared_prefixes_are_published_before_the_first_request(make: Make) -> None:
    server = make(declared=[{"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}])
    assert [m["type"] for m in server.start()] == ["lifespan.startup.complete"]
    (published,) = server.engine.publisher.published
    text = bytes(published.unit.path).decode()
    assert "<system>Be kind to everybody.<user>".startswith(text)
    assert len(text) % BLOCK == 0
    assert len(text) >= len("<system>Be kind to every")


def test_a_declared_prefix_that_cannot_be_shared_ends_the_start(make: Make) -> None:
    server = make(declared=[{"name": "tiny", "text": "x"}])
    assert "less than one block of 4" in failed(server)


# ── the operator's own routes ────────────────────────────────────────────────────────────────────

DECLARATION = {"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}


def test_declare_list_and_withdraw(server: Server) -> None:
    made = server.call(path="/safekv/declared", body=DECLARATION, key=server.ops)
    assert (made.status, made.body["state"], made.body["units"]) == (201, "published", 1)
    listed = server.call("GET", "/safekv/status", b"", key=server.ops).body
    assert [row["name"] for row in listed["declared"]] == ["support"]
    assert len(server.engine.publisher.published) == 1
    assert server.call("DELETE", "/safekv/declared/support", b"", key=server.ops).status == 200
    assert len(server.engine.publisher.published) == 0


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        pytest.param(b"{", 400, "not valid JSON", id="not JSON"),
        pytest.param(b"[" * 100_000, 400, "not valid JSON", id="nested deeply"),
        pytest.param([], 400, "the declaration", id="a list"),
        pytest.param({**DECLARATION, "x": 1}, 400, "x: ", id="unknown field"),
        pytest.param({**DECLARATION, "name": "a/b"}, 400, "name: ", id="bad name"),
        pytest.param({"name": "a"}, 400, "give either messages or text", id="nothing to declare"),
        pytest.param({**DECLARATION, "group": "nobody"}, 409, "not under groups", id="unknown group"),
        pytest.param({"name": "a", "text": "x"}, 409, "nothing to share", id="too short"),
        pytest.param({"name": "a", "text": "x" * 500}, 409, "prompts of fewer than 200", id="too long"),
    ],
)
def test_a_declaration_that_is_refused(server: Server, body: Any, status: int, message: str) -> None:
    answer = server.call(path="/safekv/declared", body=body, key=server.ops)
    assert answer.status == status
    assert message in answer.message
    assert len(server.engine.publisher.declarations) == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "/safekv/declared/unknown", 409),
        ("DELETE", "/safekv/declared/", 404),
        ("DELETE", "/safekv/declared", 404),
        ("POST", "/safekv/declared/a", 404),
    ],
)
def test_withdrawing_what_is_not_there(server: Server, method: str, path: str, status: int) -> None:
    assert server.call(method, path, DECLARATION, key=server.ops).status == status


def test_an_engine_that_is_gone_is_503(server: Server) -> None:
    server.engine.control.close()
    server.session.control_socket.unlink(missing_ok=True)
    assert server.call("GET", "/safekv/status", b"", key=server.ops).status == 503
