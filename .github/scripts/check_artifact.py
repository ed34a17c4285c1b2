"""The artifact of a pull request's check, read as hostile input."""

import io
import json
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from github_api import download, get

NAME: Final = "pull-request"
TEXT, PLAN, RESULT = "comment.md", "plan.md", "result.json"
LARGEST: Final = 5_000_000
"""Bytes of the archive."""

LONGEST_TEXT: Final = 62_000
"""Characters of a comment's text: with what goes around it, GitHub takes 65,536."""

LONGEST_RESULT: Final = 200
"""Bytes."""

VERDICTS: Final = ("green", "warning", "red")
INVISIBLE: Final = "\u200b"
"""Goes behind @ and #, as in the texts of the tool: else GitHub makes a mention or a link to an issue of them."""

TAG: Final = re.compile(
    r"<(?!/?(?:details|summary|br|code|pre|b|strong|i|em|ins|del|s|sub|sup|kbd|p|ul|ol|li|h[1-6]|blockquote"
    r"|table|thead|tbody|tr|th|td) ?/?>|details open>)"
)
"""The beginning of a tag that the tool does not write, or of a comment."""


class Refused(Exception):
    """The artifact is not one that the check writes."""


@dataclass(frozen=True)
class Result:
    """What the check says."""

    verdict: str
    text: str


def read_result(repository: str, run: int, since: str) -> Result | None:
    """Return what the artifact of a run says; None where there is none of this attempt. Raises `Refused`.

    `since`: when the attempt began. An earlier one may have left an artifact of the same name.
    """
    listed = get(f"repos/{repository}/actions/runs/{run}/artifacts?name={NAME}&per_page=100")["artifacts"]
    own = [each for each in listed if each["name"] == NAME and not each["expired"] and each["created_at"] >= since]
    if not own:
        return None
    latest = max(own, key=lambda each: int(each["id"]))
    content = download(f"repos/{repository}/actions/artifacts/{int(latest['id'])}/zip", LARGEST)
    if content is None:
        raise Refused("archive")
    return result_in(content)


def result_in(archive: bytes) -> Result:
    """Return what an archive says. Raises `Refused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as file:
            members = file.infolist()
            names = [member.filename for member in members]
            if len(names) > 3 or len({*names}) < len(names) or not {TEXT, RESULT} <= {*names} <= {TEXT, PLAN, RESULT}:
                raise Refused("noms")
            text = _member(file, TEXT, 4 * LONGEST_TEXT).decode()
            result = json.loads(_member(file, RESULT, LONGEST_RESULT))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Refused("archive") from error
    return Result(_verdict(result), _checked(text))


def _member(file: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return a member, without reading more than `limit` bytes of it. Raises `Refused`."""
    if file.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("compression")
    with file.open(name) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise Refused("taille")
    return content


def _verdict(result: object) -> str:
    verdict = result.get("verdict") if isinstance(result, dict) else None
    if not isinstance(verdict, str) or verdict not in VERDICTS or result != {"format_version": 1, "verdict": verdict}:
        raise Refused(RESULT)
    return verdict


def _checked(text: str) -> str:
    """Return a text without markup that the tool does not write. Raises `Refused`."""
    if len(text) > LONGEST_TEXT or any(map(_is_unsafe, text)):
        raise Refused(TEXT)
    text = TAG.sub("&lt;", text).replace("![", f"!{INVISIBLE}[")
    text = re.sub(r"@(?=\w)", f"@{INVISIBLE}", text)
    text = re.sub(r"(?<![\w&/])#(?=\d)", f"#{INVISIBLE}", text)
    if len(text) > LONGEST_TEXT + 1_000:  # what makes it harmless makes it longer
        raise Refused(TEXT)
    return text


def _is_unsafe(character: str) -> bool:
    """Return whether a character controls a terminal, a direction or a line."""
    return character not in f"\n{INVISIBLE}" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
