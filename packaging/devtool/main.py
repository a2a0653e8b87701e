"""Reads the command line of `packaging/dev.py` and hands over to a verb."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from devtool import crashing, environment, system, tagging, verbs
from devtool.place import has_display, system_name
from devtool.process import ToolError, end_on_terminate, say

INTERRUPTED = 130


@dataclass(frozen=True)
class Verb:
    """One word of the command line: what it needs of the system, what it does, and its line of help."""

    action: Callable[[Sequence[str]], int]
    packages: Callable[[], dict[str, str]]
    help: str


def _nothing() -> dict[str, str]:
    return {}


def _for_window() -> dict[str, str]:
    return system.WINDOW if has_display() else {}


def _for_tests() -> dict[str, str]:
    return {**system.WINDOW, **system.TESTS, **system.for_packaging()}


def _for_package() -> dict[str, str]:
    # The libraries of a window too: what the program needs of them is read off these.
    return {**system.WINDOW, **system.for_packaging()}


VERBS: dict[str, Verb] = {
    "run": Verb(verbs.run_program, _for_window, "open the program in practice mode with the demo clip"),
    "test": Verb(verbs.test, _for_tests, "run all checks and tests, or the named stages"),
    "check": Verb(verbs.check_code, _nothing, "format, lint, types, layers, dead code, spelling"),
    "bench": Verb(verbs.bench, _for_tests, "run the benchmarks"),
    "shoot": Verb(verbs.shoot, _for_tests, "take pictures of every page in all sizes, themes, languages"),
    "crash-test": Verb(crashing.crash_test, _nothing, "kill the program N times at the worst moments, audit"),
    "package": Verb(verbs.package, _for_package, "build installers and archives into dist/"),
    "words": Verb(verbs.words, _nothing, "bring the translations up to date, tell what they lack"),
    "release-notes": Verb(
        tagging.release_notes, _nothing, "print the changelog's section of a tag, if all agree"
    ),
    "lock": Verb(verbs.lock, _nothing, "resolve the dependencies anew into requirements.lock"),
}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code; words for a person go out on failure."""
    if not arguments or arguments[0] not in VERBS:
        _usage()
        return 0 if arguments and arguments[0] in {"help", "--help", "-h"} else 2
    name, extra = arguments[0], list(arguments[1:])
    if "--" in extra:
        extra.remove("--")
    verb = VERBS[name]
    end_on_terminate()
    try:
        environment.prepare(verb.packages(), f"`dev.py {name}`")
        return verb.action(extra)
    except ToolError as error:
        print(f"dev.py {name}, on {system_name()}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _usage() -> None:
    say("python3 packaging/dev.py VERB [-- what the verb passes on]")
    for name, verb in VERBS.items():
        say(f"  {name:13} {verb.help}")
