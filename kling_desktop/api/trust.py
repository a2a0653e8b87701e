"""Whom we trust and through whom we go: the system's certificates and the system's proxy."""

import asyncio
import functools
import logging
import os
import ssl
import sys
import urllib.request
from contextlib import suppress
from dataclasses import dataclass

import httpcore
import httpx
import truststore

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


def find_route(url: httpx.URL) -> Route:
    """The way to `url`; reads files and settings of the system, so call it off the loop.

    Raises ValueError or httpx.InvalidURL when the system names a proxy that makes no sense.
    """
    load_late_parts()
    address = _proxy_for(url)
    trust = system_trust()
    is_encrypted = address.lower().startswith("https:")
    proxy = httpx.Proxy(address, ssl_context=trust if is_encrypted else None) if address else None
    return Route(trust, proxy)


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


def _proxy_for(url: httpx.URL) -> str:
    if is_loopback(url.host) or urllib.request.proxy_bypass(url.host):
        return ""
    proxies = urllib.request.getproxies()
    address = proxies.get(url.scheme) or proxies.get("all") or ""
    if address.lower().startswith("socks"):
        log.warning("the system names a SOCKS proxy, which is not used")
        return ""
    return address if not address or "://" in address else f"http://{address}"
