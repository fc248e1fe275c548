"""Detects stale declared prefixes: renders them again, and compares the tokens with those that are shared.

A chat template may write today's date, or may have been exchanged since. Then no prompt begins with the shared tokens
any more, and nothing says so. So from time to time, off the request path, each declared prefix is rendered as it was
when it was declared.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from safekv.config import DeclaredPrefix
from safekv.edge.continuations import common_length
from safekv.edge.rendering import Rendered, sample_request
from safekv.errors import CallerError, SafeKVError

logger = logging.getLogger("vllm.safekv.operator")

SECONDS = 600.0
"""So long after all were rendered, they are rendered again."""

ASKED_SECONDS = 30.0
"""So often at most when an operator asks for the status."""


@dataclass(slots=True, kw_only=True)
class _Standing:
    """A prefix as it was declared, the tokens that are shared of it, what is not in them of what was declared, and why
    nobody's prompt begins with them.
    """

    prefix: DeclaredPrefix
    tokens: list[int] = field(repr=False)
    remarks: tuple[str, ...] = ()
    stale: str | None = None


class Freshness:
    """Remembers what this process has declared. `render` renders a prefix as prompts are rendered now.

    `clock` is monotonic, in seconds.
    """

    def __init__(
        self, render: Callable[[DeclaredPrefix], Awaitable[Rendered]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._render = render
        self._clock = clock
        self._looked = clock()
        self._standing: dict[str, _Standing] = {}

    def declared(self, prefix: DeclaredPrefix, tokens: Sequence[int], remarks: Sequence[str] = ()) -> None:
        """A prefix is declared; `tokens` are shared of it, and `remarks` say what is not in them."""
        self._standing[prefix.name] = _Standing(prefix=prefix, tokens=list(tokens), remarks=tuple(remarks))

    def withdrawn(self, name: str) -> None:
        """A prefix is declared no more."""
        self._standing.pop(name, None)

    def problems(self, live: Collection[str]) -> list[str]:
        """Of the prefixes that are `live`: what is not in them, and that they were stale when rendered last."""
        left_out = [remark for name, one in self._standing.items() if name in live for remark in one.remarks]
        return left_out + [
            f"the declared prefix {name!r} is stale and hit by nobody: {one.stale}. Fix what changes (a date? some "
            "templates take it in chat_template_kwargs), then withdraw and declare it again"
            for name, one in self._standing.items()
            if one.stale is not None and name in live
        ]

    async def sample(self, name: str) -> dict[str, Any]:
        """For `safekv doctor`: what a tenant would send to hit this prefix. Its author's own words, for operators.

        Raises CallerError for a name under which nothing is declared here.
        """
        prefix = await self.look(name)
        if prefix is None:
            raise CallerError("nothing is declared here under this name; see `safekv declare list`", status=404)
        path, body = sample_request(prefix)
        return {"name": name, "group": prefix.group, "path": path, "body": body}

    async def look(self, name: str) -> DeclaredPrefix | None:
        """Render a prefix again; what was declared under the name, or None."""
        one = self._standing.get(name)
        if one is None:
            return None
        before, one.stale = one.stale, await self._compare(one)
        if one.stale is not None and before is None:
            logger.warning("the declared prefix %r has gone stale: no prompt hits it; the status says why", name)
        elif one.stale is None and before is not None:
            logger.info("the declared prefix %r is what prompts begin with again", name)
        return one.prefix

    async def keep_looking(self) -> None:
        """Look at all of them again and again."""
        while True:
            await asyncio.sleep(SECONDS)
            await self._look_at_all()

    async def asked(self) -> None:
        """Look at all of them, unless that was done just now."""
        if self._clock() - self._looked >= ASKED_SECONDS:
            await self._look_at_all()

    async def _look_at_all(self) -> None:
        self._looked = self._clock()
        for name in list(self._standing):
            await self.look(name)

    async def _compare(self, one: _Standing) -> str | None:
        try:
            rendered = await self._render(one.prefix)
        except SafeKVError as error:
            return f"it cannot be rendered any more ({error})"
        except Exception as error:  # of the engine's; the next look may succeed
            return f"it cannot be rendered ({type(error).__name__})"
        alike = common_length(one.tokens, list(rendered.tokens))
        if alike == len(one.tokens):
            return None
        return f"prompts are rendered otherwise today, from token {alike} of {len(one.tokens)} on"
