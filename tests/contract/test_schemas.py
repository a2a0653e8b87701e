"""The schemas as oracle: whatever may be asked for is sent as they want it, in both forms."""

from __future__ import annotations

import json
from collections.abc import Callable

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.api.wire import Media, encode, losses
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.limits import check_request
from kling_desktop.domain.request import (
    AspectRatio,
    EditRequest,
    Element,
    ElementKind,
    ImageInput,
    Mode,
    ReferType,
    VideoInput,
)

Check = Callable[[object], None]
TEXTS = st.text(st.characters(codec="utf-8"), max_size=2500)
PROMPTS = TEXTS.filter(lambda text: bool(text.strip()))
LINKS = st.sampled_from(
    ["https://v.example/a.mp4", "HTTP://v.example/b.mov?sig=%20", "HttpS://v.example/ü.mp4"]
)
VIDEOS = st.builds(
    VideoInput, st.sampled_from(["/clips/a.mov", "C:\\clips\\b.mp4"]) | LINKS, st.sampled_from(ReferType)
)
PICTURES = st.builds(ImageInput, st.text(max_size=5), sha256=st.sampled_from(["aa", "bb", "cc"]))
ELEMENTS = st.builds(
    Element,
    st.just(ElementKind.IMAGE),
    frontal=PICTURES,
    references=st.lists(PICTURES, min_size=1, max_size=3).map(tuple),
) | st.builds(
    Element,
    st.just(ElementKind.VIDEO),
    videos=st.lists(st.builds(VideoInput, LINKS), min_size=1, max_size=3).map(tuple),
)
REQUESTS = st.builds(
    EditRequest,
    PROMPTS,
    videos=st.lists(VIDEOS, min_size=1, max_size=3).map(tuple),
    images=st.lists(PICTURES, max_size=4).map(tuple),
    elements=st.lists(ELEMENTS, max_size=4).map(tuple),
    first_frame=st.none() | PICTURES,
    last_frame=st.none() | PICTURES,
    negative_prompt=TEXTS,
    mode=st.sampled_from(Mode),
    aspect_ratio=st.none() | st.sampled_from(AspectRatio),
    keep_sound=st.booleans(),
    may_drop=st.just(True),
).filter(lambda request: not check_request(request))


@given(request=REQUESTS, link=LINKS)
def test_every_edit_within_the_limits_fits_the_schemas(
    request: EditRequest, link: str, check_documented: Check, check_compact: Check
) -> None:
    pictures = dict.fromkeys(request.pictures, "data:image/png;base64,iVBORw0KGgo=")
    media = Media((link,) * len(request.videos), pictures)
    check_documented(json.loads(encode(request, media, RequestForm.DOCUMENTED)))
    check_compact(json.loads(encode(request, media, RequestForm.COMPACT)))


@given(request=REQUESTS)
def test_what_the_compact_form_loses_is_named(request: EditRequest) -> None:
    """Sent in the documented form and stripped to what the compact one has: nothing else is gone."""
    pictures = {picture: picture.sha256 for picture in request.pictures}
    media = Media(("https://v.example/a.mp4",) * len(request.videos), pictures)
    documented = json.loads(encode(request, media, RequestForm.DOCUMENTED))
    compact = json.loads(encode(request, media, RequestForm.COMPACT))
    lost = losses(request, RequestForm.COMPACT)
    gone = set(documented) - set(compact) - {"video_list"}
    assert gone == {name for name in ("first_frame", "last_frame") if name in documented}
    assert bool(gone) == ("frames" in lost)
    assert (len(documented["video_list"]) > 1) == ("extra_videos" in lost)
    assert (documented["video_list"][0]["refer_type"] != "base") == ("refer_type" in lost)


def test_the_oracle_can_say_no(check_documented: Check, check_compact: Check, check_task: Check) -> None:
    compact = {"prompt": "x", "video": "https://v.example/a.mp4"}
    check_compact(compact)
    for check, value in (
        (check_documented, compact),
        (check_compact, {**compact, "first_frame": "x"}),
        (check_task, {"task_info": {"id": 5, "status": "pending"}}),
    ):
        with pytest.raises(jsonschema.ValidationError):
            check(value)
