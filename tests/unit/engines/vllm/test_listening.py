"""Where a server listens: what cannot be bound, or has no certificate, is told before anything heavy starts."""

from __future__ import annotations

import datetime
import errno
import socket
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from safekv.engines.vllm.listening import Listening, check_tls, listening
from safekv.errors import OperatorError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - on a port that nobody knows, and not listened on


def test_a_port_in_use(free: int) -> None:
    Listening(port=free).check()
    with socket.socket() as other:
        other.bind(("127.0.0.1", free))
        other.listen()
        with pytest.raises(OperatorError, match=rf"--port {free}: another process listens .* or give another --port"):
            Listening(port=free).check()
    Listening(port=free).check()


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "says"),
    [("no.such.host.invalid", "no such host"), ("[::1]", "no such host"), ("192.0.2.77", "no address of this machine")],
)
def test_a_host_that_cannot_be(host: str, says: str, free: int) -> None:
    with pytest.raises(OperatorError, match=f"--host .*{says}.*127.0.0.1 is this machine only"):
        Listening(host=host, port=free).check()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", EVERYWHERE, ""])
def test_a_host_that_can(host: str, free: int) -> None:
    Listening(host=host, port=free).check()


def test_a_port_that_this_user_may_not_have() -> None:
    said = Listening(port=80).explain(PermissionError(errno.EACCES, "Permission denied"))
    assert said == "--port 80: this user may not listen there; give a --port from 1024 up"


def test_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    Listening(uds=str(path)).check()
    assert not path.exists(), "the trial was left behind"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        with pytest.raises(OperatorError, match="another server listens there"):
            Listening(uds=str(path)).check()
    with pytest.raises(OperatorError, match="left behind perhaps; remove it"):
        Listening(uds=str(path)).check()


@pytest.mark.parametrize("path", ["/nowhere/s.sock", "x" * 200])
def test_a_unix_socket_that_cannot_be(path: str) -> None:
    with pytest.raises(OperatorError, match=r"no socket can be made there .* give another path"):
        Listening(uds=path).check()


def test_with_a_unix_socket_the_port_is_of_no_account(free: int, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free))
        other.listen()
        Listening(port=free, uds=str(tmp_path / "s")).check()


@pytest.mark.parametrize(
    ("where", "url"),
    [
        (Listening(), "http://127.0.0.1:8000"),
        (Listening(host="", port=9, tls=True), "https://127.0.0.1:9"),
        (Listening(host="::1", port=9), "http://[::1]:9"),
        (Listening(host=EVERYWHERE, port=9), "http://127.0.0.1:9"),
        (Listening(host="10.1.2.3", port=9), "http://10.1.2.3:9"),
        (Listening(uds="run/s"), "http://localhost"),
    ],
)
def test_how_a_client_reaches_it(where: Listening, url: str) -> None:
    assert where.url == url


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────


def given(**flags: Any) -> Namespace:
    none = dict.fromkeys(("ssl_certfile", "ssl_keyfile", "ssl_ca_certs", "ssl_ciphers", "host", "uds"))
    return Namespace(**{**none, "port": 8000, **flags})


@pytest.fixture
def made(tmp_path: Path) -> dict[str, str]:
    """A certificate with its key, another key, and the first key with a password."""
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now.replace(year=9000)
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    secret = serialization.BestAvailableEncryption(b"password")
    files = {
        "certificate": builder.sign(key, hashes.SHA256()).public_bytes(pem),
        "key": key.private_bytes(pem, form, serialization.NoEncryption()),
        "other": other.private_bytes(pem, form, serialization.NoEncryption()),
        "locked": key.private_bytes(pem, form, secret),
        "text": b"no certificate at all",
    }
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    return {file: str(tmp_path / file) for file in files}


def test_a_certificate_with_its_key(made: dict[str, str]) -> None:
    arguments = given(ssl_certfile=made["certificate"], ssl_keyfile=made["key"], ssl_ca_certs=made["certificate"])
    check_tls(arguments)
    assert listening(arguments).url.startswith("https://")
    check_tls(given())
    assert listening(given()).url.startswith("http://")


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({"ssl_certfile": "/nowhere"}, "--ssl-certfile /nowhere: cannot be read"),
        ({"ssl_certfile": "certificate", "ssl_keyfile": "/nowhere"}, "--ssl-keyfile /nowhere: cannot be read"),
        ({"ssl_certfile": "certificate", "ssl_keyfile": "key", "ssl_ca_certs": "/nowhere"}, "--ssl-ca-certs /nowhere"),
        ({"ssl_certfile": "certificate"}, "no certificate with its key"),
        ({"ssl_certfile": "text", "ssl_keyfile": "key"}, "no certificate with its key"),
        ({"ssl_certfile": "certificate", "ssl_keyfile": "other"}, "no certificate with its key"),
        ({"ssl_certfile": "certificate", "ssl_keyfile": "locked"}, "without a password"),
        ({"ssl_keyfile": "key"}, "--ssl-keyfile: without a certificate there is no TLS"),
        ({"ssl_ca_certs": "certificate"}, "--ssl-ca-certs: without a certificate there is no TLS"),
        ({"ssl_certfile": "certificate", "ssl_keyfile": "key", "ssl_ca_certs": "text"}, "--ssl-ca-certs"),
        ({"ssl_certfile": "certificate", "ssl_keyfile": "key", "ssl_ciphers": "none at all"}, "--ssl-ciphers"),
    ],
)
def test_what_is_missing_for_tls(made: dict[str, str], flags: dict[str, str], says: str) -> None:
    with pytest.raises(OperatorError) as refused:
        check_tls(given(**{flag: made.get(value, value) for flag, value in flags.items()}))
    assert says in str(refused.value)
