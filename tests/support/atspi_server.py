"""What assistive technology sees of a window, told over a pipe: runs under the system's own Python.

Reads one JSON line `{"verb": …}` after the other and answers each with one: `{"ok": value}` or `{"error": words}`.
The system's Python, since the bindings that Debian ships fit no other. Ends with its standard input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

STATES = (
    "showing",
    "enabled",
    "focused",
    "checked",
    "selected",
    "expanded",
    "editable",
    "modal",
    "focusable",
)


class Sight:
    """Finds accessible objects and acts on them; hands out numbers for the ones that it found."""

    def __init__(self) -> None:
        self._known: dict[int, Any] = {}
        self._said: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []
        # Tests ask for what is there now, not for what was there.
        Atspi.get_desktop(0).set_cache_mask(Atspi.Cache.NONE)
        self._listener = Atspi.EventListener.new(self._heard)
        self._listener.register("object:announcement")
        self._follower = Atspi.EventListener.new(self._noted)
        for event in ("object:property-change:accessible-value", "object:text-changed"):
            self._follower.register(event)
        self._focus: dict[int, Any] = {}
        self._watcher = Atspi.EventListener.new(self._went)
        self._watcher.register("object:state-changed:focused")

    def answer(self, request: Mapping[str, Any]) -> object:
        """Carry out one request."""
        given = dict(request)
        verbs: Mapping[str, Callable[..., object]] = {
            "find": self.find,
            "read": self.read,
            "set_text": self.set_text,
            "set_value": self.set_value,
            "act": self.act,
            "focus": self.focus,
            "announcements": self.announcements,
            "changes": self.changes,
            "around_focus": self.around_focus,
        }
        return verbs[given.pop("verb")](**given)

    def find(
        self, pid: int, id: str = "", role: str = "", name: str = "", state: str = "", root: int = 0
    ) -> list[dict[str, Any]]:
        """What is to be seen of a program, or below `root`, with this last part of its id, and so on."""
        start = [self._known[root]] if root else list(_programs(pid))
        return [
            self._told(each)
            for top in start
            for each in _shown(top)
            if (not id or each.get_accessible_id().rpartition(".")[2] == id)
            and (not role or each.get_role_name() == role)
            and (not name or each.get_name() == name)
            and (not state or each.get_state_set().contains(_state(state)))
        ]

    def read(self, ref: int) -> dict[str, Any]:
        """One object again, as it is now."""
        return self._facts(ref, self._known[ref])

    def set_text(self, ref: int, text: str) -> bool:
        """Put a text into a field."""
        return bool(Atspi.EditableText.set_text_contents(self._known[ref].get_editable_text_iface(), text))

    def set_value(self, ref: int, value: float) -> bool:
        """Move a slider or a number field."""
        return bool(Atspi.Value.set_current_value(self._known[ref].get_value_iface(), value))

    def act(self, ref: int, action: str) -> bool:
        """Carry out the named action, or the first there is."""
        what = self._known[ref].get_action_iface()
        names = _actions(what)
        place = names.index(action) if action else 0
        return bool(Atspi.Action.do_action(what, place))

    def focus(self, ref: int) -> bool:
        """Give an object the keyboard."""
        return bool(Atspi.Component.grab_focus(self._known[ref].get_component_iface()))

    def announcements(self) -> list[dict[str, Any]]:
        """What was said aloud so far, with the process that said it."""
        return self._said

    def changes(self) -> list[dict[str, Any]]:
        """Every change of a value or a text that was told so far: of which process, of which object."""
        return self._changed

    def around_focus(self, pid: int, id: str) -> list[dict[str, Any]]:
        """The pop-up `id` and all that is to be seen in it, if a program told that the keyboard went there.

        Qt does not list pop-ups among a program's windows: from what has the keyboard the way leads up to them.
        """
        each = self._focus.get(pid)
        while each is not None and (each.get_accessible_id() or "").rpartition(".")[2] != id:
            each = each.get_parent()
        if each is None or not each.get_state_set().contains(Atspi.StateType.SHOWING):
            return []
        return [self._told(part) for part in (each, *_shown(each))]

    def _went(self, event: Any) -> None:
        if event.detail1:
            self._focus[event.source.get_process_id()] = event.source

    def _noted(self, event: Any) -> None:
        # What is about to go away has no name any more.
        id = (event.source.get_accessible_id() or "").rpartition(".")[2]
        self._changed.append({"pid": event.source.get_process_id(), "id": id})

    def _heard(self, event: Any) -> None:
        self._said.append({"pid": event.source.get_process_id(), "text": str(event.any_data)})

    def _told(self, each: Any) -> dict[str, Any]:
        ref = len(self._known) + 1
        self._known[ref] = each
        return self._facts(ref, each)

    @staticmethod
    def _facts(ref: int, each: Any) -> dict[str, Any]:
        states = each.get_state_set()
        box = each.get_component_iface()
        place = Atspi.Component.get_extents(box, Atspi.CoordType.SCREEN) if box else None
        return {
            "ref": ref,
            "id": each.get_accessible_id().rpartition(".")[2],
            "role": each.get_role_name(),
            "name": each.get_name(),
            "description": each.get_description(),
            "text": _text(each),
            "value": _value(each),
            "states": [name for name in STATES if states.contains(_state(name))],
            "box": [place.x, place.y, place.width, place.height] if place else [0, 0, 0, 0],
            "labels": _labels(each),
        }


def _programs(pid: int) -> Iterator[Any]:
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(place)
        if program is not None and program.get_process_id() == pid:
            yield program


def _shown(top: Any) -> Iterator[Any]:
    for place in range(top.get_child_count()):
        child = top.get_child_at_index(place)
        if child is not None and child.get_state_set().contains(Atspi.StateType.SHOWING):
            yield child
            yield from _shown(child)


def _state(name: str) -> Any:
    return getattr(Atspi.StateType, name.upper())


def _text(each: Any) -> str:
    what = each.get_text_iface()
    return str(Atspi.Text.get_text(what, 0, Atspi.Text.get_character_count(what))) if what else ""


def _value(each: Any) -> float | None:
    what = each.get_value_iface()
    return float(Atspi.Value.get_current_value(what)) if what else None


def _actions(what: Any) -> list[str]:
    return [Atspi.Action.get_action_name(what, place) for place in range(Atspi.Action.get_n_actions(what))]


def _labels(each: Any) -> list[str]:
    return [
        relation.get_target(place).get_name()
        for relation in each.get_relation_set()
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
        for place in range(relation.get_n_targets())
    ]


def main() -> None:
    """Answer until the pipe is closed."""
    sight = Sight()
    loop = GLib.MainLoop()

    def take(*_about: object) -> bool:
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        try:
            answer: dict[str, object] = {"ok": sight.answer(json.loads(line))}
        except (GLib.Error, KeyError, ValueError, AttributeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        return True

    GLib.io_add_watch(
        GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.IOCondition.IN | GLib.IOCondition.HUP, take
    )
    loop.run()


if __name__ == "__main__":
    main()
