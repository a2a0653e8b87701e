"""Signed addresses are those of the service's own examples."""

from __future__ import annotations

import datetime

from kling_desktop.domain.storage import Bucket, KeyPair
from kling_desktop.hosting.signing import signed

KEYS = KeyPair("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
MOMENT = datetime.datetime(2013, 5, 24, tzinfo=datetime.UTC).timestamp()


def test_the_example_of_the_documentation() -> None:
    bucket = Bucket("examplebucket", "https://examplebucket.s3.amazonaws.com", "us-east-1", True)
    assert signed("GET", bucket, KEYS, "test.txt", {}, MOMENT, 86400) == (
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


def test_a_bucket_stands_in_the_path_and_what_is_asked_in_the_query() -> None:
    bucket = Bucket("clips", "https://minio.example:9000/s3/", "us-east-1", False)
    url = signed("PUT", bucket, KEYS, "a b.mp4", {"uploadId": "2~x/y", "partNumber": "3"}, MOMENT)
    assert url.startswith("https://minio.example:9000/s3/clips/a%20b.mp4?X-Amz-Algorithm=")
    assert "&partNumber=3&uploadId=2~x%2Fy&X-Amz-Signature=" in url
