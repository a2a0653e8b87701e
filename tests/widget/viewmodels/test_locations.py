"""What a pasted or dropped text means."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.viewmodels.locations import location_of


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("  https://example.com/a.mp4\n", "https://example.com/a.mp4"),
        ("HTTP://example.com/a%20b.mov?x=1", "HTTP://example.com/a%20b.mov?x=1"),
        ('"/clips/my clip.mov"', "/clips/my clip.mov"),
        ("file:///clips/my%20clip.mov", "/clips/my clip.mov"),
        ("/clips/../clips/雪.mp4", "/clips/雪.mp4"),
    ],
)
def test_paths_and_links(text: str, location: str) -> None:
    assert location_of(text) == location


def test_a_path_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert location_of("~/a.mp4") == str(tmp_path / "a.mp4")


@pytest.mark.parametrize(
    "text", ["", "  ", "ftp://example.com/a.mp4", "https://", "two\nlines", "s3://bucket/a.mp4"]
)
def test_anything_else_is_refused_with_words(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        location_of(text)
    assert refused.value.notice.code == "link_not_http"
