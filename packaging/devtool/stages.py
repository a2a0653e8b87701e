"""The stages of `dev.py test`, in order, and the count of tests over all of them."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from devtool import display
from devtool.checks import check
from devtool.place import IS_LINUX, ROOT, venv_python
from devtool.process import Command, ToolError, run, say

SOME_FAILED = 1
"""pytest's exit code when tests failed, and nothing else was wrong."""
MOST_UNSTEADY = 3
"""Failed tests of a stage that are tried again; more than that is no accident."""
PATIENT = ("-o", "faulthandler_timeout=900")
"""Freezing and packing the program are one test's beginning, and take minutes."""
MOST_MINUTES = 45
"""What all stages together may take in CI, whose machine ends them a little later."""
WITHOUT_TESTS = {"check", "compile"}
"""Stages that only read code."""
COMPILED = ("kling_desktop", "packaging", "tests")


@dataclass
class Count:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: "Count") -> None:
        """Take the numbers of another count into this one."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def sentence(self) -> str:
        """Return the closing line that is read by people and by CI."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


@dataclass(frozen=True)
class Outcome:
    """What a stage came to."""

    ok: bool
    count: Count
    note: str = ""


def test(wanted: Sequence[str]) -> int:
    """Run the named stages, or all, a line for each; print the summed count last; return the exit code."""
    unknown = [name for name in wanted if name not in STAGES]
    if unknown:
        raise ToolError(f"No such stage: {', '.join(unknown)}. There are: {', '.join(STAGES)}")
    total, failed, begun = Count(), [], time.monotonic()
    for name in wanted or STAGES:
        started = time.monotonic()
        outcome = STAGES[name]()
        total.add(outcome.count)
        if not outcome.ok:
            failed.append(name)
        word = outcome.note or ("ok" if outcome.ok else "FAILED")
        say(f"== {name}: {word} ({time.monotonic() - started:.1f} s)")
    ran_none = total.passed + total.failed == 0 and not WITHOUT_TESTS.issuperset(wanted or STAGES)
    say(f"whole run: {(time.monotonic() - begun) / 60:.1f} min (at most {MOST_MINUTES} wanted)")
    if failed:
        say(f"failed: {', '.join(failed)}")
    if ran_none:
        say("no test ran")
    say(total.sentence())
    return 1 if failed or ran_none else 0


def clean_environment() -> dict[str, str]:
    """Return our variables without those that could lead a test to a real account."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MULEROUTER_")}


def _check_stage() -> Outcome:
    return Outcome(check(), Count())


def _compile_stage() -> Outcome:
    command: Command = [venv_python(), "-W", "error", "-m", "compileall", "-q", "-f", *COMPILED]
    return Outcome(run(command) == 0, Count())


def _unit_stage() -> Outcome:
    # Without pytest-qt, so that nothing loads Qt and tests/unit/conftest.py can forbid it.
    return _pytest(["tests/unit", "tests/contract"], ["-p", "no:pytest-qt", "-n", "2"])


def _widget_stage() -> Outcome:
    with display.screen() as variables:
        return _pytest(["tests/widget"], ["-p", "no:xdist"], variables)


def _e2e_stage() -> Outcome:
    if not IS_LINUX:
        return Outcome(True, Count(), "not run: it drives the window through AT-SPI, which is Linux's")
    with display.screen() as variables, _runtime_folder() as folder:
        env = {**variables, "XDG_RUNTIME_DIR": folder}
        return _pytest(["tests/e2e"], ["-p", "no:xdist"], env, prefix=["dbus-run-session", "--"])


def _packaging_stage() -> Outcome:
    if not IS_LINUX:
        return Outcome(True, Count(), "not run: it installs a Debian package into a clean Debian")
    with display.screen() as variables:
        return _pytest(["tests/packaging"], ["-p", "no:xdist", "-s", *PATIENT], variables)


@contextlib.contextmanager
def _runtime_folder() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="kling-run-")  # made with mode 0700, as the session bus demands
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pytest(
    folders: Sequence[str],
    options: Sequence[str],
    variables: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
) -> Outcome:
    """Run pytest over the folders that hold tests; a folder without any is said and not counted."""
    there = [folder for folder in folders if any((ROOT / folder).rglob("test_*.py"))]
    if not there:
        return Outcome(True, Count(), f"no tests in {', '.join(folders)}")
    with tempfile.TemporaryDirectory(prefix="kling-test-") as folder:
        report = Path(folder) / "report.xml"
        command: Command = [
            *prefix,
            venv_python(),
            "-m",
            "pytest",
            "-q",
            *options,
            *there,
            f"--junitxml={report}",
        ]
        environment = {**clean_environment(), **(variables or {})}
        code = run(command, environment)
        count = count_of(report)
        if code == SOME_FAILED and count.failed <= MOST_UNSTEADY:
            # Not a way to be green: it tells a fault from a machine that was too busy, and names both.
            say(f"{count.failed} failed; what failed is run once more, by itself")
            code = run([*command, "--last-failed", "--last-failed-no-failures=none"], environment)
            if code == 0:
                count = Count(count.passed + count.failed, 0, count.skipped)
                return Outcome(True, count, "ok, but unsteady: see what failed above and passed alone")
        return Outcome(code == 0, count)


def count_of(report: Path) -> Count:
    """Read the counts that pytest wrote; a run that died without a report counts as one failed test."""
    if not report.exists():
        return Count(failed=1)
    # Our own pytest wrote this file a moment ago.
    suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314
    if suite is None:
        return Count(failed=1)
    number = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    failed = number["failures"] + number["errors"]
    return Count(number["tests"] - failed - number["skipped"], failed, number["skipped"])


STAGES: dict[str, Callable[[], Outcome]] = {
    "check": _check_stage,
    "compile": _compile_stage,
    "unit": _unit_stage,
    "widget": _widget_stage,
    "e2e": _e2e_stage,
    "packaging": _packaging_stage,
}
