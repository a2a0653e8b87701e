"""An edit as the service reads it: the JSON body in either of the two request forms."""

import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import msgspec

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ImageInput, ReferType, VideoInput

Body = dict[str, object]


HOLE = b"\0"
"""Stands around the number of a local picture in a body; JSON never has this byte, it is escaped there."""
STEP = 3 * 16 * 1024
"""Bytes of a picture that are encoded at once: they stay in the processor's memory; a multiple of 3."""


@dataclass(frozen=True)
class LocalPicture:
    """A picture in a file here, which goes into the body as a data URI."""

    path: Path
    media_type: str


@dataclass(frozen=True)
class Media:
    """What an edit's inputs have become: addresses of its videos, addresses or files of its pictures.

    `of_elements` has the addresses of those videos of elements that are files here.
    """

    videos: tuple[str, ...]
    pictures: Mapping[ImageInput, str | LocalPicture]
    of_elements: Mapping[VideoInput, str] = field(default_factory=dict)


def losses(request: EditRequest, form: RequestForm) -> tuple[str, ...]:
    """What `form` cannot carry of an edit: `extra_videos`, `frames`, `refer_type`; empty when all of it."""
    if form is RequestForm.DOCUMENTED:
        return ()
    lost = {
        "extra_videos": len(request.videos) > 1,
        "frames": bool(request.first_frame or request.last_frame),
        "refer_type": any(video.refer is not ReferType.BASE for video in request.videos[:1]),
    }
    return tuple(name for name, is_lost in lost.items() if is_lost)


def encode(request: EditRequest, media: Media, form: RequestForm) -> bytes:
    """The body of an edit; may take a second and many MB, so call it off the loop.

    Raises BadInput when the form would lose something that the edit does not allow to be dropped, or when a
    text holds half a character; ValueError when `media` does not fit the request; OSError for a picture that
    cannot be read.
    """
    lost = losses(request, form)
    if lost and not request.may_drop:
        raise BadInput("form_would_lose", lost=", ".join(lost))
    if len(media.videos) != len(request.videos) or not media.videos:
        raise ValueError("one address for each video of the edit is needed")
    body = _documented(request, media) if form is RequestForm.DOCUMENTED else _compact(request, media)
    body |= _shared(request, media)
    try:
        encoded = msgspec.json.encode(body)
    except UnicodeEncodeError as error:
        raise BadInput("text_unsendable") from error
    return _filled(encoded, tuple(media.pictures.values()))


def _documented(request: EditRequest, media: Media) -> Body:
    sound = "yes" if request.keep_sound else "no"
    body: Body = {
        "prompt": request.prompt,
        "video_list": [
            {"video_url": _link(url), "refer_type": video.refer.value, "keep_original_sound": sound}
            for video, url in zip(request.videos, media.videos, strict=True)
        ],
    }
    if request.first_frame:
        body["first_frame"] = _picture(request.first_frame, media)
    if request.last_frame:
        body["last_frame"] = _picture(request.last_frame, media)
    return body


def _compact(request: EditRequest, media: Media) -> Body:
    return {"prompt": request.prompt, "video": _link(media.videos[0]), "keep_audio": request.keep_sound}


def _shared(request: EditRequest, media: Media) -> Body:
    body: Body = {"mode": request.mode.value}
    if request.negative_prompt:
        body["negative_prompt"] = request.negative_prompt
    if request.images:
        body["images"] = [_picture(image, media) for image in request.images]
    if request.elements:
        body["elements"] = [_element(element, media) for element in request.elements]
    if request.aspect_ratio:
        body["aspect_ratio"] = request.aspect_ratio.value
    return body


def _element(element: Element, media: Media) -> Body:
    body: Body = {"type": element.kind.value}
    if element.kind is ElementKind.VIDEO:
        body["reference_videos"] = [_address_of(video, media) for video in element.videos]
        return body
    if element.frontal:
        body["frontal_image"] = _picture(element.frontal, media)
    if element.references:
        body["reference_images"] = [_picture(picture, media) for picture in element.references]
    return body


def _address_of(video: VideoInput, media: Media) -> str:
    address = media.of_elements.get(video, "" if video.is_local else video.location)
    if not address:
        raise ValueError("an address for each video of an element is needed")
    return _link(address)


def _picture(picture: ImageInput, media: Media) -> str | msgspec.Raw:
    known = media.pictures.get(picture) or picture.url
    if not known:
        raise ValueError(f"the picture {picture.name!r} was not read")
    if isinstance(known, LocalPicture):
        return msgspec.Raw(b"%b%d%b" % (HOLE, list(media.pictures).index(picture), HOLE))
    return known


def _filled(encoded: bytes, pictures: Sequence[str | LocalPicture]) -> bytes:
    """The body with the data of local pictures in their places; they are never held beside it."""
    body = BytesIO()
    for number, part in enumerate(encoded.split(HOLE)):
        picture = pictures[int(part)] if number % 2 else None
        if isinstance(picture, LocalPicture):
            _write(picture, body)
        else:
            body.write(part)
    return body.getvalue()


def _write(picture: LocalPicture, body: BytesIO) -> None:
    quoted = msgspec.json.encode(f"data:{picture.media_type};base64,")
    body.write(quoted[:-1])
    with picture.path.open("rb") as file:
        while data := file.read(STEP):
            body.write(binascii.b2a_base64(data, newline=False))
    body.write(quoted[-1:])


def _link(address: str) -> str:
    # The service's schema knows the scheme in small letters only.
    scheme, colon, rest = address.partition(":")
    return scheme.lower() + colon + rest
