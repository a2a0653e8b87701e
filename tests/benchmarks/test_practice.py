"""Practice edits of the demo clip against plain decoding and encoding of it with the same encoder."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from kling_desktop.paths import resource
from kling_desktop.sandbox.probe import probe_video
from kling_desktop.sandbox.render import ENCODER_OPTIONS, Edit, render

ROUNDS = 7
MOST = 3.0
DEMO = resource("demo", "big-buck-bunny-5s.mp4")
SIZES = {"std": (1280, 720), "pro": (1920, 1080)}
PROMPTS = {
    "snow": "Add snow falling to @Video1",
    "vintage": "Give @Video1 a vintage look",
    "look": "Turn @Video1 into an oil painting",
}


def plain(mode: str, path: Path) -> None:
    """Decode picture and sound and encode them again, at the size and with the settings of practice mode."""
    with av.open(str(DEMO)) as source, av.open(str(path), "w", format="mp4") as out:
        video, audio = source.streams.video[0], source.streams.audio[0]
        video.thread_type = "AUTO"
        rate = Fraction(video.average_rate or 24)
        pictures = out.add_stream("libx264", rate=rate, options=ENCODER_OPTIONS[mode])
        pictures.width, pictures.height = SIZES[mode]
        pictures.pix_fmt = "yuv420p"
        sound = out.add_stream("aac", rate=audio.rate, layout=audio.layout)
        for packet in source.demux(video, audio):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    frame.pict_type = 0
                    out.mux(pictures.encode(frame))
                elif isinstance(frame, av.AudioFrame):
                    out.mux(sound.encode(frame))
        out.mux(pictures.encode(None))
        out.mux(sound.encode(None))


@pytest.mark.parametrize("mode", SIZES)
def test_a_practice_edit_against_plain_work(mode: str, tmp_path: Path) -> None:
    probed = probe_video(DEMO)
    path = tmp_path / "result.mp4"
    works: dict[str, Callable[[], None]] = {"plain": lambda: plain(mode, path)}
    for name, prompt in PROMPTS.items():
        edit = Edit(DEMO, probed, prompt, mode, None, keep_sound=True)
        works[name] = lambda edit=edit: render(edit, path, lambda: False)  # type: ignore[misc]
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        # In turn, so that a busy moment of the computer meets all of them.
        for name, work in works.items():
            began = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - began)
    usual = statistics.median(times.pop("plain"))
    ratios = {name: statistics.median(found) / usual for name, found in times.items()}
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    print(
        f"\npractice edit, {mode}: × plain decode + encode ({usual:.2f} s): {told}; at most {MOST} is wanted"
    )
    assert max(ratios.values()) <= MOST
