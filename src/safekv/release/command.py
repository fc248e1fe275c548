"""The command that starts the release process, and what its exit code tells."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

REFUSED = 2
"""Exit code of a process that the operator has to mend something for."""

AGAIN = 75
"""Exit code of a process that is worth another try as it is: a full disk, a stream that broke."""

CRASHES = frozenset((-signal.SIGILL, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGABRT))
"""Exit codes of a process that its own code, or a library's, has brought down."""

_CHILD = (
    "import sys; entry, first, *others, descriptor = sys.argv[1:]; sys.path.insert(0, first); import safekv; "
    "sys.path.pop(0); sys.path += [first, *others]; from importlib import import_module; "
    "sys.exit(import_module(entry).main([descriptor]))"
)
"""The child is isolated (`-I`): neither the working directory nor PYTHONPATH adds code to it. So it is told where the
package of this process lies, which it takes from there and from nowhere else; what else lies there comes last.
"""


def own_command(entry: str, *packages: str) -> tuple[str, ...]:
    """What starts the release process: `main` of the module `entry`, with this package and `packages` of this process.

    They are taken from where this process has them, wherever they lie.
    """
    found = [getattr(sys.modules.get(name), "__file__", None) for name in ("safekv", *packages)]
    places = dict.fromkeys(str(Path(file).resolve().parent.parent) for file in found if file is not None)
    return (sys.executable, "-I", "-c", _CHILD, entry, *places)


def told(code: int) -> str:
    """An exit code in words."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
