"""The commands that the laboratory adds to `safekv`: where each is, and its line in the help.

`safekv` finds this table by the entry point `safekv.commands` and reads it for every command line: it imports nothing.
"""

from __future__ import annotations

_CLI = "safekv_lab.cli"

COMMANDS: dict[str, tuple[str, str]] = {
    "bench": (f"{_CLI}.measurements:app", "What SafeKV costs."),
    "demo": (f"{_CLI}.demo:command", "Several tenants through a real server in each mode, compared."),
    "simulate": (f"{_CLI}.simulate:app", "What the modes would do to a large deployment."),
    "model": (f"{_CLI}.model:app", "The small model for trying out and for tests."),
    "guard train": (f"{_CLI}.training:train", "Train ChunkGuard's models."),
    "guard evaluate": (
        f"{_CLI}.training:evaluate",
        "Measure the tiers and the baselines on corpora that they have not seen.",
    ),
    "guard calibrate": (f"{_CLI}.training:calibrate", "Set a model's threshold."),
    "guard units": (f"{_CLI}.units:units", "Fit tier 3's head and set the thresholds of whole units."),
    "guard evasion": (f"{_CLI}.figures:evasion", "Measure how much recall disguises cost."),
    "guard costs": (f"{_CLI}.figures:costs", "Measure what misses and false alarms cost."),
    "ledger audit": (f"{_CLI}.ledger_audit:audit", "Check the differential privacy of the draw, exactly and by games."),
    "ledger simulate": (f"{_CLI}.ledger_audit:simulate", "How long it takes until a prompt is released."),
}
"""By the words of the command: `module:name` of a Typer application, command or function, and one line of help."""
