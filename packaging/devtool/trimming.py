"""What stays out of the frozen program: what nobody uses, and what only that asked for."""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

Entry = tuple[str, str, str]
"""As PyInstaller lists it: the name in the bundle, where it comes from, what kind of thing it is."""
Asked = Callable[[str], Iterable[str]]
"""The file names of the libraries that a binary file asks for."""

SYMLINK = "SYMLINK"
PLUGINS = r"PySide6/(Qt/)?plugins/"
UNWANTED = re.compile(
    "|".join(
        (
            # Screens without a window system, remote screens, and themes that bring all of GTK along.
            rf"{PLUGINS}(egldeviceintegrations|generic|networkinformation|virtualkeyboard)/",
            rf"{PLUGINS}platforms/(lib)?q(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc|webgl|direct2d)\b",
            rf"{PLUGINS}platformthemes/libqgtk3\b",
            rf"{PLUGINS}platforminputcontexts/(lib)?qtvirtualkeyboard",
            # Pictures are Pillow's work; Qt shows what it drew itself.
            rf"{PLUGINS}imageformats/(lib)?q(pdf|icns|tga|tiff|wbmp)\b",
            rf"{PLUGINS}wayland-shell-integration/lib(ivi|fullscreen|qt|wl)-",
            rf"{PLUGINS}wayland-decoration-client/libbradient",
            # Qt's own words for standard buttons, in the languages of the interface.
            r"PySide6/(Qt/)?translations/(?!qtbase_(en|zh_CN)\.qm)",
            r"PySide6/QtMultimediaWidgets",
            # An encoder of AVIF: pictures are sent as JPEG or PNG.
            r"PIL/_avif",
            # It says where the source tree lay.
            r"\.dist-info/direct_url\.json\Z",
        )
    )
)
# The build machine's own. A window talks to the X server, sound and drivers that are there: their libraries,
# and what they share with ours, have to be the ones that belong to that system.
OF_THE_SYSTEM = re.compile(
    r"^lib(X|xcb|xkb|wayland|GL|EGL|drm|gbm|glib|gobject|gio|gmodule|gthread|dbus|fontconfig|freetype|expat|uuid"
    r"|pulse|asound|sndfile|FLAC|vorbis|ogg|opus|mpg123|mp3lame|asyncns|gssapi|krb5|k5crypto|com_err|keyutils"
    r"|systemd|cap|gcrypt|gpg|lz4|apparmor|bsd|md|stdc\+\+|gcc_s|mvec|graphite2|harfbuzz|pcre2|selinux|mount"
    r"|blkid|png16|brotli|resolv|SM|ICE)[^/]*\.so(\.|$)"
)


def trimmed(entries: Iterable[Entry], asked: Asked, is_linux: bool) -> list[Entry]:
    """The binaries that are wanted, and of the libraries those that one of these asks for."""
    wanted = [entry for entry in entries if not is_unwanted(entry, is_linux)]
    if not is_linux:
        # Only Linux says in a way that can be checked here who asks for what.
        return wanted
    by_file: dict[str, list[Entry]] = {}
    for entry in wanted:
        if entry[2] != SYMLINK:
            by_file.setdefault(_file(entry[0]), []).append(entry)
    roots = [entry for entry in wanted if entry[2] != SYMLINK and not _is_library(entry[0])]
    reached, waiting = set[str](), [entry[1] for entry in roots]
    while waiting:
        for name in asked(waiting.pop()):
            # Wheels carry libraries of the same name, each for its own.
            for found in by_file.get(_file(name), []):
                if found[0] not in reached:
                    reached.add(found[0])
                    waiting.append(found[1])
    kept = {entry[0] for entry in roots} | reached
    return [entry for entry in wanted if _target(entry) in kept]


def is_unwanted(entry: Entry, is_linux: bool = True) -> bool:
    """Whether an entry of the bundle, of any kind, is left out by its name."""
    name, source, _ = entry
    if UNWANTED.search(_slashed(name)):
        return True
    return is_linux and source.startswith(("/lib", "/usr/lib")) and bool(OF_THE_SYSTEM.search(name))


def _is_library(name: str) -> bool:
    """Whether it is there only because others ask for it, unlike an extension module or a plug-in."""
    path = PurePosixPath(_slashed(name))
    if "plugins" in path.parts:
        return False
    return path.name.startswith("lib") and ".so" in path.name and not path.name.startswith("libpython")


def _target(entry: Entry) -> str:
    return entry[1] if entry[2] == SYMLINK else entry[0]


def _file(name: str) -> str:
    return PurePosixPath(_slashed(name)).name


def _slashed(name: str) -> str:
    return name.replace("\\", "/")
