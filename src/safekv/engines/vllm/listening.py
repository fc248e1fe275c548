"""Checks that the server's address is free, before anything slow starts."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

from safekv.errors import OperatorError

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - recognised, not bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """A TCP address, or the path of a Unix socket, which then takes its place."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    uds: str | None = None
    tls: bool = False

    @property
    def url(self) -> str:
        """How a client on this machine reaches it; over a Unix socket the host is of no account."""
        scheme = "https" if self.tls else "http"
        if self.uds is not None:
            return f"{scheme}://localhost"
        host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
        return f"{scheme}://{f'[{host}]' if _is_v6(host) else host}:{self.port}"

    def check(self) -> None:
        """Bind there as the engine will, and let go. Raises OperatorError."""
        if self.uds is not None:
            _check_path(self.uds)
            return
        family = socket.AF_INET6 if _is_v6(self.host) else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise OperatorError(self.explain(error)) from None

    def explain(self, error: OSError) -> str:
        """Why it cannot be listened there, and the mend."""
        if isinstance(error, socket.gaierror):
            return f"--host {self.host}: no such host is known here; 127.0.0.1 is this machine only, 0.0.0.0 everybody"
        match error.errno:
            case errno.EADDRINUSE:
                return (
                    f"--port {self.port}: another process listens on {self.host or '*'}:{self.port}; "
                    "stop that one, or give another --port"
                )
            case errno.EACCES | errno.EPERM:
                return f"--port {self.port}: this user may not listen there; give a --port from 1024 up"
            case errno.EADDRNOTAVAIL:
                return f"--host {self.host}: is no address of this machine; 127.0.0.1 is this machine only, 0.0.0.0 all"
        return f"--host {self.host} --port {self.port}: cannot be listened on ({error.strerror or error})"


def listening(arguments: Any) -> Listening:
    """Where the engine will listen, from its parsed arguments."""
    tls = bool(arguments.ssl_keyfile or arguments.ssl_certfile)
    return Listening(host=arguments.host or "", port=arguments.port, uds=arguments.uds or None, tls=tls)


def check_tls(arguments: Any) -> None:
    """Read the files of the --ssl flags, as the server will after the model was loaded. Raises OperatorError."""
    certificate, key, authorities = arguments.ssl_certfile, arguments.ssl_keyfile, arguments.ssl_ca_certs
    for flag, file in (("--ssl-certfile", certificate), ("--ssl-keyfile", key), ("--ssl-ca-certs", authorities)):
        if file:
            _check_readable(flag, file)
    if not certificate:
        for flag, file in (("--ssl-keyfile", key), ("--ssl-ca-certs", authorities)):
            if file:
                raise OperatorError(f"{flag}: without a certificate there is no TLS; give --ssl-certfile as well")
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with _refused(f"--ssl-certfile {certificate}: no certificate with its key, as PEM without a password"):
        context.load_cert_chain(certificate, key, password=lambda: "")
    if authorities:
        with _refused(f"--ssl-ca-certs {authorities}: no certificates as PEM"):
            context.load_verify_locations(authorities)
    if arguments.ssl_ciphers:
        with _refused(f"--ssl-ciphers {arguments.ssl_ciphers}: nothing that OpenSSL knows"):
            context.set_ciphers(arguments.ssl_ciphers)


@contextlib.contextmanager
def _refused(said: str) -> Iterator[None]:
    try:
        yield
    except (ssl.SSLError, OSError, ValueError) as error:
        raise OperatorError(f"{said} ({getattr(error, 'reason', None) or error}); mend the file or the flag") from None


def _check_readable(flag: str, file: str) -> None:
    try:
        with Path(file).open("rb"):
            pass
    except OSError as error:
        raise OperatorError(f"{flag} {file}: cannot be read ({error.strerror}); give the path of a PEM file") from None


def _check_path(path: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(path)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                said = "another server listens there" if _answers(path) else "a file is there, left behind perhaps"
                raise OperatorError(f"--uds {path}: {said}; remove it, or give another path") from None
            what = error.strerror or error  # a path that is too long has no number
            raise OperatorError(f"--uds {path}: no socket can be made there ({what}); give another path") from None
        os.unlink(path)


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(path) == 0


def _is_v6(host: str) -> bool:
    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True
