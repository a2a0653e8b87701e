"""Uploads to storage of the S3 kind; the one place that loads obstore, to be imported in a worker."""

import asyncio
import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from kling_desktop.domain.errors import KlingError, UploadFailed
from kling_desktop.domain.network import DIRECT, HostingLine
from kling_desktop.domain.storage import Bucket, KeyPair
from kling_desktop.hosting.faults import refusal, unreachable
from kling_desktop.hosting.parts import PartUploads, Waiting
from kling_desktop.hosting.pieces import OnProgress, media_type_of
from kling_desktop.hosting.requests import Clients

if TYPE_CHECKING:
    from obstore.store import ClientConfig

IMPATIENT = 5.0
"""Seconds that obstore tries by itself."""
NOBODY, EVERYBODY = "http://127.0.0.1:9", "*,0.0.0.0/0,::/0"
ASKS_FOR_SIGN_IN = "407"
STATUS = re.compile(r"status code: (\d{3})")


class S3Hosting:
    """One bucket with one pair of keys. Every method may raise UploadFailed or UploadRefused."""

    def __init__(self, bucket: Bucket, keys: KeyPair, line: HostingLine = DIRECT) -> None:
        """Slow (it reads the system's certificates): call it in a worker."""
        self._bucket = bucket
        self._keys = keys
        self._store = _store(bucket, keys, line)

    async def upload(self, path: Path, name: str, on_progress: OnProgress) -> None:
        """Put a small file there as `name`, in one go; larger ones go by `parts`."""
        try:
            await obstore.put_async(
                self._store,
                name,
                await asyncio.to_thread(path.read_bytes),
                attributes={"Content-Type": media_type_of(name)},
                use_multipart=False,
            )
        except (BaseError, OSError) as error:
            raise self._fault(error) from None
        on_progress(1.0)

    def parts(self, clients: Clients, clock: Waiting) -> PartUploads:
        """What uploads large files to the same place."""
        return PartUploads(self._bucket, self._keys, clients, clock)

    async def link(self, name: str, seconds: float) -> str:
        """A signed link to `name` that lives so long; made here, nothing is asked."""
        try:
            return await obstore.sign_async(self._store, "GET", name, datetime.timedelta(seconds=seconds))
        except (BaseError, OSError) as error:
            raise self._fault(error) from None

    async def remove(self, name: str) -> None:
        """Remove `name`; without effect where there is none."""
        try:
            await obstore.delete_async(self._store, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> KlingError:
        return fault_of(error, self._bucket)


def fault_of(error: Exception, bucket: Bucket) -> UploadFailed:
    """What the storage said by way of obstore, as an error with words for the user."""
    said = str(error)
    status = STATUS.search(said)
    # That a proxy wants to know who asks is nothing that the storage said.
    if status and status[1] != ASKS_FOR_SIGN_IN:
        return refusal(int(status[1]), said, bucket)
    if not status and isinstance(error, OSError) and not isinstance(error, BaseError):
        return UploadFailed("upload_failed", reason=error.strerror or type(error).__name__)
    return unreachable(bucket)


def _client(line: HostingLine) -> "ClientConfig":
    """The library would go by the proxies of the environment: it gets the one that is meant, or is told none.

    Own certificates are taken only beside a proxy, so there is always one, with everybody exempt if need be.
    """
    config: ClientConfig = {
        "allow_http": True,
        "connect_timeout": f"{line.connect}s",
        "timeout": "300s",
        "proxy_url": line.proxy or NOBODY,
    }
    if not line.proxy:
        config["proxy_excludes"] = EVERYBODY
    if line.certificates:
        config["proxy_ca_certificate"] = line.certificates
    return config


def _store(bucket: Bucket, keys: KeyPair, line: HostingLine) -> S3Store:
    return S3Store(
        bucket.name,
        endpoint=bucket.endpoint,
        region=bucket.region,
        access_key_id=keys.key_id,
        secret_access_key=keys.secret,
        virtual_hosted_style_request=bucket.is_virtual_hosted,
        skip_signature=False,
        client_options=_client(line),
        retry_config={
            "max_retries": 1,
            "retry_timeout": datetime.timedelta(seconds=IMPATIENT),
            "backoff": {
                "init_backoff": datetime.timedelta(milliseconds=200),
                "max_backoff": datetime.timedelta(seconds=IMPATIENT),
                "base": 2,
            },
        },
    )
