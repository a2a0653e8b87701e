"""Tokens of a prompt in other spellings, brought into ours; and numbers that follow their media."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain

from kling_desktop.domain.references import TOKEN, Mention, Reference, ReferenceKind, mentions

HIGHEST_NUMBER = 999
"""A token has at most three digits."""
KINDS = {
    "video": ReferenceKind.VIDEO,
    "视频": ReferenceKind.VIDEO,
    "視頻": ReferenceKind.VIDEO,
    "影片": ReferenceKind.VIDEO,
    "image": ReferenceKind.IMAGE,
    "图片": ReferenceKind.IMAGE,
    "圖片": ReferenceKind.IMAGE,
    "element": ReferenceKind.ELEMENT,
    "主体": ReferenceKind.ELEMENT,
    "主體": ReferenceKind.ELEMENT,
}
LATIN = "video|image|element"
CHINESE = "|".join(word for word in KINDS if not word.isascii())
DIGITS = "0-9０-９"
NUMBER = f"[1-9１-９][{DIGITS}]{{0,2}}"
FOREIGN = re.compile(
    rf"[@＠]?<<<\s*(?P<angled>{LATIN})_(?P<of_angled>{NUMBER})\s*>>>"
    rf"|[@＠](?P<chinese>{CHINESE})(?P<of_chinese>{NUMBER})(?![{DIGITS}])"
    # What looks like an address of mail or the web is none of ours.
    rf"|(?:＠|(?<![A-Za-z0-9_.+-])@)(?P<latin>{LATIN})_?(?P<of_latin>{NUMBER})"
    rf"(?![{DIGITS}A-Za-z_]|\.[A-Za-z])",
    re.IGNORECASE,
)
SPELLINGS = ("angled", "chinese", "latin")


def foreign(prompt: str) -> tuple[Mention, ...]:
    """Tokens in a spelling that the service does not know: `<<<video_1>>>`, `@视频1`, `＠Video1`."""
    found = (match for match in FOREIGN.finditer(prompt) if not TOKEN.match(prompt, match.start()))
    return tuple(Mention(_meant(match), match.start(), match.end()) for match in found)


def token_in_place(prompt: str, mention: Mention) -> str:
    """Our token for a foreign one, with a space after it where a digit would become part of its number."""
    is_before_digit = re.match("[0-9]", prompt[mention.end : mention.end + 1])
    return f"{mention.reference.token} " if is_before_digit else mention.reference.token


def converted(prompt: str) -> str:
    """The prompt with every foreign token in our spelling; all other text stays as it is."""
    return _spliced(prompt, ((each, token_in_place(prompt, each)) for each in foreign(prompt)))


def renumbered(prompt: str, moves: Mapping[Reference, Reference | None]) -> str:
    """The prompt after media have changed their numbers, so that each token names the medium it named.

    `moves` tells for each medium its new number, None for a removed one. A token of a removed medium keeps
    its place in the sentence and takes the first number that no medium has: it is shown as missing, never
    names another medium, and names the next one that is added. Raises ValueError when two media would meet.
    """
    found = mentions(prompt)
    meaning = _meaning(dict.fromkeys(mention.reference for mention in found), moves)
    return _spliced(prompt, ((mention, meaning[mention.reference].token) for mention in found))


def _meaning(
    named: Iterable[Reference], moves: Mapping[Reference, Reference | None]
) -> dict[Reference, Reference]:
    targets = [target for target in moves.values() if target]
    if len(set(targets)) < len(targets):
        raise ValueError("two media cannot have one number")
    taken = set(targets)
    meaning: dict[Reference, Reference] = {}
    homeless: list[Reference] = []
    for reference in named:
        target = moves.get(reference, reference)
        # What named nothing before must not name something by accident.
        if target is None or (reference not in moves and target in taken):
            homeless.append(reference)
        else:
            meaning[reference] = target
    taken |= set(meaning.values())
    for reference in sorted(homeless):
        meaning[reference] = _first_free(reference, taken)
        taken.add(meaning[reference])
    return meaning


def _first_free(reference: Reference, taken: set[Reference]) -> Reference:
    numbers = chain(range(reference.number, HIGHEST_NUMBER + 1), range(1, reference.number))
    candidates = (Reference(reference.kind, number) for number in numbers)
    return next((candidate for candidate in candidates if candidate not in taken), reference)


def _meant(match: re.Match[str]) -> Reference:
    spelling = next(each for each in SPELLINGS if match[each])
    return Reference(KINDS[match[spelling].lower()], int(match[f"of_{spelling}"]))


def _spliced(prompt: str, changes: Iterable[tuple[Mention, str]]) -> str:
    parts, place = [], 0
    for mention, text in changes:
        parts += [prompt[place : mention.start], text]
        place = mention.end
    return "".join((*parts, prompt[place:]))
