"""Mistakes of YAML's syntax by their names, where advice helps: the messages of a parser are for programmers. Pure."""

from collections.abc import Callable
from itertools import chain

import yaml

from publisher.manifests.broken_lines import BrokenText, Guess, broken_text
from publisher.manifests.layout_mistakes import LAYOUT_MISTAKES, continued_text
from publisher.manifests.quoting_mistakes import QUOTING_MISTAKES
from publisher.model.findings import Finding, Position
from publisher.model.messages import message
from publisher.rules.syntax import INVALID_YAML

ErrorIn = Callable[[str], yaml.MarkedYAMLError | None]
"""Returns the first error of syntax of a text."""


def syntax_finding(error: yaml.MarkedYAMLError, text: str, shown: str, error_in: ErrorIn) -> Finding:
    """Return what is wrong where the parser gave up: a frequent mistake by its name, another one by its place."""
    broken = broken_text(error, text, shown)
    guess = helpful_guess(broken, error_in)
    return guess.finding if guess is not None else _general(broken)


def helpful_guess(broken: BrokenText, error_in: ErrorIn) -> Guess | None:
    """Return the first guess whose advice helps: after it, the text has no error, or its next one further down.

    A guess is made from the lines around the place where the parser gave up, and may be wrong. A wrong advice is worse
    than a general one, so it is followed here before it is given. Those that keep the meaning come first: where a line
    begins, then what needs quotes.
    """
    guesses = chain.from_iterable(find(broken) for find in (*LAYOUT_MISTAKES, *QUOTING_MISTAKES, continued_text))
    return next((guess for guess in guesses if _helps(guess, broken, error_in)), None)


def _helps(guess: Guess, broken: BrokenText, error_in: ErrorIn) -> bool:
    error = error_in(guess.corrected)
    return error is None or broken_text(error, guess.corrected, broken.shown).number > broken.number


def _general(broken: BrokenText) -> Finding:
    what = message("there is a syntax error here or on the line before")
    fix = message("Look for a missing space after a colon, an apostrophe, or spaces at the start of a line.")
    line, column = broken.mark
    return INVALID_YAML.at(Position(broken.shown, line + 1, column + 1), what, fix)
