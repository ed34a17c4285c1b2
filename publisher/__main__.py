"""`publisher`, and `python -m publisher`."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from publisher import locale
from publisher.locale import Language


def main() -> None:
    """Choose the language before anything is imported that speaks, then run the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console that is not UTF-8 must not stop a run
    locale.use(chosen_language(sys.argv[1:]))
    from publisher.cli.main import run

    sys.exit(run(sys.argv[1:]))


def chosen_language(arguments: Sequence[str]) -> Language:
    """The language of `--lang`, else that of the locale."""
    for place, argument in enumerate(arguments):
        given = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang":
            given = next(iter(arguments[place + 1 :]), None)
        if given in {language.value for language in Language}:
            return Language(given)
    return locale.detect(os.environ)


if __name__ == "__main__":
    main()
