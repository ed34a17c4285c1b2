"""What click says by itself, listed so that it is translated with the rest (click asks gettext for each)."""

from typing import Final


def _n(text: str) -> str:
    """Mark a text for the extraction of messages."""
    return text


def _n2(one: str, many: str) -> tuple[str, str]:
    """Mark a text and its plural for the extraction of messages."""
    return one, many


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
    _n("required"),
    _n("{name} {filename!r} is a directory."),
    _n("{name} {filename!r} does not exist."),
    _n("{name} {filename!r} is a file."),
    _n("{name} {filename!r} is not readable."),
    _n("{name} {filename!r} is not writable."),
    _n("Missing {param_type}"),
    _n("Missing parameter: {param_name}"),
    _n("Could not open file {filename!r}: {message}"),
    _n("unknown error"),
    _n("directory"),
    _n("file"),
    _n("path"),
)

PLURALS: Final = (
    _n2("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    _n2("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    _n2("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    _n2("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
)
