"""What a definite refusal of an edit means to the user: the service's status as the code of a notice."""

from dataclasses import replace

from kling_desktop.api.forms import REFUSALS_OF_A_FORM, names_a_form_field
from kling_desktop.domain.answers import PostAnswer
from kling_desktop.domain.job import EditJob, Failure
from kling_desktop.domain.notice import Notice, Value
from kling_desktop.domain.site import live_site

BY_STATUS = {
    400: "request_refused",
    401: "key_refused",
    402: "no_balance",
    403: "not_allowed",
    404: "no_such_address",
    405: "no_such_address",
    413: "too_large",
    422: "request_refused",
    423: "account_locked",
    451: "legal_refusal",
}
OTHER = "refused"
REDIRECTED = "redirected"


def refusal(answer: PostAnswer, site: str) -> Failure:
    """The failure that a POST to `site` with certainly no task means; not charged."""
    code = REDIRECTED if 300 <= answer.status < 400 else BY_STATUS.get(answer.status, OTHER)
    words = answer.words
    said = words.detail or words.title or words.code or f"HTTP {answer.status}"
    values: dict[str, Value] = {"status": answer.status, "said": said, "account": live_site(site).title}
    return Failure(Notice(code, values), words, answer.status)


def shown_refusal(job: EditJob, answer: PostAnswer) -> Failure:
    """The refusal to show: with both forms refused the one that names no field of a form, else the first."""
    last = refusal(answer, job.site)
    first = job.failure
    if first is None or first.status not in REFUSALS_OF_A_FORM:
        return last
    shown, other = (
        (last, first)
        if names_a_form_field(first.words) and not names_a_form_field(last.words)
        else (first, last)
    )
    both = f"{shown.words.detail} · {other.words.detail}".strip(" ·")
    return replace(shown, words=replace(shown.words, detail=both))
