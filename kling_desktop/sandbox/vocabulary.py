"""Which of the words of a prompt practice mode can imitate, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

EFFECTS: tuple[str, ...] = (
    "mirror",
    "brighter",
    "darker",
    "blur",
    "rain",
    "snow",
    "vintage",
    "black_and_white",
)
"""Every effect that practice mode can show, in the order in which they are applied."""

_TARGET = (
    r"(?:it|this|that|them|everything|@\w+"
    r"|(?:the|this|my) (?:\w+ )?(?:video|clip|shot|image|picture|scene|footage|frame)s?)"
)

_ENGLISH: Mapping[str, tuple[str, ...]] = {
    "mirror": (
        r"mirror(?:ed|ing)",
        rf"mirror (?:{_TARGET}|image|effect|horizontally)",
        r"(?<!a )(?<!the )mirror\W*$",
        rf"flip(?:ped|ping)? (?:{_TARGET} )?(?:horizontally|sideways|left)",
        rf"flip(?:ped|ping)? {_TARGET}(?! (?:vertically|upside))",
        r"horizontal(?:ly)? flip(?:ped)?",
    ),
    "brighter": (
        r"brighter|brighten(?:s|ed|ing)?|lighten(?:s|ed|ing)?|(?:too|less) dark",
        rf"(?:make|turn) {_TARGET} bright",
        r"(?:increase|raise|boost|lift|more|higher) (?:the )?(?:brightness|exposure)",
    ),
    "darker": (
        r"darker|darken(?:s|ed|ing)?|dimmer|dimmed|(?:too|less) bright",
        rf"(?:make|turn) {_TARGET} dark",
        r"(?:decrease|reduce|lower|less) (?:the )?(?:brightness|exposure)",
    ),
    "black_and_white": (
        r"black[- ]?(?:and|&|n)[- ]?white|b ?[&/] ?w|monochrom(?:e|atic)|gr[ae]y[- ]?scale|desaturated?|noir",
    ),
    "vintage": (
        r"vintage|retro|sepia|nostalgic|super[- ]?8|(?:8|16) ?mm|film grain",
        r"(?:old|aged)[- ](?:time |timey |style )?(?:film|movie|photo|footage)s?",
    ),
    "blur": (r"blur(?:s|ry|red|ring)?|out[- ]of[- ]focus|defocus(?:ed)?|soft[- ]focus",),
    "rain": (r"rain(?:s|y|ing)?|rain[- ]?(?:fall|drop|storm|shower)s?|downpour|drizzl(?:e|es|ing|y)",),
    "snow": (
        r"snow(?:s|y|ing|fell)?(?! (?:leopard|white|globe|boots)\b)",
        r"snow[- ]?(?:fall|flake|storm)s?|blizzard|flurries",
    ),
}

_CHINESE: Mapping[str, str] = {
    "mirror": r"[镜鏡][像]|左右[翻反][转轉]|水平翻[转轉]",
    "brighter": r"[变變更调調提增]亮|加亮|明?亮一?[点點些]|(?:提[高升]|增加)亮度",
    "darker": r"[变變更调調]暗|暗一?[点點些]|[压壓]暗|(?:降低|[减減]少)亮度",
    "black_and_white": r"黑白|灰度|[单單]色|去色",
    "vintage": r"[复復]古|[怀懷][旧舊]|老[电電]影|[胶膠]片|[老旧舊]照片|年代感",
    "blur": r"模糊|虚化|虛化|失焦|柔焦",
    "rain": r"雨(?![伞傘衣林果鞋])",
    "snow": r"(?<!滑)雪(?![茄糕碧豹橇])",
}

_NEGATION = re.compile(
    r"\b(?:no|not|never|without|remov(?:e[sd]?|ing)|delete|erase|replac(?:e|ing)|instead of|rather than|avoid"
    r"|get rid of|stop(?:s|ped)?|don't|doesn't|isn't)\b"
    r"|不要|不再|[没沒]有|[别勿]|去[掉除]|移除|[删刪]除|消除|代替|取代|替[换換]"
)
_CLAUSE_END = re.compile(
    r"[,.;:!?\n，。；：！？、]|\b(?:and|but|then|with|while|into|to|so)\b|然[后後]|但|[变變]成|[并並]|而|和"
)
_TOKEN = re.compile(r"@\s*(?:video|image|element)\s*\d*|<<<\w+>>>")


def _pattern(effect: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_ENGLISH[effect])})(?!\w)|{_CHINESE[effect]}", re.ASCII)


_PATTERNS: Mapping[str, re.Pattern[str]] = {effect: _pattern(effect) for effect in EFFECTS}


def understands(prompt: str) -> tuple[str, ...]:
    """Name the effects (of `EFFECTS`, in their order) that practice mode will show for this prompt.

    Empty when it cannot imitate anything of it: the clip then gets a colour look derived from the words.
    What the prompt wants gone ("without snow", "不要下雨") does not count.
    """
    words = plain_words(prompt)
    return tuple(effect for effect in EFFECTS if _asks_for(effect, words))


def plain_words(prompt: str) -> str:
    """Return the prompt in one form of letters, folded in case, its reference tokens all made `@video`."""
    folded = unicodedata.normalize("NFKC", prompt).casefold().replace("’", "'")
    return _TOKEN.sub("@video", " ".join(folded.split()))


def _asks_for(effect: str, words: str) -> bool:
    starts = (match.start() for match in _PATTERNS[effect].finditer(words))
    return any(_is_wanted(words[:start]) for start in starts)


def _is_wanted(before: str) -> bool:
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    return _NEGATION.search(before[ends[-1] if ends else 0 :]) is None
