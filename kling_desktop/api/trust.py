"""Whom we trust and through whom we go: certificates and proxy of the system, or what the user chose."""

import asyncio
import functools
import logging
import os
import ssl
import sys
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpcore
import httpx
import truststore

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.network import (
    USUAL_WAY,
    Certificates,
    HostingLine,
    NetworkWay,
    ProxyChoice,
    with_sign_in,
)
from kling_desktop.domain.site import is_loopback

log = logging.getLogger(__name__)
# Where Linux distributions keep the bundle when OpenSSL's own default place is empty (a frozen build).
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
OWN_BUNDLE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True)
class Route:
    """How a host is reached: certificates, and a proxy or none."""

    trust: ssl.SSLContext
    proxy: httpx.Proxy | None


def find_route(url: httpx.URL, way: NetworkWay = USUAL_WAY) -> Route:
    """The way to `url`; reads files and settings of the system, so call it off the loop.

    Raises ValueError or httpx.InvalidURL when the system names a proxy that makes no sense, OSError (which
    ssl.SSLError is) when the file of own certificates cannot be used.
    """
    load_late_parts()
    address = proxy_for(url, way)
    trust = trust_of(way)
    is_encrypted = address.lower().startswith("https:")
    who = (way.sign_in.user, way.sign_in.password) if _is_own(address, way) and way.sign_in.user else None
    context = trust if is_encrypted else None
    return Route(trust, httpx.Proxy(address, ssl_context=context, auth=who) if address else None)


def proxy_for(url: httpx.URL, way: NetworkWay) -> str:
    """The address of the proxy on the way to `url`, without sign-in where it is one's own; empty for none."""
    if way.proxy is ProxyChoice.NONE or is_loopback(url.host):
        return ""
    return way.address if way.proxy is ProxyChoice.OWN else _system_proxy_for(url)


def line_to(endpoint: str, way: NetworkWay) -> HostingLine:
    """How a storage is reached, for a library that makes its own connections. Raises OSError, ValueError."""
    address = proxy_for(httpx.URL(endpoint), way)
    proxy = with_sign_in(address, way.sign_in) if _is_own(address, way) else address
    pem = Path(way.own_file).read_text(encoding="utf-8", errors="replace") if way.own_file else ""
    return HostingLine(proxy, pem, way.connect)


def trust_of(way: NetworkWay) -> ssl.SSLContext:
    """What is believed on this way. Raises OSError for a file of own certificates that cannot be used."""
    if way.certificates is Certificates.SYSTEM and not way.own_file:
        return system_trust()
    found = Path(way.own_file).stat() if way.own_file else None
    version = (found.st_mtime_ns, found.st_size) if found else (0, 0)
    return _other_trust(way.certificates, way.own_file, version)


@functools.lru_cache(maxsize=4)
def _other_trust(certificates: Certificates, own_file: str, _version: tuple[int, int]) -> ssl.SSLContext:
    is_bundled = certificates is Certificates.BUNDLED
    context = httpx.create_ssl_context(trust_env=False) if is_bundled else make_trust(sys.platform)
    if own_file:
        context.load_verify_locations(own_file)
    return context


def check_certificates(path: str) -> None:
    """Raises BadInput unless `path` is a file with certificates in the PEM form; reads it."""
    name = Path(path).name
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(path)
    except FileNotFoundError as error:
        raise BadInput("file_missing", name=name) from error
    except (ssl.SSLError, UnicodeDecodeError) as error:
        raise BadInput("certificates_unreadable", name=name) from error
    except OSError as error:
        raise BadInput("file_unreadable", name=name) from error
    if not context.cert_store_stats()["x509"]:
        raise BadInput("certificates_unreadable", name=name)


def _is_own(address: str, way: NetworkWay) -> bool:
    return way.proxy is ProxyChoice.OWN and address == way.address


@functools.cache
def system_trust() -> ssl.SSLContext:
    """The system's certificates, read once."""
    return make_trust(sys.platform)


@functools.cache
def load_late_parts() -> None:
    """Have the libraries load now, off the loop, what they would load during the first request.

    A connection that cannot come about does it: port 0 is nobody's.
    """
    with suppress(httpcore.ConnectError), asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_connect_to_nobody())


async def _connect_to_nobody() -> None:
    await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", 0)


def make_trust(platform: str) -> ssl.SSLContext:
    """A context that trusts what the system of this computer trusts.

    truststore asks the store of Windows and macOS. Elsewhere it would only read OpenSSL's files anew for each
    connection, which stops the loop for some 90 ms; here they are read once.
    """
    if platform in ("win32", "darwin"):
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    has_own = any(os.environ.get(name) for name in OWN_BUNDLE_VARIABLES)
    if not has_own and not context.cert_store_stats()["x509_ca"]:
        for bundle in filter(os.path.isfile, BUNDLES):
            context.load_verify_locations(bundle)
            break
    return context


def _system_proxy_for(url: httpx.URL) -> str:
    if urllib.request.proxy_bypass(url.host):
        return ""
    proxies = urllib.request.getproxies()
    address = proxies.get(url.scheme) or proxies.get("all") or ""
    if address.lower().startswith("socks"):
        log.warning("the system names a SOCKS proxy, which is not used")
        return ""
    return address if not address or "://" in address else f"http://{address}"
