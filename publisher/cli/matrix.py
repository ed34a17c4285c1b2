"""`publisher matrix`: a page with a link for each producer and theme, to edit a manifest or write one on GitHub."""

import os
from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import reported_if_unwritable
from publisher.cli.new import manifest_draft
from publisher.cli.next_command import repeat_location
from publisher.locale import _
from publisher.manifests.load_folder import load
from publisher.model.manifest import ManifestSet
from publisher.views import console
from publisher.views.manifest_links import Addresses, NewText, links_page


@click.command(
    help=_(
        "Print a page in Markdown with a row for each producer and a column for each theme. Each cell opens GitHub's "
        "editor: on the manifest that exists, or on a new one that is filled in already."
    )
)
@click.option(
    "--out",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=_("FILE"),
    help=_("Write a page of this repository, such as docs/matrix.md, with links that need no address."),
)
@click.option("--repository-url", "url", metavar=_("URL"),
              help=_("Address of the repository on GitHub; by default that of the workflow that runs."))  # fmt: skip
@click.option("--manifests", "root", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
              help=_("Folder of the manifests (default: manifests)."))  # fmt: skip
@language
def matrix(page: Path | None, url: str | None, root: Path) -> Exit:
    """Print the page, or write it."""
    repeat_location(root)
    base = url.rstrip("/") if url else _up_from(page) if page is not None else _of_this_workflow()
    if base is None:
        raise click.UsageError(_("the address of the repository is missing: add --repository-url URL or --out FILE"))
    text = matrix_page(root, base)
    if page is None:
        console.out(text)
        return Exit.DONE
    with reported_if_unwritable(page):
        page.write_text(text, encoding="utf-8", newline="\n")
    console.out_text(_("Written: {files}").format(files=page.as_posix()))
    return Exit.DONE


def matrix_page(root: Path, base: str) -> str:
    """Return the page of a folder of manifests. `base` is the address of the repository."""
    manifests = load(root, os.environ).manifests
    intro = _(
        "A word opens the manifest in GitHub's editor; “create it” opens a new one, to complete and to propose. "
        "Nothing is published before the team has merged it."
    )
    notice = "<!-- publisher matrix -->"
    table = links_page(manifests, Addresses(base, root.name), _new_text(manifests))
    return "\n\n".join([f"# {_('Datasets by producer and theme')}", notice, intro, table]) + "\n"


def _new_text(manifests: ManifestSet) -> NewText:
    """Return what writes a new manifest, as `publisher new` does."""
    return lambda producer, theme: manifest_draft(manifests.root / producer, theme, theme, manifests).text


def _up_from(page: Path) -> str:
    """Return the address of the repository from a page of it, as GitHub shows it: below `blob/main`."""
    depth = len(Path(os.path.relpath(page)).parent.parts)
    return "/".join([".."] * (depth + 2))


def _of_this_workflow() -> str | None:
    server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"{server}/{repository}" if server and repository else None
