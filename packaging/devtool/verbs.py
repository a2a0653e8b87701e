"""What each verb of `packaging/dev.py` does, once the environment is there."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from devtool import display, release, released, stages
from devtool.checks import check
from devtool.place import CLIP, LOCK, ROOT, VENV, has_display, venv_python
from devtool.process import Command, ToolError, output_of, run, say

PROMPT = "Add snow falling to @Video1"
EMPTY_BENCH = 5  # pytest's exit code when it collected nothing


def run_program(extra: Sequence[str]) -> int:
    """Open the window in practice mode with the demo clip; without a display do that same edit."""
    program: list[str | Path] = [venv_python(), "-m", "kling_desktop", "--sandbox"]
    if has_display():
        return run([*program, "--demo", *extra])
    say("There is no display, so the demo edit is done without a window.")
    edit: list[str | Path] = ["edit", "--prompt", PROMPT, "--video", CLIP, "--mode", "std", "--json"]
    code, text = output_of([*program, *edit, *extra])
    for path in _results(text):
        say(f"Result: {path}")
    return code


def _results(text: str) -> list[str]:
    """Read the result paths of `edit --json`; its words went to stderr already."""
    try:
        job = json.loads(text)
    except ValueError:
        say(text)
        return []
    return [str(path) for path in job.get("results", [])]


def test(names: Sequence[str]) -> int:
    """Run the named stages of the test, or all of them."""
    return stages.test(names)


def check_code(_extra: Sequence[str]) -> int:
    """Run every check that reads the code."""
    return 0 if check() else 1


def bench(extra: Sequence[str]) -> int:
    """Run the benchmarks on a screen of their own, of code compiled as users have it; print the figures."""
    run([venv_python(), "-m", "compileall", "-q", *stages.COMPILED])
    with display.screen() as variables:
        command: Command = [venv_python(), "-m", "pytest", "tests/benchmarks", "-p", "no:xdist", "-s", *extra]
        code = run(command, {**stages.clean_environment(), **variables})
    if code == EMPTY_BENCH:
        say("There are no benchmarks yet.")
    return code


def shoot(extra: Sequence[str]) -> int:
    """Photograph the program on a screen of its own; `extra` names the folder, and what is wanted.

    With `--live` what practice mode does not show; with `--readme` alone the pictures of the README.
    """
    module = "shoot_live" if "--live" in extra else "shoot"
    wanted = [module, *(word for word in extra if word != "--live")]
    words = ["readme_pictures"] if extra == ["--readme"] else wanted
    with display.screen() as variables:
        command: Command = [venv_python(), "-m", f"tests.support.{words[0]}", *words[1:]]
        return run(command, {**stages.clean_environment(), **variables})


def package(extra: Sequence[str]) -> int:
    """Build all that a release consists of on this system into dist/; `extra` may say where it is out."""
    released.take(extra)
    release.tell(release.release())
    return 0


def words(_extra: Sequence[str]) -> int:
    """Bring the translations up to date with the texts of the code and tell which lack one."""
    folder = str(ROOT / "packaging")
    return run([venv_python(), "-m", "devtool.words"], {**os.environ, "PYTHONPATH": folder})


def lock(_extra: Sequence[str]) -> int:
    """Resolve pyproject.toml anew into requirements.lock, with hashes for all systems and no host name."""
    uv = shutil.which("uv", path=str(venv_python().parent)) or shutil.which("uv")
    if uv is None:
        raise ToolError(f"Locking needs uv: install it into {VENV} or anywhere on the PATH.")
    options = [
        "--universal",
        "--generate-hashes",
        "--no-annotate",
        "--no-header",
        "--no-emit-index-url",
        "--upgrade",
    ]
    source = ["pyproject.toml", "--group", "dev", "--python-version", "3.11"]
    if run([uv, "pip", "compile", "--quiet", *options, *source, "--output-file", LOCK]) != 0:
        raise ToolError("uv could not resolve the dependencies; its own words stand above.")
    if "://" in LOCK.read_text(encoding="utf-8"):
        raise ToolError(f"{LOCK} names a host; it must hold names, versions and hashes only.")
    return 0
