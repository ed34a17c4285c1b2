"""Contents of files of a given size that are what their names say, the same each time."""

import io
import json
import random
from itertools import count
from typing import Final
from zipfile import ZipFile, ZipInfo

from tests.help_pages.workbook import workbook

_HEADER: Final = b"id;nom;valeur;insee\r\n"
_ROW: Final = "{n:08};Équipement n° {n:08};{n}.5;69029\r\n"
_LONGEST_ROW: Final = 60


def noise(size: int) -> bytes:
    """Return bytes without any pattern."""
    return random.Random(size).randbytes(size)


def table(size: int) -> bytes:
    """Return a table of that many bytes, with whole rows: its last name is as long as it takes. From 100 bytes on."""
    content = bytearray(_HEADER)
    numbers = count(1)
    while size - len(content) > 2 * _LONGEST_ROW:
        content += _ROW.format(n=next(numbers)).encode()
    start, end = b"99999999;", b";1.5;69029\r\n"
    return bytes(content) + start + b"x" * (size - len(content) - len(start) - len(end)) + end


def archive(size: int) -> bytes:
    """Return a ZIP archive of that many bytes, which no packing makes smaller. From 200 bytes on."""
    around = len(_archive_of(b""))
    return _archive_of(noise(size - around))


def _archive_of(content: bytes) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as file:
        file.writestr(ZipInfo("releve.bin"), content)
    return target.getvalue()


def content_of(name: str, number: int) -> bytes:
    """Return a small file of the kind that its name says. Another name or number gives another content.

    udata tells the format from the name of the first upload of the same bytes.
    """
    own = json.dumps(name, ensure_ascii=False).encode()
    row = b"%d," % number + own
    match name.lower().rpartition(".")[2]:
        case "csv":
            mark = b"\xef\xbb\xbf" if number % 5 == 4 else b""
            return mark + b"id,nom,m\xc3\xa8tres\r\n" + b"\r\n".join([b"%s,%d" % (row, n) for n in range(number)])
        case "json":
            return b'[{"nom": %s}' % own + b', {"nom": "Bron"}' * number + b"]"
        case "geojson":
            place = b'{"type": "Point", "coordinates": [4.8, 45.%d]}' % number
            feature = b'{"type": "Feature", "properties": {"nom": %s}, "geometry": %s}' % (own, place)
            return b'{"type": "FeatureCollection", "features": [%s]}' % feature
        case "xlsx":
            return workbook(f"id,nom\n{row.decode()}\n")
        case "xml":
            return b"<noms>" + b"<nom/>" * number + own + b"</noms>"
        case "zip":
            return _archive_of(own + noise(number))
        case "gz":
            return b"\x1f\x8b\x08" + own + noise(number)
        case "pdf":
            return b"%PDF-1.7\n" + own + noise(number)
        case "parquet":
            return b"PAR1" + own + noise(number) + b"PAR1"
        case _:
            return own + noise(number)
