"""The words and icons for how a result arrived: never colour alone."""

from kling_desktop.domain.arrival import Fix, Light, Subject
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.widgets.labels import BadgeKind

BADGES = {
    Light.GREEN: (BadgeKind.POSITIVE, "check"),
    Light.AMBER: (BadgeKind.WARNING, "warning"),
    Light.RED: (BadgeKind.DANGER, "error"),
}
SIGNS = {
    Light.GREEN: ("check", Role.POSITIVE),
    Light.AMBER: ("warning", Role.WARNING),
    Light.RED: ("error", Role.DANGER),
}


def light_words(light: Light) -> str:
    """The verdict in a word or two."""
    return {
        Light.GREEN: tr("Arrived well"),
        Light.AMBER: tr("Take a look"),
        Light.RED: tr("Not as sent"),
    }[light]


def subject_words(subject: Subject) -> str:
    """What a line of the card is about."""
    return {
        Subject.FRAMES: tr("Frames"),
        Subject.LENGTH: tr("Length"),
        Subject.RATE: tr("Frame rate"),
        Subject.SIZE: tr("Size"),
        Subject.BLACK: tr("Black"),
        Subject.FROZEN: tr("Frozen"),
        Subject.MOTION: tr("Motion"),
        Subject.COLOUR: tr("Colour"),
        Subject.SOUND: tr("Sound"),
    }[subject]


def fix_words(fix: Fix, slip: int) -> str:
    """The button that mends a line; `slip` is by how many frames the result is late."""
    return {
        Fix.MATCH_COLOUR: tr("Match source colour"),
        Fix.SLIP: tr("Slip {frames} frames").format(frames=f"{-slip:+d}"),
        Fix.FILL: tr("Fill from source"),
        Fix.ANOTHER_TAKE: tr("Run another take…"),
    }[fix]
