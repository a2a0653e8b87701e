"""The field names of the two request forms, and which of them a text names."""

import re

from kling_desktop.domain.answers import RequestForm

ONLY_IN = {
    RequestForm.DOCUMENTED: frozenset(
        {"video_list", "video_url", "refer_type", "keep_original_sound", "first_frame", "last_frame"}
    ),
    RequestForm.COMPACT: frozenset({"video", "keep_audio"}),
}
IN_BOTH = frozenset({"prompt", "negative_prompt", "images", "elements", "mode", "aspect_ratio"})
OF_ONE_FORM = frozenset().union(*ONLY_IN.values())
# These say something in plain English too; the rest are names wherever they stand.
PLAIN_WORDS = frozenset({"video"})

NAMES = sorted((OF_ONE_FORM | IN_BOTH) - PLAIN_WORDS)
BARE = re.compile(rf"(?<![\w-])(?:{'|'.join(NAMES)})(?![\w-])")
MARKED = re.compile(
    r"""["'`](video)["'`]"""
    r"|(?:\bbody[./]|\b(?:field|parameter|param|property|argument|key)s?:?\s+)(video)(?![\w-])"
    r"|(?<![\w-])(video)\s+(?:field|parameter|param|property|argument)\b"
)


def named_in(text: str) -> tuple[str, ...]:
    """The request's fields that `text` names, each once, in order of appearance."""
    found = [(match.start(), match[0]) for match in BARE.finditer(text)]
    found += [(match.start(), next(filter(None, match.groups()))) for match in MARKED.finditer(text)]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))
