"""A Debian with nothing in it, made beside the one that runs, where an installed program is tried as its users have it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "editor"
CHROOT = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin") or "chroot"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class CleanRoot:
    """The root of a small Debian; its user has the home `home`."""

    path: Path

    @property
    def home(self) -> Path:
        """The user's home as it is seen from outside."""
        return self.path / "home" / USER

    def administer(self, *command: str) -> str:
        """Run a command as root and return what it said; fails with it."""
        return self._run(command, {"HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}, ())

    def do(self, *command: str, **variables: str) -> str:
        """Run a command as the user and return what it said on standard output; fails with it."""
        return self._run(command, self._as_user(variables), self._of_user())

    @contextmanager
    def running(self, *command: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program as the user while this lasts."""
        program = subprocess.Popen(self._words(command, self._of_user()), env=self._as_user(variables))
        try:
            yield program
        finally:
            program.terminate()
            program.wait(30)

    def has(self, program: str) -> bool:
        """Whether there is a program of this name."""
        found = subprocess.run(
            self._words(["sh", "-c", f"command -v {program}"], ()), env={"PATH": PATH}, check=False,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return found.returncode == 0

    def _run(self, command: Sequence[str], variables: dict[str, str], options: Sequence[str]) -> str:
        done = subprocess.run(
            self._words(command, options), env={"PATH": PATH, "LANG": "C.UTF-8", **variables}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout

    def _words(self, command: Sequence[str], options: Sequence[str]) -> list[str]:
        return [CHROOT, *options, str(self.path), *command]

    @staticmethod
    def _of_user() -> tuple[str, ...]:
        return (f"--userspec={USER}",)

    @staticmethod
    def _as_user(variables: dict[str, str]) -> dict[str, str]:
        return {"HOME": f"/home/{USER}", "PATH": PATH, "LANG": "C.UTF-8", **variables}


@contextmanager
def clean_root(base: Path, place: Path) -> Iterator[CleanRoot]:
    """A fresh root in `place`, copied from `base`, which is made where it does not exist yet."""
    if not (base / "bin").exists():
        _bootstrap(base)
    subprocess.run(["cp", "-a", str(base), str(place)], check=True)
    root = CleanRoot(place)
    (place / "proc").mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "proc", "proc", str(place / "proc")], check=True)
    try:
        yield root
    finally:
        subprocess.run(["umount", "-l", str(place / "proc")], check=True)
        shutil.rmtree(place, ignore_errors=True)


def _bootstrap(base: Path) -> None:
    """As the machine's own Debian, from where the machine has its packages."""
    part = base.with_name(f"{base.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    release = next(line.split("=")[1] for line in Path("/etc/os-release").read_text().splitlines()
                   if line.startswith("VERSION_CODENAME="))  # fmt: skip
    site = next(line.split()[0] for line in told.splitlines() if line.split()[1] == release)
    subprocess.run(["debootstrap", "--variant=minbase", release, str(part), site], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    for settings in Path("/etc/apt/apt.conf.d").glob("99*"):
        shutil.copy(settings, part / "etc/apt/apt.conf.d")
    if Path("/etc/resolv.conf").exists():
        shutil.copy("/etc/resolv.conf", part / "etc/resolv.conf")
    root = CleanRoot(part)
    root.administer("apt-get", "update", "-q")
    root.administer("useradd", "--create-home", USER)
    part.replace(base)
