"""What click says by itself, listed so that it is translated with the rest (click asks gettext for each)."""

from typing import Final


def _n(text: str) -> str:
    """Mark a text for the extraction of messages."""
    return text


WORDS: Final = (
    _n("Usage:"),
    _n("Options"),
    _n("Commands"),
    _n("Positional arguments"),
    _n("Show this message and exit."),
    _n("Show the version and exit."),
    _n("%(prog)s, version %(version)s"),
    _n("Error: {message}"),
    _n("Error: invalid input"),
    _n("Aborted!"),
    _n("Try '{command} {option}' for help."),
    _n("No such command {name!r}."),
    _n("No such option {name!r}."),
    _n("Missing command."),
    _n("Missing argument"),
    _n("Missing option"),
    _n("Missing parameter"),
    _n("Invalid value for {param_hint}: {message}"),
    _n("Invalid value: {message}"),
    _n("Option {name!r} does not take a value."),
    _n("default: {default}"),
    _n("{name} {filename!r} is a directory."),
    _n("directory"),
    _n("file"),
    _n("path"),
)
