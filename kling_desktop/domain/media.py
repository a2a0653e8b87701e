"""Facts of a clip or a picture, as far as the product needs them."""

from dataclasses import dataclass
from fractions import Fraction

CONTAINERS_OF_THE_SERVICE = ("mp4", "mov")


@dataclass(frozen=True)
class MediaInfo:
    """A clip: sizes in pixels as displayed, time in seconds, rate in frames per second."""

    container: str
    codec: str
    width: int
    height: int
    rate_num: int
    rate_den: int
    frames: int
    seconds: float
    size: int
    has_sound: bool
    sound_codec: str = ""
    start_timecode: str = ""
    """Of the first frame, with `;` before the frames for drop-frame; empty where the file has none."""
    reel: str = ""
    bits: int = 8
    """Bits of a colour channel."""
    transfer: str = ""
    """How light is coded, as the file says: `bt709`, `pq`, `hlg`; empty where it does not say."""
    has_alpha: bool = False
    is_interlaced: bool = False
    is_variable: bool = False
    """Whether frames stand for different lengths of time."""
    sample_rate: int = 0
    channels: int = 0
    channel_layout: str = ""
    pixel_format: str = ""
    """How pixels are stored, in libav's word, such as `yuv420p`."""
    is_upright: bool = True
    """Whether the stored picture is the one to show: not turned, pixels square."""
    is_flat: bool = False
    """Whether the picture looks like untagged log footage: low in contrast and colour, 10 bits or more."""
    sound_tracks: int = 0
    """How many sounds the file has; the first one goes along."""
    camera: str = ""
    """Make and model of what recorded it, as the file says; empty where it does not."""
    cuts: tuple[int, ...] = ()
    """Frames before which the file can be cut without encoding anew, as far as that was looked for."""

    @property
    def rate(self) -> Fraction:
        """Frames per second, exactly."""
        return Fraction(self.rate_num, self.rate_den)


@dataclass(frozen=True)
class ImageInfo:
    """A picture: sizes in pixels as displayed, `size` in bytes, format `jpeg`, `png` or another."""

    format: str
    width: int
    height: int
    size: int
