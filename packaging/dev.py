#!/usr/bin/env python3
"""The one command of this repository; `python3 packaging/dev.py` alone lists its verbs."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        f"kling_desktop needs Python 3.11 or newer; this is {sys.version.split()[0]} at {sys.executable}."
    )

from devtool.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
