"""Writes down how a clip that is sent was made from its source."""

from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.plan import Plan
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import VideoInput


def recipe_of(video: VideoInput, info: MediaInfo, plan: Plan, sent_sha256: str, prepared: str = "") -> Recipe:
    """The recipe of a plan that was carried out on the clip `info` of the edit's `video`."""
    return Recipe(
        location=video.location,
        sha256=video.fingerprint.sha256 if video.fingerprint else "",
        rate_num=info.rate_num,
        rate_den=info.rate_den,
        first=plan.first,
        last=plan.last,
        before=plan.before,
        after=plan.after,
        step=plan.step,
        filling=plan.filling,
        filled=plan.filled,
        pace=plan.pace,
        method=plan.method,
        sent_frames=plan.frames,
        sent_rate_num=plan.rate.numerator,
        sent_rate_den=plan.rate.denominator,
        sent_width=plan.width,
        sent_height=plan.height,
        sent_sha256=sent_sha256,
        start_timecode=info.start_timecode,
        reel=info.reel,
        width=info.width,
        height=info.height,
        look=plan.look,
        sample_rate=info.sample_rate,
        channels=info.channels,
        channel_layout=info.channel_layout,
        has_sent_sound=plan.has_sound,
        prepared=prepared,
    )
