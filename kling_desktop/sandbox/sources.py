"""What an order's video or picture refers to while it is kept: a URL, an upload, a file of the task."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from .folders import Folders

UPLOADS = "/uploads/"
"""Where the CDN port shows uploads."""
INLINE = "inline:"
"""Begins a reference to a picture that came in the request and lies in the task's work folder."""
UPLOAD = "upload:"
"""Begins a reference to an upload, so that no address is stored: ports change with every start."""

_OWN_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def kept_form(url: str, folders: Folders) -> str:
    """Return a URL as it is stored: by name if it is an upload that lies here, whatever its port was."""
    parts = urlsplit(url)
    if parts.hostname in _OWN_HOSTS and parts.path.startswith(UPLOADS):
        name = unquote(parts.path.removeprefix(UPLOADS))
        path = folders.upload(name)
        if path is not None and path.is_file():
            return UPLOAD + name
    return url


def local_file(reference: str, folders: Folders, work: Path) -> Path | None:
    """Return the file that a stored reference names, None when it is a URL to be fetched."""
    if reference.startswith(INLINE):
        return work / reference.removeprefix(INLINE)
    if reference.startswith(UPLOAD):
        return folders.upload(reference.removeprefix(UPLOAD))
    return None
