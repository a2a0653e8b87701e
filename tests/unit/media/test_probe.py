"""The facts of clips of many kinds, and clear words for everything that is no usable clip."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.media import MediaInfo
from kling_desktop.media.probe import probe
from kling_desktop.media.verify import verify_result
from kling_desktop.paths import resource
from tests.support.clips import Clip
from tests.unit.media.conftest import SMALL, Maker, remux, rgb_frame, write_frames, write_sound

GREY = (128, 128, 128)


def code_of(path: Path) -> str:
    """The code that `probe` refuses the file with."""
    with pytest.raises(BadInput) as caught:
        probe(path)
    assert caught.value.notice.values["name"] == path.name
    return caught.value.notice.code


def test_the_demo_clip() -> None:
    path = resource("demo", "big-buck-bunny-5s.mp4")
    assert probe(path) == MediaInfo(
        container="mp4",
        codec="h264",
        width=1280,
        height=720,
        rate_num=25,
        rate_den=1,
        frames=132,
        seconds=5.28,
        size=path.stat().st_size,
        has_sound=True,
        sound_codec="aac",
        sample_rate=48_000,
        channels=6,
        channel_layout="5.1",
        sound_tracks=1,
        pixel_format="yuv420p",
        cuts=(0,),
    )


@pytest.mark.parametrize(
    ("name", "described", "container", "codec"),
    [
        ("a.mp4", SMALL, "mp4", "h264"),
        ("a.mov", SMALL, "mov", "h264"),
        ("a.mkv", SMALL, "mkv", "h264"),
        ("a.avi", replace(SMALL, codec="mjpeg", pix_fmt="yuvj420p", sound="pcm_s16le"), "avi", "mjpeg"),
        ("a.ts", SMALL, "ts", "h264"),
        ("a.webm", replace(SMALL, codec="libvpx-vp9", sound="libopus"), "webm", "vp9"),
        (
            "b.mov",
            replace(SMALL, codec="prores_ks", pix_fmt="yuv422p10le", sound="pcm_s16le"),
            "mov",
            "prores",
        ),
        ("b.mp4", replace(SMALL, codec="libx265"), "mp4", "hevc"),
        ("a.3gp", SMALL, "3gp", "h264"),
    ],
)
def test_containers_and_codecs(make: Maker, name: str, described: Clip, container: str, codec: str) -> None:
    info = probe(make(name, described))
    assert (info.container, info.codec, info.has_sound) == (container, codec, True)
    assert (info.width, info.height, info.rate, info.frames) == (128, 72, Fraction(25), 50)
    assert info.seconds == pytest.approx(2.0, abs=0.002)


@pytest.mark.parametrize("name", ["r.mp4", "r.mkv", "r.mov"])
@pytest.mark.parametrize("rate", ["24000/1001", "24", "25", "30000/1001", "50", "60000/1001", "60"])
def test_rates_are_exact(make: Maker, name: str, rate: str) -> None:
    info = probe(make(name, replace(SMALL, rate=rate, sound=None)))
    assert (info.rate, info.frames) == (Fraction(rate), round(2 * Fraction(rate)))
    assert (info.has_sound, info.sound_codec) == (False, "")


def test_a_rate_that_is_no_standard_one_stays_as_it_is(make: Maker) -> None:
    assert probe(make("odd.mp4", replace(SMALL, rate="23", sound=None))).rate == 23


@pytest.mark.parametrize("name", ["v.mp4", "v.mkv"])
def test_a_clip_of_variable_rate_has_its_average(make: Maker, name: str) -> None:
    info = probe(make(name, replace(SMALL, dropped=range(3, 47, 2), sound=None)))
    assert info.frames == 28
    assert info.seconds == pytest.approx(2.0, abs=0.05)
    assert float(info.rate) == pytest.approx(14, abs=0.5)


@pytest.mark.parametrize(("turn", "size"), [(0, (64, 32)), (90, (32, 64)), (180, (64, 32)), (-90, (32, 64))])
def test_a_turned_clip_has_the_size_it_is_shown_in(tmp_path: Path, turn: int, size: tuple[int, int]) -> None:
    frames = [rgb_frame(64, 32, lambda _x, _y: GREY) for _ in range(3)]
    info = probe(write_frames(tmp_path / "phone.mov", frames, turn=turn))
    assert (info.width, info.height) == size


def test_pixels_that_are_not_square_count_as_shown(tmp_path: Path) -> None:
    frames = [rgb_frame(72, 58, lambda _x, _y: GREY) for _ in range(3)]
    info = probe(write_frames(tmp_path / "pal.mov", frames, pixel_aspect=Fraction(16, 11)))
    assert (info.width, info.height) == (105, 58)


def test_frames_that_an_edit_list_hides_do_not_count(clip: Path, tmp_path: Path) -> None:
    trimmed = tmp_path / "trimmed.mp4"
    # 20 of its 50 frames of 512 ticks each: as trimmed on a phone, without encoding anew.
    remux(clip, trimmed, hidden_ticks=20 * 512)
    info = probe(trimmed)
    assert info.frames == 30
    assert info.seconds == pytest.approx(1.2, abs=0.001)


@pytest.mark.parametrize("name", ["a.m4a", "a.mp4", "a.aac", "a.mka"])
def test_sound_alone_is_no_video(tmp_path: Path, name: str) -> None:
    assert code_of(write_sound(tmp_path / name)) == "no_video"


def test_a_stream_that_turns_up_on_the_way_does_no_harm(make: Maker, tmp_path: Path) -> None:
    path = tmp_path / "broadcast.ts"
    silent, loud = make("silent.ts", replace(SMALL, sound=None)), make("a.ts", SMALL)
    # There is sound only between what libav reads to find the streams: the first 5 MB and the end.
    count = 5_500_000 // silent.stat().st_size
    path.write_bytes(silent.read_bytes() * count + loud.read_bytes() + silent.read_bytes() * count)
    info = probe(path)
    assert (info.frames, info.has_sound) == ((2 * count + 1) * 50, False)
    assert verify_result(path) == info


def test_sound_with_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "song.mp4", with_cover=True)
    with av.open(str(path)) as song:
        assert len(song.streams.video) == 1
    assert code_of(path) == "no_video"


@pytest.mark.parametrize("name", ["a:b.mp4", "100%d.mp4", "-i.mp4", "ä 你.mp4", "concat:x.mp4", "#x?y.mp4"])
def test_file_names_are_only_names(
    clip: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(clip, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert probe(Path(name)).frames == 50


def test_a_name_that_is_no_text_is_still_a_name(clip: Path, tmp_path: Path) -> None:
    try:
        path = tmp_path / os.fsdecode(b"caf\xe9.mp4")
        shutil.copy(clip, path)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes text only")
    assert probe(path).frames == 50


def test_other_files_are_refused_by_their_kind(tmp_path: Path) -> None:
    text, archive, playlist = tmp_path / "notes.txt", tmp_path / "a.zip", tmp_path / "list.m3u8"
    text.write_text("Add snow\n" * 500)
    with zipfile.ZipFile(archive, "w") as opened:
        opened.write(text)
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://203.0.113.1/a.ts\n")
    for path in (text, archive, playlist):
        assert code_of(path) == "not_a_video"
    shutil.copy(text, tmp_path / "notes.mp4")
    assert code_of(tmp_path / "notes.mp4") == "video_broken"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp", "a.bmp", "a.tiff"])
def test_a_still_picture_is_no_video(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / name)
    assert code_of(tmp_path / name) == "is_picture"


def test_a_codec_that_nothing_here_decodes_is_named_as_the_reason(make: Maker, tmp_path: Path) -> None:
    data = make("a.mov", SMALL).read_bytes()
    path = tmp_path / "camera.mov"
    path.write_bytes(data.replace(b"avc1", b"brxq"))
    assert code_of(path) == "video_codec"


def test_a_clip_without_its_index_is_broken(clip: Path, tmp_path: Path) -> None:
    data = clip.read_bytes()
    path = tmp_path / "copying.mp4"
    path.write_bytes(data[: data.index(b"moov") - 4])
    assert code_of(path) == "video_broken"


def test_a_clip_whose_frames_are_noise_is_broken(clip: Path, tmp_path: Path) -> None:
    data = clip.read_bytes()
    start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    path = tmp_path / "noise.mp4"
    path.write_bytes(data[:start] + b"\x00" * (end - start) + data[end:])
    assert code_of(path) == "video_broken"


def test_a_clip_whose_end_is_missing_says_so(front_loaded: Path, tmp_path: Path) -> None:
    path = tmp_path / "copying.mp4"
    path.write_bytes(front_loaded.read_bytes()[:-1])
    assert code_of(path) == "video_incomplete"


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
def test_a_clip_cut_anywhere_never_does_more_than_tell(make: Maker, tmp_path: Path, name: str) -> None:
    data = make(name, SMALL).read_bytes()
    path = tmp_path / name
    for share in range(0, 100, 4):
        path.write_bytes(data[: len(data) * share // 100])
        _survive(path)


@given(data=st.binary(max_size=400))
@example(data=b"\x00\x00\x00\x18ftypisom" + b"\x00" * 12 + b"\x00\x00\x00\x08moov")
@example(data=b"\x1aE\xdf\xa3" + b"\xff" * 100)
@example(data=b"RIFF\xff\xff\xff\xffAVI LIST" + b"\x00" * 100)
def test_any_bytes_never_do_more_than_be_refused(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.mp4"
    path.write_bytes(data)
    with pytest.raises(KlingError):
        probe(path)


@given(patches=st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=8)), min_size=1))
def test_a_damaged_clip_is_probed_or_refused(
    clip: Path, patches: list[tuple[int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(clip.read_bytes())
    index = data.index(b"moov")
    for place, patch in patches:
        start = index + place % (len(data) - index)
        data[start : start + len(patch)] = patch
    path = tmp_path_factory.getbasetemp() / "damaged.mp4"
    path.write_bytes(data)
    _survive(path)


def _survive(path: Path) -> None:
    try:
        info = probe(path)
    except KlingError:
        return
    assert info.frames > 0
    assert info.seconds > 0
    assert info.rate > 0


def test_sound_tracks_are_counted(make: Maker, tmp_path: Path) -> None:
    one, many = make("one.mov", replace(SMALL, sound="pcm_s16le")), tmp_path / "many.mov"
    with av.open(str(one)) as old, av.open(str(many), "w") as new:
        sources = (old.streams.video[0], *[old.streams.audio[0]] * 4)
        targets = [new.add_stream_from_template(stream) for stream in sources]
        for packet in old.demux():
            kinds = [each for each in targets if each.type == packet.stream.type]
            if packet.dts is not None:
                for target in kinds:
                    packet.stream = target
                    new.mux(packet)
    assert (probe(one).sound_tracks, probe(many).sound_tracks) == (1, 4)


@pytest.mark.parametrize(
    ("tags", "named"),
    [
        ({"make": "Sony", "model": "ILCE-7SM3"}, "Sony ILCE-7SM3"),
        (
            {"com.apple.quicktime.make": "Apple", "com.apple.quicktime.model": "Apple iPhone 15"},
            "Apple iPhone 15",
        ),
        ({"make": "ARRI"}, "ARRI"),
        ({}, ""),
    ],
)
def test_the_camera_is_what_the_file_says(
    tags: dict[str, str], named: str, make: Maker, tmp_path: Path
) -> None:
    plain = make("plain.mp4", SMALL)
    target = tmp_path / "tagged.mov"
    with (
        av.open(str(plain)) as source,
        av.open(str(target), "w", options={"movflags": "use_metadata_tags"}) as out,
    ):
        out.metadata.update(tags)
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    assert probe(target).camera == named
