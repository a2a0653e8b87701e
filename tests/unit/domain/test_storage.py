"""Endpoints of the presets, and pasted credentials taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.storage import PRESETS, KeyPair, bucket_at, taken_apart

ACCOUNT = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("preset", "place", "endpoint", "region"),
    [
        ("r2", ACCOUNT, f"https://{ACCOUNT}.r2.cloudflarestorage.com", "auto"),
        (
            "r2",
            f"https://{ACCOUNT}.eu.r2.cloudflarestorage.com/",
            f"https://{ACCOUNT}.eu.r2.cloudflarestorage.com",
            "auto",
        ),
        ("b2", "eu-central-003", "https://s3.eu-central-003.backblazeb2.com", "eu-central-003"),
        ("b2", "s3.us-west-004.backblazeb2.com", "https://s3.us-west-004.backblazeb2.com", "us-west-004"),
        ("aws", "eu-west-1", "https://clips.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("wasabi", "eu-central-1", "https://s3.eu-central-1.wasabisys.com", "eu-central-1"),
        ("minio", "http://nas.lan:9000/", "http://nas.lan:9000", "us-east-1"),
        ("minio", "minio.example.com", "https://minio.example.com", "us-east-1"),
        ("oss", "cn-hangzhou", "https://clips.s3.oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou"),
        ("oss", "oss-cn-hangzhou", "https://clips.s3.oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou"),
        ("cos", "ap-guangzhou", "https://clips.cos.ap-guangzhou.myqcloud.com", "ap-guangzhou"),
    ],
)
def test_endpoints(preset: str, place: str, endpoint: str, region: str) -> None:
    bucket = bucket_at(preset, place, " clips ")
    assert (bucket.endpoint, bucket.region, bucket.name) == (endpoint, region, "clips")
    assert bucket.is_virtual_hosted is PRESETS[preset].is_virtual_hosted


@pytest.mark.parametrize(
    ("preset", "place", "name", "field"),
    [
        ("r2", "", "clips", "place"),
        ("r2", "my-account", "clips", "place"),
        ("aws", "Ireland", "clips", "place"),
        ("minio", "https://", "clips", "place"),
        ("aws", "eu-west-1", "", "bucket"),
        ("aws", "eu-west-1", "my clips", "bucket"),
    ],
)
def test_the_field_at_fault_is_named(preset: str, place: str, name: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        bucket_at(preset, place, name)
    assert caught.value.notice.values["field"] == field


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            f"Access Key ID\nabc123\nSecret Access Key\ndef456\nhttps://{ACCOUNT}.r2.cloudflarestorage.com",
            {"preset": "r2", "place": ACCOUNT, "key_id": "abc123", "secret": "def456"},
        ),
        (
            "aws_access_key_id = AKIA1\naws_secret_access_key = a/b+c=\nregion = eu-west-1",
            {"key_id": "AKIA1", "secret": "a/b+c=", "place": "eu-west-1"},
        ),
        ("Access key ID,Secret access key\nAKIA1,a/b+c", {"key_id": "AKIA1", "secret": "a/b+c"}),
        ('{"accessKeyId": "K1", "accessKeySecret": "S1"}', {"key_id": "K1", "secret": "S1"}),
        ("AccessKey ID: K1\nAccessKey Secret: S1", {"key_id": "K1", "secret": "S1"}),
        (
            "SecretId：K1\nSecretKey：S1\n存储桶名称：clips-125\n地域：ap-guangzhou",
            {"key_id": "K1", "secret": "S1", "bucket": "clips-125", "place": "ap-guangzhou"},
        ),
        (
            "keyID: 003a\nkeyName: kling\napplicationKey: K003x\n"
            "S3 Endpoint: s3.eu-central-003.backblazeb2.com",
            {"preset": "b2", "place": "eu-central-003", "key_id": "003a", "secret": "K003x"},
        ),
        (
            "AWS_ACCESS_KEY_ID=K1 AWS_SECRET_ACCESS_KEY=S1 BUCKET_NAME=clips",
            {"key_id": "K1", "secret": "S1", "bucket": "clips"},
        ),
        ("nothing of that kind", {}),
    ],
)
def test_pasted_credentials_are_taken_apart(text: str, found: dict[str, str]) -> None:
    assert taken_apart(text) == found


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_can_be_pasted(text: str) -> None:
    assert set(taken_apart(text)) <= {"preset", "place", "bucket", "key_id", "secret"}


def test_a_pair_never_shows_its_secret() -> None:
    assert "hush" not in repr(KeyPair("K1", "hush"))
