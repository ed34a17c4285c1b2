"""JSON read as a stream: the items of one long list, one after the other. Memory does not grow with the file."""

import codecs
import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from publisher.model.messages import Message, message

CHUNK: Final = 1 << 18
"""Bytes."""
LARGEST: Final = 1 << 24
"""Characters of one item, such as a feature with a detailed geometry: nothing larger is kept in memory."""
_NEAR_END: Final = 16
"""Characters before the end of what was read where a mistake may be a word that is cut."""
_SPACE: Final = " \t\r\n"
_REASONS: Final[dict[str, Message]] = {
    "Expecting ',' delimiter": message("a comma is missing, or a bracket is not closed"),
    "Expecting ':' delimiter": message("a colon is missing after a name"),
    "Expecting property name enclosed in double quotes": message(
        "a name in double quotes is missing; a comma before it may be one too many"
    ),
    "Illegal trailing comma before end of object": message("a comma before a closing bracket is one too many"),
    "Illegal trailing comma before end of array": message("a comma before a closing bracket is one too many"),
    "Expecting value": message("a value is missing; a comma before it may be one too many"),
    "Invalid control character at": message("a text has a line break or a control character in it"),
    "Invalid \\escape": message("a backslash in a text is not doubled"),
    "Unterminated string starting at": message("the quote of a text is not closed"),
}


class InvalidJsonError(Exception):
    """A text is no JSON from a place on."""

    def __init__(self, reason: Message, line: int, column: int, *, cut: bool) -> None:
        super().__init__(reason.in_english())
        self.reason = reason
        self.line = line
        self.column = column
        self.cut = cut
        """Whether the text ends too early."""


class JsonText:
    """A text in JSON, of which one value after the other is read."""

    def __init__(self, file: BinaryIO, encoding: str, advance: Callable[[int], None]) -> None:
        self.repeated_key: str | None = None
        """A key that an object of the value read last has twice."""
        self.lost: list[object] = []
        """The values that such keys had first, and that no reader sees."""
        self.not_a_number = False
        """Whether the value read last has a NaN or an Infinity."""
        self._file = file
        self._text_of = codecs.getincrementaldecoder(encoding)("replace")
        self._advance = advance
        self._text = ""
        self._at = 0
        self._ended = False
        self._lines = 0
        self._characters = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant)

    def peek(self) -> str:
        """Return the next character that is no space; an empty text at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _SPACE:
                at += 1
            self._at = at
            if at < len(text):
                return text[at]
            if self._ended:
                return ""
            self._read()

    def take(self, *expected: str) -> str:
        """Return the next character that is no space, and go behind it. Raises `InvalidJsonError` for another one."""
        character = self.peek()
        if character not in expected or not character:
            reason = _REASONS["Expecting ',' delimiter"] if "," in expected else _REASONS["Expecting value"]
            raise self._invalid(reason, self._at, cut=not character)
        self._at += 1
        return character

    def value(self) -> object:
        """Return the next value. Raises `InvalidJsonError`."""
        self.repeated_key, self.not_a_number = None, False
        self.peek()
        while True:
            self.lost = []
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                self._read_or_raise(error)
            except ValueError as error:  # a number of more than 4,300 digits
                raise self._invalid(message("a number has too many digits"), self._at, cut=False) from error
            except RecursionError as error:
                raise self._invalid(message("brackets are nested too deeply"), self._at, cut=False) from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
                self._read()

    def items(self) -> Iterator[object]:
        """Yield the items of the list that starts here. Raises `InvalidJsonError`."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        yield self.value()
        while self.take(",", "]") == ",":
            yield self.value()

    def _read_or_raise(self, error: json.JSONDecodeError) -> None:
        """Read more where a value may be cut by the end of what was read; else raise."""
        may_be_cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END
        if self._ended or not may_be_cut:
            cut = self._ended and (error.msg.startswith("Unterminated") or error.pos >= len(self._text.rstrip()))
            reason = _REASONS.get(error.msg, message("this is not JSON"))
            raise self._invalid(reason, error.pos, cut=cut) from error
        if len(self._text) - self._at > LARGEST:
            raise self._invalid(message("an object has more than {n} characters", n=LARGEST), self._at, cut=False)
        self._read()

    def _read(self) -> None:
        """Read as much again as is waiting, so that a large value is not tried too often; forget what was read."""
        before = self._text[: self._at]
        if (line_ends := before.count("\n")) > 0:
            self._lines += line_ends
            self._characters = len(before) - before.rfind("\n") - 1
        else:
            self._characters += len(before)
        chunk = self._file.read(max(CHUNK, len(self._text) - self._at))
        self._advance(len(chunk))
        self._ended = not chunk
        self._text = self._text[self._at :] + self._text_of.decode(chunk, self._ended)
        self._at = 0

    def _invalid(self, reason: Message, at: int, *, cut: bool) -> InvalidJsonError:
        before = self._text[:at]
        line_ends = before.count("\n")
        column = len(before) - before.rfind("\n") - 1 if line_ends else self._characters + len(before)
        return InvalidJsonError(reason, self._lines + line_ends + 1, column + 1, cut=cut)

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        document = dict(pairs)
        if len(document) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            self.repeated_key = next(name for name, count in counts.items() if count > 1)
            self.lost += [value for name, value in pairs if value is not document[name]]
        return document

    def _constant(self, _name: str) -> float:
        self.not_a_number = True
        return 0.0
