"""What the bytes of a text file say: its encoding, and signs of damage. Memory does not grow with the file.

UTF-8 is tested strictly, UTF-16 by its mark or its zeros. Other bytes are counted, and the encoding of the office
programs is the one in which nearly all of them are letters and signs of French: a statistical guess from a library may
name an encoding that no program here has written, and a wrong guess would damage the file when it is converted.
"""

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Final

UTF_8: Final = "utf-8"
_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE: Final = ("cp1252", "mac-roman", "cp850")
"""What Excel writes as CSV on Windows, as CSV (Macintosh) and as CSV (MS-DOS)."""
_FRENCH: Final = frozenset("éèêëàâäîïôöùûüÿçœæÉÈÊËÀÂÄÎÏÔÖÙÛÜŸÇŒÆ’‘“”«»…–—•°€²³\u00a0±½§×Ø·ñáíóúãõß™®©´`¨¤£")
_WEIGHTS: Final = {
    **dict.fromkeys(_FRENCH, 0.05), "é": 60, "à": 14, "è": 10, "ê": 6, "’": 5, "ç": 3, "ô": 2, "î": 2, "â": 2, "É": 2,
    "\u00a0": 2, "û": 1.5, "ù": 1, "°": 1, "«": 1, "»": 1, "œ": 0.5, "À": 0.5, "€": 0.5, "“": 0.5, "”": 0.5, "–": 0.5,
    "È": 0.3, "ë": 0.3, "ï": 0.3, "…": 0.3, "Ç": 0.2, "—": 0.2, "ü": 0.2, "ö": 0.2, "ä": 0.2,
}  # fmt: skip
"""How often a sign outside ASCII stands in French texts, roughly, of each hundred."""
_FOREIGN: Final = 0.0005
_MISPLACED: Final = 0.01
"""What is left of a weight where no word is written so: `NoÙl`, `cr½e`."""
_USUAL: Final = 50
"""How many times more frequent cp1252 is than the two others."""
_MARGIN: Final = 200
"""How many times more likely than the others an encoding must be to be named: a wrong one damages the file."""
_COUNTED: Final = 2
"""How often the same letter between the same neighbours counts: a word that is repeated says nothing new."""
_MOST_PLACES: Final = 50_000
"""Bytes outside ASCII whose neighbours are looked at."""
_NEIGHBOURS: Final = bytes(
    byte if byte > 0x7F else 97 if 97 <= byte <= 122 else 65 if 65 <= byte <= 90 else 32 for byte in range(256)
)
"""Small letters as `a`, capitals as `A`, other signs of ASCII as a space."""
_PLACE: Final = re.compile(rb"(?=(.[\x80-\xff].))", re.DOTALL)
_SURE: Final = 0.95
"""Share of the bytes outside ASCII that must be French in the encoding that is named."""

_PLAIN: Final = bytes(byte for byte in range(0x20, 0x7F)) + b"\t\n\r"
_CONTROLS: Final = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r") + b"\x7f"
_RARE_ALONE: Final = _PLAIN + _CONTROLS
_UTF8_FRENCH: Final = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]|\xe2\x82\xac|\xef\xbb\xbf")
"""Letters and signs of French in UTF-8. In an encoding of one byte they would read `Ã©`, which no French text has."""
_DAMAGE: Final = (b"\xc3\x83\xc2", b"\xc3\xa2\xe2\x82\xac", b"\xc3\x82\xc2", b"\xef\xbf\xbd")
"""`Ã©`, `â€™`, `Â°` and the sign of a lost character, in UTF-8: where ASCII is left out, they show where to look."""
_SHEET_ERRORS: Final = (b"#N/", b"#REF!", b"#VAL", b"#DIV/0", b"#NAME?", b"#NOM", b"#NU")
_TAIL: Final = 8
"""Bytes kept of a chunk, for a sign that two chunks share."""
_ZEROS: Final = 0.6
"""Share of the bytes of one parity that are zero in a UTF-16 text of European letters: more than this."""


@dataclass(frozen=True)
class TextSurvey:
    """What the bytes of a file say."""

    size: int
    """Bytes."""
    encoding: str
    """The Python name of the encoding to read with. `latin-1`, which reads any byte, where it is not known."""
    known: bool = True
    """Whether the encoding is sure enough to convert the file."""
    mixed: bool = False
    """Whether some lines are UTF-8 and others are not."""
    not_utf8_line: int = 1
    """The first line that is not UTF-8."""
    controls: bool = False
    """Whether there are control characters."""
    damaged: bool = False
    """Whether there is text that was decoded with the wrong encoding, such as `Ã©`."""
    sheet_errors: bool = False
    """Whether there may be errors of a spreadsheet, such as `#REF!`."""
    quotes: bool = False
    """Whether there are double quotes."""
    bare_returns: bool = False
    """Whether some lines end in CR alone, and others in LF."""

    @property
    def is_utf8(self) -> bool:
        """Whether the text is UTF-8, with a byte order mark or without."""
        return self.encoding in (UTF_8, "utf-8-sig")


class Surveyor:
    """Looks at a file chunk by chunk."""

    def __init__(self) -> None:
        self._size = 0
        self._start = b""
        self._tail = b""
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._strict = True
        self._lines = 1
        self._bad_line = 0
        self._high: Counter[int] = Counter()
        self._places: Counter[bytes] = Counter()
        self._most_places = _MOST_PLACES
        self._characters = 0
        self._controls = self._damaged = self._sheet_errors = self._quotes = False
        self._zeros = [0, 0]
        self._returns = self._line_feeds = self._both = 0

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes. Chunks but the last have an even number of them."""
        if not self._size:
            self._start = chunk[:4]
        self._size += len(chunk)
        rest = chunk.translate(None, _PLAIN)
        joined = self._tail + chunk
        if rest:
            self._look_at_rare(chunk, rest, joined)
        if b"#" in chunk or b"#" in self._tail:
            self._sheet_errors = self._sheet_errors or any(sign in joined for sign in _SHEET_ERRORS)
        self._quotes = self._quotes or b'"' in chunk
        self._count_lines(chunk)
        self._tail = joined[-_TAIL:]

    def _look_at_rare(self, chunk: bytes, rest: bytes, joined: bytes) -> None:
        if 0 in rest:
            self._zeros[0] += chunk[::2].count(0)
            self._zeros[1] += chunk[1::2].count(0)
        high = rest.translate(None, _CONTROLS)
        self._controls = self._controls or len(high) < len(rest)
        if not high:
            return
        self._damaged = self._damaged or any(sign in high for sign in _DAMAGE)
        if self._strict:
            self._decode(chunk)
        if not self._strict:
            self._count_high(joined)

    def _decode(self, chunk: bytes, *, final: bool = False) -> None:
        try:
            characters = self._utf8.decode(chunk, final)
        except UnicodeDecodeError as error:
            self._strict = False
            self._bad_line = self._lines + error.object[: error.start].count(b"\n")
        else:
            self._characters += not characters.isascii()

    def _count_high(self, joined: bytes) -> None:
        """Count the characters of UTF-8, and the bytes outside ASCII that are no part of them."""
        stray, characters = _UTF8_FRENCH.subn(b"", joined)
        self._characters += characters
        self._high.update(stray.translate(None, _RARE_ALONE))
        if self._most_places > 0:
            places = _PLACE.findall(b" " + stray.translate(_NEIGHBOURS) + b" ")[: self._most_places]
            self._most_places -= len(places)
            self._places.update(places)

    def _count_lines(self, chunk: bytes) -> None:
        self._lines += chunk.count(b"\n")
        if b"\r" in chunk or self._tail[-1:] == b"\r":
            self._returns += chunk.count(b"\r")
            self._both += chunk.count(b"\r\n") + (self._tail[-1:] == b"\r" and chunk[:1] == b"\n")

    def survey(self) -> TextSurvey:
        """Return what all the bytes say."""
        if self._strict:
            self._decode(b"", final=True)
        encoding, known, mixed = self._encoding()
        wide = encoding.startswith(("utf-16", "utf-32"))
        return TextSurvey(
            size=self._size,
            encoding=encoding,
            known=known,
            mixed=mixed,
            not_utf8_line=1 if wide else max(1, self._bad_line),
            controls=self._controls and not wide,
            damaged=self._damaged and self._strict,
            sheet_errors=self._sheet_errors or wide,
            quotes=self._quotes,
            bare_returns=self._returns > self._both and self._lines > 1 and not wide,
        )

    def _encoding(self) -> tuple[str, bool, bool]:
        """Return the encoding, whether it is sure, and whether the file mixes two."""
        for mark, name in _MARKS:
            if self._start.startswith(mark) and (name != "utf-8-sig" or self._strict):
                return name, True, False
        half = max(1, self._size // 2)
        if self._zeros[1] > half * _ZEROS and not self._zeros[0]:
            return "utf-16-le", True, False
        if self._zeros[0] > half * _ZEROS and not self._zeros[1]:
            return "utf-16-be", True, False
        if self._strict:
            return UTF_8, True, False
        if self._characters:
            return UTF_8, False, True
        guess = encoding_of(self._high, self._places)
        return guess or "latin-1", guess is not None, False


def encoding_of(high: Mapping[int, int], places: Mapping[bytes, int]) -> str | None:
    """Return the one-byte encoding in which these bytes are French; None where none fits, or several do.

    `places`: how often a byte stands between two neighbours (`_NEIGHBOURS`).
    """
    scores = {name: _score(places, name) for name in _ONE_BYTE}
    best = max(_ONE_BYTE, key=lambda name: scores[name])
    french = sum(count for byte, count in high.items() if bytes([byte]).decode(best, "replace") in _FRENCH)
    others = max(score for name, score in scores.items() if name != best)
    return best if french >= _SURE * sum(high.values()) and scores[best] - others >= log(_MARGIN) else None


def _score(places: Mapping[bytes, int], name: str) -> float:
    """Return the logarithm of how likely French bytes in these places are in an encoding, but for a constant."""
    score = log(_USUAL) if name == _ONE_BYTE[0] else 0.0
    for place, count in places.items():
        sign = place[1:2].decode(name, "replace")
        weight = _WEIGHTS.get(sign, _FOREIGN) * (1 if _fits(sign, chr(place[0]), chr(place[2])) else _MISPLACED)
        score += min(count, _COUNTED) * log(max(weight, _FOREIGN))
    return score


def _fits(sign: str, before: str, after: str) -> bool:
    """Return whether a sign can stand between two neighbours."""
    if sign in "’·":
        return True
    if sign.isalpha() and sign.islower():
        return after != "A" and (sign in "àô" or (before, after) != (" ", " "))
    if sign.isalpha():
        return before != "a" and (before, after) != ("A", "a")
    return before not in "aA" or after not in "aA"
