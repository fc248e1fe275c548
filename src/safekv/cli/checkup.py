"""Probes a running server with two tenants' keys: neither may hit the other's prefixes; both must hit declared ones.

**It leaves no trace.** Many tiny answers to prompts that differ are what guessing looks like, and the monitor restricts
who asks for them. So every answer that is asked for here is longer than what counts as tiny; nothing exempts whoever
does that, and nothing has to. Its own prompts have no messages that could be voted for, and what may begin like a
declared prefix is sent as `no_store`: it reads what is published, and neither votes nor is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import httpx

from safekv.errors import OperatorError

_PROMPT_WORDS = 900
_TOKENS_PER_WORD = 6
"""At most, for words of four hexadecimal digits and a blank."""

ANSWER_TOKENS = 32
"""How long the answers are that are asked for. `monitor.tiny_answer` is 8 by default; an operator's key tells."""


class Verdict(StrEnum):
    """The outcome of one check."""

    OK = "ok"
    LEAK = "leak"
    UNKNOWN = "unknown"
    FAULT = "fault"
    UNCHECKED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and what it found."""

    check: str
    verdict: Verdict
    detail: str


class Checkup:
    """Asks with the keys of two tenants, `a` and `b`, and of an operator, if there is one.

    Every method may raise httpx.HTTPError, and OperatorError for what is not a SafeKV server or not the right key: each
    key is tried before anything is checked, so that a wrong one is named and nothing is judged, or reset, by it.
    """

    def __init__(self, http: httpx.Client, a: str, b: str, operator: str | None = None) -> None:
        self._http = http
        self._a = a
        self._b = b
        self._operator = operator
        self._model = ""
        self._words = _PROMPT_WORDS
        self._answer = ANSWER_TOKENS

    def findings(self) -> Iterator[Finding]:
        """All checks, one after the other."""
        self._meet()
        secret = self._prompt()
        first, second = self._cached(secret, self._a), self._cached(secret, self._a)
        control = first is not None and second is not None and first == 0 and second > 0
        yield Finding(
            check="own repeat is a hit (without it, no other check can tell)",
            verdict=Verdict.OK if control else Verdict.UNKNOWN,
            detail=f"cached tokens {_said(first)}, then {_said(second)}",
        )
        if control:
            yield from self._apart(secret)
            yield from self._refused()
            if self._operator is not None:
                yield from self._shared()
        if self._operator is not None:
            yield from self._problems()
        else:
            yield Finding(
                check="what is declared is hit, and the mode can do its work",
                verdict=Verdict.UNCHECKED,
                detail="only an operator is told: --operator-key, or SAFEKV_OPERATOR_KEY",
            )

    # ── what tenants see of each other ───────────────────────────────────────────────────────────

    def _apart(self, secret: str) -> Iterator[Finding]:
        yield _expect_miss("another tenant, same prompt", self._cached(secret, self._b))
        salted = self._prompt()
        self._cached(salted, self._a, cache_salt="doctor")
        theirs = self._cached(salted, self._b, cache_salt="doctor")
        yield _expect_miss("another tenant, same salt in the body", theirs)
        yield _expect_miss("without a key, same prompt", self._cached(secret, None), refusal_counts=True)
        unstored = self._prompt()
        self._cached(unstored, self._a, no_store=True)
        yield _expect_miss("own repeat after no-store", self._cached(unstored, self._a))

    def _refused(self) -> Iterator[Finding]:
        for label, key, method, path in (
            ("a wrong key", "sk-safekv-wrong", "GET", "/v1/models"),
            ("metrics for a tenant", self._a, "GET", "/metrics"),
            ("the monitor for a tenant", self._a, "GET", "/safekv/monitor"),
            ("cache reset by a tenant", self._a, "POST", "/reset_prefix_cache"),
            ("an unknown route", self._a, "POST", f"/v1/{secrets.token_hex(4)}"),
        ):
            status = self._http.request(method, path, headers=_bearer(key)).status_code
            refused = status in (401, 403, 404, 405)
            verdict = Verdict.OK if refused else Verdict.LEAK
            yield Finding(check=f"{label} is refused", verdict=verdict, detail=f"HTTP {status}")

    # ── what they share ──────────────────────────────────────────────────────────────────────────

    def _shared(self) -> Iterator[Finding]:
        restricted = len(self._ask_operator("/safekv/monitor").get("probers", ()))
        for declared in self._ask_operator("/safekv/status")["declared"]:
            yield self._hit(declared, restricted)

    def _hit(self, declared: dict[str, Any], restricted: int) -> Finding:
        name, group, tokens = declared["name"], declared["group"], declared["tokens"]
        check = f"the declared prefix {name!r} is hit" + (f" (group {group!r})" if group is not None else "")
        try:
            sample = self._ask_operator(f"/safekv/declared/{quote(name, safe='')}")
        except OperatorError as error:
            return Finding(check=check, verdict=Verdict.UNKNOWN, detail=str(error))
        cached = [self._cached_sample(sample, key) for key in (self._a, self._b)]
        detail = f"{tokens} tokens are declared; cached tokens {_said(cached[0])} and {_said(cached[1])}"
        hits = [known is not None and known >= tokens for known in cached]
        if all(hits) or (group is not None and any(hits)):
            return Finding(check=check, verdict=Verdict.OK, detail=detail)
        if None in cached:
            return Finding(check=check, verdict=Verdict.UNKNOWN, detail=detail)
        if group is not None and not any(cached):
            detail += "; is neither of the tenants in the group?"
            return Finding(check=check, verdict=Verdict.UNCHECKED, detail=detail)
        if restricted:
            detail += f"; {restricted} tenant(s) are restricted: see /safekv/monitor"
        return Finding(check=check, verdict=Verdict.FAULT, detail=detail)

    def _problems(self) -> Iterator[Finding]:
        check = "the server knows of no problem"
        problems = self._ask_operator("/safekv/status").get("problems", [])
        if not problems:
            yield Finding(check=check, verdict=Verdict.OK, detail="")
        for problem in problems:
            yield Finding(check=check, verdict=Verdict.FAULT, detail=problem)

    # ── questions ────────────────────────────────────────────────────────────────────────────────

    def _meet(self) -> None:
        """Try the keys; learn the model's name, and how long prompts may and answers must be."""
        model = self._model_for("first", self._a)
        self._model_for("second", self._b)
        self._model, longest = str(model["id"]), model.get("max_model_len")
        if self._operator is not None:
            self._answer = max(ANSWER_TOKENS, 1 + int(self._ask_operator("/safekv/monitor").get("tiny_answer", 0)))
        if isinstance(longest, int):
            self._words = max(1, min(_PROMPT_WORDS, (longest - self._answer) // _TOKENS_PER_WORD))

    def _model_for(self, which: str, key: str) -> dict[str, Any]:
        """What a tenant is told of the model. Raises OperatorError for a key that is not a tenant's, and names it."""
        response = self._http.get("/v1/models", headers=_bearer(key))
        if response.status_code == 401:
            raise OperatorError(
                f"the server does not know the {which} key; give keys of two of its tenants, see `safekv keys list`"
            )
        if response.status_code == 403:
            raise OperatorError(
                f"the {which} key is not a tenant's (of who collects metrics?); give keys of two tenants"
            )
        if not self._http.get("/safekv/status", headers=_bearer(key)).is_error:
            raise OperatorError(
                f"the {which} key is an operator's, with which nothing can be told; give keys of two tenants, and an "
                "operator's with --operator-key"
            )
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if response.is_error and (reason := _reason(answer)):
            raise OperatorError(f"{self._http.base_url}: {reason}")
        try:
            model = dict(answer["data"][0])
            return {**model, "id": model["id"]}
        except (KeyError, IndexError, TypeError, ValueError):
            raise OperatorError(f"{self._http.base_url}: this is not an OpenAI-compatible server") from None

    def _ask_operator(self, path: str) -> dict[str, Any]:
        """The answer of an operator's route."""
        response = self._http.get(path, headers=_bearer(self._operator))
        if response.status_code in (401, 403):
            raise OperatorError("--operator-key: the server does not take this for an operator's key")
        try:
            answer = dict(response.json())
        except (ValueError, TypeError):
            answer = {}
        if response.is_error or not answer:
            raise OperatorError(f"GET {path}: {_reason(answer) or f'HTTP {response.status_code}'}")
        return answer

    def _prompt(self) -> str:
        """A text that nobody has sent before."""
        return " ".join(secrets.token_hex(2) for _ in range(self._words))

    def _cached(self, prompt: str, key: str | None, **fields: Any) -> int | None:
        return self._cached_of(self._post("/v1/completions", {"prompt": prompt, **fields}, key))

    def _cached_sample(self, sample: dict[str, Any], key: str) -> int | None:
        """Cached tokens of a tenant's request that begins with a declared prefix."""
        body = {**sample["body"], "no_store": True}
        response = self._post(sample["path"], body, key)
        if response.status_code == 400 and body.get("tools") and "tool_choice" not in body:
            response = self._post(sample["path"], {**body, "tool_choice": "none"}, key)  # it parses no tool calls
        return self._cached_of(response)

    def _post(self, path: str, body: dict[str, Any], key: str | None) -> httpx.Response:
        length = {"max_tokens": self._answer, "ignore_eos": True}
        return self._http.post(path, json={"model": self._model, **body, **length}, headers=_bearer(key))

    @staticmethod
    def _cached_of(response: httpx.Response) -> int | None:
        """Cached tokens of a request, or None when it is refused or the server does not tell."""
        if response.is_error:
            return None
        details = response.json().get("usage", {}).get("prompt_tokens_details") or {}
        cached = details.get("cached_tokens")
        return None if cached is None else int(cached)


def _bearer(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _said(cached: int | None) -> str:
    return "not told" if cached is None else str(cached)


def _reason(answer: Any) -> str | None:
    try:
        return str(answer["error"]["message"])
    except (KeyError, TypeError):
        return None


def _expect_miss(check: str, cached: int | None, *, refusal_counts: bool = False) -> Finding:
    if cached is None:
        verdict = Verdict.OK if refusal_counts else Verdict.UNKNOWN
        return Finding(check=f"{check} is a miss", verdict=verdict, detail="refused")
    verdict = Verdict.LEAK if cached else Verdict.OK
    return Finding(check=f"{check} is a miss", verdict=verdict, detail=f"cached tokens {cached}")
