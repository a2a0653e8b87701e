"""A company's network on loopback: a certificate authority of its own, and a proxy that may ask who one is."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.listening import Listening

HOST = "api.example"
"""A name that only the proxy knows the way to: what is on this computer is never reached through one."""
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """A certificate authority that nobody knows; `file` is its certificate as PEM."""

    file: Path
    server: ssl.SSLContext

    @classmethod
    def make(cls, folder: Path, host: str = HOST) -> Self:
        """An authority in `folder`, and what a server called `host` (and this computer) shows of it."""
        key, root_name = ec.generate_private_key(ec.SECP256R1()), _name("Example Post CA")
        root = _certificate(root_name, root_name, key, key, is_authority=True, host="")
        own = ec.generate_private_key(ec.SECP256R1())
        leaf = _certificate(_name(host), root_name, own, key, is_authority=False, host=host)
        file, pair = folder / "ca.pem", folder / "server.pem"
        file.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        pair.write_bytes(own.private_bytes(*form) + leaf.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair)
        return cls(file, context)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
    host: str,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if host:
        names = (x509.DNSName(host), x509.DNSName("localhost"))
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return made.sign(signer, hashes.SHA256())


class Proxy(Listening):
    """An HTTP proxy on loopback that leads every tunnel to `way_to`; an async context manager.

    With `user` it lets through who signs in. `asked` are the first lines of what came in, `clear` all bytes
    of heads, `tunnelled` those that went through a tunnel to the host.
    """

    def __init__(self, way_to: int, user: str = "", password: str = "") -> None:
        super().__init__()
        self.asked: list[str] = []
        self.clear = b""
        self.tunnelled = b""
        self._way_to = way_to
        self._user = user
        self._password = password

    async def serve(self, _number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Lead one connection on, or ask who it is."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.clear += head
        self.asked.append(head.partition(b"\r\n")[0].decode())
        if self._user and self._sign_in() not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        there = await asyncio.open_connection("127.0.0.1", self._way_to)
        try:
            if head.startswith(b"CONNECT "):
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                there[1].write(head)
            await asyncio.wait(
                [
                    asyncio.ensure_future(self._pass(reader, there[1], is_upwards=True)),
                    asyncio.ensure_future(self._pass(there[0], writer, is_upwards=False)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            there[1].transport.abort()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_upwards: bool
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                if is_upwards:
                    self.tunnelled += piece
                writer.write(piece)
                await writer.drain()

    def _sign_in(self) -> bytes:
        return b"Basic " + base64.b64encode(f"{self._user}:{self._password}".encode())
