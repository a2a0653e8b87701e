"""Where the frozen program begins."""

import sys

from kling_desktop.__main__ import main

sys.exit(main())
