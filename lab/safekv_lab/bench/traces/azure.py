"""Azure's traces of 2023: arrivals of an hour with the lengths of prompt and answer, nothing of their content.

Source: github.com/Azure/AzurePublicDataset (CC BY 4.0); Patel et al., "Splitwise" (ISCA 2024).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.traces.arrivals import Arrival

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "trace_azure_llm"
SERVICES = ("code", "conv")


def read(data: Path, service: str) -> list[Arrival]:
    """Read the arrivals of one of `SERVICES`, in order of time, the first at 0.

    Raises OperatorError where the file is missing or not what it should be.
    """
    path = data / FOLDER / f"AzureLLMInferenceTrace_{service}.csv.gz"
    try:
        rows = [
            (_seconds(row["TIMESTAMP"]), int(row["ContextTokens"]), int(row["GeneratedTokens"]))
            for row in files.rows(path)
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise OperatorError(f"{path}: not Azure's trace: {type(error).__name__}") from error
    rows.sort()
    began = rows[0][0] if rows else 0.0
    return [Arrival(time=time - began, prompt_tokens=prompt, output_tokens=output) for time, prompt, output in rows]


def _seconds(stamp: str) -> float:
    """A time stamp with seven digits after the point, of which Python keeps six."""
    return datetime.fromisoformat(stamp[:26] + "+00:00").timestamp()
