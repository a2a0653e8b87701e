"""A timeline is opened, each of its clips edited in practice mode, and the takes go back to it in one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from tests.support import screen
from tests.support.barcode import number_of
from tests.support.clips import Clip, make_clip
from tests.support.named import all_have_names
from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

PATIENCE = 90.0
RATE = 25
HOUR = 3600 * RATE
HANDLES = 6
CUT = ((10, 20), (100, 105))
"""Of each of the two clips: its place on the timeline and its first frame in the file; both are LENGTH long."""
LENGTH = 75
RETURN, SEND = 2, 3
"""Places of *Return starred takes…* and *Send to timeline…* in the picture's menu, from its end."""


@dataclass
class Story:
    """One run of the program on a timeline of one kind."""

    window: Window
    kind: str
    source: Path

    @property
    def results(self) -> Path:
        return self.window.data / "results"

    def takes(self) -> list[Path]:
        """The timeline files that were made, in the order of their names."""
        return sorted(self.results.glob("*_timeline*.mov"))


def write_timeline(path: Path, source: Path) -> None:
    """A timeline of two clips of one file, as an editing program exports it."""

    def span(first: int, frames: int) -> TimeRange:
        return TimeRange(RationalTime(first, RATE), RationalTime(frames, RATE))

    timeline = otio.schema.Timeline("Winter cut", global_start_time=RationalTime(HOUR, RATE))
    track, end = otio.schema.Track("V1", kind="Video"), 0
    for at, first in CUT:
        track.append(otio.schema.Gap(source_range=span(0, at - end)))
        media = otio.schema.ExternalReference(source.as_uri(), span(HOUR, 190))
        media.name = source.name
        clip = otio.schema.Clip("A001C003", media, span(HOUR + first, LENGTH), metadata={"at": {"at": at}})
        track.append(clip)
        end = at + LENGTH
    timeline.tracks.append(track)
    otio.adapters.write_to_file(timeline, str(path))


@pytest.fixture(scope="module", params=["xml", "otio"])
def story(
    request: pytest.FixtureRequest, sight: Sight, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp(f"timeline-{request.param}")
    tags = {"timecode": "01:00:00:00", "reel_name": "A001"}
    made = Clip(seconds=190 / RATE, rate=str(RATE), picture="numbers", sound=None, tags=tags)
    source = make_clip(folder / "A001C003.mov", made)
    data = quick_settings(folder / "data", prepare={"handles": HANDLES})
    with Window(sight, data, "--sandbox") as window:
        yield Story(window, request.param, source)


def test_each_clip_of_a_timeline_becomes_an_edit(story: Story) -> None:
    window = story.window
    path = story.source.with_name(f"cut.{story.kind}")
    write_timeline(path, story.source)
    window.says("generate_reason", "No clip is chosen.", within=30)
    window.set_text("prompt", "Make @Video1 brighter")
    window.press("add_video")
    choose_path(window, path)
    window.says("batch_question", "Make 2 edits with this prompt?", PATIENCE)
    all_have_names(window)
    window.press("start_batch")
    made = window.until(
        lambda: story.takes() if len(story.takes()) == len(CUT) else None, "both timeline files", PATIENCE
    )
    # Whichever was done first has the lower number.
    found = sorted(frames_of(take) for take in made)
    assert found == [list(range(first - HANDLES, first + LENGTH + HANDLES)) for _, first in CUT]


def test_a_take_is_sent_to_its_timeline(story: Story) -> None:
    window = story.window
    window.press("new_result")
    window.until(lambda: window.now("file_on_show"), "the take's two files are offered", PATIENCE)
    choose_from_menu(window, SEND)
    choose_path(window, story.results)
    wanted = story.results / "Winter cut_kling.otio"
    window.until(wanted.exists, "the second of both files", PATIENCE)
    one, other = (clips_of(story.results / f"Winter cut_kling.{kind}") for kind in ("xml", "otio"))
    assert one == other
    (original,), (take,) = one
    assert (original[0], original[2:]) == (story.source.name, take[2:])
    assert take[0] in {path.name for path in story.takes()}
    assert original[2:] in {(at, LENGTH) for at, _ in CUT}


def test_all_starred_takes_return_in_one_file(story: Story) -> None:
    window = story.window
    window.press("star_take")
    window.says("star_take", "Take the star off")
    shown = window.words("clip_name")
    window.focus("preview")
    is_first = Path(shown).stem in window.tasks()[0]
    screen.press_keys("Next" if is_first else "Prior")
    window.until(lambda: window.words("clip_name") not in ("", shown), "the other take is shown")
    window.says("star_take", "Star this take")
    window.press("star_take")
    window.says("star_take", "Take the star off")
    choose_from_menu(window, RETURN)
    window.says("return_question", "Return 2 starred takes to their timeline?")
    all_have_names(window)
    window.press(f"return_kind_{story.kind}")
    window.press("write_return")
    back = story.results / f"Winter cut_kling_2.{story.kind}"
    window.until(back.exists, "the file of all starred takes", PATIENCE)
    originals, takes = clips_of(back)
    assert [clip[0] for clip in originals] == [story.source.name] * 2
    assert [clip[1:] for clip in originals] == [(HOUR + first, at, LENGTH) for at, first in CUT]
    # Above each original lies its take, counted by the same timecode.
    assert [clip[1:] for clip in takes] == [clip[1:] for clip in originals]
    assert sorted(clip[0] for clip in takes) == [path.name for path in story.takes()]


def test_what_is_mended_on_the_card_is_shown_and_handed_out(story: Story) -> None:
    window = story.window
    before = set(story.takes())
    window.until(
        lambda: window.words("arrival") in ("Arrived well", "Take a look", "Not as sent"),
        "a verdict",
        PATIENCE,
    )
    assert window.see("file_on_show_raw").is_checked
    window.press("arrival")
    window.see("make_timeline_file")
    all_have_names(window)
    window.press("fill_from_source")
    window.press("make_timeline_file")
    window.until(lambda: set(story.takes()) - before, "another timeline file", PATIENCE)
    window.press("close_arrival")
    window.until(lambda: window.see("file_on_show_timeline").is_checked, "the timeline file is shown")
    (made,) = set(story.takes()) - before
    assert window.words("clip_name") == made.name


def choose_path(window: Window, path: Path) -> None:
    """Type a path into the file dialog once it has come."""
    window.see("fileNameEdit")
    window.focus("fileNameEdit")
    screen.press_keys("ctrl+a")
    screen.type_keys(str(path))
    screen.press_keys("Return")
    window.until(lambda: window.now("fileNameEdit") is None, "the dialog is gone")


def choose_from_menu(window: Window, from_end: int) -> None:
    """Choose an entry of the picture's menu, which assistive technology hears of only as it moves there."""
    window.focus("preview")
    screen.press_keys("Menu", *["Up"] * from_end, "Return")


def frames_of(take: Path) -> list[int]:
    """The numbers burnt into the frames of a timeline file, which tells of its reel."""
    with av.open(str(take)) as clip:
        (timecodes,) = clip.streams.data
        assert timecodes.metadata["reel_name"].startswith("A001_K0")
        return [number_of(frame) for frame in clip.decode(video=0)]


def clips_of(path: Path) -> list[list[tuple[str, int, int, int]]]:
    """Of each video track the clips: file, first frame by timecode, place and length on the timeline."""
    timeline = otio.adapters.read_from_file(str(path))
    assert (timeline.name, round(timeline.global_start_time.value)) == ("Winter cut", HOUR)
    return [
        [
            (
                Path(clip.media_reference.target_url).name,
                round(clip.source_range.start_time.value),
                round(track.range_of_child(clip).start_time.value),
                round(track.range_of_child(clip).duration.value),
            )
            for clip in track.find_clips()
        ]
        for track in timeline.video_tracks()
    ]
