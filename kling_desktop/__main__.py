"""The program's three faces: window, terminal, sandbox. Each is imported only when it is the one wanted."""

import os
import sys
from argparse import Namespace

from kling_desktop import paths
from kling_desktop.cli.arguments import parse
from kling_desktop.domain.errors import BadInput

WINDOW_LIBRARIES = ("PySide6", "shiboken6", "qasync")
WHERE_TO_SHOW = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Variables of which Linux needs one for a window; without any Qt ends the whole process."""


def main(argv: list[str] | None = None) -> int:
    """Run the face that the command line asks for; its exit code."""
    words = sys.argv[1:] if argv is None else argv
    try:
        said = parse(words)
    except BadInput as error:
        return _usage(words, error)
    faces = {"": _window, "sandbox": _sandbox}
    try:
        return faces.get(said.verb, _terminal)(said)
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in WINDOW_LIBRARIES:
            raise
        return _usage(words, BadInput("window_missing", reason=str(error)))


def _window(said: Namespace) -> int:
    if sys.platform == "linux" and not any(os.environ.get(name) for name in WHERE_TO_SHOW):
        return _usage([], BadInput("display_missing"))
    from kling_desktop.ui.bindings import spare_imports

    spare_imports()
    from kling_desktop import app

    return app.main(said)


def _terminal(said: Namespace) -> int:
    from kling_desktop.cli import main as terminal

    return terminal.main(said)


def _sandbox(said: Namespace) -> int:
    from kling_desktop.sandbox import options, server

    data = paths.DataFolder(paths.data_root(said.data_dir))
    # Two servers never share a folder: practice mode's own child has one, a server started by hand another.
    folder = data.sandbox if said.watch_stdin else data.sandbox_alone
    server.serve(
        options.SandboxOptions(folder, port=said.port, key=said.key or None, watch_stdin=said.watch_stdin)
    )
    return 0


def _usage(words: list[str], error: BadInput) -> int:
    from kling_desktop.cli import main as terminal

    return terminal.usage(words, error)


if __name__ == "__main__":
    sys.exit(main())
