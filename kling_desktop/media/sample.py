"""A very small clip, made on the spot to try out a way for clips."""

from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame

SIZE = (320, 180)
RATE = Fraction(24)
FRAMES = 24


def make_sample(path: Path) -> Path:
    """Write one second of grey as mp4 to `path`; a few milliseconds, call it in a worker."""
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        frame = VideoFrame(*SIZE, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([128]) * plane.buffer_size)
        for number in range(FRAMES):
            frame.pts = number
            frame.time_base = 1 / RATE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path
