"""What the tags of an open clip say: its timecode and reel, how its picture is coded, what its sound is."""

from dataclasses import dataclass

from av.codec.context import CodecContext
from av.video.frame import VideoFrame

from kling_desktop.media.clip import Clip

MAKES = ("make", "com.apple.quicktime.make", "com.android.manufacturer", "manufacturer", "company_name")
MODELS = ("model", "com.apple.quicktime.model", "com.android.model", "device_model", "product_name")
OURS = "Lav"
"""What libav calls itself as an encoder: it tells of no camera."""
# Transfer numbers of ITU-T H.273 to the words of the domain.
TRANSFERS = {1: "bt709", 6: "bt709", 14: "bt709", 15: "bt709", 13: "bt709", 16: "pq", 18: "hlg"}


@dataclass(frozen=True)
class Sound:
    """The sound of a clip that would go along; all empty without one."""

    codec: str = ""
    rate: int = 0
    channels: int = 0
    layout: str = ""


def timecode(clip: Clip) -> str:
    """The timecode of the first frame, `;` before the frames for drop-frame; empty where there is none."""
    return _tag(clip, "timecode")


def reel(clip: Clip) -> str:
    """The reel or tape name; empty where there is none."""
    return _tag(clip, "reel_name")


def camera(clip: Clip) -> str:
    """Make and model of what recorded the clip, or what encoded it; empty where the file tells of neither."""
    make, model = _first(clip, MAKES), _first(clip, MODELS)
    named = model if model.casefold().startswith(make.casefold()) else f"{make} {model}".strip()
    if named:
        return named
    encoder = _tag(clip, "encoder")
    return "" if encoder.startswith(OURS) else encoder


def _first(clip: Clip, names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := _tag(clip, name).strip())), "")


def _tag(clip: Clip, name: str) -> str:
    others = [stream.metadata for stream in clip.container.streams if stream.index != clip.stream.index]
    places = [clip.stream.metadata, *others, clip.container.metadata]
    return next((place[name] for place in places if place.get(name)), "")


def transfer(frame: VideoFrame) -> str:
    """How light is coded, as the frame says: `bt709`, `pq`, `hlg`; empty where it does not say."""
    return TRANSFERS.get(int(frame.color_trc), "")


def bits(frame: VideoFrame) -> int:
    """Bits of a colour channel."""
    components = frame.format.components
    # A palette's indexes say nothing of the colours, which have eight.
    return max((part.bits for part in components), default=8) if not frame.format.has_palette else 8


def has_alpha(frame: VideoFrame) -> bool:
    """Whether the picture carries a mask."""
    return any(part.is_alpha for part in frame.format.components)


def sound(clip: Clip) -> Sound:
    """The first sound of the clip."""
    streams = clip.container.streams.audio
    if not streams:
        return Sound()
    stream = streams[0]
    context = stream.codec_context
    # libav knows far more codecs by name than it has decoders for.
    word = codec_word(context)
    return Sound(word, stream.rate or 0, stream.channels, stream.layout.name) if word else Sound()


def codec_word(context: CodecContext | None) -> str:
    """The codec's own name, whichever decoder is used for it; empty when none knows it."""
    return context.codec.canonical_name if context is not None else ""
