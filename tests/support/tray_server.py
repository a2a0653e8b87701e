"""A system's tray and its notifications for tests, told over a pipe: runs under the system's own Python.

Reads one JSON line `{"verb": …}` after the other and answers each with one: `{"ok": value}` or `{"error": words}`.
The bindings that Debian ships fit no other Python. Ends with its standard input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

WATCHER = "org.kde.StatusNotifierWatcher"
NOTIFIER = "org.freedesktop.Notifications"
MENU = "com.canonical.dbusmenu"
DESCRIPTION = f"""
<node>
  <interface name="{WATCHER}">
    <method name="RegisterStatusNotifierItem"><arg direction="in" type="s"/></method>
    <method name="RegisterStatusNotifierHost"><arg direction="in" type="s"/></method>
    <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
    <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
    <property name="ProtocolVersion" type="i" access="read"/>
    <signal name="StatusNotifierItemRegistered"><arg type="s"/></signal>
    <signal name="StatusNotifierHostRegistered"/>
  </interface>
  <interface name="{NOTIFIER}">
    <method name="Notify">
      <arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
      <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/>
      <arg direction="in" type="a{{sv}}"/><arg direction="in" type="i"/><arg direction="out" type="u"/>
    </method>
    <method name="CloseNotification"><arg direction="in" type="u"/></method>
    <method name="GetCapabilities"><arg direction="out" type="as"/></method>
    <method name="GetServerInformation">
      <arg direction="out" type="s"/><arg direction="out" type="s"/><arg direction="out" type="s"/>
      <arg direction="out" type="s"/>
    </method>
    <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
    <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  </interface>
</node>
"""


class Desktop:
    """Owns both names on the session's bus; remembers who came and what was told."""

    def __init__(self) -> None:
        self._bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self._items: list[str] = []
        self._told: list[dict[str, Any]] = []
        self._senders: list[str] = []
        described = Gio.DBusNodeInfo.new_for_xml(DESCRIPTION)
        for path, name in (("/StatusNotifierWatcher", WATCHER), ("/org/freedesktop/Notifications", NOTIFIER)):
            interface = described.lookup_interface(name)
            self._bus.register_object(path, interface, self._called, self._asked, None)
            Gio.bus_own_name_on_connection(self._bus, name, Gio.BusNameOwnerFlags.NONE, None, None)

    def _called(
        self, _bus: Any, sender: str, _path: str, _of: str, method: str, given: Any, call: Any
    ) -> None:
        values = given.unpack()
        if method == "RegisterStatusNotifierItem":
            self._items.append(values[0] if values[0].startswith((":", "org.")) else sender)
            call.return_value(None)
        elif method == "Notify":
            _, _, icon, title, text, actions, hints, _ = values
            self._told.append(
                {"icon": icon, "title": title, "text": text, "actions": actions, "hints": sorted(hints),
                 "image": self._image(hints)}
            )  # fmt: skip
            self._senders.append(sender)
            call.return_value(GLib.Variant("(u)", (len(self._told),)))
        elif method == "GetCapabilities":
            call.return_value(GLib.Variant("(as)", (["body", "actions", "icon-static"],)))
        elif method == "GetServerInformation":
            call.return_value(GLib.Variant("(ssss)", ("tests", "tests", "1", "1.2")))
        else:
            call.return_value(None)

    @staticmethod
    def _image(hints: Mapping[str, Any]) -> list[int]:
        """Width and height of the picture that came along."""
        found = next(
            (hints[name] for name in ("image-data", "image_data", "icon_data") if name in hints), None
        )
        return [found[0], found[1]] if found else []

    def _asked(self, _bus: Any, _sender: str, _path: str, _of: str, name: str) -> Any:
        values = {
            "RegisteredStatusNotifierItems": GLib.Variant("as", self._items),
            "IsStatusNotifierHostRegistered": GLib.Variant("b", True),
            "ProtocolVersion": GLib.Variant("i", 0),
        }
        return values[name]

    def signs(self) -> list[str]:
        """Who put a sign into the tray."""
        return self._items

    def told(self) -> list[dict[str, Any]]:
        """The notifications so far."""
        return self._told

    def sign(self) -> dict[str, Any]:
        """What the last sign says of itself."""
        names = ("Id", "Title", "Status", "IconPixmap", "Menu")
        found = {name: self._property(name) for name in names}
        return {**found, "IconPixmap": [[width, height] for width, height, _ in found["IconPixmap"]]}

    def menu(self) -> list[str]:
        """The words of its menu."""
        return [words for _, words in self._entries()]

    def press(self, words: str) -> None:
        """Press an entry of its menu."""
        number = next(number for number, each in self._entries() if each == words)
        event = GLib.Variant("(isvu)", (number, "clicked", GLib.Variant("s", ""), 0))
        self._ask(self._property("Menu"), MENU, "Event", event)

    def click(self, number: int) -> None:
        """Click the notification `number` (from 1), as its first action does."""
        action = (self._told[number - 1]["actions"] or ["default"])[0]
        self._bus.emit_signal(
            self._senders[number - 1], "/org/freedesktop/Notifications", NOTIFIER, "ActionInvoked",
            GLib.Variant("(us)", (number, action)),
        )  # fmt: skip

    def _entries(self) -> list[tuple[int, str]]:
        menu = self._property("Menu")
        self._ask(menu, MENU, "AboutToShow", GLib.Variant("(i)", (0,)))
        found = self._ask(menu, MENU, "GetLayout", GLib.Variant("(iias)", (0, -1, [])))
        return [(number, values.get("label", "")) for number, values, _ in found[1][2]]

    def _property(self, name: str) -> Any:
        asked = GLib.Variant("(ss)", ("org.kde.StatusNotifierItem", name))
        return self._ask("/StatusNotifierItem", "org.freedesktop.DBus.Properties", "Get", asked)[0]

    def _ask(self, path: str, interface: str, method: str, given: Any) -> Any:
        answer = self._bus.call_sync(
            self._items[-1], path, interface, method, given, None, Gio.DBusCallFlags.NONE, 5000, None
        )
        return answer.unpack()


def main() -> None:
    """Serve until the pipe ends."""
    desktop, loop = Desktop(), GLib.MainLoop()

    def hear(_source: Any, _condition: Any) -> bool:
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        wish = json.loads(line)
        verb: Callable[..., Any] = getattr(desktop, wish.pop("verb"))
        try:
            answer = {"ok": verb(**wish)}
        except (GLib.Error, LookupError, StopIteration) as error:
            answer = {"error": repr(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        return True

    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, hear)
    loop.run()


if __name__ == "__main__":
    main()
