"""The program's three faces: window, terminal, sandbox. Each is imported only when it is the one wanted."""

import sys
from argparse import Namespace

from kling_desktop import paths
from kling_desktop.cli.arguments import parse
from kling_desktop.domain.errors import BadInput


def main(argv: list[str] | None = None) -> int:
    """Run the face that the command line asks for; its exit code."""
    words = sys.argv[1:] if argv is None else argv
    try:
        said = parse(words)
    except BadInput as error:
        return _usage(words, error)
    faces = {"": _window, "sandbox": _sandbox}
    return faces.get(said.verb, _terminal)(said)


def _window(said: Namespace) -> int:
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
