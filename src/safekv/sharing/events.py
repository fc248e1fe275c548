"""Names of the scheduler's event counters, as status and metrics show them."""

from __future__ import annotations

EVENTS = {
    "requests_without_valid_salt": "something reaches the engine past the edge; served, and shared with nobody",
    "plans_not_resident": "a published prefix was not in the cache; the request was served privately",
    "plans_cut_by_quarantine": "a unit was withheld (`monitor.answer: quarantine`)",
    "requests_restricted": "a restricted tenant's request was served from its private cache alone",
    "probers_noticed": "a tenant was taken for one that guesses",
    "unit_alerts": "hits of a published unit have grown, by few owners",
    "contributions_sent": "votes on their way to the ledger",
    "contributions_repeated": "votes that their owner has cast before",
    "contributions_over_quota": "votes of owners that have cast as many as they may",
    "contributions_too_long": "votes for units that end more than 65,536 tokens into the prompt",
    "contributions_malformed": "votes that cannot be written down",
    "contributions_lost": "votes cast while the release process was away",
    "contributions_not_counted": "batches of votes that the ledger could not take",
    "release_process_restarts": "the release process was started again",
    "release_process_broken": "its words could not be understood, or it was gone in the middle of one",
    "release_frames_refused": "what it wanted released was malformed",
    "releases_without_room": "released units that found no room on this engine, and stay private",
    "releases_unreachable": "released units that continue nothing that is shared here, and stay private",
    "releases_of_other_tokens": "released units with token ids that this model does not have; they stay private",
    "releases_failed": "released units that the engine could not compute, and stay private",
    "cache_blocks_expired": "blocks of a divided cache that nobody used for their time to live",
    "cache_blocks_erased": "blocks of a divided cache that went with their tenant's secrets",
    "stopped_for_shares": "requests that were stopped for want of room in a divided cache",
}
"""Every event, in a few words. All are told from the start, with 0."""
