"""From what was dropped, pasted or typed to a path or an address."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import is_link

LONGEST = 4096


def location_of(text: str) -> str:
    """The absolute path or http(s) address that `text` means.

    Takes a path (also in quotes, or with `~`), a `file://` address, or a link. Raises BadInput for text
    that is none of these.
    """
    cleaned = text.strip().strip("\"'")
    if not cleaned or "\n" in cleaned or len(cleaned) > LONGEST:
        raise BadInput("link_not_http", link=cleaned[:60])
    if is_link(cleaned):
        if not urlsplit(cleaned).hostname:
            raise BadInput("link_not_http", link=cleaned)
        return cleaned
    scheme, separator, _ = cleaned.partition("://")
    if separator and scheme.lower() == "file":
        from PySide6.QtCore import QUrl  # noqa: PLC0415 - seldom, and not before the first key

        return QUrl(cleaned).toLocalFile()
    if separator:
        raise BadInput("link_not_http", link=cleaned)
    return os.path.abspath(Path(cleaned).expanduser())  # noqa: PTH100 - links of the file system stay as they are
