"""What the keys of viewer and range strip do, in words."""

from __future__ import annotations

from kling_desktop.domain.keys import Action
from kling_desktop.i18n import tr


def action_words() -> dict[Action, str]:
    """Each action in words, in the order in which they are listed."""
    return {
        Action.PLAY: tr("Play or pause"),
        Action.SHUTTLE_BACK: tr("Play backwards, faster"),
        Action.REST: tr("Pause"),
        Action.SHUTTLE_ON: tr("Play, faster"),
        Action.STEP_BACK: tr("One frame back"),
        Action.STEP_ON: tr("One frame on"),
        Action.SECOND_BACK: tr("One second back"),
        Action.SECOND_ON: tr("One second on"),
        Action.FIRST: tr("First frame"),
        Action.LAST: tr("Last frame"),
        Action.MARK_IN: tr("Mark in"),
        Action.MARK_OUT: tr("Mark out"),
        Action.GO_TO_IN: tr("Go to in"),
        Action.GO_TO_OUT: tr("Go to out"),
        Action.CLEAR_MARKS: tr("Clear in and out"),
        Action.PLAY_AROUND: tr("Play around this frame"),
        Action.LOOP: tr("Loop"),
        Action.PREVIOUS_RESULT: tr("Previous result"),
        Action.NEXT_RESULT: tr("Next result"),
        Action.NEW_RESULT: tr("Show the new result"),
        Action.SAME_IN_SOURCE: tr("The same frame in the source"),
        Action.SWAP: tr("Swap source and result"),
        Action.TAKE_1: tr("Take {number}").format(number=1),
        Action.TAKE_2: tr("Take {number}").format(number=2),
        Action.TAKE_3: tr("Take {number}").format(number=3),
        Action.TAKE_4: tr("Take {number}").format(number=4),
        Action.STAR: tr("Star this take"),
        Action.GRAB_STILL: tr("Grab still"),
        Action.NOTE: tr("Note at this frame"),
        Action.PREVIOUS_NOTE: tr("Previous note"),
        Action.NEXT_NOTE: tr("Next note"),
        Action.ZOOM: tr("Fit picture, or actual pixels"),
        Action.MUTE: tr("Mute"),
        Action.FULL_SCREEN: tr("Full screen"),
        Action.FIGURES: tr("Count dropped frames"),
    }
