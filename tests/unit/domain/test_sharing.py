"""Share pages and their direct forms, where there are any."""

from __future__ import annotations

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.sharing import direct, expiry, is_private

DROPBOX = "https://www.dropbox.com"
GOOGLE = "https://drive.usercontent.google.com/download?id=1aB-c_9&export=download&confirm=t"


@pytest.mark.parametrize(
    ("page", "wanted", "service"),
    [
        (f"{DROPBOX}/s/abc/A001.mp4?dl=0", f"{DROPBOX}/s/abc/A001.mp4?dl=1", "Dropbox"),
        (f"{DROPBOX}/s/abc/A001.mp4", f"{DROPBOX}/s/abc/A001.mp4?dl=1", "Dropbox"),
        (
            f"{DROPBOX}/scl/fi/x1/A001.mov?rlkey=k2&st=q&dl=0",
            f"{DROPBOX}/scl/fi/x1/A001.mov?rlkey=k2&st=q&dl=1",
            "Dropbox",
        ),
        (f"{DROPBOX}/scl/fi/x1/A.mp4?rlkey=k2&raw=1", f"{DROPBOX}/scl/fi/x1/A.mp4?rlkey=k2&dl=1", "Dropbox"),
        ("https://dl.dropboxusercontent.com/s/a/b.mp4", "https://dl.dropboxusercontent.com/s/a/b.mp4", ""),
        ("https://drive.google.com/file/d/1aB-c_9/view?usp=sharing", GOOGLE, "Google Drive"),
        ("https://drive.google.com/file/u/1/d/1aB-c_9/edit", GOOGLE, "Google Drive"),
        ("https://drive.google.com/open?id=1aB-c_9", GOOGLE, "Google Drive"),
        ("https://drive.google.com/uc?export=download&id=1aB-c_9", GOOGLE, "Google Drive"),
        (
            "https://drive.google.com/file/d/1aB-c_9/view?resourcekey=0-xy",
            f"{GOOGLE}&resourcekey=0-xy",
            "Google Drive",
        ),
        (
            "https://firm-my.sharepoint.com/:v:/g/personal/me/Eabc?e=12",
            "https://firm-my.sharepoint.com/:v:/g/personal/me/Eabc?e=12&download=1",
            "OneDrive",
        ),
        (
            "https://1drv.ms/v/c/98a1/Eabc?e=12",
            "https://1drv.ms/v/c/98a1/Eabc?e=12&download=1",
            "OneDrive",
        ),
        (
            "https://1drv.ms/v/s!Abc",
            "https://api.onedrive.com/v1.0/shares/u!aHR0cHM6Ly8xZHJ2Lm1zL3YvcyFBYmM" + "/root" + "/content",
            "OneDrive",
        ),
        (
            "https://onedrive.live.com/embed?resid=9!1&authkey=!x",
            "https://onedrive.live.com/download?resid=9!1&authkey=!x",
            "OneDrive",
        ),
        ("  https://clips.example/A001.mp4?sig=1 ", "https://clips.example/A001.mp4?sig=1", ""),
        ("http://10.0.0.4/a.mov", "http://10.0.0.4/a.mov", ""),
    ],
)
def test_share_pages_become_direct_links(page: str, wanted: str, service: str) -> None:
    found = direct(page)
    assert (found.url, found.service) == (wanted, service)
    # What is direct stays so.
    assert direct(found.url).url == wanted


@pytest.mark.parametrize(
    ("page", "service"),
    [
        ("https://we.tl/t-abc", "WeTransfer"),
        ("https://wetransfer.com/downloads/abc", "WeTransfer"),
        ("https://pan.baidu.com/s/1abc?pwd=1234", "百度网盘"),
        ("https://www.alipan.com/s/abc", "阿里云盘"),
        ("https://www.aliyundrive.com/s/abc", "阿里云盘"),
        ("https://pan.quark.cn/s/abc", "夸克网盘"),
        ("https://photos.app.goo.gl/abc", "Google Photos"),
    ],
)
def test_services_without_a_direct_form_are_named(page: str, service: str) -> None:
    with pytest.raises(BadInput) as caught:
        direct(page)
    assert caught.value.notice.code == "link_no_direct_form"
    assert caught.value.notice.values["service"] == service


@pytest.mark.parametrize(
    "page",
    [
        "https://www.dropbox.com/scl/fo/abc/xyz?rlkey=k",
        "https://drive.google.com/drive/folders/1aB",
        "https://firm-my.sharepoint.com/:f:/g/personal/me/Eabc",
    ],
)
def test_a_folder_is_no_clip(page: str) -> None:
    with pytest.raises(BadInput, match="link_folder"):
        direct(page)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A001.mp4",
        "ftp://h/a.mp4",
        "https://",
        "https://h/a b.mp4",
        "file:///a",
        "http://h:99999/a",
        "http://[",
    ],
)
def test_what_is_no_link(text: str) -> None:
    with pytest.raises(BadInput, match="link_invalid"):
        direct(text)


@pytest.mark.parametrize(
    ("query", "ends"),
    [
        ("X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600", 1_767_326_645.0),
        ("X-Goog-Date=20260102T030405Z&X-Goog-Expires=3600", 1_767_326_645.0),
        ("x-oss-date=20260102T030405Z&x-oss-expires=3600", 1_767_326_645.0),
        ("Expires=1767326645&Signature=x", 1_767_326_645.0),
        ("q-sign-time=1767323045;1767326645", 1_767_326_645.0),
        ("Expires=600", None),
        ("X-Amz-Date=soon&X-Amz-Expires=3600", None),
        ("dl=1", None),
    ],
)
def test_when_a_signed_link_ends(query: str, ends: float | None) -> None:
    assert expiry(f"https://h.example/a.mp4?{query}") == ends


@pytest.mark.parametrize(
    ("link", "private"),
    [
        ("http://127.0.0.1/a", True),
        ("http://192.168.1.7:9000/a", True),
        ("http://nas/a", True),
        ("http://nas.local/a", True),
        ("http://[fe80::1]/a", True),
        ("https://clips.example.com/a", False),
        ("https://8.8.8.8/a", False),
    ],
)
def test_private_addresses(link: str, private: bool) -> None:
    assert is_private(link) is private
