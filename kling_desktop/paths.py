"""Where things lie: shipped resources and the user's data folder; and how a file is put there whole."""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a shipped resource, in the source tree, the wheel and the frozen build alike."""
    inside = PACKAGE / "resources"
    root = inside if inside.is_dir() else PACKAGE.parent / "resources"
    return root.joinpath(*parts)


@dataclass(frozen=True)
class DataFolder:
    """The folder (DATA) that holds everything of one user: journal, settings, inputs, results, logs."""

    root: Path

    @property
    def journal(self) -> Path:
        """The SQLite file with every job."""
        return self.root / "journal.db"

    @property
    def task_ids(self) -> Path:
        """The append-only list of accepted task ids."""
        return self.root / "task-ids.log"

    @property
    def settings(self) -> Path:
        """The settings file (never holds a key)."""
        return self.root / "settings.json"

    @property
    def lock(self) -> Path:
        """The file whose OS lock is held by the one engine of this folder."""
        return self.root / "engine.lock"

    @property
    def inputs(self) -> Path:
        """Copies of the images of drafts and jobs, named by their SHA-256."""
        return self.root / "inputs"

    @property
    def prepared(self) -> Path:
        """Clips made fit for the service, named by what they were made of; all can be made again."""
        return self.root / "prepared"

    @property
    def proxies(self) -> Path:
        """Smaller copies of clips for the viewer, named by what they show; all can be made again."""
        return self.root / "proxies"

    @property
    def fetched(self) -> Path:
        """Clips that were fetched from links, each in a folder named by its content; sources of edits."""
        return self.root / "fetched"

    @property
    def presets(self) -> Path:
        """The user's own presets, one file for each set."""
        return self.root / "presets"

    @property
    def results(self) -> Path:
        """Where takes are saved unless the user names another folder."""
        return self.root / "results"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.root / "logs"

    @property
    def sandbox(self) -> Path:
        """Tasks, uploads and results of practice mode."""
        return self.root / "sandbox"

    @property
    def sandbox_alone(self) -> Path:
        """The same of a practice service that was started by hand."""
        return self.root / "sandbox-alone"

    @property
    def backups(self) -> Path:
        """Copies of the journal and damaged files set aside."""
        return self.root / "backups"

    def make(self) -> None:
        """Create the folder, readable by its user only where the system has such rights."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)


def absolute(location: str) -> Path:
    """`location` as a whole path, `~` read as the user's home."""
    return Path(location).expanduser().absolute()


def data_root(chosen: str | None) -> Path:
    """The data folder: the one that `--data-dir` names, else this user's own."""
    if chosen:
        return absolute(chosen)
    return Path(platformdirs.user_data_dir("kling-desktop", appauthor=False))


def default_results_folder() -> Path:
    """Where takes go for a user who has set nothing: a folder among the user's own videos."""
    return Path(platformdirs.user_videos_dir()) / "Kling takes"


def atomic_write(path: Path, data: bytes) -> None:
    """Put `data` at `path` for good: after a crash the old file is there, or the new one, never a part.

    Raises OSError; the folder has to exist.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` survive a power cut."""
    # Windows has no such call; NTFS writes names through its own log.
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_durably(source: Path, target: Path) -> None:
    """Move `source`, whose bytes are on disk, onto `target` in the same folder, for good. Raises OSError."""
    source.replace(target)
    sync_folder(target.parent)
