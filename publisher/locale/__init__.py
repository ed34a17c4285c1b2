"""The languages of the messages: English in the source, French in `fr/LC_MESSAGES/publisher.po`."""

import gettext
import os
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

DOMAIN = "publisher"
HERE = Path(__file__).parent


class Language(Enum):
    """A language of the messages."""

    FRENCH = "fr"
    ENGLISH = "en"


_current: gettext.NullTranslations = gettext.NullTranslations()


def detect(environ: Mapping[str, str]) -> Language:
    """Return French where the locale is French, else English. The order of the variables is that of POSIX.

    Where none is set, Windows is asked.
    """
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return _of_locale(value)
    return _of_locale(_of_windows())


def _of_locale(name: str) -> Language:
    return Language.FRENCH if name.lower().startswith("fr") else Language.ENGLISH


def _of_windows() -> str:
    """Return the locale in which Windows speaks to its user, such as fr_FR; on other systems nothing."""
    if sys.platform != "win32":
        return ""
    import ctypes  # lazy: no other system needs it
    from locale import windows_locale

    return windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def use(language: Language) -> None:
    """Set the language of this process, also for click's own messages."""
    global _current  # noqa: PLW0603 - a process has one language
    _current = gettext.translation(DOMAIN, HERE, [language.value], fallback=True)
    # click reads its messages from gettext's default domain, in the language of the environment.
    os.environ["LANGUAGE"] = language.value
    gettext.bindtextdomain(DOMAIN, str(HERE))
    gettext.textdomain(DOMAIN)


def language() -> Language:
    """Return the language in use."""
    return Language.FRENCH if _current.info().get("language") == "fr" else Language.ENGLISH


def _(message: str) -> str:
    """Return the message in the language in use."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the message for this count, with `{n}` replaced by it."""
    return plural_form(singular, plural, count).format(n=count)


def plural_form(singular: str, plural: str, count: int) -> str:
    """Return the message for this count, with its places."""
    return _current.ngettext(singular, plural, count)
