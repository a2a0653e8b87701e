"""Times the viewer in a process of its own; prints one JSON object. `python -m tests.support.viewer_timing CLIP RESULT`."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import qasync
from PySide6.QtCore import QUrl
from PySide6.QtMultimedia import QMediaPlayer, QVideoSink
from PySide6.QtWidgets import QApplication

from kling_desktop.media.memory import share_heaps
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.panel import ViewerPanel
from kling_desktop.ui.viewer.viewfinder import Viewfinder
from tests.support.waiting import until

OPENED = 200
"""How often a clip is opened and closed to see what stays in memory."""
Figures = dict[str, float]


def used() -> float:
    """Seconds of processor time so far."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def megabytes() -> float:
    """Memory that this process holds now."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


async def bare(clip: Path, seconds: float) -> Figures:
    """What Qt's own player takes to play the clip into a sink that nobody paints."""
    player, sink = QMediaPlayer(), QVideoSink()
    frames = 0

    def count() -> None:
        nonlocal frames
        frames += 1

    sink.videoFrameChanged.connect(count)
    player.setVideoSink(sink)
    player.setSource(QUrl.fromLocalFile(str(clip)))
    player.play()
    await until(lambda: frames > 2)
    before, began, first = used(), time.perf_counter(), frames
    await asyncio.sleep(seconds)
    figures = {
        "bare_cpu": (used() - before) / (time.perf_counter() - began),
        "bare_fps": (frames - first) / seconds,
    }
    player.stop()
    player.setSource(QUrl())
    return figures


class Bench:
    """A viewer on the screen, timed as a hand would use it."""

    def __init__(self, clip: Path, result: Path) -> None:
        self.clip, self.result = Clip(clip), Clip(result)
        self.panel = ViewerPanel()
        self.panel.resize(900, 600)
        self.panel.show()
        deck, canvas = self.panel.findChild(Deck), self.panel.findChild(VideoCanvas, "preview")
        finder = self.panel.findChild(Viewfinder)
        assert deck is not None
        assert canvas is not None
        assert finder is not None
        self.deck, self.canvas, self.finder = deck, canvas, finder
        self.shown = 0
        self._news = asyncio.Event()
        deck.pictures_changed.connect(self._count)

    def _count(self, images: object) -> None:
        if images:
            self.shown += 1
            self._news.set()

    async def until_shown(self, do: Callable[[], object]) -> float:
        """Milliseconds from doing it to the picture being painted."""
        self.shown = 0
        began = time.perf_counter()
        self._news.clear()
        do()
        # Asking again and again would take the time from the threads that decode.
        while not self.shown:
            await self._news.wait()
            self._news.clear()
        self.canvas.repaint()
        return (time.perf_counter() - began) * 1000

    async def at_rest(self) -> None:
        """Until what is made beforehand has been made."""
        before = used()
        now = before + 1
        while now - before > 0.01:
            before = now
            await asyncio.sleep(0.15)
            now = used()

    async def measure(self, seconds: float) -> Figures:
        """All figures, in one run."""
        self.panel.show_source(self.clip)
        await until(lambda: self.deck.moments > 0 and self.shown)
        await self.at_rest()
        first = await self.until_shown(lambda: self.panel.show_result(self.result))
        figures = {"first_ms": first}
        self.finder.show_mode(Mode.SOURCE)
        await self.at_rest()
        figures |= await self._steps()
        figures |= await self._scrub()
        figures |= await self._wipe(seconds)
        figures |= await self._idle()
        figures |= await self._memory()
        return figures

    async def _steps(self) -> Figures:
        self.deck.seek(100)
        await self.at_rest()
        times = {}
        for name, way in (("step_on_ms", 1), ("step_back_ms", -1)):
            taken = []
            for _ in range(40):
                taken.append(await self.until_shown(lambda way=way: self.deck.step(way)))  # type: ignore[misc]
                # As fast as a held key repeats.
                await asyncio.sleep(0.033)
            times[name] = max(taken)
        return times

    async def _scrub(self) -> Figures:
        taken = [
            await self.until_shown(lambda place=place: self.deck.seek(place, is_passing=True))  # type: ignore[misc]
            for place in range(3, self.deck.moments, self.deck.moments // 25)
        ]
        self.deck.seek(self.deck.position)
        await self.at_rest()
        # One in ten may fall to what other programs do at the time.
        return {
            "scrub_ms": statistics.quantiles(taken, n=10)[-1],
            "scrub_median_ms": statistics.median(taken),
        }

    async def _wipe(self, seconds: float) -> Figures:
        self.finder.show_mode(Mode.WIPE)
        self.deck.seek(0)
        await self.at_rest()
        self.deck.set_loop(True)
        self.shown = 0
        self.deck.run(1)
        await until(lambda: self.shown > 2)
        before, began, first = used(), time.perf_counter(), self.shown
        await asyncio.sleep(seconds)
        took = time.perf_counter() - began
        shown, skipped = self.shown - first, self.deck.skipped
        self.deck.stop()
        return {
            "wipe_cpu": (used() - before) / took,
            "wipe_fps": shown / took,
            "wipe_dropped": skipped / max(shown + skipped, 1),
        }

    async def _idle(self) -> Figures:
        await self.at_rest()
        before = used()
        await asyncio.sleep(2)
        return {"idle_cpu": (used() - before) / 2}

    async def _memory(self) -> Figures:
        for number in range(OPENED + 20):
            if number == 20:
                before = megabytes()
            self.shown = 0
            self.panel.show_source(self.clip if number % 2 else self.result)
            await until(lambda: self.shown)
        after = megabytes()
        return {"memory_mb": after - before}


async def main(clip: Path, result: Path, seconds: float) -> None:
    """Print the figures."""
    figures = await bare(clip, seconds)
    bench = Bench(clip, result)
    figures |= await bench.measure(seconds)
    figures["rate"] = float(Fraction(24))
    bench.panel.close_media()
    bench.panel.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    app = QApplication([])
    # As the program does, once its first picture stands.
    share_heaps()
    app.setQuitOnLastWindowClosed(False)
    style.apply(app, DARK)
    loop = qasync.QEventLoop(app)
    loop.run_until_complete(main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
    loop.close()
