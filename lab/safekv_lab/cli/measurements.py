"""`safekv bench`: all measurements of what SafeKV costs, gathered."""

from __future__ import annotations

from safekv_lab.cli import (
    bench,
    bench_charged,
    bench_evict,
    bench_ledger,
    bench_monitor,
    bench_publishing,
    bench_search,
    bench_votes,
)

app = bench.app
app.command("release")(bench_ledger.release_command)
app.command("modes")(bench_ledger.modes_command)
app.command("evict")(bench_evict.evict_command)
app.command("flood")(bench_evict.flood_command)
app.command("pool")(bench_evict.pool_command)
app.command("search")(bench_search.search_command)
app.command("charged")(bench_charged.charged_command)
app.command("publishing")(bench_publishing.publishing_command)
app.command("ledger")(bench_votes.ledger_command)
app.command("monitor")(bench_monitor.monitor_command)
