"""The catalogues of translations: taken from the code, kept in .po files, compiled; run by `dev.py words`."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from devtool.place import ROOT
from kling_desktop.i18n import DOMAIN, OWN_NAME

TRANSLATIONS = ROOT / "resources" / "translations"
# `tr` takes a label; `count` the words for one and for many (any other `count` is no pair of texts).
KEYWORDS = {"tr": None, "count": (1, 2)}
WIDTH = 110
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""


def extract() -> Catalog:
    """Every text of the program that is to be translated."""
    found = Catalog(charset="utf-8")
    found.add(OWN_NAME)
    folder = ROOT / "kling_desktop"
    for _, _, message, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS):
        found.add(message)
    return found


def files() -> list[Path]:
    """The .po file of each language."""
    return sorted(TRANSLATIONS.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(file: Path) -> Catalog:
    """A .po file as a catalogue of the language that its folder names."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parents[1].name, domain=DOMAIN, charset="utf-8")


def update(file: Path, found: Catalog) -> Catalog:
    """The catalogue of `file` with exactly the texts of `found`, what is translated kept."""
    catalog = read(file)
    # Nothing is guessed: a text that merely looks alike may mean the opposite.
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def text_of(catalog: Catalog, language: str) -> str:
    """A catalogue as the text of a .po file: in order of its texts, without dates and places."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    header = HEADER.format(language=language, plurals=catalog.plural_forms.rstrip("; "))
    return header + stream.getvalue().decode("utf-8").strip() + "\n"


def compiled(catalog: Catalog) -> bytes:
    """A catalogue as the bytes of a .mo file; the same for the same words."""
    catalog.creation_date = catalog.revision_date = NO_DATE
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def untranslated(catalog: Catalog) -> Iterator[str]:
    """The texts that have no translation, in their order."""
    for message in sorted(catalog, key=lambda each: str(each.id)):
        words = message.string if isinstance(message.string, list | tuple) else (message.string,)
        if message.id and not all(words):
            yield message.id if isinstance(message.id, str) else message.id[0]


def main() -> int:
    """Bring every language up to date and tell what it lacks; 1 if it lacks anything."""
    found, lacks = extract(), False
    for file in files():
        catalog = update(file, found)
        language = file.parents[1].name
        file.write_text(text_of(catalog, language), encoding="utf-8", newline="\n")
        file.with_suffix(".mo").write_bytes(compiled(read(file)))
        missing = list(untranslated(catalog))
        lacks = lacks or bool(missing)
        print(f"{language}: {len(catalog) - len(missing)} of {len(catalog)} texts translated")
        for text in missing:
            print(f"  {text!r}")
    return int(lacks)


if __name__ == "__main__":
    sys.exit(main())
