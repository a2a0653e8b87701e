"""Whether a downloaded result is a whole video, before it counts as one."""

from pathlib import Path

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.media import MediaInfo
from kling_desktop.media.clip import Clip, opened, packets
from kling_desktop.media.probe import probe

# About the disk, not about what is in the file: the result itself may be well.
NOT_THE_FILES_FAULT = ("file_missing", "file_unreadable", "file_is_folder")


def verify_result(path: Path) -> MediaInfo:
    """The facts of a result whose every picture, up to the last, can be read; call it in a worker.

    Raises BadInput `result_broken`, or `file_missing`, `file_unreadable`, `file_is_folder` as they are.
    """
    try:
        found = probe(path)
        with opened(path) as clip:
            if not _is_whole(clip):
                raise BadInput("result_broken", name=path.name)
    except BadInput as error:
        if error.notice.code in NOT_THE_FILES_FAULT:
            raise
        raise BadInput("result_broken", name=path.name) from error
    return found


def _is_whole(clip: Clip) -> bool:
    expected = len(clip.stream.index_entries) if clip.is_quicktime_family else 1
    count = 0
    for packet in packets(clip):
        if packet.is_corrupt:
            return False
        count += packet.size > 0
    return count >= expected
