"""An edit as the service reads it: the JSON body in either of the two request forms."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ImageInput, ReferType, VideoInput

Body = dict[str, object]


@dataclass(frozen=True)
class Media:
    """What an edit's inputs have become: addresses of its videos, addresses or data URIs of its pictures."""

    videos: tuple[str, ...]
    pictures: Mapping[ImageInput, str]


def data_uri(data: bytes, media_type: str) -> str:
    """A picture's bytes as an address that carries them."""
    encoded = binascii.b2a_base64(data, newline=False)
    return str(b"".join((b"data:", media_type.encode("ascii"), b";base64,", encoded)), "ascii")


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
    text holds half a character. Raises ValueError when `media` does not fit the request.
    """
    lost = losses(request, form)
    if lost and not request.may_drop:
        raise BadInput("form_would_lose", lost=", ".join(lost))
    if len(media.videos) != len(request.videos) or not media.videos:
        raise ValueError("one address for each video of the edit is needed")
    body = _documented(request, media) if form is RequestForm.DOCUMENTED else _compact(request, media)
    body |= _shared(request, media)
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError as error:
        raise BadInput("text_unsendable") from error


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
        body["reference_videos"] = [_address_of(video) for video in element.videos]
        return body
    if element.frontal:
        body["frontal_image"] = _picture(element.frontal, media)
    if element.references:
        body["reference_images"] = [_picture(picture, media) for picture in element.references]
    return body


def _address_of(video: VideoInput) -> str:
    if video.is_local:
        raise ValueError("an element's videos are addresses")
    return _link(video.location)


def _picture(picture: ImageInput, media: Media) -> str:
    known = media.pictures.get(picture) or picture.url
    if not known:
        raise ValueError(f"the picture {picture.name!r} was not read")
    return known


def _link(address: str) -> str:
    # The service's schema knows the scheme in small letters only.
    scheme, colon, rest = address.partition(":")
    return scheme.lower() + colon + rest
