"""When an edit that one request form was refused in may be sent in the other."""

import re

from kling_desktop.api.fields import OF_ONE_FORM
from kling_desktop.domain.answers import ErrorWords, PostAnswer, RequestForm
from kling_desktop.domain.outcome import Outcome

REFUSALS_OF_A_FORM = (400, 422)
UNKNOWN_OR_MISSING = re.compile(
    r"(?i)\b(?:unknown|unexpected|unrecogni[sz]ed|missing|required|extra_forbidden)\b"
    r"|\bextra (?:inputs?|fields?|keys?)\b|\badditional propert|\bnot (?:permitted|a known)\b"
    r"|\b(?:unsupported|undefined) (?:field|parameter|propert)"
    r"|缺少|缺失|未知|不支持的(?:字段|参数)|必填"
)
BALANCE = re.compile(
    r"(?i)\b(?:balance|credits?|funds|quota|billing|payment|top[- ]?up)\b|余额|欠费|额度|充值"
)


def other_form(form: RequestForm) -> RequestForm:
    """The form that `form` is not."""
    return RequestForm.COMPACT if form is RequestForm.DOCUMENTED else RequestForm.DOCUMENTED


def names_a_form_field(words: ErrorWords) -> bool:
    """Whether a refusal is about a field that just one form has."""
    return not OF_ONE_FORM.isdisjoint(words.fields)


def other_form_may_help(answer: PostAnswer) -> bool:
    """Whether a refused edit is worth sending once in the other form: there is certainly no task yet.

    So it is when the refusal names a field that just one form has, calls a field unknown or missing, or names
    no field at all; a missing balance is no reason.
    """
    if answer.outcome is not Outcome.NO_TASK or answer.status not in REFUSALS_OF_A_FORM:
        return False
    words = answer.words
    said = " ".join((words.code, words.title, words.detail))
    if BALANCE.search(said):
        return False
    if names_a_form_field(words) or UNKNOWN_OR_MISSING.search(said):
        return True
    return not words.fields
