"""How footage was read is known after a restart, as long as its table is whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kling_desktop.domain.cut import LookKind, SourceLook
from kling_desktop.domain.media import MediaInfo
from kling_desktop.media.worker import Workers
from kling_desktop.services.kept_looks import KeptLooks
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import Journal

INFO = MediaInfo("mov", "prores", 3840, 2160, 25, 1, 100, 4.0, 9, False, bits=10, camera="ARRI ALEXA")


async def test_a_look_is_known_after_a_restart_until_its_table_is_damaged(tmp_path: Path) -> None:
    inputs, workers = InputFolder(tmp_path / "inputs"), Workers()
    look = SourceLook(LookKind.LOG, inputs.keep(b"LUT_3D_SIZE 2"), "LogC.cube")
    journal = await Journal.open(tmp_path / "journal.db", tmp_path)
    await KeptLooks(journal, inputs, workers).keep("/day1/a.mov", INFO, look)
    await journal.close()
    journal = await Journal.open(tmp_path / "journal.db", tmp_path)
    looks = KeptLooks(journal, InputFolder(inputs.root), workers)
    assert await looks.of("/day1/b.mov", INFO) == look
    assert await looks.of("/day2/b.mov", INFO) is None
    assert await looks.of("/day1/b.mov", replace(INFO, camera="RED")) is None
    inputs.path(look.lut_sha256).write_bytes(b"something else")
    assert await looks.of("/day1/b.mov", INFO) is None
    await looks.keep("/day1/c.mov", INFO, SourceLook(LookKind.PQ))
    assert await looks.of("/day1/b.mov", INFO) == SourceLook(LookKind.PQ)
    await journal.close()
    workers.close()
