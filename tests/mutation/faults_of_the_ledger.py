"""Faults in the release process: what is counted, drawn, judged and published in which order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest import mock

from safekv.identity.authn import Authenticator
from safekv.ledger.decisions import Winner
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import DrawTime
from safekv.ledger.store import sqlite
from safekv.ledger.store.base import DrawState, Fate
from safekv.ledger.store.locks import Locks
from safekv.ledger.store.memory import MemoryStore
from safekv.release.queue import Outgoing
from safekv.release.wire import Frame
from safekv.release.worker import ReleaseProcess
from safekv.sharing import releases
from safekv.sharing.ballots import Ballots
from safekv.types import Contribution, OwnerTag, Release
from safekv.verdicts import Verdict
from tests.mutation.fault import fault, together

_LEDGER = "unit/ledger/test_ledger.py::"
_WORKER = "unit/release/test_worker.py::"
_GUARD = "property/test_attack_guard.py::"
_WORLDS = "property/test_worlds.py::test_few_traces"

_PARTIES = "property/test_parties.py::"

# ── one voice, one ledger ────────────────────────────────────────────────────────────────────────


@fault(
    _PARTIES + "test_restarts_with_edited_maps_give_a_party_no_second_vote",
    _PARTIES + "test_a_party_counts_once_whatever_the_operator_edits",
    "unit/test_open_ledger.py::test_a_party_has_one_vote_whatever_becomes_of_the_map_of_owners",
)
def votes_not_bound_to_the_map_of_owners() -> AbstractContextManager[Any]:
    def bind(self: Any, period: int) -> None:
        self._parties, self._bound = {}, period

    return mock.patch.object(Ledger, "_bind", bind)


@fault(
    _PARTIES + "test_a_party_counts_once_whatever_the_operator_edits",
    "unit/ledger/test_store.py::test_votes_go_over_to_the_party_and_count_once_there",
)
def counts_that_stay_when_votes_go_over() -> AbstractContextManager[Any]:
    return together(
        mock.patch.object(sqlite, "_BIND", sqlite._BIND[:-1]),
        mock.patch.object(
            MemoryStore, "bind", lambda self, period, parties, _: self._parties.update({period: parties})
        ),
    )


@fault(
    "unit/test_open_ledger.py::test_a_second_ledger_is_refused_wherever_tmpdir_points",
    "unit/test_open_ledger.py::test_a_secret_that_containers_share_is_a_lock_of_its_own",
    "unit/test_open_ledger.py::test_two_servers_without_a_master_secret_do_not_draw_for_the_same_tenants",
)
def one_ledger_by_the_temporary_directory_alone() -> AbstractContextManager[Any]:
    lock = Locks.__init__
    return mock.patch.object(Locks, "__init__", lambda self, files, **_: lock(self, files))


@fault("property/test_one_request.py::test_a_long_request_makes_room_for_no_others")
def an_owners_queue_bounded_in_bytes() -> AbstractContextManager[Any]:
    """As it was: one long request less makes room for many."""
    add = Outgoing._add

    def bounded(self: Outgoing, owner: OwnerTag, seen: Any, tokens: Sequence[int], end: int, now: float) -> str:
        waiting = self._waiting.get(owner, ())
        full = waiting and sum(len(one.path) for one in waiting) + 4 * end > 40
        return "contributions_over_quota" if full else add(self, owner, seen, tokens, end, now)

    return mock.patch.object(Outgoing, "_add", bounded)


@fault(
    "property/test_one_request.py::test_a_list_of_prompts_is_one_vote",
    "property/test_one_request.py::test_to_leave_out_one_request_changes_two_counts_at_most",
    "unit/sharing/test_ballots.py::test_samples_and_lists_of_one_http_request_have_one_vote",
)
def a_vote_for_each_prompt_of_a_list() -> AbstractContextManager[Any]:
    return mock.patch.object(Ballots, "cast", return_value=True)


@fault("unit/sharing/test_releases_room.py::test_what_one_period_releases_leaves_room_for_the_next")
def junk_of_one_period_fills_the_region() -> AbstractContextManager[Any]:
    return mock.patch.object(releases, "_OF_A_PERIOD", 1)


@fault("integration/test_small_disk.py::test_one_vote_decides_nothing_about_others_on_a_small_disk")
def no_room_kept_on_the_disk() -> AbstractContextManager[Any]:
    return mock.patch.object(sqlite.SqliteStore, "reserve", return_value=set())


@fault("integration/test_small_disk.py::test_coins_that_could_not_be_written_fall_the_same_way_again")
def coins_thrown_anew_when_they_could_not_be_written() -> AbstractContextManager[Any]:
    return mock.patch.object(sqlite.SqliteStore, "seed", return_value=b"")


# ── order ────────────────────────────────────────────────────────────────────────────────────────


def _reordered(rank: Callable[[Any, DrawTime, Winner], Any]) -> AbstractContextManager[Any]:
    draw = Ledger.draw

    def sort(self: Ledger, at: DrawTime, now: float) -> tuple[Winner, ...]:
        return tuple(sorted(draw(self, at, now), key=lambda winner: rank(self._store, at, winner)))

    return mock.patch.object(Ledger, "draw", sort)


@fault(_LEDGER + "test_winners_come_in_a_keyed_order_and_not_by_count_or_age", _WORLDS)
def published_in_order_of_count() -> AbstractContextManager[Any]:
    return _reordered(lambda store, at, winner: -store._counts[at.period][winner.id].sealed)


@fault(_LEDGER + "test_winners_come_in_a_keyed_order_and_not_by_count_or_age")
def published_in_order_of_arrival() -> AbstractContextManager[Any]:
    return _reordered(lambda store, at, winner: list(store._counts[at.period]).index(winner.id))


# ── the guard ────────────────────────────────────────────────────────────────────────────────────


@fault(
    _WORKER + "test_the_guard_is_asked_after_the_draw_and_nothing_is_sent_before_it_is_decided",
    _WORKER + "test_no_guard_is_asked_while_no_draw_is_due",
    _GUARD + "test_the_guard_is_asked_about_winners_only",
)
def guard_asked_before_the_draw() -> AbstractContextManager[Any]:
    contribute = ReleaseProcess._contribute

    def ask(self: ReleaseProcess, batch: Sequence[Contribution], now: float) -> None:
        for contribution in batch:
            self.verdict(contribution.path, contribution.start)
        contribute(self, batch, now)

    return mock.patch.object(ReleaseProcess, "_contribute", ask)


@fault(_GUARD + "test_the_guard_sees_the_unit_and_its_ancestors_only")
def guard_sees_text_after_the_unit() -> AbstractContextManager[Any]:
    """The longest text that somebody sent behind the unit is judged with it."""
    contribute, judge = ReleaseProcess._contribute, ReleaseProcess.verdict

    def remember(self: Any, batch: Sequence[Contribution], now: float) -> None:
        self.__dict__.setdefault("_paths", []).extend(contribution.path for contribution in batch)
        contribute(self, batch, now)

    def with_context(self: Any, path: bytes, start: int) -> Verdict:
        longer = [p for p in self.__dict__.get("_paths", ()) if p.startswith(path)]
        return judge(self, max([path, *longer], key=len), start)

    return mock.patch.multiple(ReleaseProcess, _contribute=remember, verdict=with_context)


# ── draws ────────────────────────────────────────────────────────────────────────────────────────


@fault(
    _LEDGER + "test_a_ledger_that_stopped_goes_on_where_it_was",
    "property/test_attack_restart.py",
)
def redrawn_after_a_restart_with_late_votes() -> AbstractContextManager[Any]:
    """A draw that was sealed before the process was killed counts again when it is done."""
    draw = Ledger.draw

    def reseal(self: Ledger, at: DrawTime, now: float) -> tuple[Winner, ...]:
        store: Any = self._store
        if store.state(at) is DrawState.SEALED and hasattr(store, "_counts"):
            for count in store._counts[at.period].values():
                count.sealed = count.now
        elif store.state(at) is DrawState.SEALED:
            with store._transaction(durable=True) as db:
                db.execute("UPDATE units SET sealed = count WHERE period = ?", (at.period,))
        return draw(self, at, now)

    return mock.patch.object(Ledger, "draw", reseal)


@fault(_LEDGER + "test_a_ledger_that_stopped_goes_on_where_it_was")
def drawn_twice() -> AbstractContextManager[Any]:
    """What was drawn before the process was killed is drawn once more."""
    draw = Ledger.draw

    def again(self: Ledger, at: DrawTime, now: float) -> tuple[Winner, ...]:
        store: Any = self._store
        if store.state(at) is DrawState.DRAWN:
            store._draws[at] = DrawState.SEALED
            store._outcomes = {key: o for key, o in store._outcomes.items() if o.fate is not Fate.WON}
        return draw(self, at, now)

    return mock.patch.object(Ledger, "draw", again)


# ── lives ────────────────────────────────────────────────────────────────────────────────────────


@fault(_LEDGER + "test_a_release_lives_to_the_end_of_the_next_period_whoever_votes")
def renewed_by_votes() -> AbstractContextManager[Any]:
    contribute = Ledger.contribute

    def renew(self: Ledger, batch: Sequence[Contribution], now: float) -> None:
        contribute(self, batch, now)
        voted = {self.unit_id(contribution.path, contribution.start) for contribution in batch}
        end = self.schedule.life_end(self.schedule.period_of(now))
        live = [outcome for outcome in self._store.released() if outcome.unit in voted]
        self._store.settle([replace(outcome, expires=max(outcome.expires, end)) for outcome in live], [])

    return mock.patch.object(Ledger, "contribute", renew)


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


@fault(_LEDGER + "test_the_status_has_times_and_outcomes_and_no_counts_of_votes", "property/test_nothing_tells.py")
def counts_in_the_status_of_the_ledger() -> AbstractContextManager[Any]:
    status = Ledger.status

    def tell(self: Ledger, now: float) -> dict[str, Any]:
        draw = self._store.last_draw()
        return {**status(self, now), "votes": {} if draw is None else _counts(self._store, draw)}

    return mock.patch.object(Ledger, "status", tell)


@fault("property/test_nothing_tells.py")
def counts_in_a_line_of_the_log() -> AbstractContextManager[Any]:
    throw = Ledger._throw

    def tell(self: Ledger, draw: DrawTime) -> None:
        logging.getLogger("vllm.safekv.ledger").info("drawing %s", _counts(self._store, draw))
        throw(self, draw)

    return mock.patch.object(Ledger, "_throw", tell)


def _counts(store: Any, draw: DrawTime) -> dict[str, int]:
    return {unit.hex()[:12]: count for unit, count in store.pending(draw, 0.0, 1)}


@fault("property/test_nothing_tells.py")
def counts_sent_with_a_release() -> AbstractContextManager[Any]:
    release = ReleaseProcess._release

    def tell(self: Any, releases: Iterable[Release], *, not_before: float) -> None:
        releases, send = list(releases), self._send
        counts = self._ledger._store._counts.values()
        owners = [sum(units[r.id].now for units in counts if r.id in units) for r in releases]
        self._send = lambda frame: send(Frame(header={**frame.header, "owners": owners}, payload=frame.payload))
        try:
            release(self, releases, not_before=not_before)
        finally:
            self._send = send

    return mock.patch.object(ReleaseProcess, "_release", tell)


@fault("unit/identity/test_authn.py::test_a_tenant_that_is_called_like_an_owner_and_is_not_its_own_votes_for_itself")
def an_owner_of_whom_a_tenant_bears_the_name() -> AbstractContextManager[Any]:
    """Who is in no owner's list votes under its own name, whoever else does."""
    return mock.patch.object(Authenticator, "_owner", lambda self, tenant: self._owners.get(tenant, tenant))
