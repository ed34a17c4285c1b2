"""Write the edited text of a manifest in place of the text that was read: never over an edit made in between."""

from pathlib import Path

import click

from publisher.capture.yaml_editor import with_line_endings_of, with_line_feeds
from publisher.cli.local_files import replace_file, reported_if_unwritable
from publisher.locale import _


def rewrite_manifest(path: Path, before: str, after: str) -> None:
    """Replace the text `before` of a manifest by `after`; both have line feeds, and the file keeps its line endings.

    Raises `click.ClickException` where the file cannot be written, or has another text by now: between the reading and
    the answer of a person, a colleague or an editor may have saved it.
    """
    with reported_if_unwritable(path):
        content = path.read_bytes()
    text = content.decode("utf-8", "replace")
    if with_line_feeds(text) != before:
        what = _("{file} has been changed in the meantime, and stays as it is. Start again, to see what would change.")
        raise click.ClickException(what.format(file=path.as_posix()))
    replace_file(path, with_line_endings_of(text, after).encode())
