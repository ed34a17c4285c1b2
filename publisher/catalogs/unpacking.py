"""Unpacking of replies, piece by piece: a small reply may unpack to gigabytes, and its reader stops in time."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

ACCEPTED: Final = "gzip, deflate"
"""What we ask servers for (`Accept-Encoding`)."""

PIECE: Final = 65_536
"""Bytes. No more is unpacked at a time."""

_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS + 32


class UnreadableEncoding(Exception):
    """The reply is not packed as its headers say, or in a way that was not asked for."""


def unpacked(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the unpacked bytes of a body. Raises `UnreadableEncoding`."""
    match encoding.strip().lower():
        case "" | "identity":
            yield from pieces
        case "gzip" | "x-gzip" | "deflate":
            try:
                yield from _inflated(pieces)
            except zlib.error as error:
                raise UnreadableEncoding from error
        case _:
            raise UnreadableEncoding


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the inflated bytes of one gzip or zlib stream, or of several gzip streams in a row."""
    decoder, is_new, ended = zlib.decompressobj(_GZIP_OR_ZLIB), True, True
    for piece in pieces:
        rest, more = piece, True
        while rest or more:
            try:
                inflated = decoder.decompress(rest, PIECE)
            except zlib.error:
                if not is_new:
                    raise
                decoder = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers call raw deflate "deflate"
                inflated = decoder.decompress(rest, PIECE)
            yield inflated
            is_new, ended = False, decoder.eof
            rest, more = decoder.unconsumed_tail, len(inflated) == PIECE
            if decoder.eof:
                rest, more = decoder.unused_data, False
                decoder, is_new = zlib.decompressobj(_GZIP_OR_ZLIB), True
    if not ended:
        raise zlib.error("the end is missing")
