"""The program's log: one rotating file in the data folder, with keys and signed links blotted out."""

import logging
import logging.handlers
import re
from pathlib import Path

SECRETS = re.compile(
    r"(?i)(bearer\s+|authorization['\"]?\s*[:=]\s*['\"]?|api[_-]?key['\"]?\s*[:=]\s*['\"]?)[^\s'\",}]+"
)
SIGNED_QUERY = re.compile(r"(https?://[^\s?#'\"]+)\?[^\s'\"]*")


def redact(text: str) -> str:
    """`text` without keys, authorisation headers and the query part of links (signatures live there)."""
    return SIGNED_QUERY.sub(r"\1?…", SECRETS.sub(r"\1…", text))


class RedactingFormatter(logging.Formatter):
    """Formats a record, then blots out what must not be written down."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line, redacted."""
        return redact(super().format(record))


def start(folder: Path) -> logging.Handler:
    """Write the log into `folder` (at most 4 files of 1 MB); the handler is to be closed with `stop`."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "kling-desktop.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("kling_desktop")
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    return handler


def stop(handler: logging.Handler) -> None:
    """Close the handler that `start` returned."""
    logging.getLogger("kling_desktop").removeHandler(handler)
    handler.close()
