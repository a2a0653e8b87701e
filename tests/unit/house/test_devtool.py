"""dev.py: what it installs, what it says where it may not, how it counts, and how it ends things."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from devtool import environment, stages, system
from devtool.main import VERBS, main
from devtool.process import ToolError, output_of, running

from tests.support.source import ROOT

LINUX_ONLY = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt-get and sudo are Debian's")


class Debian:
    """A Debian made of scripts: `installed` is what dpkg knows, `calls` what apt-get and sudo were asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "calls"
        self.installed = folder / "installed"
        self.installed.write_text("")
        self.program("dpkg-query", f'cat "{self.installed}"')
        self.program("apt-get", f'echo "$@" >> "{self.log}"')

    def program(self, name: str, script: str) -> None:
        """Put a program onto the path."""
        (self.folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.folder / name).chmod(0o755)

    @property
    def calls(self) -> list[str]:
        """What apt-get was asked to do, in order."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Debian:
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "main_Packages").write_text("")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "env").symlink_to("/usr/bin/env")
    (bin_folder / "cat").symlink_to("/bin/cat")
    monkeypatch.setenv("PATH", str(bin_folder))
    monkeypatch.setattr(system, "APT_LISTS", lists)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return Debian(bin_folder)


@LINUX_ONLY
class TestSystemPackages:
    """What `ensure` does on Debian."""

    def test_nothing_is_called_when_all_is_there(self, debian: Debian) -> None:
        debian.installed.write_text("xvfb installed\ncurl installed\n")

        system.ensure({"xvfb": "", "curl": ""}, "A test")

        assert debian.calls == []

    def test_only_what_is_missing_is_installed_and_said(
        self, debian: Debian, capsys: pytest.CaptureFixture[str]
    ) -> None:
        debian.installed.write_text("xvfb installed\ncurl config-files\n")

        system.ensure({"xvfb": "", "curl": ""}, "A test")

        assert debian.calls == ["install -y --no-install-recommends curl"]
        assert "A test needs 1 system package(s) that are missing: curl" in capsys.readouterr().out

    def test_lists_are_fetched_first_where_there_are_none(self, debian: Debian) -> None:
        next(system.APT_LISTS.iterdir()).unlink()

        system.ensure({"curl": ""}, "A test")

        assert [call.split()[0] for call in debian.calls] == ["update", "install"]

    def test_lists_are_fetched_anew_when_an_install_fails(self, debian: Debian) -> None:
        debian.program("apt-get", f'echo "$1" >> "{debian.log}"; [ "$1" = update ]')

        with pytest.raises(ToolError, match=r"by hand: curl$"):
            system.ensure({"curl": ""}, "A test")

        assert debian.calls == ["install", "update", "install"]

    def test_without_root_and_sudo_it_says_what_to_install(
        self, debian: Debian, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)

        with pytest.raises(ToolError, match=r"no sudo\. Install them as root: apt-get install xvfb curl"):
            system.ensure({"xvfb": "", "curl": ""}, "A test")

        assert debian.calls == []

    def test_without_a_terminal_sudo_never_prompts(
        self, debian: Debian, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        debian.program("sudo", f'echo "sudo $@" >> "{debian.log}"; exit 1')
        with Path(os.devnull).open() as nothing:
            monkeypatch.setattr(sys, "stdin", nothing)
            with pytest.raises(ToolError, match="no terminal to ask on"):
                system.ensure({"curl": ""}, "A test")

        assert debian.calls == ["sudo -n true"]

    def test_another_linux_is_told_what_was_not_found(
        self, debian: Debian, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (debian.folder / "apt-get").unlink()

        system.ensure({"libnope1": "libnope.so.1", "nope": "nope-tool", "cat": "cat", "font": ""}, "A test")

        assert "libnope1 (libnope.so.1), nope (nope-tool)" in capsys.readouterr().out


def test_a_step_is_done_once_and_again_when_its_cause_changed(tmp_path: Path) -> None:
    done: list[str] = []
    stamp = tmp_path / "stamp"

    for wanted in ("a", "a", "b"):
        environment.when_changed(stamp, wanted, lambda: done.append("x"))

    assert len(done) == 2


def test_a_step_that_failed_is_not_taken_for_done(tmp_path: Path) -> None:
    def fails() -> None:
        raise ToolError("no")

    with pytest.raises(ToolError):
        environment.when_changed(tmp_path / "stamp", "a", fails)

    assert not (tmp_path / "stamp").exists()


def test_counts_are_read_from_the_report_of_pytest(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>')

    count = stages.count_of(report)

    assert count.sentence() == "3 passed, 3 failed, 3 skipped"


def test_a_run_that_died_without_a_report_is_a_failure(tmp_path: Path) -> None:
    assert stages.count_of(tmp_path / "none.xml").sentence() == "0 passed, 1 failed"


@pytest.mark.parametrize(
    ("outcomes", "code", "closing"),
    [
        (
            [stages.Outcome(True, stages.Count(3)), stages.Outcome(True, stages.Count(4))],
            0,
            "7 passed, 0 failed",
        ),
        (
            [stages.Outcome(True, stages.Count(3)), stages.Outcome(False, stages.Count())],
            1,
            "3 passed, 0 failed",
        ),
        ([stages.Outcome(True, stages.Count())], 1, "0 passed, 0 failed"),
    ],
)
def test_the_last_line_sums_the_stages_and_the_code_tells_the_truth(
    outcomes: list[stages.Outcome],
    code: int,
    closing: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = {f"stage{number}": lambda outcome=outcome: outcome for number, outcome in enumerate(outcomes)}
    monkeypatch.setattr(stages, "STAGES", table)

    assert stages.test([]) == code
    assert capsys.readouterr().out.splitlines()[-1] == closing


def test_a_real_key_never_reaches_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULEROUTER_API_KEY", "secret")

    assert "MULEROUTER_API_KEY" not in stages.clean_environment()


def test_without_a_verb_every_verb_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert set(VERBS) <= set(capsys.readouterr().out.split())


def test_the_command_works_from_any_directory(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "dev.py"), "--help"]

    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30)

    assert result.returncode == 0
    assert "open the program" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX's")
def test_leaving_ends_the_child_and_its_own_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f'sleep 60 & echo $! > "{note}.new"; mv "{note}.new" "{note}"; wait'
    deadline = time.monotonic() + 10

    with running(["sh", "-c", script]):
        while not note.exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    assert _is_gone(int(note.read_text()), deadline)


def _is_gone(pid: int, deadline: float) -> bool:
    """Wait for a process that is nobody's child any more to be dead or buried."""
    while time.monotonic() < deadline:
        code, text = output_of(["ps", "-o", "stat=", "-p", str(pid)])
        if code != 0 or text.startswith("Z"):
            return True
        time.sleep(0.01)
    return False


MOODY = """
from pathlib import Path

SEEN = Path(__file__).with_name("seen")


def test_moody():
    was_seen = SEEN.exists()
    SEEN.touch()
    assert was_seen


def test_calm():
    pass
"""


@pytest.mark.parametrize(
    ("text", "is_ok", "failed"), [(MOODY, True, 0), (MOODY.replace("SEEN.touch()", ""), False, 1)]
)
def test_what_failed_is_run_once_more_and_named(text: str, is_ok: bool, failed: int, tmp_path: Path) -> None:
    (tmp_path / "test_moods.py").write_text(text)

    outcome = stages._pytest([str(tmp_path)], ["-p", "no:xdist", "-p", "no:pytest-qt"])

    assert (outcome.ok, outcome.count.failed) == (is_ok, failed)
    assert ("unsteady" in outcome.note) is is_ok
