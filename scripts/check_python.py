"""Say whether this Python can run SafeKV and its engine, before anything is installed. Plain enough for any Python."""
# ruff: noqa: UP031 - formatted as every Python understands it, since it runs on those that cannot run SafeKV

import sys

OLDEST, NEWEST = (3, 11), (3, 13)  # as pyproject.toml has it: the engine and ChunkGuard were run on these


def problem(version, find_module):
    """What is wrong with a Python of this version, with the mend; empty if nothing. `find_module` looks up modules."""
    if not OLDEST <= version[:2] <= NEWEST:
        return (
            "Python %d.%d cannot run SafeKV and its engine; they need %d.%d to %d.%d. "
            "Install one of these and name it: make setup PYTHON=python%d.%d"
        ) % (version[:2] + OLDEST + NEWEST + NEWEST)
    if find_module("ensurepip") is None:
        return (
            "this Python has no ensurepip, so no environment can be made with it. "
            "On Debian and Ubuntu: apt install python%d.%d-venv"
        ) % version[:2]
    return ""


def main():
    """Exit with a message if this Python cannot be used."""
    try:
        from importlib.util import find_spec
    except ImportError:  # Python 2, of which the version says enough
        find_spec = bool
    said = problem(sys.version_info[:3], find_spec)
    if said:
        sys.exit("check_python: %s: %s" % (sys.executable, said))


if __name__ == "__main__":
    main()
