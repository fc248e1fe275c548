"""The oracle: who may read what, from what was sent and declared alone; it never asks the scheduler."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.harness.report import Kind, Violation
from tests.harness.sent import Part, Sent


class Oracle:
    """Knows every request, every declaration, and which scope has computed which prefix."""

    def __init__(self, block_size: int, counts: Counter[str]) -> None:
        self._block_size = block_size
        self._counts = counts
        self.tick = 0
        self.epoch = 0
        self.sent: dict[str, Sent] = {}
        self._computed: dict[str, set[int]] = defaultdict(set)
        self._computed_by: dict[int, str] = {}
        self._paths: dict[str, Sequence[int]] = {}
        self._done: dict[str, int] = {}
        self.paths_declared: set[int] = set()

    # ── what happens ─────────────────────────────────────────────────────────────────────────────

    def author(self, request_id: str) -> str:
        """The scope that a request writes to. What no client has sent is the system's."""
        known = self.sent.get(request_id)
        return known.caller.author if known else f"system:{request_id}"

    def materialising(self, author: str, digests: Sequence[int]) -> None:
        """The system computes a prompt; it must be one that was declared, whole."""
        if digests[-1] not in self.paths_declared:
            raise Violation(Kind.UNRELEASED_READ, f"{author} computes {len(digests)} tokens that nobody declared")
        self._paths[author] = digests

    def materialised(self, author: str) -> None:
        """The engine has the result of a whole prompt of the system's."""
        self._done[author] = self.tick

    def computed(self, author: str, digest: int) -> None:
        """A scope has computed the last token of a block, and so the whole block."""
        self._computed[author].add(digest)
        self._computed_by.setdefault(digest, author)

    def copied(self) -> None:
        """A published block was copied into a scope's own."""
        self._counts["blocks_copied"] += 1

    def forget(self, author: str) -> None:
        """What a scope has computed so far must not be found any more."""
        self._computed[author].clear()

    # ── what is right ────────────────────────────────────────────────────────────────────────────

    def path(self, author: str) -> Sequence[int]:
        """The digests of the prompt that a materialisation computes."""
        return self._paths[author]

    def check_author(self, reader: str, digests: Sequence[int], first: int, last: int, author: str) -> None:
        """Whether a request may read positions `first` to `last`, written by `author`. Raises Violation."""
        sent = self.sent.get(reader)
        where = f"{reader} at {first}..{last}, written by {author}"
        if author not in self._paths or sent is None:
            raise Violation(Kind.FOREIGN_READ, where)
        if self._unit_of(sent, digests, first, last, author) is None:
            raise Violation(Kind.UNRELEASED_READ, f"{where}; sent {sent}")

    def check_admission(self, request_id: str, digests: Sequence[int], cached: int) -> None:
        """Whether the cached tokens of a request are explained, and all that was promised to it. Raises Violation."""
        sent = self.sent.get(request_id)
        if sent is None:
            if cached:
                raise Violation(Kind.UNEXPLAINED_HIT, f"a materialisation reads {cached} tokens from the cache")
            return
        mine = self._computed[sent.caller.author]
        shared = 0
        for last in range(self._block_size, cached + 1, self._block_size):
            if any(p.start < last <= p.end and self._matches(p, digests) for p in sent.readable):
                shared += 1
            elif digests[last - 1] not in mine:
                raise Violation(Kind.UNEXPLAINED_HIT, f"{cached} tokens are cached for {sent}")
        if not sent.admitted:
            self._first_admission(sent, digests, cached, shared)

    def _first_admission(self, sent: Sent, digests: Sequence[int], cached: int, shared: int) -> None:
        sent.admitted = True
        if cached < sent.promised and sent.epoch == self.epoch:
            raise Violation(Kind.MISSED_HIT, f"{cached} of {sent.promised} tokens are cached for {sent}")
        self._counts["shared_hits"] += shared > 0 and sent.promised > 0
        self._counts["private_hits"] += cached > shared * self._block_size
        following = cached + self._block_size
        if following <= len(digests):
            other = self._computed_by.get(digests[following - 1], sent.caller.author)
            self._counts["equal_content_kept_apart"] += other != sent.caller.author

    def _unit_of(self, sent: Sent, digests: Sequence[int], first: int, last: int, author: str) -> Part | None:
        """The declared unit through which `sent` may read positions that a materialisation wrote."""
        path = self._paths[author]
        if self._done.get(author, self.tick + 1) > sent.tick:
            return None
        for part in sent.readable:
            if (
                part.start <= first
                and last <= part.end == len(path)
                and path[-1] == part.digest
                and self._matches(part, digests)
            ):
                return part
        return None

    @staticmethod
    def _matches(part: Part, digests: Sequence[int]) -> bool:
        return part.end <= len(digests) and digests[part.end - 1] == part.digest
