"""What goes wrong while a clip is prepared is said in one sentence, and no part of a file is left."""

from __future__ import annotations

import errno
from pathlib import Path

import av
import pytest

from kling_desktop.domain.cut import Treatment
from kling_desktop.domain.errors import BadInput, DiskFull
from kling_desktop.domain.plan import Plan, plan
from kling_desktop.i18n import Language
from kling_desktop.media.grading import Grade
from kling_desktop.media.prepare import Order, prepare
from kling_desktop.media.probe import probe
from kling_desktop.media.survey import clean_cuts
from kling_desktop.media.worker import Stopped
from tests.support.clips import Clip, make_clip
from tests.support.small_disk import small_disk


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("source") / "a.mov", Clip(3, 128, 96))


def planned(source: Path) -> Plan:
    return plan(probe(source), None, Treatment())


def test_a_locked_clip_is_named_so(source: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.mp4"
    keys = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "01" * 16, "encryption_kid": "02" * 16}
    with av.open(str(source)) as old, av.open(str(locked), "w", options=keys) as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    with pytest.raises(BadInput) as caught:
        probe(locked)
    assert caught.value.notice.code == "video_encrypted"
    words = Language("en").notice("video_encrypted", caught.value.notice.values)
    assert words.what == "locked.mp4 is copy-protected and cannot be read."


def test_a_stop_ends_it_within_a_frame_and_leaves_nothing(source: Path, tmp_path: Path) -> None:
    heard: list[float] = []
    with pytest.raises(Stopped):
        prepare(
            Order(source, planned(source), Grade()), tmp_path / "a.mp4", heard.append, lambda: len(heard) > 5
        )
    assert len(heard) == 6
    assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_the_end(source: Path, tmp_path: Path) -> None:
    heard: list[float] = []
    prepare(Order(source, planned(source), Grade()), tmp_path / "a.mp4", heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_a_full_disk_is_said_and_leaves_nothing(source: Path, tmp_path: Path) -> None:
    def full(_: float) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull):
        prepare(Order(source, planned(source), Grade()), tmp_path / "a.mp4", full)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_halfway_is_said_and_nothing_is_left(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with small_disk(folder, "16k"):
        with pytest.raises(DiskFull) as caught:
            prepare(Order(source, planned(source), Grade()), folder / "a.mp4")
        assert caught.value.notice.values["folder"] == str(folder)
        assert list(folder.iterdir()) == []


def test_a_source_cut_short_since_it_was_planned_is_refused(source: Path, tmp_path: Path) -> None:
    broken = tmp_path / "b.mov"
    broken.write_bytes(source.read_bytes()[:2000])
    with pytest.raises(BadInput) as caught:
        prepare(Order(broken, planned(source), Grade()), tmp_path / "a.mp4")
    assert caught.value.notice.code == "video_broken"
    assert list(tmp_path.iterdir()) == [broken]


@pytest.mark.parametrize(
    ("stamps", "keys", "cuts"),
    [
        ([0, 2, 1, 3, 5, 4], [True, False, False, True, False, False], (0, 3)),
        # An open group: pictures behind the key frame are shown before it.
        ([0, 1, 4, 2, 3, 5], [True, False, True, False, False, False], (0,)),
        ([], [], ()),
    ],
)
def test_only_clean_key_frames_are_cuts(stamps: list[int], keys: list[bool], cuts: tuple[int, ...]) -> None:
    assert clean_cuts(stamps, keys) == cuts
