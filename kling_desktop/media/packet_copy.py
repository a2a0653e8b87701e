"""The pictures of a prepared clip as packets of the source, only stamped anew: nothing is decoded."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from av.bitstream import BitStreamFilterContext
from av.packet import Packet
from av.video.stream import VideoStream

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.plan import Plan
from kling_desktop.media.clip import Clip, packets
from kling_desktop.media.worker import Stopped


def restamped(
    clip: Clip, plan: Plan, target: VideoStream, stop: Callable[[], bool]
) -> "Iterator[Packet[VideoStream]]":
    """The plan's packets at the plan's rate, made for `target`. Raises Stopped, BadInput `file_changed`."""
    clip.only_video()
    taken = list(_taken(clip, plan, stop))
    if len(taken) != plan.portion.real:
        raise BadInput("file_changed", name=clip.path.name)
    # The stream itself names a rate too, which readers may believe more than the time stamps.
    rate = plan.rate * 2
    naming = f"h264_metadata=tick_rate={rate.numerator}/{rate.denominator}"
    renamed = BitStreamFilterContext(naming, clip.stream, target)
    order = sorted(packet.pts or 0 for packet in taken)
    shown = {stamp: number for number, stamp in enumerate(order)}
    numbers = [shown[packet.pts or 0] for packet in taken]
    delay = max(place - number for place, number in enumerate(numbers))
    for place, (packet, number) in enumerate(zip(taken, numbers, strict=True)):
        for made in renamed.filter(packet):
            made.stream = target
            made.time_base = 1 / plan.rate
            made.pts, made.dts, made.duration = number, place - delay, 1
            yield made


def _taken(clip: Clip, plan: Plan, stop: Callable[[], bool]) -> "Iterator[Packet[VideoStream]]":
    """The packets of the part, in decoding order: at clean cuts, that is where their frames stand too."""
    place = 0
    for packet in packets(clip):
        if stop():
            raise Stopped
        if packet.pts is None:
            continue
        if place > plan.portion.end:
            return
        if place >= plan.portion.begin:
            yield packet
        place += 1


def time_scale(rate: Fraction) -> int:
    """Ticks of a second in which frames of this rate are whole numbers of ticks."""
    return rate.numerator if rate.numerator >= 10_000 else rate.numerator * 1000
