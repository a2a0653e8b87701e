"""What the viewer says where no picture can be."""

from dataclasses import dataclass

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.viewer.clip import Clip, Fault, FaultKind, Side


@dataclass(frozen=True)
class Message:
    """An icon in a colour, a title and a sentence."""

    icon: str
    title: str
    text: str
    role: Role = Role.TEXT_DIM


def nothing_yet(side: Side) -> Message:
    """What stands where no clip was chosen yet."""
    if side is Side.SOURCE:
        return Message("video", tr("Drop a clip here"), tr("Or choose one with Add video…"))
    return Message("result", tr("The result appears here"), tr("Set up an edit and press Generate."))


def trouble(clip: Clip, fault: Fault) -> Message:
    """What stands where a clip can't be shown."""
    name = clip.path.name
    if fault.kind is FaultKind.MISSING:
        text = tr("{name} is no longer where it was. Put it back, then open it again.")
        return Message("warning", tr("The file is missing"), text.format(name=name), Role.WARNING)
    if fault.kind is FaultKind.INCOMPLETE:
        text = tr(
            "{name} is still being copied or downloaded, or its end is missing. Open it once it is whole."
        )
        return Message("clock", tr("The file is not complete yet"), text.format(name=name), Role.WARNING)
    if fault.kind is FaultKind.NO_PICTURE:
        text = tr("{name} has sound only.")
        return Message(
            "warning", tr("There is no picture in this file"), text.format(name=name), Role.WARNING
        )
    if fault.kind is FaultKind.UNREADABLE:
        text = tr("{name} could not be read. Check that you may open it and that its drive is connected.")
        return Message("error", tr("The file can't be opened"), text.format(name=name), Role.DANGER)
    if fault.codec:
        text = tr("{name} is encoded as {codec}, which this viewer can't play.")
    else:
        text = tr("{name} is damaged, or encoded in a way that this viewer can't play.")
    title = tr("This clip can't be played here")
    return Message("error", title, text.format(name=name, codec=fault.codec), Role.DANGER)
