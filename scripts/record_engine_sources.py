"""Record the digests of the engine methods that SafeKV relies on, for the engine that is installed.

Run it when a new engine version has been read and tried, never to silence a refusal:

    .venv/bin/python scripts/record_engine_sources.py > src/safekv/engines/vllm/known_sources.py
"""

from __future__ import annotations

import json

from safekv.engines.vllm import compat
from safekv.engines.vllm.known_sources import KNOWN_SOURCES, RELIED_ON

HEADER = '''"""Digests of the engine sources that were read and tried; written by scripts/record_engine_sources.py."""

from __future__ import annotations

RELIED_ON = {relied_on}
"""What we override, call or build on, as `module:Class.method`."""

KNOWN_SOURCES: dict[str, dict[str, str]] = {known}
"""By engine version: the digest of each source, white space at line ends aside."""
'''


def main() -> None:
    """Print the module."""
    digests = {name: compat.source_digest(name) for name in RELIED_ON}
    known = {**KNOWN_SOURCES, compat.engine_version(): digests}
    relied_on = "(" + "".join(f"\n    {json.dumps(name)}," for name in RELIED_ON) + "\n)"
    print(HEADER.format(relied_on=relied_on, known=json.dumps(known, indent=4)), end="")


if __name__ == "__main__":
    main()
