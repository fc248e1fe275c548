"""Renders messages to tokens by calling the engine's own HTTP application, with the flags that it serves with."""

from __future__ import annotations

from typing import Any

import httpx

from safekv.config import DeclaredPrefix
from safekv.edge.asgi import App
from safekv.edge.rendering import ChatApi, Rendered, render
from safekv.errors import DeclarationError, TooShortError
from safekv.scope.units import unit_ends

_SECONDS = 120


class Engine:
    """The engine's application, as far as it renders: `app` has its state, `served` answers its routes."""

    def __init__(self, app: Any, served: App) -> None:
        self._app = app
        self._served = served

    async def render(self, prefix: DeclaredPrefix, block_size: int) -> Rendered:
        """The tokens of a prefix. Raises TooShortError for less than a block, else DeclarationError, by its name."""
        try:
            rendered = await render(prefix, self.tokenize, api=chat_api(self._app))
        except DeclarationError as error:
            raise DeclarationError(_named(prefix, str(error))) from None
        if not unit_ends(rendered.boundaries, block_size):
            raise TooShortError(
                f"{prefix.name!r} has {len(rendered.tokens)} tokens, less than one block of {block_size}: "
                "nothing to share"
            )
        return rendered

    async def tokenize(self, body: dict[str, Any]) -> list[int]:
        """The token ids of a body of /tokenize. Raises DeclarationError."""
        given = {name: value for name, value in body.items() if value is not None}
        return list((await self._ask("/tokenize", given))["tokens"])

    async def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        transport = httpx.ASGITransport(app=self._served, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://safekv") as client:
            response = await client.post(path, json=body, timeout=_SECONDS)
        if response.status_code != 200:
            raise DeclarationError(f"the engine cannot render the prefix: {_reason(response)}")
        return dict(response.json())


def chat_api(app: Any) -> ChatApi:
    """What the engine's chat route does beside what its /tokenize does."""
    state = getattr(app, "state", None)
    renderer = getattr(getattr(state, "online_renderer", None), "renderer", None)
    drops = getattr(getattr(state, "args", None), "exclude_tools_when_tool_choice_none", False)
    return ChatApi(drops_unchosen_tools=drops is True, renderer=type(renderer).__name__)


def _named(prefix: DeclaredPrefix, text: str) -> str:
    """Why a prefix cannot be rendered, with its name and the mend."""
    if repr(prefix.name) in text:
        return text
    mend = "declare what the model's chat template takes, or serve with another one (--chat-template)"
    return f"{prefix.name!r}: {text}; {mend}"


def _reason(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return "no reason given"
