"""`python -m kling_desktop.sandbox`: the stand-in service alone, for other clients and for tests."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .options import SandboxOptions
from .server import serve


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and serve until told to end; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="kling_desktop.sandbox", description="Practice service on loopback."
    )
    parser.add_argument("--data-dir", type=Path, required=True, help="folder that it keeps everything in")
    parser.add_argument("--port", type=int, default=0, help="port of the service, 0 for any free one")
    parser.add_argument("--cdn-port", type=int, default=0, help="port of the results and uploads")
    parser.add_argument("--key", help="the key to accept; a random one if not given")
    parser.add_argument("--control", action="store_true", help="open the controls for tests")
    parser.add_argument("--watch-stdin", action="store_true", help="end when standard input ends")
    given = parser.parse_args(words)
    options = SandboxOptions(
        data_dir=given.data_dir,
        port=given.port,
        cdn_port=given.cdn_port,
        key=given.key,
        has_control=given.control,
        watch_stdin=given.watch_stdin,
    )
    try:
        serve(options)
    except OSError as fault:
        sys.stderr.write(f"The practice service can't start: {fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
