"""The two languages of the tool: English in the source, French in `fr/LC_MESSAGES/publisher.po`."""

import gettext
import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

DOMAIN = "publisher"
HERE = Path(__file__).parent


class Language(Enum):
    """A language the tool speaks."""

    FRENCH = "fr"
    ENGLISH = "en"


_current: gettext.NullTranslations = gettext.NullTranslations()


def detect(environ: Mapping[str, str]) -> Language:
    """French when the locale is French (the order of variables is POSIX's), else English."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return Language.FRENCH if value.lower().startswith("fr") else Language.ENGLISH
    return Language.ENGLISH


def use(language: Language) -> None:
    """Speak this language from now on, in this process (click's own messages included)."""
    global _current  # noqa: PLW0603 - one process speaks one language
    _current = gettext.translation(DOMAIN, HERE, [language.value], fallback=True)
    # click takes its messages from gettext's default domain and from the environment's language
    os.environ["LANGUAGE"] = language.value
    gettext.bindtextdomain(DOMAIN, str(HERE))
    gettext.textdomain(DOMAIN)


def language() -> Language:
    """The language in use."""
    return Language.FRENCH if _current.info().get("language") == "fr" else Language.ENGLISH


def _(message: str) -> str:
    """The message in the language in use."""
    return _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message for this count, with `{n}` filled in."""
    return _current.ngettext(one, many, count).format(n=count)
