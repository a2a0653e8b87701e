"""The pages of Settings that are rows of choices and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop import i18n
from kling_desktop.domain.cut import MOST_HANDLES, Pace
from kling_desktop.domain.timeline import Format, Motion, PictureSize, Sound
from kling_desktop.i18n import tr
from kling_desktop.settings.sections import MotionChoice
from kling_desktop.ui.preferences.choice_form import ChoiceForm, Row
from kling_desktop.ui.preferences.controls import ListControl, NumberControl, TickControl

if TYPE_CHECKING:
    from kling_desktop.viewmodels.choices import ChoicesModel

SCALES = (100, 110, 125, 150, 175, 200, 250, 300)
MOST_TASKS = 50


def prepare_form(model: ChoicesModel) -> ChoiceForm:
    """How a newly chosen clip is prepared."""
    paces = ((Pace.FRAME_FOR_FRAME, tr("Frame for frame")), (Pace.REAL_TIME, tr("Real time")))
    remark = tr("Frame for frame: every frame of your clip is edited, and comes back in its place.")
    handles = NumberControl("prepare_handles", 0, MOST_HANDLES, tr(" frames on each side"))
    rows = (
        Row("prepare.pace", tr("Frames"), ListControl("prepare_pace", paces), remark),
        Row("prepare.handles", tr("Handles"), handles, tr("For transitions; they are paid for.")),
        _tick("prepare.sends_sound", "prepare_sound", tr("Upload the clip's sound")),
    )
    return ChoiceForm(model, rows)


def timeline_form(model: ChoicesModel) -> ChoiceForm:
    """How results are made fit for their timelines."""
    sounds = (
        (Sound.SOURCE, tr("The source's own")),
        (Sound.KLING, tr("Kling's")),
        (Sound.NONE, tr("None")),
    )
    sizes = (
        (PictureSize.GENERATED, tr("As Kling made it")),
        (PictureSize.SOURCE, tr("As the source")),
    )
    motions = ((Motion.NEAREST, tr("Nearest frame")), (Motion.BLEND, tr("Two frames blended")))
    formats = tuple((each, format_words(each)) for each in Format)
    rows = (
        _tick("timeline.is_made", "timeline_is_made", tr("Make timeline files on arrival")),
        Row("timeline.format", tr("Timeline file"), ListControl("timeline_format", formats)),
        Row("timeline.export", tr("Save result as"), ListControl("timeline_export", formats)),
        Row("timeline.sound", tr("Sound"), ListControl("timeline_sound", sounds)),
        Row("timeline.size", tr("Picture size"), ListControl("timeline_size", sizes)),
        Row(
            "timeline.motion",
            tr("Other frame rates"),
            ListControl("timeline_motion", motions),
            tr("Which frame is taken where result and source differ in rate."),
        ),
        _tick(
            "timeline.keeps_reel",
            "timeline_keeps_reel",
            tr("Keep the source's reel name"),
            tr("Otherwise the take is marked in it, so that a conform can tell both apart."),
        ),
    )
    return ChoiceForm(model, rows)


def format_words(kind: Format) -> str:
    """A format of timeline files as editors call it."""
    return {
        Format.RESTAMP: tr("Kling's pictures, re-stamped (H.264 in mov)"),
        Format.PRORES_LT: "ProRes 422 LT",
        Format.PRORES_422: "ProRes 422",
        Format.PRORES_HQ: "ProRes 422 HQ",
        Format.DNXHR_SQ: "DNxHR SQ",
        Format.DNXHR_HQ: "DNxHR HQ",
        Format.H264: "H.264 (mp4)",
        Format.HEVC: "H.265 (mp4)",
    }[kind]


def queue_form(model: ChoicesModel) -> ChoiceForm:
    """How many tasks at once, and what becomes of them behind a closed window."""
    remark = tr("More wait here in order; nothing of them is charged before they are sent.")
    limit = NumberControl("queue_limit", 1, MOST_TASKS)
    ways = (("ask", tr("Ask")), ("tray", tr("Keep going in the tray")), ("quit", tr("Quit")))
    rows = (
        Row("queue.limit", tr("Tasks at once"), limit, remark),
        Row(
            "background.at_close",
            tr("Closing with open tasks"),
            ListControl("at_close", ways),
            tr("Where the system has a tray."),
        ),
        _tick(
            "background.is_telling",
            "tell_news",
            tr("System notifications"),
            tr("When a task is done, has failed or needs you while the window is not in front."),
        ),
    )
    return ChoiceForm(model, rows)


def appearance_form(model: ChoicesModel) -> ChoiceForm:
    """How the window looks, beside its theme."""
    scales = tuple((each, tr("{percent} %").format(percent=each)) for each in SCALES)
    languages = (("", tr("Same as the system")), *i18n.languages())
    later = tr("Takes effect at the next start.")
    motions = (
        (MotionChoice.SYSTEM, tr("Same as the system")),
        (MotionChoice.REDUCED, tr("On")),
        (MotionChoice.FULL, tr("Off")),
    )
    rows = (
        Row("appearance.scale", tr("Scale"), ListControl("scale", scales), later),
        Row("appearance.language", tr("Language"), ListControl("language", languages)),
        Row(
            "appearance.motion",
            tr("Reduce motion"),
            ListControl("reduce_motion", motions),
            tr("Indicators stand still and pictures do not skim; the viewer plays as ever."),
        ),
    )
    return ChoiceForm(model, rows)


def updates_form(model: ChoicesModel, host: str) -> ChoiceForm:
    """Whether newer versions are looked for at `host`."""
    remark = tr("Only {host} is asked, and told the version you have. Nothing is downloaded.")
    words = tr("Look for a newer version once a day")
    row = _tick("updates.is_looking", "look_for_updates", words, remark.format(host=host))
    return ChoiceForm(model, (row,), label_width=0)


def request_form(model: ChoicesModel) -> ChoiceForm:
    """In which form edits are written for the service."""
    forms = (
        ("auto", tr("Automatic, as the account accepts it")),
        ("documented", tr("As documented")),
        ("compact", tr("Compact")),
    )
    remark = tr("Leave this unless support asks: a form that the account refuses is reported, not charged.")
    return ChoiceForm(
        model, (Row("account.request_form", tr("Request form"), ListControl("request_form", forms), remark),)
    )


def _tick(path: str, name: str, words: str, remark: str = "") -> Row:
    return Row(path, words, TickControl(name, words), remark)
