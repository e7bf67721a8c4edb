"""English catalogues: what is missing or superfluous in them, and writing them in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from workspaces.translations.texts import Text, is_japanese, shortened

PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]|\{\w*\}")
# A translator's comment on a text that stays Japanese in English, such as the name of the language.
STAYS_JAPANESE = "stays Japanese"
HEADER = """\
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@dataclass
class AppCatalogue:
    """One app's English catalogue."""

    app: str
    path: Path
    catalogue: Catalog

    @classmethod
    def of(cls, app: str, root: Path) -> AppCatalogue:
        """Read it; an app without one has an empty one."""
        path = root / app / "locale" / "en" / "LC_MESSAGES" / "django.po"
        if not path.exists():
            return cls(app, path, Catalog(locale="en"))
        with open(path, "rb") as source:
            return cls(app, path, read_po(source, locale="en"))

    def messages(self) -> list[Message]:
        """The entries without the header."""
        return [message for message in self.catalogue if message.id]

    def translations(self) -> dict[Text, Message]:
        """Complete entries by their text."""
        return {text_of(message): message for message in self.messages() if is_complete(message)}

    def problems(self, used: set[Text]) -> Iterator[str]:
        """One sentence per text that English readers would miss, and per entry that nothing uses."""
        entries = {text_of(message): message for message in self.messages()}
        for text in sorted(used - entries.keys()):
            if text.needs_translation:
                yield f"{self.app}: missing: {shortened(text.msgid)}"
        for text, message in entries.items():
            if text not in used:
                yield f"{self.app}: no longer used: {shortened(text.msgid)}"
            else:
                yield from (f"{self.app}: {what}: {shortened(text.msgid)}" for what in _faults(message))
        for message in self.catalogue.obsolete.values():
            yield f"{self.app}: obsolete: {shortened(text_of(message).msgid)}"

    def bring_up_to_date(self, used: set[Text], known: dict[Text, Message]) -> bool:
        """Add missing texts (with another app's translation where there is one), drop the unused; whether it changed."""
        before = self.path.read_bytes() if self.path.exists() else b""
        for message in self.messages():
            if text_of(message) not in used:
                self.catalogue.delete(message.id, message.context)
        self.catalogue.obsolete.clear()
        present = {text_of(message) for message in self.messages()}
        for text in sorted(text for text in used - present if text.needs_translation):
            self._add(text, known)
        after = self._as_bytes()
        if not self.messages() or before == after:
            return False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(after)
        return True

    def _add(self, text: Text, known: dict[Text, Message]) -> None:
        msgid = (text.msgid, text.plural) if text.plural else text.msgid
        translation = known[text].string if text in known else ""
        self.catalogue.add(msgid, translation, context=text.context or None)

    def _as_bytes(self) -> bytes:
        """Without dates, places and line breaks of a tool's own, so that a change shows only what changed."""
        output = BytesIO()
        write_po(output, self.catalogue, width=0, omit_header=True, no_location=True, ignore_obsolete=True)
        return HEADER.encode() + output.getvalue()


def text_of(message: Message) -> Text:
    """The text that an entry translates."""
    msgid, plural = message.id if isinstance(message.id, tuple | list) else (message.id, "")
    return Text(msgid, plural, message.context or "")


def is_complete(message: Message) -> bool:
    """Translated in every plural form, and by a person."""
    return all(_strings(message)) and not message.fuzzy


def _strings(message: Message) -> tuple[str, ...]:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(string or "" for string in strings) or ("",)


def _faults(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    elif not all(_strings(message)):
        yield "not translated"
    elif _placeholders(_strings(message)) - _placeholders(_ids(message)):
        yield "the translation names a placeholder that the text does not have"
    elif not message.pluralizable and _placeholders(_ids(message)) != _placeholders(_strings(message)):
        yield "the translation leaves out a placeholder"
    elif is_japanese("".join(_strings(message))) and STAYS_JAPANESE not in " ".join(message.user_comments):
        yield "the English text holds Japanese"


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def _placeholders(strings: Iterable[str]) -> set[str]:
    return {match for string in strings for match in PLACEHOLDER.findall(string)}


def contradictions(catalogues: Iterable[AppCatalogue]) -> Iterator[str]:
    """Texts that two apps translate differently: at run time only one of the two would be seen."""
    first: dict[Text, tuple[str, tuple[str, ...]]] = {}
    for catalogue in catalogues:
        for text, message in catalogue.translations().items():
            app, strings = first.setdefault(text, (catalogue.app, _strings(message)))
            if strings != _strings(message):
                yield f"{app} and {catalogue.app} translate differently: {shortened(text.msgid)}"
