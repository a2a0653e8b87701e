"""What a plan says to the user: one notice for the whole, and one for each thing worth knowing."""

import math

from kling_desktop.domain.cut import Filling, LookKind, Pace, SourceLook, Treatment
from kling_desktop.domain.limits import MEGABYTE
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.notice import Notice, Value
from kling_desktop.domain.portion import STAMPED, Portion
from kling_desktop.domain.recipe import Method
from kling_desktop.domain.sizing import codec_name, rate_word, size_word

FILLINGS = {
    Filling.SLOW: "plan_slowed",
    Filling.FREEZE: "plan_frozen",
    Filling.LOOP: "plan_looped",
}
LOOKS = {LookKind.LOG: "plan_lut", LookKind.PQ: "plan_pq", LookKind.HLG: "plan_hlg"}
LEAST_SHOWN = 0.1
"""Megabytes."""
SEEN = 0.01
"""From this part on a change of speed is worth a word."""


def summary(
    info: MediaInfo, portion: Portion, method: Method, size: tuple[int, int], expected: int
) -> Notice:
    """The plan in one sentence: from what to what, at which pace, about how large."""
    values: dict[str, Value] = {
        "source": f"{size_word(info.width, info.height)} {codec_name(info.codec)}",
        "sent": f"{size_word(*size)} H.264",
        "rate": rate_word(portion.tempo.rate),
        "megabytes": max(1, math.ceil(expected / MEGABYTE)),
    }
    if method is Method.AS_IS:
        return Notice("plan_as_is", {**values, "megabytes": f"{max(expected / MEGABYTE, LEAST_SHOWN):.1f}"})
    is_stamped = portion.tempo.pace is Pace.FRAME_FOR_FRAME
    if method is Method.COPY:
        return Notice("plan_copy" if is_stamped else "plan_copy_real_time", values)
    return Notice("plan_frame_for_frame" if is_stamped else "plan_real_time", values)


def remarks(
    info: MediaInfo,
    portion: Portion,
    treatment: Treatment,
    method: Method,
    size: tuple[int, int],
    look: SourceLook,
) -> tuple[Notice, ...]:
    """What is worth knowing besides; nothing for a plan that cannot be carried out."""
    if portion.refusal:
        return ()
    found = [
        *_of_frames(portion, treatment, info.frames),
        *_of_speed(info, portion, treatment),
        *_of_picture(info, size, look),
        *_of_sound(info, treatment, method),
    ]
    return tuple(found)


def _of_frames(portion: Portion, treatment: Treatment, frames: int) -> list[Notice]:
    found: list[Notice] = []
    if portion.extended:
        found.append(Notice("plan_extended", {"frames": portion.extended}))
    elif portion.refusal is None and _is_marked_short(portion, treatment, frames):
        found.append(Notice("plan_handles", {"before": portion.before, "after": portion.after}))
    if portion.filled:
        found.append(Notice(FILLINGS[treatment.filling], {"frames": portion.filled}))
    return found


def _is_marked_short(portion: Portion, treatment: Treatment, frames: int) -> bool:
    """Whether some of the wanted handles are left out; a clip that goes whole never has any."""
    wanted = treatment.handles // portion.tempo.step * portion.tempo.step
    is_part = (portion.first, portion.last) != (0, frames - 1)
    return is_part and (portion.before < wanted or portion.after < wanted)


def _of_speed(info: MediaInfo, portion: Portion, treatment: Treatment) -> list[Notice]:
    found: list[Notice] = []
    tempo = portion.tempo
    motion = info.rate / tempo.step
    if tempo.step > 1:
        found.append(Notice("plan_motion", {"step": tempo.step, "motion": rate_word(motion)}))
    if treatment.pace is not tempo.pace:
        found.append(Notice("plan_no_real_time", {"rate": rate_word(info.rate)}))
    change = float(tempo.rate / motion) - 1
    if abs(change) > SEEN:
        code = "plan_slower" if change < 0 else "plan_faster"
        frames = portion.real + portion.filled
        seconds = f"{float(frames / tempo.rate):.2f}"
        found.append(Notice(code, {"percent": round(abs(change) * 100), "seconds": seconds}))
    if tempo.pace is Pace.REAL_TIME and tempo.rate != STAMPED:
        found.append(Notice("plan_not_one_to_one", {"rate": rate_word(tempo.rate)}))
    return found


def _of_picture(info: MediaInfo, size: tuple[int, int], look: SourceLook) -> list[Notice]:
    found: list[Notice] = []
    if size[0] > info.width + 1:
        values = {"width": size[0], "height": size[1]}
        found.append(Notice("plan_enlarged", values))
    if info.has_alpha:
        found.append(Notice("plan_alpha"))
    if info.is_interlaced:
        found.append(Notice("plan_deinterlaced"))
    if info.is_variable:
        found.append(Notice("plan_variable", {"rate": rate_word(info.rate)}))
    if look.kind in LOOKS:
        found.append(Notice(LOOKS[look.kind], {"lut": look.lut_name}))
    return found


def _of_sound(info: MediaInfo, treatment: Treatment, method: Method) -> list[Notice]:
    # The file itself goes with all that is in it.
    if info.sound_tracks < 2 or not info.sound_codec or not treatment.sends_sound or method is Method.AS_IS:
        return []
    code = "plan_first_sound_mono" if info.channels == 1 else "plan_first_sound"
    return [Notice(code, {"tracks": info.sound_tracks})]
