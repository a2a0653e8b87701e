"""A desktop portal that asks for little motion, and a moment later no longer; for the system's Python."""

from typing import Any

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

PATH, NAME = "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"
SPACE, KEY = "org.gnome.desktop.interface", "enable-animations"
SHAPE = f"""<node><interface name="{NAME}">
<method name="Read"><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="v" direction="out"/></method>
<signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal></interface></node>"""


def answer(
    connection: Any, _sender: str, _path: str, _interface: str, _method: str, given: Any, call: Any
) -> None:
    """Animations are off at first; once that was asked for, they are switched on."""
    if tuple(given) != (SPACE, KEY):
        call.return_dbus_error("org.freedesktop.portal.Error.NotFound", "no such setting")
        return
    call.return_value(GLib.Variant("(v)", (GLib.Variant("v", GLib.Variant("b", False)),)))
    changed = GLib.Variant("(ssv)", (SPACE, KEY, GLib.Variant("b", True)))
    connection.emit_signal(None, PATH, NAME, "SettingChanged", changed)


def begin(connection: Any, _name: str) -> None:
    """Be there, then say so."""
    shape = Gio.DBusNodeInfo.new_for_xml(SHAPE).interfaces[0]
    connection.register_object(PATH, shape, answer, None, None)


Gio.bus_own_name(
    Gio.BusType.SESSION,
    "org.freedesktop.portal.Desktop",
    Gio.BusNameOwnerFlags.NONE,
    begin,
    lambda _connection, _name: print("ready", flush=True),
    None,
)
GLib.MainLoop().run()
