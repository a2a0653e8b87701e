"""Uploads to storage of the S3 kind; the one place that loads obstore, to be imported in a worker."""

import asyncio
import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from kling_desktop.domain.errors import KlingError, UploadFailed, UploadRefused
from kling_desktop.domain.network import DIRECT, HostingLine
from kling_desktop.domain.storage import Bucket, Field, KeyPair
from kling_desktop.hosting.pieces import OnProgress, pieces, size_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig

PART = 5 << 20
"""Bytes: the least that S3 takes as a part."""
AT_ONCE = 4
WAITS_FOR_THE_NETWORK = 1800.0
"""Seconds that a part waits for a network that is gone; the parts before it need not be sent again."""
IMPATIENT = 5.0
NOBODY, EVERYBODY = "http://127.0.0.1:9", "*,0.0.0.0/0,::/0"
STATUS = re.compile(r"status code: (\d{3})")
CODE = re.compile(r"<Code>([A-Za-z0-9_.]+)</Code>")
MESSAGE = re.compile(r"<Message>([^<]{1,300})</Message>")
FAULTS: dict[str, tuple[str, Field | None]] = {
    "InvalidAccessKeyId": ("storage_key", Field.KEY_ID),
    "InvalidAccessKey": ("storage_key", Field.KEY_ID),
    "Unauthorized": ("storage_key", Field.KEY_ID),
    "SignatureDoesNotMatch": ("storage_secret", Field.SECRET),
    "NoSuchBucket": ("storage_no_bucket", Field.BUCKET),
    "InvalidBucketName": ("storage_no_bucket", Field.BUCKET),
    "RequestTimeTooSkewed": ("storage_clock", None),
    "RequestExpired": ("storage_clock", None),
    "AccessDenied": ("storage_denied", Field.KEY_ID),
    "AllAccessDisabled": ("storage_denied", Field.KEY_ID),
    "PermanentRedirect": ("storage_region", Field.PLACE),
    "AuthorizationHeaderMalformed": ("storage_region", Field.PLACE),
    "InvalidRegion": ("storage_region", Field.PLACE),
    "QuotaExceeded": ("storage_full", None),
    "XMinioStorageFull": ("storage_full", None),
}
BY_STATUS = {"401": "Unauthorized", "403": "AccessDenied", "301": "PermanentRedirect", "404": "NoSuchBucket"}


class S3Hosting:
    """One bucket with one pair of keys. Every method may raise UploadFailed or UploadRefused."""

    def __init__(self, bucket: Bucket, keys: KeyPair, line: HostingLine = DIRECT) -> None:
        """Slow (it reads the system's certificates): call it in a worker."""
        self._bucket = bucket
        self._quick = _store(bucket, keys, IMPATIENT, line)
        self._patient = _store(bucket, keys, WAITS_FOR_THE_NETWORK, line)

    async def upload(self, path: Path, name: str, on_progress: OnProgress) -> None:
        """Put the file there as `name`, in parts; a network that is gone is waited for, part by part.

        Parts are known to this call only: after a restart the file is sent from its beginning.
        """
        try:
            size = await size_of(path)
            held_back = PART * AT_ONCE

            def told(handed_out: int) -> None:
                # What is handed out is not yet sent: only what must have left is called done.
                on_progress(max(0, handed_out - held_back) / max(size, 1))

            content = await asyncio.to_thread(path.read_bytes) if size <= PART else pieces(path, told, PART)
            await obstore.put_async(
                self._quick if size <= PART else self._patient,
                name,
                content,
                attributes={"Content-Type": "video/quicktime" if name.endswith(".mov") else "video/mp4"},
                use_multipart=size > PART,
                chunk_size=PART,
                max_concurrency=AT_ONCE,
            )
        except (BaseError, OSError) as error:
            raise self._fault(error) from None
        on_progress(1.0)

    async def link(self, name: str, seconds: float) -> str:
        """A signed link to `name` that lives so long; made here, nothing is asked."""
        try:
            return await obstore.sign_async(self._quick, "GET", name, datetime.timedelta(seconds=seconds))
        except (BaseError, OSError) as error:
            raise self._fault(error) from None

    async def remove(self, name: str) -> None:
        """Remove `name`; without effect where there is none."""
        try:
            await obstore.delete_async(self._quick, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> KlingError:
        return fault_of(error, self._bucket)


def fault_of(error: Exception, bucket: Bucket) -> UploadFailed:
    """What the storage said, as an error with words for the user; none of ours quotes a signature."""
    said = str(error)
    status, code, message = (_first(each, said) for each in (STATUS, CODE, MESSAGE))
    if not status and isinstance(error, OSError) and not isinstance(error, BaseError):
        return UploadFailed("upload_failed", reason=error.strerror or type(error).__name__)
    values = {"bucket": bucket.name, "host": bucket.host, "status": status, "said": message or code or status}
    if not status:
        return UploadFailed("storage_unreachable", field=Field.PLACE.value, **values)
    if "access key has length" in said:
        code = "InvalidAccessKeyId"
    known = FAULTS.get(code or BY_STATUS.get(status, ""))
    if known is None:
        # An upload that the storage has lost meanwhile is begun anew.
        kind = UploadFailed if status.startswith("5") or code == "NoSuchUpload" else UploadRefused
        return kind("storage_refused", **values)
    notice, field = known
    return UploadRefused(notice, **values, **({"field": field.value} if field else {}))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


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


def _store(bucket: Bucket, keys: KeyPair, patience: float, line: HostingLine) -> S3Store:
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
            "max_retries": max(1, int(patience / IMPATIENT)),
            "retry_timeout": datetime.timedelta(seconds=patience),
            "backoff": {
                "init_backoff": datetime.timedelta(milliseconds=200),
                "max_backoff": datetime.timedelta(seconds=IMPATIENT),
                "base": 2,
            },
        },
    )
