"""An edit in both request forms, field by field."""

from __future__ import annotations

import base64
import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kling_desktop.api.wire import LocalPicture, Media, encode, losses
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.errors import BadInput
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

DOCUMENTED, COMPACT = RequestForm.DOCUMENTED, RequestForm.COMPACT
LINK = "https://bucket.example/clip.mp4?sig=1"
OTHER = "https://bucket.example/other.mp4"
FACE, SIDE = ImageInput("face.png", sha256="f"), ImageInput("side.png", sha256="s")
HOSTED = ImageInput("hosted.png", url="https://pictures.example/p.png")
PICTURES = {FACE: "data:image/png;base64,RkFDRQ==", SIDE: "data:image/png;base64,U0lERQ=="}
PLAIN = EditRequest("Add snow to @Video1", videos=(VideoInput("/clips/a.mov"),))
FULL = EditRequest(
    "Add @Image1 and @Element1",
    videos=(VideoInput("/clips/a.mov"), VideoInput("/clips/b.mov", ReferType.FEATURE)),
    images=(FACE, HOSTED),
    elements=(
        Element(ElementKind.IMAGE, frontal=FACE, references=(SIDE, HOSTED)),
        Element(ElementKind.VIDEO, videos=(VideoInput("HTTPS://v.example/r.mp4"),)),
    ),
    first_frame=FACE,
    last_frame=SIDE,
    negative_prompt="blur",
    mode=Mode.STD,
    aspect_ratio=AspectRatio.TALL,
    keep_sound=False,
)


def sent(request: EditRequest, form: RequestForm, *links: str) -> Any:
    return json.loads(encode(request, Media(links or (LINK,), PICTURES), form))


def test_documented_with_nothing_but_the_needful() -> None:
    assert sent(PLAIN, DOCUMENTED) == {
        "prompt": "Add snow to @Video1",
        "video_list": [{"video_url": LINK, "refer_type": "base", "keep_original_sound": "yes"}],
        "mode": "pro",
    }


def test_compact_with_nothing_but_the_needful() -> None:
    assert sent(PLAIN, COMPACT) == {
        "prompt": "Add snow to @Video1",
        "video": LINK,
        "keep_audio": True,
        "mode": "pro",
    }


ELEMENTS = [
    {
        "type": "image",
        "frontal_image": PICTURES[FACE],
        "reference_images": [PICTURES[SIDE], HOSTED.url],
    },
    {"type": "video", "reference_videos": ["https://v.example/r.mp4"]},
]


def test_documented_with_everything() -> None:
    assert sent(FULL, DOCUMENTED, LINK, "HTTP://x.example/b.mp4") == {
        "prompt": "Add @Image1 and @Element1",
        "video_list": [
            {"video_url": LINK, "refer_type": "base", "keep_original_sound": "no"},
            {"video_url": "http://x.example/b.mp4", "refer_type": "feature", "keep_original_sound": "no"},
        ],
        "first_frame": PICTURES[FACE],
        "last_frame": PICTURES[SIDE],
        "negative_prompt": "blur",
        "images": [PICTURES[FACE], HOSTED.url],
        "elements": ELEMENTS,
        "mode": "std",
        "aspect_ratio": "9:16",
    }


def test_compact_drops_only_with_leave() -> None:
    with pytest.raises(BadInput) as caught:
        sent(FULL, COMPACT, LINK, OTHER)
    assert caught.value.notice.code == "form_would_lose"
    assert caught.value.notice.values == {"lost": "extra_videos, frames"}
    assert sent(replace(FULL, may_drop=True), COMPACT, LINK, OTHER) == {
        "prompt": "Add @Image1 and @Element1",
        "video": LINK,
        "keep_audio": False,
        "negative_prompt": "blur",
        "images": [PICTURES[FACE], HOSTED.url],
        "elements": ELEMENTS,
        "mode": "std",
        "aspect_ratio": "9:16",
    }


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({}, ()),
        ({"videos": (VideoInput(LINK), VideoInput(OTHER))}, ("extra_videos",)),
        ({"first_frame": FACE}, ("frames",)),
        ({"last_frame": FACE}, ("frames",)),
        ({"videos": (VideoInput(LINK, ReferType.FEATURE),)}, ("refer_type",)),
        (
            {"videos": (VideoInput(LINK, ReferType.FEATURE), VideoInput(OTHER)), "first_frame": FACE},
            ("extra_videos", "frames", "refer_type"),
        ),
        ({"images": (FACE,), "negative_prompt": "x", "aspect_ratio": AspectRatio.WIDE}, ()),
    ],
)
def test_losses(changes: dict[str, Any], lost: tuple[str, ...]) -> None:
    request = replace(PLAIN, **changes)
    assert losses(request, COMPACT) == lost
    assert losses(request, DOCUMENTED) == ()


@pytest.mark.parametrize("form", RequestForm)
@pytest.mark.parametrize("links", [(), (LINK, OTHER)])
def test_links_have_to_fit_the_videos(form: RequestForm, links: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="one address for each video"):
        encode(PLAIN, Media(links, {}), form)


def test_what_has_no_address_is_not_sent() -> None:
    with pytest.raises(ValueError, match="was not read"):
        sent(replace(PLAIN, images=(ImageInput("lost.png", sha256="x"),)), DOCUMENTED)
    local = Element(ElementKind.VIDEO, videos=(VideoInput("/clips/a.mov"),))
    with pytest.raises(ValueError, match="an address for each video of an element"):
        sent(replace(PLAIN, elements=(local,)), DOCUMENTED)


@pytest.mark.parametrize("form", RequestForm)
def test_a_file_that_shows_an_element_goes_by_its_address(form: RequestForm) -> None:
    file, link = VideoInput("/clips/a.mov"), VideoInput("https://v.example/r.mp4")
    request = replace(PLAIN, elements=(Element(ElementKind.VIDEO, videos=(link, file)),))
    assert request.clips == (*PLAIN.videos, file)
    body = json.loads(encode(request, Media((LINK,), {}, {file: OTHER}), form))
    assert body["elements"] == [{"type": "video", "reference_videos": [link.location, OTHER]}]


@pytest.mark.parametrize("form", RequestForm)
def test_words_go_as_they_are(form: RequestForm) -> None:
    prompt = 'Schnee ❄ 雪\n"quoted" \\ @Video1 \x07 👩‍🎤'
    assert sent(replace(PLAIN, prompt=prompt), form)["prompt"] == prompt


def test_half_a_character_cannot_be_sent() -> None:
    with pytest.raises(BadInput) as caught:
        sent(replace(PLAIN, prompt="snow \ud83d"), DOCUMENTED)
    assert caught.value.notice.code == "text_unsendable"


@pytest.mark.parametrize("form", RequestForm)
def test_local_pictures_go_as_data_uris_each_in_its_place(form: RequestForm, tmp_path: Path) -> None:
    files = {}
    for number, picture in enumerate((FACE, SIDE)):
        path = tmp_path / picture.name
        path.write_bytes(bytes(range(256)) * 300 + bytes(number))
        files[picture] = LocalPicture(path, "image/png")
    names = {number: f"body {number}\0" for number in range(3)}
    request = replace(FULL, may_drop=True, prompt="\0" + "\\0".join(names.values()))
    links = (LINK, OTHER)
    body = json.loads(encode(request, Media(links, files), form))
    uris = {
        picture: f"data:image/png;base64,{base64.b64encode(file.path.read_bytes()).decode()}"
        for picture, file in files.items()
    }
    assert body == json.loads(encode(request, Media(links, uris), form))
    assert body["prompt"] == request.prompt
    assert body["elements"][0]["reference_images"] == [uris[SIDE], HOSTED.url]


def test_a_media_type_cannot_break_out_of_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    odd = Media((LINK,), {FACE: LocalPicture(path, 'image/"png\n')})
    body = json.loads(encode(replace(PLAIN, images=(FACE,)), odd, DOCUMENTED))
    assert body["images"] == ['data:image/"png\n;base64,YWJj']


def test_a_picture_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    media = Media((LINK,), {FACE: LocalPicture(tmp_path / "gone.png", "image/png")})
    with pytest.raises(FileNotFoundError):
        encode(replace(PLAIN, images=(FACE,)), media, DOCUMENTED)


def test_a_body_with_big_pictures_takes_little_more_memory_than_it_has_bytes(tmp_path: Path) -> None:
    pictures = {}
    for number in range(4):
        path = tmp_path / str(number)
        path.write_bytes(bytes([number]) * 3_000_000)
        pictures[ImageInput(str(number))] = LocalPicture(path, "image/png")
    request = replace(PLAIN, images=tuple(pictures))
    tracemalloc.start()
    try:
        body = encode(request, Media((LINK,), pictures), DOCUMENTED)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(body) > 16_000_000
    assert peak < 1.3 * len(body)


SET_ALONE: list[tuple[dict[str, Any], str, Any]] = [
    ({"images": (HOSTED,)}, "images", [HOSTED.url]),
    ({"elements": (Element(ElementKind.IMAGE, frontal=HOSTED, references=(HOSTED,)),)}, "elements", None),
    ({"negative_prompt": "blur"}, "negative_prompt", "blur"),
    ({"aspect_ratio": AspectRatio.SQUARE}, "aspect_ratio", "1:1"),
]
OF_THE_DOCUMENTED: list[tuple[dict[str, Any], str, Any]] = [
    ({"first_frame": HOSTED}, "first_frame", HOSTED.url),
    ({"first_frame": HOSTED, "last_frame": HOSTED}, "last_frame", HOSTED.url),
]


@pytest.mark.parametrize(
    ("form", "changes", "field", "value"),
    [
        *((form, *case) for form in RequestForm for case in SET_ALONE),
        *((DOCUMENTED, *case) for case in OF_THE_DOCUMENTED),
    ],
)
def test_a_field_is_sent_when_it_is_set_and_only_then(
    form: RequestForm, changes: dict[str, Any], field: str, value: Any
) -> None:
    bare, full = sent(PLAIN, form), sent(replace(PLAIN, **changes), form)
    assert field not in bare
    assert full[field] == (value or full[field])
    assert set(full) - set(bare) == set(changes)
    assert {name: full[name] for name in bare} == bare
