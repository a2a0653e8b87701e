"""ICU's data as Qt brings it for Linux, less what formats dates, units and names in all languages.

Qt formats with tables of its own; of ICU it takes sorting, changing case and reading old encodings.
"""

import re
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from devtool.process import ToolError

# Folders of the package, what each language says of dates and numbers, encodings of mainframes.
UNWANTED = re.compile(
    r"(brkitr|curr|lang|rbnf|region|translit|unit|zone)/"
    r"|[a-z]{2,3}(_\w+)?\.res\Z"
    r"|\w+\.spp\Z|unames\.icu\Z"
    r"|ibm-(930|933|935|939|964|1364|1371|1388|1390|1399|5478|33722)_.*\.cnv\Z"
    r"|(cns-11643|euc-tw|icu-internal-25546|iso-ir-165|lmb).*\.cnv\Z"
)
MAGIC, FORMAT = b"\xda\x27", b"CmnD"
ALIGNMENT = 16
Item = tuple[bytes, bytes]
"""An item of the package: its name, its bytes."""


def slim(library: Path) -> None:
    """Write `library`, a libicudata, anew with what is wanted of it. Raises ToolError."""
    header, items = read(library.read_bytes())
    wanted = [(name, data) for name, data in items if not UNWANTED.match(name.decode().partition("/")[2])]
    if not 0 < len(wanted) < len(items):
        raise ToolError(f"{library.name} is not made as it was: nothing, or all, of it would be left out.")
    _link(library, packed(header, wanted))


def read(content: bytes) -> tuple[bytes, list[Item]]:
    """Return the header of the package inside a library, and its items in order. Raises ToolError."""
    start = content.find(FORMAT) - 12
    if start < 0 or content[start + 2 : start + 4] != MAGIC:
        raise ToolError("There is no package of ICU in the library.")
    (size,) = struct.unpack_from("<H", content, start)
    return content[start : start + size], list(_items(content[start + size :]))


def _items(body: bytes) -> Iterator[Item]:
    (count,) = struct.unpack_from("<I", body)
    places = list(struct.iter_unpack("<II", body[4 : 4 + 8 * count]))
    # The last item ends where nobody says; that it is given what follows does not hurt it.
    ends = [data for _, data in places[1:]] + [len(body)]
    for (name, data), end in zip(places, ends, strict=True):
        yield body[name : body.index(b"\0", name)], body[data:end]


def packed(header: bytes, items: list[Item]) -> bytes:
    """Return a package of ICU: a header, where each name and item begins, the names, the items."""
    names, name_at, data_at = bytearray(), [], []
    first = 4 + 8 * len(items)
    for name, _ in items:
        name_at.append(first + len(names))
        names += name + b"\0"
    body = bytearray()
    data_first = _aligned(len(header) + first + len(names)) - len(header)
    for _, data in items:
        body += bytes(_aligned(len(body)) - len(body))
        data_at.append(data_first + len(body))
        body += data
    table = struct.pack("<I", len(items)) + b"".join(
        struct.pack("<II", *place) for place in zip(name_at, data_at, strict=True)
    )
    head = header + table + bytes(names)
    return head + bytes(len(header) + data_first - len(head)) + bytes(body)


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT


def _link(library: Path, package: bytes) -> None:
    """Make a library that holds `package` under the name by which ICU asks for it."""
    version = library.name.rpartition(".")[2]
    section = ".rodata,alloc,load,readonly,data,contents"
    with tempfile.TemporaryDirectory(prefix="kling-icu-") as folder:
        Path(folder, "icu").write_bytes(package)
        _do(folder, "objcopy", "-I", "binary", "-O", "elf64-x86-64", "--rename-section", f".data={section}",
            f"--set-section-alignment=.data={ALIGNMENT}",
            "--redefine-sym", f"_binary_icu_start=icudt{version}_dat", "icu", "icu.o")  # fmt: skip
        _do(folder, "ld", "-shared", "-z", "noexecstack", "-soname", library.name, "-o", "icu.so", "icu.o")
        library.write_bytes(Path(folder, "icu.so").read_bytes())


def _do(folder: str, *command: str) -> None:
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise ToolError(f"{command[0]} could not make the library of ICU's data: {made.stderr}")
