"""Plays the rows of the table on a server."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from tests.conformance.calls import TIMEOUT, Endpoint, Reply, bearer, floor, reusable, send
from tests.conformance.declared import DECLARED, HOUSE, HOUSE_TEXT, Message
from tests.conformance.servers import PROXY_SECRET, World
from tests.conformance.table import Ask, Case, Hit, Outcome, Prompt, Who
from tests.conformance.texts import words

WRONG_KEY = "sk-safekv-" + "x" * 43


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a row gave, and what would have been `Hit.ALL` for the probe and for the own repeat."""

    first: Reply
    probe: Reply
    own: Reply
    probe_all: int
    own_all: int


def question(seed: str) -> list[Message]:
    """A conversation of its own behind the declared system message."""
    return [HOUSE, {"role": "user", "content": words(seed, 120)}]


def raw_question(seed: str) -> str:
    """A raw prompt of its own behind the declared text."""
    return HOUSE_TEXT + words(seed, 120)


class Player:
    """Asks a server in the names of its tenants."""

    def __init__(self, world: World) -> None:
        self.world = world

    def ask(self, tenant: str, ask: Ask, seed: str, first: Reply | None = None, *, victim: str) -> Reply:
        """Send `ask` as `tenant`; `first` is the victim's answer, for prompts that build on it."""
        return send(
            self.world.url,
            ask.at,
            model=self.world.model,
            headers=self._headers(tenant, ask, victim),
            prompt=_prompt(ask, seed, first),
            fields=ask.fields,
        )

    def chat(self, tenant: str, messages: Sequence[Message], **fields: Any) -> Reply:
        """Send a chat as `tenant`; it must be answered."""
        return self._sent(Endpoint.CHAT, tenant, messages, fields)

    def complete(self, tenant: str, prompt: str | Sequence[int], **fields: Any) -> Reply:
        """Send a raw prompt as `tenant`; it must be answered."""
        return self._sent(Endpoint.COMPLETIONS, tenant, prompt, fields)

    def _sent(self, at: Endpoint, tenant: str, prompt: Any, fields: dict[str, Any]) -> Reply:
        headers = bearer(self.world.keys[tenant]) if self.world.keys else []
        reply = send(self.world.url, at, model=self.world.model, headers=headers, prompt=prompt, fields=fields)
        assert reply.status == 200, reply.body
        return reply

    def call(self, method: str, path: str, who: str | None, **arguments: Any) -> httpx.Response:
        """Call any route, as a tenant, as `operator`, or as nobody."""
        key = self.world.operator if who == "operator" else self.world.keys.get(who or "")
        headers = [*(bearer(key) if key else []), *arguments.pop("headers", {}).items()]
        return httpx.request(
            method, self.world.url + path, headers=headers, timeout=TIMEOUT, trust_env=False, **arguments
        )

    def operate(self, method: str, path: str, **arguments: Any) -> Any:
        """Call an operator's route, which must succeed; its JSON answer."""
        response = self.call(method, path, "operator", **arguments)
        assert response.is_success, response.text
        return response.json()

    def metric(self, name: str) -> float:
        """The sum of a metric of the engine, once it no longer changes."""
        before, value = -1.0, self.gauge(name)
        while value != before:
            time.sleep(0.1)
            before, value = value, self.gauge(name)
        return value

    def gauge(self, name: str) -> float:
        """The sum of a metric of the engine at this moment."""
        lines = self.call("GET", "/metrics", "operator").text.splitlines()
        found = [float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name}{{")]
        assert found, f"no metric {name}"
        return sum(found)

    def declared_tokens(self, name: str) -> int:
        """Tokens that a declared prefix shares, once it is published; 0 where nothing is declared."""
        if self.world.mode != "declared":
            return 0
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            rows = {row["name"]: row for row in self.operate("GET", "/safekv/status")["declared"]}
            if all(row["state"] == "published" for row in rows.values()):
                return int(rows[name]["tokens"])
            time.sleep(0.1)
        raise AssertionError(f"not published after 30 s: {rows}")

    def tokenize(self, **body: Any) -> list[int]:
        """Token ids of a prompt, by the server's own tokenizer and template."""
        response = self.call("POST", "/tokenize", None, json={"model": self.world.model, **body})
        assert response.is_success, response.text
        return list(response.json()["tokens"])

    def play(self, case: Case) -> Played:
        """Play a row on a fresh prompt."""
        seed = f"{case.dimension} {case.id} {self.world.name}"
        victim, other = self.world.newcomer(), self.world.newcomer()
        first = self.ask(victim, case.victim, seed, victim=victim)
        assert first.status == 200, first.body
        probe = self.ask(other, case.other, seed, first, victim=victim)
        own = self.ask(victim, case.own, seed, first, victim=victim)
        mixed = self.world.mode == "share-all-unsafe"  # there the probe's blocks are everybody's, too
        return Played(
            first=first,
            probe=probe,
            own=own,
            probe_all=_everything(probe, [first]),
            own_all=_everything(own, [first, probe] if mixed else [first]),
        )

    def tokens(self, outcome: Outcome, ask: Ask, everything: int) -> int:
        """What an outcome means in cached tokens here."""
        if outcome is Hit.ALL:
            return everything
        if outcome is Hit.NOTHING:
            return 0
        raw = ask.at is Endpoint.COMPLETIONS and ask.prompt is Prompt.SAME
        return self.declared_tokens("house-text" if raw else "house")

    def _headers(self, tenant: str, ask: Ask, victim: str) -> list[tuple[str, str]]:
        keys = self.world.keys
        names = {"own": keys[tenant], "victim": keys[victim], "name": victim, "proxy": PROXY_SECRET}
        written = [(name, value.format(**names)) for name, value in ask.headers]
        match ask.who:
            case Who.KEY:
                return [*bearer(keys[tenant]), *written]
            case Who.X_API_KEY:
                return [("x-api-key", keys[tenant]), *written]
            case Who.OPERATOR:
                return [*bearer(self.world.operator), *written]
            case Who.WRONG:
                return [*bearer(WRONG_KEY), *written]
            case Who.NOBODY | Who.HEADERS:
                return written


def _prompt(ask: Ask, seed: str, first: Reply | None) -> str | list[int] | list[Message]:
    if ask.prompt is Prompt.SAME or first is None:
        return raw_question(seed) if ask.at is Endpoint.COMPLETIONS else question(seed)
    match ask.prompt:
        case Prompt.TOKENS:
            return list(first.prompt_ids)
        case Prompt.WITH_OUTPUT:
            return [*first.prompt_ids, *first.output_ids[0]]
    answer: Message = {"role": "assistant", "content": first.text}
    return [*question(seed), answer, {"role": "user", "content": words("next", 40)}]


def _everything(reply: Reply, history: Sequence[Reply]) -> int:
    """What these earlier requests have left for a prompt: the tokens in common, as whole blocks.

    Of an answer's tokens the last is never computed. Where no token ids are told, the prompts are the same.
    """
    most = reusable(reply.prompt_tokens)
    known = [past.prompt_ids + past.output_ids[0][:-1] for past in history if past.prompt_ids]
    if not (known and reply.prompt_ids):
        return most
    return min(most, floor(max(_in_common(reply.prompt_ids, ids) for ids in known)))


def _in_common(first: Sequence[int], second: Sequence[int]) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((n for n, (mine, theirs) in pairs if mine != theirs), min(len(first), len(second)))


assert {entry["name"] for entry in DECLARED} >= {"house", "house-text"}
