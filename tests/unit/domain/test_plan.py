"""The plan of preparing a clip: which frames, how many, how large, by which method, said in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.cut import Filling, LookKind, Pace, Range, SourceLook, Treatment
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.plan import Plan, plan
from kling_desktop.domain.recipe import Method
from kling_desktop.i18n import Language

BARE = Treatment(handles=0)
USUAL = Treatment()
REAL_TIME = Treatment(pace=Pace.REAL_TIME)


def clip(
    frames: int, rate: str = "24", width: int = 1920, height: int = 1080, codec: str = "prores", **facts: Any
) -> MediaInfo:
    exact = Fraction(rate)
    seconds = float(frames / exact)
    info = MediaInfo(
        "mov", codec, width, height, exact.numerator, exact.denominator, frames, seconds, 50_000_000, True
    )
    return replace(info, **facts)


def web(frames: int, rate: str = "24", **facts: Any) -> MediaInfo:
    """A clip that can go as it is, as far as its pictures are concerned."""
    return clip(frames, rate, codec="h264", **{"pixel_format": "yuv420p", "cuts": (0, 48, 120), **facts})


def span(made: Plan) -> tuple[int, int]:
    return made.first - made.before, made.last + made.after


def codes(made: Plan) -> list[str]:
    return [notice.code for notice in made.remarks]


class TestFrames:
    def test_a_clip_inside_the_limit_goes_whole(self) -> None:
        made = plan(clip(192), None, USUAL)
        assert (span(made), made.frames, made.seconds) == ((0, 191), 192, 8.0)
        assert made.refusal is None

    def test_a_longer_one_has_no_default(self) -> None:
        made = plan(clip(24 * 40), None, USUAL)
        assert made.refusal is not None
        assert "Mark the part to edit: I and O." in Language("en").notice(made.refusal.code).sentence

    def test_handles_come_from_the_file(self) -> None:
        made = plan(clip(1000), Range(300, 420), USUAL)
        assert (made.before, made.after, made.frames) == (12, 12, 145)

    @pytest.mark.parametrize(
        ("marked", "handles"),
        [
            (Range(5, 200), (5, 12)),
            (Range(800, 995), (12, 4)),
            (Range(300, 529), (5, 5)),
            (Range(300, 539), (0, 0)),
        ],
    )
    def test_handles_are_clipped_to_file_and_limit(self, marked: Range, handles: tuple[int, int]) -> None:
        made = plan(clip(1000), marked, USUAL)
        assert (made.before, made.after) == handles
        assert "plan_handles" in codes(made)

    def test_of_handles_nothing_is_said_where_the_clip_goes_whole(self) -> None:
        for marked in (None, Range(0, 191)):
            assert "plan_handles" not in codes(plan(clip(192), marked, USUAL))

    def test_a_short_range_takes_real_frames_first(self) -> None:
        made = plan(clip(1000), Range(500, 529), BARE)
        assert (span(made), made.frames, made.filled) == ((479, 550), 72, 0)
        assert "plan_extended" in codes(made)

    def test_at_the_files_edge_they_come_from_the_other_side(self) -> None:
        assert span(plan(clip(1000), Range(0, 11), BARE)) == (0, 71)
        assert span(plan(clip(1000), Range(990, 999), BARE)) == (928, 999)

    def test_where_the_file_has_no_more_filling_is_offered(self) -> None:
        made = plan(clip(30), Range(3, 12), USUAL)
        assert made.needs_filling
        assert span(made) == (0, 29)

    def test_a_range_over_the_limit_is_refused(self) -> None:
        made = plan(clip(1000), Range(0, 240), BARE)
        assert made.refusal is not None
        assert made.refusal.values == {"frames": 241, "most": 240}
        assert plan(clip(1000), Range(0, 239), BARE).refusal is None

    def test_a_range_outside_the_clip_is_refused(self) -> None:
        made = plan(clip(100), Range(100, 180), BARE)
        assert made.refusal is not None
        assert made.refusal.code == "plan_range_outside"


class TestFilling:
    @pytest.mark.parametrize(
        ("filling", "start", "end"),
        [
            (Filling.SLOW, [0, 0, 0, 0, 0, 0, 1], [11] * 6),
            (Filling.FREEZE, [0, 1, 2, 3, 4, 5, 6], [11] * 6),
            (Filling.LOOP, [0, 1, 2, 3, 4, 5, 6], [6, 7, 8, 9, 10, 11]),
        ],
    )
    def test_twelve_frames_become_72(self, filling: Filling, start: list[int], end: list[int]) -> None:
        made = plan(clip(12), None, Treatment(filling=filling))
        shown = list(made.source_frames)
        assert (made.frames, made.filled, len(shown)) == (72, 60, 72)
        assert (shown[:7], shown[-6:]) == (start, end)

    def test_a_clip_that_is_long_enough_is_not_filled(self) -> None:
        made = plan(clip(100), None, Treatment(filling=Filling.LOOP))
        assert (made.filled, made.filling) == (0, Filling.NONE)


class TestPace:
    @pytest.mark.parametrize(
        ("rate", "step", "motion"),
        [
            ("24000/1001", 1, ""),
            ("24", 1, ""),
            ("25", 1, ""),
            ("30000/1001", 1, ""),
            ("30", 1, ""),
            ("48000/1001", 2, "23.976"),
            ("50", 2, "25"),
            ("60000/1001", 2, "29.97"),
            ("60", 2, "30"),
            ("120", 5, "24"),
        ],
    )
    def test_frame_for_frame_stamps_at_24(self, rate: str, step: int, motion: str) -> None:
        made = plan(clip(int(Fraction(rate)) * 4, rate), None, USUAL)
        assert (made.step, made.rate, made.refusal) == (step, 24, None)
        said = [notice.values["motion"] for notice in made.remarks if notice.code == "plan_motion"]
        assert said == ([motion] if motion else [])

    def test_25p_runs_slower_and_costs_more(self) -> None:
        made = plan(clip(200, "25"), None, USUAL)
        assert made.seconds == pytest.approx(200 / 24)
        assert "plan_slower" in codes(made)

    @pytest.mark.parametrize(
        ("rate", "code", "percent"),
        [("25", "plan_slower", 4), ("30", "plan_slower", 20), ("15", "plan_faster", 60)],
    )
    def test_a_change_of_speed_is_said_as_editors_count_it(self, rate: str, code: str, percent: int) -> None:
        made = plan(clip(100, rate), None, USUAL)
        assert [notice.values["percent"] for notice in made.remarks if notice.code == code] == [percent]

    def test_30p_fits_as_far_as_its_stretched_length_does(self) -> None:
        assert plan(clip(240, "30"), None, USUAL).refusal is None
        refusal = plan(clip(280, "30"), None, USUAL).refusal
        assert refusal is not None
        assert refusal.code == "plan_too_long_frame_for_frame"
        assert plan(clip(280, "30"), None, REAL_TIME).refusal is None

    @pytest.mark.parametrize(
        ("rate", "step", "sent"),
        [
            ("24000/1001", 1, "24"),
            ("25", 1, "25"),
            ("30000/1001", 1, "30000/1001"),
            ("60", 1, "60"),
            ("120", 2, "60"),
        ],
    )
    def test_real_time_keeps_the_rate(self, rate: str, step: int, sent: str) -> None:
        made = plan(clip(int(Fraction(rate)) * 5, rate), None, REAL_TIME)
        assert (made.step, made.rate) == (step, Fraction(sent))

    def test_a_rate_too_low_for_real_time_goes_frame_for_frame(self) -> None:
        made = plan(clip(100, "15"), None, REAL_TIME)
        assert (made.pace, made.rate) == (Pace.FRAME_FOR_FRAME, 24)
        assert "plan_no_real_time" in codes(made)


class TestSize:
    @pytest.mark.parametrize(
        ("size", "sent"),
        [
            ((3840, 2160), (1920, 1080)),
            ((4096, 2160), (1920, 1012)),
            ((4096, 1716), (1920, 804)),
            ((2048, 1080), (2048, 1080)),
            ((1280, 536), (1720, 720)),
            ((720, 540), (960, 720)),
            ((2160, 3840), (1080, 1920)),
            ((1281, 721), (1280, 720)),
            ((4320, 1536), (2024, 720)),
            ((64, 64), (720, 720)),
        ],
    )
    def test_sides_fit_the_service(self, size: tuple[int, int], sent: tuple[int, int]) -> None:
        made = plan(clip(100, width=size[0], height=size[1]), None, USUAL)
        assert (made.width, made.height) == sent

    def test_a_picture_too_narrow_is_refused(self) -> None:
        refusal = plan(clip(100, width=4000, height=1000), None, USUAL).refusal
        assert refusal is not None
        assert refusal.code == "plan_shape"


class TestMethod:
    def test_a_legal_24p_clip_goes_bit_for_bit(self) -> None:
        made = plan(web(192), None, USUAL)
        assert (made.method, made.bytes, made.summary.code) == (Method.AS_IS, 50_000_000, "plan_as_is")

    @pytest.mark.parametrize("rate", ["25", "30", "24000/1001"])
    def test_another_rate_is_stamped_anew(self, rate: str) -> None:
        assert plan(web(192, rate), None, USUAL).method is Method.COPY

    def test_in_real_time_a_legal_clip_goes_bit_for_bit_too(self) -> None:
        assert plan(web(192, "25"), None, REAL_TIME).method is Method.AS_IS

    def test_a_cut_on_key_frames_is_a_copy(self) -> None:
        info = web(192)
        assert plan(info, Range(48, 119), BARE).method is Method.COPY
        assert plan(info, Range(48, 191), BARE).method is Method.COPY
        assert plan(info, Range(48, 120), BARE).method is Method.ENCODE
        assert plan(info, Range(47, 119), BARE).method is Method.ENCODE

    @pytest.mark.parametrize(
        "facts",
        [
            {"codec": "prores"},
            {"pixel_format": "yuv420p10le"},
            {"width": 3840, "height": 2160},
            {"is_upright": False},
            {"is_interlaced": True},
            {"is_variable": True},
            {"transfer": "pq"},
        ],
    )
    def test_what_has_to_be_mended_is_encoded(self, facts: dict[str, Any]) -> None:
        assert plan(replace(web(192), **facts), None, USUAL).method is Method.ENCODE

    def test_sound_that_is_not_wanted_does_not_go(self) -> None:
        made = plan(web(192), None, Treatment(sends_sound=False))
        assert (made.method, made.has_sound) == (Method.COPY, False)


class TestWords:
    def test_the_plan_is_one_sentence(self) -> None:
        made = plan(clip(192, width=3840, height=2160), None, USUAL)
        said = Language("en").notice(made.summary.code, made.summary.values).what
        assert said == "4K ProRes → 1080p H.264, frame for frame at 24, ≈\u00a018\u00a0MB."

    def test_each_remark_has_words(self) -> None:
        odd = clip(60, "60", 640, 360, has_alpha=True, is_interlaced=True, is_variable=True, transfer="pq")
        made = plan(odd, None, Treatment(filling=Filling.FREEZE))
        assert len(made.remarks) >= 6
        for notice in made.remarks:
            said = Language("en").notice(notice.code, notice.values)
            assert said.what != notice.code
            assert "–" not in said.sentence

    def test_of_several_sound_tracks_the_first_is_named(self) -> None:
        facts: dict[str, Any] = {"sound_codec": "pcm_s24le", "sound_tracks": 4, "channels": 1}
        mono = plan(clip(192, **facts), None, USUAL)
        assert codes(mono) == ["plan_first_sound_mono"]
        (notice,) = plan(clip(192, **{**facts, "channels": 2}), None, USUAL).remarks
        said = Language("en").notice(notice.code, notice.values).what
        assert said == "The first of 4 sound tracks is sent along, as stereo."
        assert codes(plan(clip(192, **facts), None, Treatment(sends_sound=False))) == []
        whole = plan(web(192, **{**facts, "size": 9_000_000}, container="mp4"), None, USUAL)
        assert (whole.method, codes(whole)) == (Method.AS_IS, [])

    def test_a_log_look_is_named(self) -> None:
        look = SourceLook(LookKind.LOG, "0" * 64, "S-Log3.cube")
        made = plan(web(192), None, Treatment(look=look))
        assert made.method is Method.ENCODE
        assert made.remarks[-1].values["lut"] == "S-Log3.cube"


RATES = st.sampled_from(["12", "24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60", "120"])


@given(
    frames=st.integers(1, 5000),
    rate=RATES,
    first=st.integers(-50, 5000),
    length=st.integers(1, 700),
    treatment=st.builds(
        Treatment, handles=st.integers(0, 48), pace=st.sampled_from(Pace), filling=st.sampled_from(Filling)
    ),
)
def test_whatever_can_be_sent_is_inside_the_limits_and_has_every_marked_frame(
    frames: int, rate: str, first: int, length: int, treatment: Treatment
) -> None:
    made = plan(clip(frames, rate), Range(first, first + length - 1), treatment)
    if made.refusal is not None:
        assert made.remarks == ()
        return
    assert 3.0 <= made.seconds <= 10.0
    assert 24 <= made.rate <= 60
    shown = made.source_frames
    assert len(shown) == made.frames
    assert min(shown) >= 0
    assert max(shown) < frames
    if made.filled == 0:
        wanted = range(max(first, 0), min(first + length, frames), made.step)
        assert list(shown[made.before // made.step :][: len(wanted)]) == list(wanted)


@given(width=st.integers(16, 9000), height=st.integers(16, 9000))
def test_every_size_that_is_sent_is_even_legal_and_in_shape(width: int, height: int) -> None:
    made = plan(clip(100, width=width, height=height), None, USUAL)
    if made.refusal is not None:
        assert max(width, height) > 3 * min(width, height)
        return
    assert {made.width % 2, made.height % 2} == {0}
    assert min(made.width, made.height) >= 720
    assert max(made.width, made.height) <= 2160
    assert made.width / made.height == pytest.approx(width / height, rel=0.004)
