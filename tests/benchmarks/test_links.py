"""Uploads to storage, as a ratio to curl's plain PUT of the same file to the same server."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

import pytest

from kling_desktop.domain.storage import bucket_at
from kling_desktop.hosting.s3 import S3Hosting
from tests.support.storage import BUCKET, KEYS, put, storage

ROUNDS = 5
BYTES = 100_000_000
LEAST = 0.8


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is the other side")
def test_an_upload_keeps_up_with_a_plain_put(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(BYTES))
    with storage(tmp_path / "storage") as server:
        hosting = S3Hosting(bucket_at("minio", server.address, BUCKET), KEYS)
        ours, curls = [], []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            asyncio.run(put(hosting, clip, "ours.mp4"))
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            subprocess.run(curl_put(clip, f"{server.address}/{BUCKET}/curl.mp4"), check=True)
            curls.append(time.perf_counter() - began)
    ratio = statistics.median(curls) / statistics.median(ours)
    print(f"S3 upload: {ratio:.2f} × curl's speed")
    assert ratio >= LEAST


def curl_put(clip: Path, url: str) -> list[str]:
    """A signed plain PUT."""
    keys = f"{KEYS.key_id}:{KEYS.secret}"
    signed = ["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", keys]
    return ["curl", "-sf", "-o", "/dev/null", *signed, "-T", str(clip), url]
