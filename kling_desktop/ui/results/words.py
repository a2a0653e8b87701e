"""The words for formats, pictures and sounds of a timeline file."""

from kling_desktop.domain.timeline import Format, PictureSize, Sound
from kling_desktop.i18n import tr

RAW = "raw"


def format_words() -> dict[str, str]:
    """Each format by its key, the usual one first; RAW is the result as it came."""
    return {
        Format.PRORES_422: tr("ProRes 422"),
        Format.PRORES_LT: tr("ProRes 422 LT"),
        Format.PRORES_HQ: tr("ProRes 422 HQ"),
        Format.DNXHR_SQ: tr("DNxHR SQ"),
        Format.DNXHR_HQ: tr("DNxHR HQ"),
        Format.RESTAMP: tr("Re-stamp: Kling's pictures, copied"),
        Format.H264: tr("H.264 for review"),
        Format.HEVC: tr("HEVC for review"),
        RAW: tr("Raw result, as it came"),
    }


def size_words() -> dict[str, str]:
    """Each size by its key."""
    return {
        PictureSize.GENERATED: tr("As generated"),
        PictureSize.SOURCE: tr("Size of the source"),
    }


def sound_words() -> dict[str, str]:
    """Each sound by its key."""
    return {
        Sound.SOURCE: tr("The source's own"),
        Sound.KLING: tr("Kling's"),
        Sound.NONE: tr("Picture only"),
    }
