"""A fake worker: keeps in each KV slot a digest of the prefix and who wrote it, and checks every slot that is read.

It follows the engine's model runners, the first or the second: requests come with the scheduler's output, their blocks
are appended or replaced, new tokens are written to their slots, and attention reads all slots before them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vllm.v1.outputs import ModelRunnerOutput

from safekv_lab.scheduler.standalone import Sizes
from tests.harness import model
from tests.harness.oracle import Oracle
from tests.harness.report import Kind, Violation


@dataclass(slots=True, kw_only=True, eq=False)
class Sequence:
    """A request as the worker knows it."""

    id: str
    author: str
    prompt_length: int
    tokens: list[int]
    table: list[int]
    digests: list[int] = field(default_factory=list)
    read: list[tuple[int, int]] = field(default_factory=list)
    """Blocks that were checked whole, with their versions."""

    def __post_init__(self) -> None:
        model.extend(self.digests, self.tokens)

    def append(self, token: int) -> None:
        """A token was sampled."""
        self.tokens.append(token)
        model.extend(self.digests, [token])

    def truncate(self, length: int) -> None:
        """The scheduler has dropped tokens that were sampled."""
        del self.tokens[length:]
        del self.digests[length:]


class Worker:
    """The KV cache, slot by slot."""

    def __init__(self, oracle: Oracle, setting: Sizes) -> None:
        self._oracle = oracle
        self._block_size = setting.block_size
        self._second_runner = setting.second_runner
        self._sequences: dict[str, Sequence] = {}
        self._versions = [0] * setting.num_blocks
        self.slots = [[0] * setting.block_size for _ in range(setting.num_blocks)]
        self.authors = [["nobody"] * setting.block_size for _ in range(setting.num_blocks)]

    def execute(self, step: Any) -> tuple[ModelRunnerOutput, list[str]]:
        """Run one step. Returns its output, and the materialisations whose prompt is computed with it."""
        for request_id in step.finished_req_ids:
            self._sequences.pop(request_id, None)
        if self._second_runner:
            for request_id in step.preempted_req_ids:
                self._sequences.pop(request_id, None)  # it comes back as a new one, with all its tokens
        starts, admitted = self._take_over(step)
        self._copy(step.kv_cache_block_copies or (), admitted)
        for request_id, number in step.num_scheduled_tokens.items():
            self._write(self._sequences[request_id], starts[request_id], starts[request_id] + number)
        for sequence in admitted:  # after the writes: a request may hit what another computes in the same step
            self._oracle.check_admission(sequence.id, sequence.digests, starts[sequence.id])
        sampled: list[Any] = []
        done: list[Any] = []
        for request_id, number in step.num_scheduled_tokens.items():
            sequence, end = self._sequences[request_id], starts[request_id] + number
            self._read(sequence, end)
            if end < len(sequence.tokens):
                sampled.append([])
                continue
            token = model.sample(sequence.digests[end - 1])
            sequence.append(token)
            sampled.append([token])
            if sequence.author.startswith("system:"):
                done.append(sequence.author)
        ids = list(step.num_scheduled_tokens)
        places = {request_id: place for place, request_id in enumerate(ids)}
        return ModelRunnerOutput(req_ids=ids, req_id_to_index=places, sampled_token_ids=sampled), done

    def _take_over(self, step: Any) -> tuple[dict[str, int], list[Sequence]]:
        """Take over what the scheduler says: how many tokens of each are computed, and which looked them up."""
        starts: dict[str, int] = {}
        admitted: list[Sequence] = []
        for data in step.scheduled_new_reqs:
            sequence = self._new(data)
            continued = data.req_id in self._sequences  # a session: its blocks are its own already
            self._sequences[data.req_id] = sequence
            starts[data.req_id] = data.num_computed_tokens
            if not continued:
                admitted.append(sequence)
        cached = step.scheduled_cached_reqs
        for place, request_id in enumerate(cached.req_ids):
            sequence = self._sequences[request_id]
            starts[request_id] = cached.num_computed_tokens[place]
            outputs = cached.num_output_tokens[place]
            sequence.truncate(sequence.prompt_length + outputs)
            blocks = cached.new_block_ids[place]
            if request_id in cached.resumed_req_ids:
                sequence.table, sequence.read = list(blocks[0]), []
                admitted.append(sequence)
            elif blocks is not None:
                sequence.table += blocks[0]
        return starts, admitted

    def _new(self, data: Any) -> Sequence:
        tokens = list(data.prefill_token_ids if self._second_runner else data.prompt_token_ids)
        author = self._oracle.author(data.req_id)
        sequence = Sequence(
            id=data.req_id,
            author=author,
            prompt_length=len(data.prompt_token_ids),
            tokens=tokens,
            table=list(data.block_ids[0]),
        )
        if author.startswith("system:"):
            self._oracle.materialising(author, tuple(sequence.digests))
        return sequence

    def _copy(self, copies: Any, admitted: list[Sequence]) -> None:
        """Copy whole blocks, before anything is computed: each into a block of one that was just admitted.

        Others of its scope may hit that block in the same step; one of them all has to be entitled to what is copied.
        """
        holders: dict[int, list[tuple[Sequence, int]]] = {}
        for one in admitted:
            for index, block in enumerate(one.table):
                holders.setdefault(block, []).append((one, index))
        writes = []
        for source, target in copies:
            if target not in holders:
                raise Violation(Kind.FOREIGN_READ, f"block {source} is copied to block {target}, nobody's")
            sequence, end = self._entitled(source, holders[target])
            writes.append((target, list(self.slots[source]), sequence.author, sequence.digests[end - 1]))
        for target, slots, author, digest in writes:
            self.slots[target], self.authors[target] = slots, [author] * self._block_size
            self._versions[target] += 1
            self._oracle.computed(author, digest)
            self._oracle.copied()

    def _entitled(self, source: int, holders: list[tuple[Sequence, int]]) -> tuple[Sequence, int]:
        """The first of these that may read a block, and where the block ends for it. Raises Violation if none may."""
        refused: Violation | None = None
        for sequence, index in holders:
            first, last = index * self._block_size, (index + 1) * self._block_size
            if self.slots[source] != sequence.digests[first:last]:
                raise Violation(Kind.WRONG_READ, f"{sequence.id} at {first}..{last}, copied from block {source}")
            try:
                for author in set(self.authors[source]) - {sequence.author}:
                    self._oracle.check_author(sequence.id, sequence.digests, first, last, author)
            except Violation as violation:
                refused = refused or violation
            else:
                return sequence, last
        assert refused is not None
        raise refused

    def _write(self, sequence: Sequence, start: int, end: int) -> None:
        if end > len(sequence.tokens) or end > len(sequence.table) * self._block_size:
            raise Violation(Kind.CRASH, f"{sequence.id} is to compute token {end}, which it does not have")
        for position in range(start, end):
            index, slot = divmod(position, self._block_size)
            block = sequence.table[index]
            self.slots[block][slot] = sequence.digests[position]
            self.authors[block][slot] = sequence.author
            self._versions[block] += 1
            if slot == self._block_size - 1:
                self._oracle.computed(sequence.author, sequence.digests[position])

    def _read(self, sequence: Sequence, end: int) -> None:
        """Check every slot before `end`; blocks that have not changed since were checked before."""
        size = self._block_size
        for index in range(-(-end // size)):
            block = sequence.table[index]
            seen = (block, self._versions[block])
            if index < len(sequence.read) and sequence.read[index] == seen:
                continue
            first, last = index * size, min((index + 1) * size, end)
            if self.slots[block][: last - first] != sequence.digests[first:last]:
                raise Violation(Kind.WRONG_READ, f"{sequence.id} ({sequence.author}) at {first}..{last}, block {block}")
            for author in set(self.authors[block][: last - first]) - {sequence.author}:
                self._oracle.check_author(sequence.id, sequence.digests, first, last, author)
            if last - first == size:
                sequence.read[index:] = [seen]
