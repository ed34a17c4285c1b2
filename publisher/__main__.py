"""`publisher`, and `python -m publisher`."""

import os
import sys
from collections.abc import Sequence

from publisher import locale
from publisher.locale import Language
from publisher.views.output_streams import guard_outputs


def main() -> None:
    """Choose the language before anything is imported that speaks, then run the command."""
    guard_outputs()
    locale.use(chosen_language(sys.argv[1:]))
    from publisher.cli.main import run
    from publisher.cli.stop_signals import STOP

    code = run(sys.argv[1:])
    if STOP.at_once:  # the interpreter would wait for the calls of the threads
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


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
