"""How hosts are reached: through which proxy, by whose certificates, and how long a silence is borne."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, unquote, urlsplit

from kling_desktop.domain.errors import BadInput

USUAL_CONNECT = 15
"""Seconds to connect that the parts of the program are made for; a choice stretches or shortens each."""
USUAL_SILENCE = 30
"""The same for a question that gets no byte of an answer."""
PORTS = {"http": 80, "https": 443}


class ProxyChoice(StrEnum):
    """Which proxy is used."""

    SYSTEM = "system"
    NONE = "none"
    OWN = "own"


class Certificates(StrEnum):
    """Whose certificates are believed."""

    SYSTEM = "system"
    BUNDLED = "bundled"


@dataclass(frozen=True)
class SignIn:
    """Name and password for a proxy; both empty for one that asks for none."""

    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def text(self) -> str:
        """Both in one line of plain signs, as a keyring keeps it; `sign_in_of` reads it."""
        return f"{quote(self.user, safe='')}:{quote(self.password, safe='')}" if self.user else ""


NOBODY = SignIn()


def sign_in_of(text: str) -> SignIn:
    """What `SignIn.text` wrote."""
    user, _, password = text.partition(":")
    return SignIn(unquote(user), unquote(password))


@dataclass(frozen=True)
class NetworkWay:
    """How hosts are reached; `own_file` is a PEM file with certificates that are believed besides.

    `address` is that of an own proxy. `connect` and `silence` in seconds.
    """

    proxy: ProxyChoice = ProxyChoice.SYSTEM
    address: str = ""
    sign_in: SignIn = NOBODY
    certificates: Certificates = Certificates.SYSTEM
    own_file: str = ""
    connect: int = USUAL_CONNECT
    silence: int = USUAL_SILENCE

    @property
    def connect_factor(self) -> float:
        """What the time to connect is multiplied with."""
        return self.connect / USUAL_CONNECT

    @property
    def silence_factor(self) -> float:
        """What the time without a byte is multiplied with."""
        return self.silence / USUAL_SILENCE


USUAL_WAY = NetworkWay()


@dataclass(frozen=True)
class HostingLine:
    """How a storage of the S3 kind is reached: the proxy (with its sign-in) or none, and PEM certificates."""

    proxy: str = field(default="", repr=False)
    certificates: str = ""
    connect: int = USUAL_CONNECT


DIRECT = HostingLine()


def checked_proxy(text: str) -> tuple[str, SignIn]:
    """`text` as the address of a proxy without sign-in, and the sign-in that stood in it.

    Raises BadInput `proxy_socks` or `proxy_address`.
    """
    address = text.strip()
    whole = address if "://" in address else f"http://{address}"
    if whole.lower().startswith("socks"):
        raise BadInput("proxy_socks")
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadInput("proxy_address", address=address) from error
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme not in PORTS or not _is_host(host) or port == 0 or not is_bare:
        raise BadInput("proxy_address", address=_without_sign_in(address))
    shown = f"[{host}]" if ":" in host else host
    sign_in = SignIn(unquote(parts.username or ""), unquote(parts.password or ""))
    return f"{parts.scheme}://{shown}:{port or PORTS[parts.scheme]}", sign_in


def with_sign_in(address: str, sign_in: SignIn) -> str:
    """The address of a proxy with the sign-in in it; never to be shown, logged or saved."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{sign_in.text}@{rest}" if sign_in.user and rest else address


def _is_host(host: str) -> bool:
    plain = host.replace("-", "").replace(".", "").replace(":", "").replace("_", "")
    return bool(plain) and plain.isalnum() and not host.startswith((".", "-"))


def _without_sign_in(address: str) -> str:
    return address.rpartition("@")[2]
