"""What will be sent, in words: everything that leaves this computer with the edit, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.domain.request import VideoInput
    from kling_desktop.services.outgoing import Outgoing, SentPicture, SentVideo
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor_state import EditorState

DAY = 86_400
HOUR = 3_600
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sending:
    """Pairs of a label and what is sent, in the order of reading; the request as a `curl` command."""

    rows: Rows
    curl: str


class SendingModel(QObject):
    """Lists what an edit would send; `listed` carries a Sending, `refused` why there is none."""

    listed = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Silent until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Ask an opened studio."""
        self._studio = studio

    def look(self, state: EditorState) -> None:
        """List what the edit in `state` would send now; nothing is sent by that."""
        if self._studio is not None:
            self._studio.tasks.spawn("what will be sent", self._list(self._studio, state))

    async def _list(self, studio: Studio, state: EditorState) -> None:
        found = (*state.extras, state.source) if state.source else state.extras
        known = {each.location: each.info for each in found if each.info}
        try:
            outgoing = await studio.manifest.of(state.request, known)
        except KlingError as error:
            self.refused.emit(wording.sentence(error.notice))
        else:
            self.listed.emit(Sending(rows(outgoing, state.takes), outgoing.curl))


def rows(outgoing: Outgoing, takes: int) -> Rows:
    """What `outgoing` holds, in words, sent as `takes` takes."""
    request = outgoing.request
    listed = [(tr("To"), _recipient(outgoing))]
    for number, video in enumerate(outgoing.videos, start=1):
        listed.append((_name(video, number), _video(video)))
        if video.video.is_local:
            listed.append((tr("Sent as"), _sent_as(video)))
        listed.append((tr("Link to it"), _link(video, outgoing.is_practice)))
    listed.append((tr("Sound"), _sound(outgoing)))
    listed += [(_role(picture), _picture(picture)) for picture in outgoing.pictures]
    listed.append((tr("Prompt"), request.prompt or tr("empty")))
    if request.negative_prompt:
        listed.append((tr("Negative prompt"), request.negative_prompt))
    ratio = wording.aspect_ratio(request.aspect_ratio)
    listed.append((tr("Mode, aspect ratio"), f"{wording.mode(request.mode)} · {ratio}"))
    if outgoing.lost:
        listed.append((tr("Left out"), _left_out(outgoing.lost)))
    listed.append((tr("Total"), _in_all(outgoing, takes)))
    return tuple(listed)


def _recipient(outgoing: Outgoing) -> str:
    if outgoing.is_practice:
        return tr("Practice mode: nothing leaves this computer")
    return tr("{account}, at {host}, with your API key").format(account=outgoing.account, host=outgoing.host)


def _name(video: SentVideo, number: int) -> str:
    if video.element:
        return tr("Element {n}").format(n=video.element)
    return tr("Clip") if number == 1 else tr("Reference video {n}").format(n=number)


def _video(video: SentVideo) -> str:
    parts = [video.name]
    if video.video.range is not None:
        parts.append(_range(video.video))
    if video.info is not None and not video.video.is_local:
        parts += wording.facts(video.info)
    return " · ".join(parts)


def _sent_as(video: SentVideo) -> str:
    planned = video.plan
    if planned is None:
        return tr("Not known yet: the clip has not been read")
    if planned.refusal:
        return wording.sentence(planned.refusal)
    frames = current().count("{n} frame", "{n} frames", planned.frames)
    return " · ".join((frames, wording.seconds(planned.seconds), wording.sentence(planned.summary)))


def _range(video: VideoInput) -> str:
    if video.range is None:
        return ""
    words = current().count("{n} frame of it", "{n} frames of it", video.range.frames)
    return f"{words} ({video.range.first}–{video.range.last})"


def _link(video: SentVideo, is_practice: bool) -> str:
    if not video.video.is_local:
        return tr("Yours, at {host}; the service fetches the clip from there").format(host=video.host)
    if is_practice and video.lifetime:
        return tr("On this computer, for {time}").format(time=_time(video.lifetime))
    if not video.host:
        return tr("None yet: the clip gets one when it is uploaded")
    if video.lifetime is None:
        return tr("At {host}, for as long as its owner keeps it").format(host=video.host)
    return tr("At {host}, for {time}").format(host=video.host, time=_time(video.lifetime))


def _time(seconds: float) -> str:
    if seconds >= DAY:
        return current().count("{n} day", "{n} days", round(seconds / DAY))
    return current().count("{n} hour", "{n} hours", max(1, round(seconds / HOUR)))


def _sound(outgoing: Outgoing) -> str:
    video = outgoing.videos[0]
    if video.info is not None and not video.info.has_sound:
        return tr("The clip has none")
    if not video.video.treatment.sends_sound:
        return tr("Not sent")
    kept, dropped = tr("Goes with the clip and is kept"), tr("Goes with the clip, but is not asked for")
    return kept if outgoing.request.keep_sound else dropped


def _role(picture: SentPicture) -> str:
    words = {
        "image": tr("Image {n}"),
        "element": tr("Element {n}"),
        "first_frame": tr("First frame"),
        "last_frame": tr("Last frame"),
    }
    return words[picture.role.value].format(n=picture.number)


def _picture(picture: SentPicture) -> str:
    if picture.picture.url:
        return tr("By its address: {address}").format(address=picture.picture.url)
    return f"{picture.picture.name} · {wording.amount_of_bytes(picture.size)}"


def _left_out(lost: tuple[str, ...]) -> str:
    words = {
        "extra_videos": tr("further videos"),
        "frames": tr("first and last frame"),
        "refer_type": tr("what the video is for"),
    }
    named = ", ".join(words.get(each, each) for each in lost)
    return tr("{what}: this account's form cannot carry it").format(what=named)


def _in_all(outgoing: Outgoing, takes: int) -> str:
    known = wording.amount_of_bytes
    once = (wording.about_bytes if outgoing.is_estimated else known)(outgoing.total_bytes)
    if outgoing.is_unread:
        once = tr("{amount} and the clip").format(amount=once)
    if takes < 2:
        return once
    return tr("{amount} for each of {takes} takes").format(amount=once, takes=takes)
