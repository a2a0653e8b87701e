"""The checks that read the code without running it; each is one line when it is content."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from devtool.place import ROOT, venv_python
from devtool.process import say

# Modules, not scripts: a script holds the path of its environment, which breaks when the tree is moved.
IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS: dict[str, tuple[str, ...]] = {
    "mypy": ("-m", "mypy"),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "ruff check": ("-m", "ruff", "check", "."),
    "import-linter": ("-c", IMPORT_LINTER, "--no-logo"),
    "deptry": ("-m", "deptry", "."),
    "vulture": ("-m", "vulture"),
    "codespell": ("-m", "codespell_lib", "."),
}


def check() -> bool:
    """Run every check, two at a time, show the words of those that object; tell whether all are content."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return all(list(pool.map(_check_one, CHECKS)))


def _check_one(name: str) -> bool:
    started = time.monotonic()
    result = subprocess.run(
        [venv_python(), *CHECKS[name]],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    seconds = time.monotonic() - started
    if result.returncode == 0:
        say(f"check {name}: content ({seconds:.1f} s)")
        return True
    say(f"{result.stdout.rstrip()}\ncheck {name}: FAILED ({seconds:.1f} s)")
    return False
