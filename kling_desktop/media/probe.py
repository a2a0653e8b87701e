"""Facts of a clip: what it is, how large, how long, how fast, and that it can be decoded at all."""

from pathlib import Path

from av.container import InputContainer

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.media import MediaInfo
from kling_desktop.media import tags
from kling_desktop.media.clip import Clip, decoded, opened
from kling_desktop.media.geometry import SQUARE, Turn, displayed_size, turn_of
from kling_desktop.media.look import is_flat
from kling_desktop.media.survey import Survey, survey
from kling_desktop.media.timing import timing

CONTAINER_WORDS = {"matroska": "mkv", "mpegts": "ts", "asf": "wmv", "mpeg": "mpg"}


def probe(path: Path) -> MediaInfo:
    """The facts of the clip at `path`, one frame of it decoded as proof; about 15 ms, call it in a worker.

    Untagged clips of 10 bits or more take three frames, as they may be log footage.

    Raises BadInput: those of `clip.opened`, `video_encrypted`, `video_broken` when no frame can be decoded,
    `video_incomplete` when the end of the file is missing.
    """
    with opened(path) as clip:
        return _facts(clip, survey(path))


def _facts(clip: Clip, seen: Survey) -> MediaInfo:
    if is_cut_short(clip):
        raise BadInput("video_incomplete", name=clip.path.name)
    frame = next(decoded(clip), None)
    if frame is None:
        raise BadInput("video_broken", name=clip.path.name)
    stream = clip.stream
    turn = turn_of(frame)
    width, height = displayed_size(frame.width, frame.height, stream.sample_aspect_ratio, turn)
    time = timing(clip)
    sound = tags.sound(clip)
    return MediaInfo(
        container=container_word(clip.container, clip.path.suffix),
        codec=tags.codec_word(stream.codec_context),
        width=width,
        height=height,
        rate_num=time.rate.numerator,
        rate_den=time.rate.denominator,
        frames=time.frames,
        seconds=time.seconds,
        size=clip.size,
        has_sound=bool(clip.container.streams.audio),
        sound_codec=sound.codec,
        start_timecode=tags.timecode(clip),
        reel=tags.reel(clip),
        camera=tags.camera(clip),
        bits=tags.bits(frame),
        transfer=tags.transfer(frame),
        has_alpha=tags.has_alpha(frame),
        is_interlaced=frame.interlaced_frame,
        is_variable=seen.is_variable,
        sample_rate=sound.rate,
        channels=sound.channels,
        channel_layout=sound.layout,
        sound_tracks=len(clip.container.streams.audio),
        pixel_format=frame.format.name,
        is_upright=turn is Turn.NONE and (stream.sample_aspect_ratio or SQUARE) == SQUARE,
        is_flat=is_flat(clip.path, frame, time.seconds),
        cuts=seen.cuts,
    )


def is_cut_short(clip: Clip) -> bool:
    """Whether the index of an mp4 or mov names samples beyond the end of the file."""
    if not clip.is_quicktime_family:
        return False
    indexes = [stream.index_entries for stream in clip.container.streams]
    lasts = (index[len(index) - 1] for index in indexes if len(index))
    return any(last.pos + last.size > clip.size for last in lasts)


def container_word(container: InputContainer, suffix: str = "") -> str:
    """The container as people call it; `mp4` and `mov` are told apart by the brand in the file."""
    if "mp4" in container.format.name:
        brand = container.metadata.get("major_brand", "qt")
        return "mov" if brand.startswith("qt") else "3gp" if brand.startswith("3g") else "mp4"
    word = container.format.name.partition(",")[0]
    if word == "matroska" and suffix.lower() == ".webm":
        return "webm"
    return CONTAINER_WORDS.get(word, word)
