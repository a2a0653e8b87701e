"""Reads a request for an edit, in either of the two forms that the service speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from .checks import Check, Problem, fields_of, flag, listed, or_null, picture, problems_of, text, url, word
from .faults import Refused

COMPACT = "compact"
DOCUMENTED = "documented"
PROMPT_MAX = 2500
REFERENCES_MAX = 4
ASPECT_RATIOS = ("16:9", "9:16", "1:1")
MODES = ("std", "pro")


@dataclass(frozen=True)
class Order:
    """An edit as it was asked for; a picture or video is a URL, or for a picture also Base64 or a data URI.

    `references` are the pictures of `images` and the faces of `elements`, in that order; `guides` are
    videos that are looked at, not edited.
    """

    form: str
    prompt: str
    video: str
    keep_sound: bool
    mode: str
    aspect_ratio: str | None
    first_frame: str | None
    last_frame: str | None
    references: tuple[str, ...]
    guides: tuple[str, ...]

    def all_references(self) -> list[str]:
        """Return every video and picture that the order names."""
        frames = [frame for frame in (self.first_frame, self.last_frame) if frame is not None]
        return [self.video, *frames, *self.references, *self.guides]


def read_order(body: object, forms: frozenset[str]) -> Order:
    """Turn a decoded JSON body into an order, if `forms` allow the form that it is in.

    Raises Refused: 422 naming each field that is missing, unknown or wrong, 400 for what can't go together.
    """
    if not isinstance(body, dict):
        raise _unprocessable([((), "Input should be a valid dictionary")])
    form = _form_of(body, forms)
    checks, required = _FORMS[form]
    missing: list[Problem] = [((name,), "Field required") for name in required if name not in body]
    problems = [*missing, *problems_of(body, checks, ())]
    if problems:
        raise _unprocessable(problems)
    fields = {name: value for name, value in body.items() if value is not None}
    order = _documented(fields) if form == DOCUMENTED else _compact(fields)
    _check_together(order, fields)
    return order


def _form_of(fields: Mapping[str, object], forms: frozenset[str]) -> str:
    if len(forms) == 1:
        return next(iter(forms))
    return COMPACT if "video" in fields and "video_list" not in fields else DOCUMENTED


def _unprocessable(problems: list[Problem]) -> Refused:
    return Refused(422, {"detail": [{"loc": ["body", *place], "msg": words} for place, words in problems]})


_VIDEO = fields_of(
    {"video_url": url, "refer_type": word("base", "feature"), "keep_original_sound": word("yes", "no")},
    required="video_url",
)
_ELEMENT = fields_of(
    {
        "type": word("image", "video"),
        "frontal_image": or_null(picture),
        "reference_images": listed(picture, fewest=1, most=3),
        "reference_videos": listed(url, fewest=1),
    },
    required="type",
)
_COMMON: Mapping[str, Check] = {
    "prompt": text(PROMPT_MAX, shortest=1),
    "negative_prompt": or_null(text(PROMPT_MAX)),
    "images": listed(picture, most=REFERENCES_MAX),
    "elements": listed(_ELEMENT, most=REFERENCES_MAX),
    "mode": word(*MODES),
    "aspect_ratio": or_null(word(*ASPECT_RATIOS)),
}
_FORMS: Mapping[str, tuple[Mapping[str, Check], tuple[str, ...]]] = {
    DOCUMENTED: (
        {
            **_COMMON,
            "video_list": listed(_VIDEO, fewest=1),
            "first_frame": or_null(picture),
            "last_frame": or_null(picture),
        },
        ("prompt", "video_list"),
    ),
    COMPACT: ({**_COMMON, "video": url, "keep_audio": flag}, ("prompt", "video")),
}


def _documented(fields: Mapping[str, object]) -> Order:
    videos = cast("list[dict[str, str]]", fields["video_list"])
    edited = [video for video in videos if video.get("refer_type", "base") == "base"]
    if len(edited) != 1:
        raise Refused(400, {"detail": "video_list: exactly one video must have refer_type 'base'"})
    order = _shared(DOCUMENTED, fields, edited[0]["video_url"])
    return replace(
        order,
        keep_sound=edited[0].get("keep_original_sound", "yes") == "yes",
        first_frame=cast("str | None", fields.get("first_frame")),
        last_frame=cast("str | None", fields.get("last_frame")),
        guides=(*(video["video_url"] for video in videos if video is not edited[0]), *order.guides),
    )


def _compact(fields: Mapping[str, object]) -> Order:
    order = _shared(COMPACT, fields, cast("str", fields["video"]))
    return replace(order, keep_sound=bool(fields.get("keep_audio", False)))


def _shared(form: str, fields: Mapping[str, object], video: str) -> Order:
    images = cast("list[str]", fields.get("images", []))
    elements = cast("list[dict[str, object]]", fields.get("elements", []))
    faces = [face for element in elements if (face := _face(element)) is not None]
    guides = [
        clip for element in elements for clip in cast("list[str]", element.get("reference_videos") or [])
    ]
    return Order(
        form=form,
        prompt=cast("str", fields["prompt"]),
        video=video,
        keep_sound=True,
        mode=cast("str", fields.get("mode", "pro")),
        aspect_ratio=cast("str | None", fields.get("aspect_ratio")),
        first_frame=None,
        last_frame=None,
        references=(*images, *faces),
        guides=tuple(guides),
    )


def _face(element: Mapping[str, object]) -> str | None:
    others = cast("list[str]", element.get("reference_images") or [])
    return cast("str | None", element.get("frontal_image")) or next(iter(others), None)


def _check_together(order: Order, fields: Mapping[str, object]) -> None:
    images = len(cast("list[object]", fields.get("images", [])))
    elements = cast("list[dict[str, object]]", fields.get("elements", []))
    if images + len(elements) > REFERENCES_MAX:
        raise Refused(400, {"detail": f"images and elements together: at most {REFERENCES_MAX}"})
    for number, element in enumerate(elements):
        if not (element.get("reference_videos") if element["type"] == "video" else _face(element)):
            raise Refused(400, {"detail": f"elements[{number}]: no picture and no video in it"})
    if order.last_frame is not None and order.first_frame is None:
        raise Refused(400, {"detail": "last_frame: a last frame needs a first_frame"})
    if order.last_frame is not None and images > 1:
        raise Refused(400, {"detail": "last_frame: not allowed with more than one image"})
