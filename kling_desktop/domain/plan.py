"""What preparing a clip comes to, worked out before anything happens: pure, cheap, said in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kling_desktop.domain.cut import Filling, LookKind, Pace, Range, SourceLook, Treatment
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, ModelLimits, check_video
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.plan_words import remarks, summary
from kling_desktop.domain.portion import Portion, portion_of
from kling_desktop.domain.recipe import Method
from kling_desktop.domain.request import VideoInput
from kling_desktop.domain.sizing import sent_size

BITS_PER_PIXEL = 0.35
"""What a near-transparent H.264 of ordinary footage takes, to say beforehand about how large it will be."""
SOUND_BYTES_PER_SECOND = 32_000
TAGGED_LOOKS = {"pq": LookKind.PQ, "hlg": LookKind.HLG}
SENDABLE_CODECS = ("h264", "hevc")
SENDABLE_PIXELS = ("yuv420p", "yuvj420p")
REC709 = SourceLook()


@dataclass(frozen=True)
class Plan:
    """What is sent for a clip. Frame numbers count the source's frames from 0, the last one included.

    With a `refusal` nothing can be sent until the user has done what it asks for.
    """

    portion: Portion
    filling: Filling
    width: int
    height: int
    method: Method
    look: SourceLook
    has_sound: bool
    source_rate: Fraction
    is_deinterlaced: bool
    bytes: int
    """About how many bytes the sent file has; exact where it is the file itself."""
    summary: Notice
    remarks: tuple[Notice, ...] = ()

    @property
    def refusal(self) -> Notice | None:
        """Why nothing can be sent yet; None when it can."""
        return self.portion.refusal

    @property
    def needs_filling(self) -> bool:
        """Whether the user has to choose what makes up for frames that the file does not have."""
        return self.refusal is not None and self.refusal.code == "plan_too_short"

    @property
    def pace(self) -> Pace:
        """The pace that the clip goes at; frame for frame where it is too slow for real time."""
        return self.portion.tempo.pace

    @property
    def step(self) -> int:
        """Every so-manieth frame of the source goes."""
        return self.portion.tempo.step

    @property
    def rate(self) -> Fraction:
        """Frames per second of what is sent."""
        return self.portion.tempo.rate

    @property
    def first(self) -> int:
        """The first frame of the marked part."""
        return self.portion.first

    @property
    def last(self) -> int:
        """The last frame of the marked part."""
        return self.portion.last

    @property
    def before(self) -> int:
        """Frames of the source in front of the marked part that go too."""
        return self.portion.before

    @property
    def after(self) -> int:
        """Frames of the source behind the marked part that go too."""
        return self.portion.after

    @property
    def filled(self) -> int:
        """How many made-up frames go."""
        return self.portion.filled

    @property
    def frames(self) -> int:
        """How many frames are sent."""
        return self.portion.real + self.filled

    @property
    def seconds(self) -> float:
        """How long the sent clip is: what the price counts."""
        return float(self.frames / self.rate)

    @property
    def source_frames(self) -> Sequence[int]:
        """For each sent frame, in order, the source's frame that it shows."""
        real = range(self.portion.begin, self.portion.end + 1, self.step)
        if not self.filled:
            return real
        if self.filling is Filling.FREEZE:
            return [*real, *[real[-1]] * self.filled]
        if self.filling is Filling.LOOP:
            return [real[number % len(real)] for number in range(self.frames)]
        return [real[number * len(real) // self.frames] for number in range(self.frames)]


def plan(
    info: MediaInfo,
    marked: Range | None,
    treatment: Treatment,
    limits: ModelLimits = LIMITS[KLING_V3_OMNI],
) -> Plan:
    """What is sent of a clip for the `marked` part of it, or for all of it where None. Never raises."""
    portion = portion_of(info, marked, treatment, limits)
    size = sent_size(info.width, info.height, limits)
    if size is None:
        values = {"width": info.width, "height": info.height}
        portion = replace(portion, refusal=Notice("plan_shape", values))
        size = (info.width, info.height)
    look = treatment.look or look_of(info)
    if look.kind is LookKind.LOG and not look.lut_sha256:
        portion = replace(portion, refusal=Notice("plan_lut_missing"))
    method = _method(info, portion, treatment, size, look, limits)
    expected = _bytes(info, portion, method, size, limits)
    return Plan(
        portion=portion,
        filling=treatment.filling if portion.filled else Filling.NONE,
        width=size[0],
        height=size[1],
        method=method,
        look=look,
        has_sound=info.has_sound and treatment.sends_sound,
        source_rate=info.rate,
        is_deinterlaced=info.is_interlaced,
        bytes=expected,
        summary=summary(info, portion, method, size, expected),
        remarks=remarks(info, portion, treatment, method, size, look),
    )


def check_element_clip(element: str, name: str, info: MediaInfo, video: VideoInput) -> Notice | None:
    """Why the file `name` cannot show an element: it goes whole, so that it has to be 3–10 s long."""
    refusal = plan(info, video.range, video.treatment).refusal
    if refusal is None:
        return None
    return Notice("element_clip_unfit", {"name": name, "element": element, "seconds": f"{info.seconds:.1f}"})


def look_of(info: MediaInfo) -> SourceLook:
    """The look that the clip's tags speak of."""
    return SourceLook(TAGGED_LOOKS.get(info.transfer, LookKind.REC709))


def _method(
    info: MediaInfo,
    portion: Portion,
    treatment: Treatment,
    size: tuple[int, int],
    look: SourceLook,
    limits: ModelLimits,
) -> Method:
    if portion.tempo.step != 1 or portion.filled or not _is_plain(info, size, look):
        return Method.ENCODE
    is_whole = portion.begin == 0 and portion.end == info.frames - 1
    is_muted = info.has_sound and not treatment.sends_sound
    is_same_rate = portion.tempo.rate == info.rate
    # Without a clean cut at its start a file hides frames: who does not honour its edit list would show them.
    hides_nothing = 0 in info.cuts
    if is_whole and hides_nothing and is_same_rate and not is_muted and not check_video(info, limits):
        return Method.AS_IS
    ends = (portion.begin in info.cuts, portion.end + 1 in info.cuts or portion.end == info.frames - 1)
    is_small = _share(info, portion) <= limits.max_video_bytes
    return Method.COPY if all(ends) and is_small and info.codec == "h264" else Method.ENCODE


def _is_plain(info: MediaInfo, size: tuple[int, int], look: SourceLook) -> bool:
    """Whether the stored pictures can go as they are."""
    return (
        info.codec in SENDABLE_CODECS
        and info.pixel_format in SENDABLE_PIXELS
        and size == (info.width, info.height)
        and info.is_upright
        and look.kind is LookKind.REC709
        and not info.is_interlaced
        and not info.is_variable
    )


def _share(info: MediaInfo, portion: Portion) -> int:
    return round(info.size * portion.real * portion.tempo.step / info.frames)


def _bytes(
    info: MediaInfo, portion: Portion, method: Method, size: tuple[int, int], limits: ModelLimits
) -> int:
    if method is Method.AS_IS:
        return info.size
    if method is Method.COPY:
        return _share(info, portion)
    frames = portion.real + portion.filled
    pictures = frames * size[0] * size[1] * BITS_PER_PIXEL / 8
    sound = SOUND_BYTES_PER_SECOND * float(frames / portion.tempo.rate)
    return min(round(pictures + sound), limits.max_video_bytes)
