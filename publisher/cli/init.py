"""`publisher init`: the files of a new repository of manifests."""

import sys
from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import refuse_unusable, write_new
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import repeat_location
from publisher.cli.stop_signals import ending_what_is_begun
from publisher.locale import _
from publisher.manifests.new_repository import MANIFESTS, NewCatalog, NewRepository, repository_files
from publisher.manifests.value_types import usable_name
from publisher.model.commands import command
from publisher.model.project import ACTION, REPOSITORY
from publisher.views import console
from publisher.views.output_streams import output_error


@click.command(
    help=_(
        "Write the files of a new repository of manifests into DIR (default: this folder): catalogues, themes, an "
        "example, GitHub workflows and editor settings, with comments in French. No file is replaced. At a terminal, "
        "what no option gives is asked."
    )
)
@click.argument("folder", metavar=_("[DIR]"), type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--name", "title", metavar=_("NAME"), help=_("Name of the body that publishes."))
@click.option("--ckan", metavar=_("URL"), help=_("Address of a CKAN catalogue."))
@click.option("--udata", metavar=_("URL"), help=_("Address of a udata catalogue, such as data.gouv.fr."))
@click.option(
    "--organization",
    metavar=_("NAME"),
    help=_("Its organization in the catalogues, as at the end of its address; by default its folder."),
)
@click.option("--producer", metavar=_("NAME"), help=_("Name of its folder; by default made of --name."))
@click.option("--action", metavar=_("OWNER/REPOSITORY@VERSION"), default=ACTION,
              help=_("The repository of this tool on GitHub, for the workflows."))  # fmt: skip
@language
def init(
    folder: Path,
    title: str | None,
    ckan: str | None,
    udata: str | None,
    organization: str | None,
    producer: str | None,
    action: str,
) -> Exit:
    """Write what is missing of a new repository; then print what to do next."""
    if (folder / MANIFESTS).exists():
        text = _("{folder} exists already: nothing was written").format(folder=(folder / MANIFESTS).as_posix())
        raise click.UsageError(text)
    title = title or _asked(_("Name of the body that publishes"), _("the name of the body is missing: add --name NAME"))
    name = producer or usable_name(title)
    if name is None:
        raise click.UsageError(_("no folder can be named after “{name}”: add --producer NAME").format(name=title))
    refuse_unusable(name)
    catalogs = _catalogs({"ckan": ckan, "udata": udata})
    if organization is None and _may_ask():
        question = _("Its organization there, as at the end of the address of its page")
        organization = click.prompt(question, default=name, prompt_suffix=_(": "), err=True)
    _write(folder, NewRepository(title, name, organization or name, catalogs, action))
    return Exit.DONE


def _may_ask() -> bool:
    return sys.stdin.isatty() and output_error(sys.stderr) is None


def _asked(question: str, missing: str) -> str:
    """Return what a person answers at the terminal. Raises `click.UsageError` where there is none."""
    if not _may_ask():
        raise click.UsageError(missing)
    return str(click.prompt(question, prompt_suffix=_(": "), err=True))


def _catalogs(urls: dict[str, str | None]) -> list[NewCatalog]:
    """Return the catalogues of the options; at a terminal, both are asked where none is given."""
    if not any(urls.values()) and _may_ask():
        urls = {kind: click.prompt(_("Address of its {kind} catalogue, or nothing").format(kind=kind), default="",
                                   show_default=False, prompt_suffix=_(": "), err=True) for kind in urls}  # fmt: skip
    catalogs = [NewCatalog(kind, _address(url)) for kind, url in urls.items() if url]
    if not catalogs:
        raise click.UsageError(_("a catalogue is missing: add --ckan URL, --udata URL or both"))
    return catalogs


def _address(text: str) -> str:
    """Return the address of a catalogue. Raises `click.UsageError` for another text."""
    from pydantic import TypeAdapter, ValidationError  # here, for `--help` needs neither of them

    from publisher.manifests.catalogs_file import Server

    try:
        return TypeAdapter(Server).validate_python(text.strip().rstrip("/"))
    except ValidationError as error:
        what = error.errors()[0]["ctx"]["what"]
        raise click.UsageError(f"{text}{_(': ')}{what}") from error


def _write(folder: Path, new: NewRepository) -> None:
    texts = {folder / path: text for path, text in repository_files(new).items()}
    kept = [path for path in texts if path.exists()]
    written = {path: text for path, text in texts.items() if path not in kept}
    with ending_what_is_begun():
        write_new(written)
    for path in written:
        console.out(path.as_posix())
    for path in kept:
        console.out_text(_("{file} exists already: it was kept").format(file=path.as_posix()))
    repeat_location(folder / MANIFESTS)
    console.out_text("\n".join(["", *_next_steps(folder, new)]))
    note_lost_summary(_("Written: {files}").format(files=", ".join(path.as_posix() for path in written)))


def _next_steps(folder: Path, new: NewRepository) -> list[str]:
    """Return what to do next, each with its command."""
    example = folder / MANIFESTS / new.producer / "exemple.yml"
    return [
        _("Then:"),
        "  " + _("check the files:  {command}").format(command=command("validate")),
        "  " + _("rehearse without an account:  {command}").format(command=command("plan", "--sandbox")),
        "  " + _("check the addresses:  {command}").format(command=command("doctor")),
        "  " + _("fill in the example: {file}").format(file=example.as_posix()),
        *([f"  {_action_step()}"] if new.action == ACTION else []),
    ]


def _action_step() -> str:
    text = _("in .github/workflows, write the repository of this tool on GitHub in place of {placeholder}")
    return text.format(placeholder=REPOSITORY)
