"""The keys of an edit desk: what each does, in the layouts that editors know from other programs."""

from collections.abc import Mapping
from enum import StrEnum


class Action(StrEnum):
    """What a key can do at the viewer and the range strip."""

    PLAY = "play"
    SHUTTLE_BACK = "shuttle_back"
    REST = "rest"
    SHUTTLE_ON = "shuttle_on"
    STEP_BACK = "step_back"
    STEP_ON = "step_on"
    SECOND_BACK = "second_back"
    SECOND_ON = "second_on"
    FIRST = "first"
    LAST = "last"
    MARK_IN = "mark_in"
    MARK_OUT = "mark_out"
    GO_TO_IN = "go_to_in"
    GO_TO_OUT = "go_to_out"
    CLEAR_MARKS = "clear_marks"
    PLAY_AROUND = "play_around"
    LOOP = "loop"
    PREVIOUS_RESULT = "previous_result"
    NEXT_RESULT = "next_result"
    NEW_RESULT = "new_result"
    SAME_IN_SOURCE = "same_in_source"
    SWAP = "swap"
    TAKE_1 = "take_1"
    TAKE_2 = "take_2"
    TAKE_3 = "take_3"
    TAKE_4 = "take_4"
    STAR = "star"
    GRAB_STILL = "grab_still"
    NOTE = "note"
    PREVIOUS_NOTE = "previous_note"
    NEXT_NOTE = "next_note"
    ZOOM = "zoom"
    MUTE = "mute"
    FULL_SCREEN = "full_screen"
    FIGURES = "figures"


Keys = Mapping[Action, tuple[str, ...]]
REPEATING = frozenset({Action.STEP_BACK, Action.STEP_ON, Action.SECOND_BACK, Action.SECOND_ON})
"""What goes on while its key is held down."""
A = Action
STANDARD: Keys = {
    A.PLAY: ("Space",),
    A.SHUTTLE_BACK: ("J",),
    A.REST: ("K",),
    A.SHUTTLE_ON: ("L",),
    A.STEP_BACK: ("Left", ","),
    A.STEP_ON: ("Right", "."),
    A.SECOND_BACK: ("Shift+Left",),
    A.SECOND_ON: ("Shift+Right",),
    A.FIRST: ("Home",),
    A.LAST: ("End",),
    A.MARK_IN: ("I",),
    A.MARK_OUT: ("O",),
    A.GO_TO_IN: ("Shift+I", "Up"),
    A.GO_TO_OUT: ("Shift+O", "Down"),
    A.CLEAR_MARKS: ("Alt+X",),
    A.PLAY_AROUND: ("/",),
    A.LOOP: ("Ctrl+/",),
    A.PREVIOUS_RESULT: ("PgUp",),
    A.NEXT_RESULT: ("PgDown",),
    A.NEW_RESULT: ("N",),
    A.SAME_IN_SOURCE: ("F",),
    A.SWAP: ("X",),
    A.TAKE_1: ("1",),
    A.TAKE_2: ("2",),
    A.TAKE_3: ("3",),
    A.TAKE_4: ("4",),
    A.STAR: ("S",),
    A.GRAB_STILL: ("Ctrl+Shift+G",),
    A.NOTE: ("M",),
    A.PREVIOUS_NOTE: ("Ctrl+Shift+M",),
    A.NEXT_NOTE: ("Shift+M",),
    A.ZOOM: ("Z",),
    A.MUTE: ("Ctrl+Alt+M",),
    A.FULL_SCREEN: ("F11",),
    A.FIGURES: ("Ctrl+Alt+D",),
}
_PREMIERE: Keys = {
    A.CLEAR_MARKS: ("Ctrl+Shift+X",),
    A.PLAY_AROUND: ("Shift+K",),
    A.LOOP: ("Ctrl+L",),
    A.GRAB_STILL: ("Ctrl+Shift+E",),
    A.FULL_SCREEN: ("Ctrl+`", "F11"),
    A.SAME_IN_SOURCE: ("F",),
}
_RESOLVE: Keys = {
    A.CLEAR_MARKS: ("Alt+X",),
    A.PLAY_AROUND: ("/",),
    A.LOOP: ("Ctrl+/",),
    A.FULL_SCREEN: ("Ctrl+F", "F11"),
    A.GRAB_STILL: ("Ctrl+Alt+G",),
    A.PREVIOUS_NOTE: ("Shift+Up",),
    A.NEXT_NOTE: ("Shift+Down",),
}
_AVID: Keys = {
    A.STEP_BACK: ("3", "Left"),
    A.STEP_ON: ("4", "Right"),
    A.SECOND_BACK: ("1", "Shift+Left"),
    A.SECOND_ON: ("2", "Shift+Right"),
    A.PLAY: ("5", "Space"),
    A.MARK_IN: ("E", "I"),
    A.MARK_OUT: ("R", "O"),
    A.GO_TO_IN: ("Q", "Up"),
    A.GO_TO_OUT: ("W", "Down"),
    A.CLEAR_MARKS: ("G",),
    A.TAKE_1: ("Alt+1",),
    A.TAKE_2: ("Alt+2",),
    A.TAKE_3: ("Alt+3",),
    A.TAKE_4: ("Alt+4",),
}
_LOSSLESSCUT: Keys = {
    A.STEP_BACK: (",",),
    A.STEP_ON: (".",),
    A.SECOND_BACK: ("Left",),
    A.SECOND_ON: ("Right",),
    A.GRAB_STILL: ("C",),
}
LAYOUTS: Mapping[str, Keys] = {
    "standard": STANDARD,
    "premiere": {**STANDARD, **_PREMIERE},
    "resolve": {**STANDARD, **_RESOLVE},
    "avid": {**STANDARD, **_AVID},
    "losslesscut": {**STANDARD, **_LOSSLESSCUT},
}


def chosen(layout: str, own: Mapping[str, str]) -> Keys:
    """The keys of a layout with the user's own in place of its; an own one is given by its action's value.

    Several keys of one action are parted by spaces; actions that there are no longer are passed over.
    """
    known = {action.value: action for action in Action}
    mine = {known[name]: tuple(keys.split()) for name, keys in own.items() if name in known}
    return {**LAYOUTS.get(layout, STANDARD), **mine}


def collisions(keys: Keys) -> tuple[tuple[str, tuple[Action, ...]], ...]:
    """Each key that would do more than one thing, with what it would do."""
    users: dict[str, list[Action]] = {}
    for action, each in keys.items():
        for key in each:
            users.setdefault(key.lower(), []).append(action)
    return tuple((key, tuple(found)) for key, found in users.items() if len(found) > 1)
