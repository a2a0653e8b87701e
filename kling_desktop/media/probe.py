"""Facts of a clip: what it is, how large, how long, how fast, and that it can be decoded at all."""

from pathlib import Path

from av.codec.context import CodecContext

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.media import MediaInfo
from kling_desktop.media.clip import Clip, decoded, opened
from kling_desktop.media.geometry import displayed_size, turn_of
from kling_desktop.media.timing import timing

CONTAINER_WORDS = {"matroska": "mkv", "mpegts": "ts", "asf": "wmv", "mpeg": "mpg"}


def probe(path: Path) -> MediaInfo:
    """The facts of the clip at `path`, one frame of it decoded as proof; about 15 ms, call it in a worker.

    Raises BadInput: those of `clip.opened`, `video_broken` when no frame can be decoded, `video_incomplete`
    when the end of the file is missing.
    """
    with opened(path) as clip:
        return facts(clip)


def facts(clip: Clip) -> MediaInfo:
    """The facts of an open clip, as `probe` gives them; moves its position."""
    if is_cut_short(clip):
        raise BadInput("video_incomplete", name=clip.path.name)
    frame = next(decoded(clip), None)
    if frame is None:
        raise BadInput("video_broken", name=clip.path.name)
    stream = clip.stream
    width, height = displayed_size(frame.width, frame.height, stream.sample_aspect_ratio, turn_of(frame))
    time = timing(clip)
    sound = clip.container.streams.audio
    return MediaInfo(
        container=container_word(clip),
        codec=codec_word(stream.codec_context),
        width=width,
        height=height,
        rate_num=time.rate.numerator,
        rate_den=time.rate.denominator,
        frames=time.frames,
        seconds=time.seconds,
        size=clip.size,
        has_sound=bool(sound),
        sound_codec=codec_word(sound[0].codec_context) if sound else "",
    )


def codec_word(context: CodecContext | None) -> str:
    """The codec's own name, whichever decoder is used for it; empty when none knows it."""
    return context.codec.canonical_name if context is not None else ""


def is_cut_short(clip: Clip) -> bool:
    """Whether the index of an mp4 or mov names samples beyond the end of the file."""
    if not clip.is_quicktime_family:
        return False
    indexes = [stream.index_entries for stream in clip.container.streams]
    lasts = (index[len(index) - 1] for index in indexes if len(index))
    return any(last.pos + last.size > clip.size for last in lasts)


def container_word(clip: Clip) -> str:
    """The container as people call it; `mp4` and `mov` are told apart by the brand in the file."""
    if clip.is_quicktime_family:
        brand = clip.container.metadata.get("major_brand", "qt")
        return "mov" if brand.startswith("qt") else "3gp" if brand.startswith("3g") else "mp4"
    word = clip.container.format.name.partition(",")[0]
    if word == "matroska" and clip.path.suffix.lower() == ".webm":
        return "webm"
    return CONTAINER_WORDS.get(word, word)
