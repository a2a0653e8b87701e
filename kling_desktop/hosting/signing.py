"""Signed addresses for storage of the S3 kind (signature version 4, in the query), for any request."""

import datetime
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from kling_desktop.domain.storage import Bucket, KeyPair

ALGORITHM = "AWS4-HMAC-SHA256"
LIFE = 3600
"""Seconds that a signed address is good for, unless told otherwise."""


def signed(
    method: str,
    bucket: Bucket,
    keys: KeyPair,
    name: str,
    query: Mapping[str, str],
    moment: float,
    life: int = LIFE,
) -> str:
    """The address of `name` in the bucket for one kind of request, good from `moment` (Unix seconds) on."""
    parts = urlsplit(bucket.endpoint)
    folders = parts.path.rstrip("/") + ("" if bucket.is_virtual_hosted else f"/{bucket.name}")
    path = quote(f"{folders}/{name}", safe="/-_.~")
    stamp = datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{bucket.region}/s3/aws4_request"
    asked = {
        **query,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{keys.key_id}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(life),
        "X-Amz-SignedHeaders": "host",
    }
    encoded = sorted((quote(key, safe="-_.~"), quote(value, safe="-_.~")) for key, value in asked.items())
    words = "&".join(f"{key}={value}" for key, value in encoded)
    request = f"{method}\n{path}\n{words}\nhost:{parts.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    signature = _signature(keys.secret, scope, f"{ALGORITHM}\n{stamp}\n{scope}\n{digest}")
    return f"{parts.scheme}://{parts.netloc}{path}?{words}&X-Amz-Signature={signature}"


def _signature(secret: str, scope: str, text: str) -> str:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    return _mac(key, text).hex()


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
