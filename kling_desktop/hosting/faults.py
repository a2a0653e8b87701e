"""What a storage of the S3 kind says when it refuses, as errors with words for the user."""

import re

from kling_desktop.domain.errors import UploadFailed, UploadRefused
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.storage import Bucket, Field
from kling_desktop.hosting.requests import Clients

CODE = re.compile(r"<Code>([A-Za-z0-9_.]+)</Code>")
MESSAGE = re.compile(r"<Message>([^<]{1,300})</Message>")
UNREACHABLE = "storage_unreachable"
LOST = "NoSuchUpload"
"""What a storage answers that does not know an upload in parts (any longer)."""
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
BY_STATUS = {401: "Unauthorized", 403: "AccessDenied", 301: "PermanentRedirect", 404: "NoSuchBucket"}


def unreachable(bucket: Bucket) -> UploadFailed:
    """Nobody answers there."""
    values = {"bucket": bucket.name, "host": bucket.host, "status": "", "said": ""}
    return UploadFailed(UNREACHABLE, field=Field.PLACE.value, **values)


def in_the_way(fault: Notice) -> UploadFailed:
    """Proxy or certificates do not let anything through."""
    return UploadFailed(fault.code, **fault.values)


async def check_way(error: UploadFailed, clients: Clients, address: str) -> None:
    """Raise UploadFailed if the storage at `address` was not reached for what is wrong with the way there.

    For what sends by itself, and does not say in its `error` why nobody answers.
    """
    if error.notice.code == UNREACHABLE and (fault := await clients.fault(address)):
        raise in_the_way(fault) from error


def refusal(status: int, said: str, bucket: Bucket) -> UploadFailed:
    """What the storage said with a status, in its own words `said`; none of ours quotes a signature."""
    code, message = (_first(each, said) for each in (CODE, MESSAGE))
    values = {
        "bucket": bucket.name,
        "host": bucket.host,
        "status": str(status),
        "said": message or code or str(status),
    }
    if "access key has length" in said:
        code = "InvalidAccessKeyId"
    known = FAULTS.get(code or BY_STATUS.get(status, ""))
    if known is None:
        # An upload that the storage has lost meanwhile is begun anew.
        kind = UploadFailed if status >= 500 or code == LOST else UploadRefused
        return kind("storage_refused", **values)
    notice, field = known
    return UploadRefused(notice, **values, **({"field": field.value} if field else {}))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
