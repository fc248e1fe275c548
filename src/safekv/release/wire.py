"""The wire format between scheduler and release process: frames over a Unix stream socket.

    4 bytes   length of the header, little endian
    4 bytes   length of the payload, little endian
    header    a JSON object with a string under "op"
    payload   bytes: token ids as little-endian uint32

    scheduler ► release process     hello, meet, contribute, declared, withdraw
    release process ► scheduler     ready, refused, release, withdrawn, noted, lost, status

Pure: bytes in, frames out. A stream that breaks the format once is not read any further.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from safekv.errors import EngineError
from safekv.types import Cause, Contribution, Note, OwnerTag, Release, UnitId

MAX_HEADER_BYTES = 4 * 2**20
MAX_PAYLOAD_BYTES = 256 * 2**20
UNITS_PER_FRAME = 8192
"""Releases in one frame at most: their header entries, 220 bytes each, fit into a header."""

TOKEN_BYTES = 4
_LENGTHS = struct.Struct("<II")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One message. `header["op"]` says what it is; headers and payloads never print."""

    header: Mapping[str, Any] = field(repr=False)
    payload: bytes = field(default=b"", repr=False)

    @property
    def op(self) -> str:
        """What the message is."""
        return str(self.header["op"])


def encode(frame: Frame) -> bytes:
    """The bytes of a frame. Raises EngineError for one that no reader would take."""
    header = json.dumps(dict(frame.header), separators=(",", ":"), allow_nan=False).encode("ascii")
    _check_lengths(len(header), len(frame.payload))
    return b"".join((_LENGTHS.pack(len(header), len(frame.payload)), header, frame.payload))


class FrameReader:
    """Puts frames together from the pieces in which a stream delivers them."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._broken = False

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes. Raises EngineError, from the first malformed frame on for ever."""
        if self._broken:
            raise EngineError("this stream is broken; open a new one")
        self._buffer += data
        try:
            return list(self._complete())
        except EngineError:
            self._broken = True
            self._buffer.clear()
            raise

    def _complete(self) -> Iterator[Frame]:
        while len(self._buffer) >= _LENGTHS.size:
            header, payload = _LENGTHS.unpack_from(self._buffer)
            _check_lengths(header, payload)
            begin = _LENGTHS.size + header
            end = begin + payload
            if len(self._buffer) < end:
                return
            frame = Frame(
                header=_parse(bytes(self._buffer[_LENGTHS.size : begin])), payload=bytes(self._buffer[begin:end])
            )
            del self._buffer[:end]
            yield frame


def _check_lengths(header: int, payload: int) -> None:
    if header > MAX_HEADER_BYTES or payload > MAX_PAYLOAD_BYTES:
        raise EngineError(
            f"a frame of {header} and {payload} bytes between scheduler and release process; "
            f"{MAX_HEADER_BYTES} and {MAX_PAYLOAD_BYTES} are the limits"
        )


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        header = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or not isinstance(header.get("op"), str):
        raise EngineError("a frame between scheduler and release process has no header that can be read")
    return header


def _no_constant(name: str) -> None:
    raise ValueError(name)


# ── token ids ────────────────────────────────────────────────────────────────────────────────────


def pack_path(tokens: Sequence[int]) -> bytes:
    """Token ids as little-endian uint32. Raises OverflowError or TypeError for what is no such id."""
    packed = array("I", tokens)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack_path(path: bytes) -> list[int]:
    """The token ids of a path. Raises EngineError for a path that is cut off."""
    if len(path) % TOKEN_BYTES:
        raise EngineError("a path of token ids is cut off")
    return list(struct.unpack(f"<{len(path) // TOKEN_BYTES}I", path))


# ── messages that carry values ───────────────────────────────────────────────────────────────────


def contribute(contribution: Contribution) -> Frame:
    """The frame of a contribution."""
    header = {"op": "contribute", "owner": contribution.owner.hex(), "start": contribution.start}
    return Frame(header=header, payload=contribution.path)


def meet(owner: OwnerTag) -> Frame:
    """The frame that says that an owner is there."""
    return Frame(header={"op": "meet", "owner": owner.hex()})


def owner_of(frame: Frame) -> OwnerTag:
    """The owner that a frame names. Raises EngineError."""
    return OwnerTag(_digest(str(frame.header.get("owner")), 16))


def contribution_of(frame: Frame) -> Contribution:
    """The contribution of a `contribute` frame. Raises EngineError."""
    return Contribution(owner=owner_of(frame), path=frame.payload, start=start_of(frame))


def start_of(frame: Frame) -> int:
    """Where the unit begins whose path a frame carries. Raises EngineError."""
    start = frame.header.get("start")
    if not isinstance(start, int) or not _is_unit(frame.payload, start):
        raise EngineError("a unit that is none reached the release process")
    return start


def unit_of(frame: Frame) -> UnitId:
    """The unit that a `withdraw` frame names. Raises EngineError."""
    return UnitId(_digest(str(frame.header.get("unit")), 32))


def note_of(frame: Frame, now: float) -> Note:
    """What a `declared` frame says. Raises EngineError."""
    header = frame.header
    given = {key: header.get(key) for key in ("by", "verdict", "guard")}
    at = header.get("at", now)
    if any(not isinstance(value, str) for value in given.values() if value is not None) or not _is_time(at):
        raise EngineError("a note about a declaration that is none reached the release process")
    return Note(name=str(header.get("name")), at=at, withdrawn=header.get("withdrawn") is True, **given)


def _is_time(at: object) -> bool:
    return type(at) in (int, float) and math.isfinite(at)  # type: ignore[arg-type]


def release(releases: Iterable[Release], *, not_before: float, step: float) -> list[Frame]:
    """The frames of what is to be published from `not_before` on, parents before their children, else as given.

    One frame, unless it would be larger than a frame may be. `step` is the time in seconds between two
    publications of units that depend on one another.
    """
    frames = []
    for part in _parts(parents_first(releases)):
        units = [
            {
                "id": one.id.hex(),
                "start": one.start,
                "expires": one.expires,
                "cause": one.cause.value,
                "bytes": len(one.path),
            }
            for one in part
        ]
        header = {"op": "release", "not_before": not_before, "step": step, "units": units}
        frames.append(Frame(header=header, payload=b"".join(one.path for one in part)))
    return frames


def releases_of(frame: Frame) -> tuple[Release, ...]:
    """The releases of a `release` frame, in its order. Raises EngineError."""
    try:
        found = tuple(_releases(frame))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise EngineError("a release that is none came from the release process") from None
    if sum(len(one.path) for one in found) != len(frame.payload):
        raise EngineError("a release from the release process has paths of other lengths than it says")
    return found


def _releases(frame: Frame) -> Iterator[Release]:
    begin = 0
    for unit in frame.header["units"]:
        end = begin + unit["bytes"]
        path, start, expires = frame.payload[begin:end], unit["start"], float(unit["expires"])
        if unit["bytes"] != len(path) or not _is_unit(path, start) or not math.isfinite(expires):
            raise ValueError("not a unit")
        yield Release(
            id=UnitId(_digest(unit["id"], 32)), path=path, start=start, cause=Cause(unit["cause"]), expires=expires
        )
        begin = end


def parents_first(releases: Iterable[Release]) -> list[Release]:
    """The same releases, each after those whose path ends where its unit begins; otherwise in the order given."""
    given = list(releases)
    ending: dict[bytes, list[Release]] = {}
    for one in given:
        ending.setdefault(one.path, []).append(one)
    placed: dict[UnitId, Release] = {}
    for one in given:
        waiting = [one]
        while waiting:
            parents = ending.get(waiting[-1].path[: TOKEN_BYTES * waiting[-1].start], [])
            missing = [parent for parent in parents if parent.id not in placed]
            if missing:
                waiting.append(missing[0])
            else:
                last = waiting.pop()
                placed.setdefault(last.id, last)
    return list(placed.values())


def _parts(releases: Iterable[Release]) -> Iterator[list[Release]]:
    part: list[Release] = []
    size = 0
    for one in releases:
        if part and (size + len(one.path) > MAX_PAYLOAD_BYTES or len(part) == UNITS_PER_FRAME):
            yield part
            part, size = [], 0
        part.append(one)
        size += len(one.path)
    if part:
        yield part


def _is_unit(path: bytes, start: object) -> bool:
    """Whether a path of whole token ids has a unit that begins at `start`."""
    return type(start) is int and 0 <= start < len(path) // TOKEN_BYTES and len(path) % TOKEN_BYTES == 0


def _digest(text: str, size: int) -> bytes:
    """A digest of `size` bytes from hexadecimal. Raises EngineError."""
    try:
        digest = bytes.fromhex(text)
    except (ValueError, TypeError):
        digest = b""
    if len(digest) != size or digest.hex() != text:
        raise EngineError("a digest between scheduler and release process is none")
    return digest
