"""Write the repairs that findings carry into the files: each file as a whole, or not at all."""

import codecs
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from shutil import copymode
from tempfile import mkstemp
from typing import BinaryIO, Final

from publisher.capture.repair_texts import repaired_text
from publisher.model.findings import Finding, Reencode, Replace
from publisher.safe_open import open_regular, read_regular

CHUNK: Final = 1 << 20
"""Bytes."""
LARGEST: Final = 2_000_000
"""Bytes of a manifest; none is larger."""


def repair_file(path: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Write the repairs of these findings into a file, and return those that were repaired. Raises `OSError`."""
    repairable = tuple(finding for finding in findings if finding.repair is not None)
    texts = tuple(finding for finding in repairable if isinstance(finding.repair, Replace))
    if texts:
        return _repair_text(path, texts)
    return _reencode(path, repairable[0]) if repairable else ()


def _repair_text(path: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Repair a manifest. One that is not UTF-8, or too large for a manifest, stays as it is."""
    try:
        content = read_regular(path, LARGEST + 1)
        if len(content) > LARGEST:  # it has grown since it was checked
            return ()
        before = content.decode("utf-8")
    except UnicodeDecodeError:
        return ()
    after = repaired_text(before, findings)
    if after.repaired:
        replace_content(path, [after.text.encode("utf-8")])
    return after.repaired


def _reencode(path: Path, finding: Finding) -> tuple[Finding, ...]:
    """Write a data file as UTF-8, without holding it in memory. One that has another encoding after all stays."""
    if not isinstance(finding.repair, Reencode):
        return ()
    try:
        with open_regular(path) as file:
            replace_content(path, _as_utf8(file, finding.repair.encoding))
    except UnicodeDecodeError:
        return ()
    return (finding,)


def _as_utf8(file: BinaryIO, encoding: str) -> Iterable[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


def replace_with_copy(path: Path, source: Path) -> None:
    """Replace the content of a file by that of another one. Raises `OSError`; the former content is whole then."""
    with open_regular(source) as file:
        replace_content(path, iter(partial(file.read, CHUNK), b""))


def replace_content(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace the content of a file as a whole: whatever fails on the way leaves the former content.

    The draft has a name that no file has: one that is there, or a link in its place, may be somebody's.
    Raises `OSError`, and whatever the chunks raise.
    """
    target = path.resolve()
    descriptor, name = mkstemp(dir=target.parent, prefix=".", suffix=".part")
    draft = Path(name)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - of a descriptor
            file.writelines(chunks)
        copymode(target, draft)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
