"""The settings, section by section: frozen values with defaults; ranges stand in the types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from kling_desktop.domain.cost import Rate
from kling_desktop.domain.cut import USUAL_HANDLES, Pace, Treatment
from kling_desktop.domain.names import LONGEST_PATTERN, USUAL_PATTERN
from kling_desktop.domain.network import USUAL_CONNECT, USUAL_SILENCE, Certificates, ProxyChoice
from kling_desktop.domain.project import CAP, Project
from kling_desktop.domain.request import AspectRatio, Mode
from kling_desktop.domain.timeline import Format, Motion, PictureSize, Sound

SiteName = Annotated[str, Meta(pattern=r"^(mulerouter|mulerun|https?://\S+)\Z")]
ConnectSeconds = Annotated[int, Meta(ge=5, le=120)]
SilentSeconds = Annotated[int, Meta(ge=10, le=600)]
AskingPace = Annotated[float, Meta(ge=0.02, le=1.0)]
Handles = Annotated[int, Meta(ge=0, le=48)]
Percent = Annotated[int, Meta(ge=100, le=300)]
QueueLimit = Annotated[int, Meta(ge=1, le=50)]
Price = Annotated[str, Meta(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})?\Z")]
Cap = Annotated[str, Meta(pattern=rf"^{CAP.pattern}\Z")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
LanguageCode = Annotated[str, Meta(pattern=r"^([a-z]{2,3}(_[A-Za-z]{2,4})?)?\Z")]
Base64 = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]*={0,2}\Z")]
NamePattern = Annotated[str, Meta(min_length=1, max_length=LONGEST_PATTERN)]
ShortText = Annotated[str, Meta(max_length=500)]
Sizes = tuple[Annotated[int, Meta(ge=0)], ...]


@dataclass(frozen=True)
class Account:
    """Where edits go: `mulerouter`, `mulerun` or an address; and the request form, if the user pins one."""

    site: SiteName = "mulerouter"
    request_form: Literal["auto", "documented", "compact"] = "auto"


@dataclass(frozen=True)
class Practice:
    """Whether edits go to the sandbox instead of the account."""

    is_on: bool = False


@dataclass(frozen=True)
class Network:
    """How hosts are reached; name and password for an own proxy are in the keyring.

    `pace` shortens the pauses between requests (0.02–1); it counts for sites on this computer only.
    `connect` and `silence` are seconds after which is given up: to connect, and without a byte.
    """

    pace: AskingPace = 1.0
    proxy: ProxyChoice = ProxyChoice.SYSTEM
    proxy_address: str = ""
    certificates: Certificates = Certificates.SYSTEM
    own_certificates: str = ""
    connect: ConnectSeconds = USUAL_CONNECT
    silence: SilentSeconds = USUAL_SILENCE


@dataclass(frozen=True)
class Results:
    """The folder for takes of new jobs; empty for the default."""

    folder: str = ""


@dataclass(frozen=True)
class Prepare:
    """How a clip that is newly chosen is prepared, until the user decides otherwise for it."""

    handles: Handles = USUAL_HANDLES
    pace: Pace = Pace.FRAME_FOR_FRAME
    sends_sound: bool = True

    @property
    def treatment(self) -> Treatment:
        """What a new clip begins with."""
        return Treatment(self.handles, self.pace, sends_sound=self.sends_sound)


@dataclass(frozen=True)
class Timeline:
    """Whether each result is made fit for its timeline on arrival, how, and by which pattern it is named.

    What *Save result…* proposes outside of projects, its last choice, begins with `export`; without a folder,
    where takes go.
    """

    is_made: bool = True
    format: Format = Format.RESTAMP
    export: Format = Format.PRORES_422
    sound: Sound = Sound.SOURCE
    size: PictureSize = PictureSize.GENERATED
    motion: Motion = Motion.NEAREST
    keeps_reel: bool = False
    name: NamePattern = USUAL_PATTERN
    exports_raw: bool = False
    export_sound: Sound = Sound.SOURCE
    export_size: PictureSize = PictureSize.GENERATED
    export_name: NamePattern = USUAL_PATTERN
    export_folder: str = ""


@dataclass(frozen=True)
class Queue:
    """How many tasks may be at the service at once (1–50); while it is held nothing new is sent."""

    limit: QueueLimit = 3
    is_held: bool = False


@dataclass(frozen=True)
class Prices(Rate):
    """What the user is billed per second of output, once entered; until then what was seen elsewhere."""

    std: Price = Rate.std
    pro: Price = Rate.pro
    currency: Currency = Rate.currency


@dataclass(frozen=True)
class Caps:
    """What may be spent in a day altogether, in the currency of the prices; empty for no cap."""

    daily: Cap = ""


@dataclass(frozen=True)
class Export:
    """What *Save result…* wrote last in a project; without a folder, where takes go."""

    project: str
    format: Format = Format.PRORES_422
    sound: Sound = Sound.SOURCE
    size: PictureSize = PictureSize.GENERATED
    pattern: NamePattern = USUAL_PATTERN
    is_raw: bool = False
    folder: str = ""


@dataclass(frozen=True)
class Projects:
    """All projects, and the name of the one that new edits are made in; empty for none.

    `exports` has the last choice of *Save result…* of each project that has one.
    """

    listed: tuple[Project, ...] = ()
    current: str = ""
    exports: tuple[Export, ...] = ()


class MotionChoice(StrEnum):
    """Whether things may move by themselves on the screen."""

    SYSTEM = "system"
    REDUCED = "reduced"
    FULL = "full"


@dataclass(frozen=True)
class Appearance:
    """How the window looks; `scale` (percent) multiplies the system's; an empty language is the system's."""

    theme: Literal["dark", "light", "system"] = "dark"
    language: LanguageCode = ""
    scale: Percent = 100
    motion: MotionChoice = MotionChoice.SYSTEM


@dataclass(frozen=True)
class Background:
    """What closing the window does while tasks are open; whether news are told. Both need a tray."""

    at_close: Literal["ask", "tray", "quit"] = "ask"
    is_telling: bool = True


@dataclass(frozen=True)
class Editor:
    """What a new edit starts with: the choices of the one before it."""

    mode: Mode = Mode.PRO
    aspect_ratio: AspectRatio | None = None
    keep_sound: bool = True


PresetName = Literal["r2", "b2", "aws", "wasabi", "minio", "oss", "cos"]


@dataclass(frozen=True)
class Links:
    """How clips get to the service; keys of a storage are in the keyring. `is_forbidden`: no public links."""

    route: Literal["", "manual", "storage", "form", "own"] = ""
    is_forbidden: bool = False
    preset: PresetName = "r2"
    place: str = ""
    bucket: str = ""
    form_address: str = ""
    form_field: str = "file"
    form_answer: Literal["json", "pattern", "body"] = "json"
    form_path: str = "url"
    is_form_understood: bool = False


@dataclass(frozen=True)
class Keys:
    """The keys of viewer and range strip: a layout, and own keys by action (several parted by spaces)."""

    layout: Literal["standard", "premiere", "resolve", "avid", "losslesscut"] = "standard"
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Updates:
    """Whether newer versions are looked for, whether the user was asked, the version that is `passed` over.

    `newest`, its `page` and when it was `looked` (Unix time) are what the last answer told.
    """

    is_looking: bool = False
    was_asked: bool = False
    newest: ShortText = ""
    page: ShortText = ""
    passed: ShortText = ""
    looked: float = 0.0


@dataclass(frozen=True)
class Window:
    """Where the window was: the toolkit's bytes for it in Base64, and each splitter's sizes in pixels."""

    geometry: Base64 = ""
    splitters: Mapping[str, Sizes] = field(default_factory=dict)


Section = (
    Account
    | Practice
    | Network
    | Results
    | Prepare
    | Timeline
    | Queue
    | Prices
    | Caps
    | Projects
    | Appearance
    | Background
    | Editor
    | Keys
    | Links
    | Updates
    | Window
)
SECTIONS: dict[str, type[Section]] = {
    "account": Account,
    "practice": Practice,
    "network": Network,
    "results": Results,
    "prepare": Prepare,
    "timeline": Timeline,
    "queue": Queue,
    "prices": Prices,
    "caps": Caps,
    "projects": Projects,
    "appearance": Appearance,
    "background": Background,
    "editor": Editor,
    "keys": Keys,
    "links": Links,
    "updates": Updates,
    "window": Window,
}
