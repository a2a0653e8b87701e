"""What an editor asks for: one edit, as a frozen value."""

from dataclasses import dataclass
from enum import StrEnum

from kling_desktop.domain.cut import Range, Treatment
from kling_desktop.domain.exchange import Place


class Mode(StrEnum):
    """Size of the result: Standard gives 720p, Professional 1080p (service reference, 2026-03-03)."""

    STD = "std"
    PRO = "pro"


class AspectRatio(StrEnum):
    """Shapes that the service can be asked for; without one the result is shaped as the input."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"

    @property
    def shape(self) -> float:
        """Width by height."""
        width, _, height = self.value.partition(":")
        return int(width) / int(height)


class ReferType(StrEnum):
    """What a video is for: edited itself, or only looked at."""

    BASE = "base"
    FEATURE = "feature"


class ElementKind(StrEnum):
    """How an element is shown: by pictures or by videos."""

    IMAGE = "image"
    VIDEO = "video"


def is_link(location: str) -> bool:
    """Whether `location` is an http(s) address rather than a path."""
    return location.lower().startswith(("http://", "https://"))


@dataclass(frozen=True)
class Fingerprint:
    """A file as it was when it was chosen: bytes, modification time in ns, SHA-256 in hex."""

    size: int
    mtime_ns: int
    sha256: str


AS_USUAL = Treatment()


@dataclass(frozen=True)
class VideoInput:
    """A video of the edit: an absolute path or an http(s) address in `location`.

    Without a `range` the whole clip is meant, where the service takes it whole.
    """

    location: str
    refer: ReferType = ReferType.BASE
    fingerprint: Fingerprint | None = None
    range: Range | None = None
    treatment: Treatment = AS_USUAL
    place: Place | None = None
    """Where on its timeline the clip stands, if it was copied from one."""

    @property
    def is_local(self) -> bool:
        """Whether it is a file here, which has to become a link first."""
        return not is_link(self.location)


@dataclass(frozen=True)
class ImageInput:
    """A picture of the edit: an http(s) address, or a file kept in the input folder by its SHA-256."""

    name: str
    url: str = ""
    sha256: str = ""
    media_type: str = ""


@dataclass(frozen=True)
class Element:
    """A person, object or place: a frontal picture and 1–3 others, or reference videos."""

    kind: ElementKind
    name: str = ""
    frontal: ImageInput | None = None
    references: tuple[ImageInput, ...] = ()
    videos: tuple[VideoInput, ...] = ()


@dataclass(frozen=True)
class EditRequest:
    """One edit as the editor set it up; the first video is its source."""

    prompt: str
    videos: tuple[VideoInput, ...] = ()
    images: tuple[ImageInput, ...] = ()
    elements: tuple[Element, ...] = ()
    first_frame: ImageInput | None = None
    last_frame: ImageInput | None = None
    negative_prompt: str = ""
    mode: Mode = Mode.PRO
    aspect_ratio: AspectRatio | None = None
    keep_sound: bool = True
    may_drop: bool = False
    """Whether what a site's request form cannot carry may be left out; else the edit is not sent in it."""

    @property
    def source(self) -> VideoInput | None:
        """The video that is edited, if one is chosen."""
        return self.videos[0] if self.videos else None

    @property
    def clips(self) -> tuple[VideoInput, ...]:
        """The videos whose links a job keeps, in that order: its own, then files here that show elements."""
        return self.videos + tuple(
            video for element in self.elements for video in element.videos if video.is_local
        )

    @property
    def pictures(self) -> tuple[ImageInput, ...]:
        """Every picture that goes with the edit, in no promised order."""
        frames = tuple(frame for frame in (self.first_frame, self.last_frame) if frame)
        of_elements = tuple(
            picture
            for element in self.elements
            for picture in ((element.frontal,) if element.frontal else ()) + element.references
        )
        return self.images + frames + of_elements
