"""`publisher import`: manifests from what a catalogue has. Files that are there already are never touched."""

from dataclasses import dataclass
from pathlib import Path

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.language import language
from publisher.cli.new_files import refuse_unusable, write_new
from publisher.cli.options import Common
from publisher.locale import _
from publisher.manifests.imported import Imports, Trial, producer_text
from publisher.manifests.producer import FILE
from publisher.model.findings import ManifestError, Severity
from publisher.model.manifest import CatalogConfig, Producer
from publisher.model.names import CatalogName, ProducerId
from publisher.model.source import Position
from publisher.sync.desire import Selection
from publisher.sync.importing import Importer, NoSuchOrganizationError
from publisher.views import console
from publisher.views.importing import imports_document, imports_text


@dataclass(frozen=True)
class _Asked:
    """What a person asked for."""

    producer: ProducerId
    organization: str | None
    dry_run: bool


@click.command(
    "import", help=_("Write manifests from the entries of a catalogue. PRODUCER is a folder, existing or new.")
)
@click.argument("producer", metavar=_("PRODUCER"))
@click.option("--catalog", required=True, metavar=_("NAME"), help=_("The catalogue to read."))
@click.option(
    "--organization",
    metavar=_("ORGANIZATION"),
    help=_("Organization of the entries, if producer.yml does not name it."),
)
@click.option("--dry-run", is_flag=True, help=_("Show what would be written, and write nothing."))
@click.option(
    "--manifests",
    "root",
    type=click.Path(path_type=Path),
    default=Path("manifests"),
    metavar=_("DIR"),
    help=_("Folder of the manifests (default: manifests)."),
)
@click.option(
    "--format", "result_format", type=click.Choice(["text", "json"]), default="text", help=_("Format of the result.")
)
@click.option("--sandbox", is_flag=True, help=_("Use a sandbox on this machine instead of the catalogues."))
@language
def import_(
    producer: str, catalog: str, organization: str | None, dry_run: bool, root: Path, result_format: str, sandbox: bool
) -> Exit:
    """Read, sort, write the manifests of what is exact; then say how to go on."""
    refuse_unusable(producer)
    selection = Selection(catalogs=(CatalogName(catalog),))
    desk = Desk(Common(root, selection, result_format, sandbox=sandbox))
    _refuse_broken(desk, producer)
    asked = _Asked(ProducerId(producer), organization, dry_run)
    config = next(one for one in desk.manifests.catalogs if one.name == catalog)
    trial = Trial(root, asked.producer, desk.manifests.catalogs)
    place = _place(asked, config, trial)
    found = _imports(desk, config, asked, trial, place)
    written = () if dry_run else _written(root / producer, found, config, place, new=trial.producer is None)
    shown = imports_document if result_format == "json" else imports_text
    console.out(shown(found, asked.producer, config.name, place, written, dry_run=dry_run))
    return Exit.DONE


def _refuse_broken(desk: Desk, producer: str) -> None:
    """Go no further where one of the producer's files is invalid: it may describe an entry. Raises `ManifestError`."""
    errors = (one for one in desk.loaded.findings if one.severity is Severity.ERROR)
    if found := tuple(one for one in errors if Path(one.at.file).parent.name == producer):
        raise ManifestError(found)


def _place(asked: _Asked, config: CatalogConfig, trial: Trial) -> str:
    """The organization to read: the producer's, the catalogue's, or the one that was named."""
    known = trial.producer.organization_in(config) if trial.producer else config.organization
    place = asked.organization or known
    if place is None:
        raise click.UsageError(_("name the organization: --organization NAME"))
    if trial.producer is not None and known != place:
        text = _("{file} does not name this organization: under `organization:`, add a line  {catalog}: {name}")
        raise click.UsageError(text.format(file=trial.producer.at.file, catalog=config.name, name=place))
    return place


def _imports(desk: Desk, config: CatalogConfig, asked: _Asked, trial: Trial, place: str) -> Imports:
    producer = trial.producer or Producer(
        id=asked.producer,
        name=place,
        organizations={config.name: place},
        organizations_at={},
        at=Position(f"{asked.producer}/{FILE}"),
    )
    importer = Importer(
        manifests=desk.manifests, config=config, catalog=desk.catalogs[config.name], producer=producer, trial=trial
    )
    try:
        return importer.run(place, desk.cache)
    except NoSuchOrganizationError as error:
        text = _("{catalog} has no organization “{name}”").format(catalog=config.name, name=error.name)
        hint = _("did you mean “{near}”?").format(near=error.near) if error.near else ""
        raise click.UsageError("; ".join(part for part in (text, hint) if part)) from error


def _written(folder: Path, found: Imports, config: CatalogConfig, place: str, *, new: bool) -> tuple[Path, ...]:
    """Write the files; their paths."""
    texts = {folder / f"{one.stem}.yml": one.manifest.text() for one in found.drafts}
    if new and texts:
        titles = (one.entry.organization_title for one in found.sorted)
        name = next((title for title in titles if title), place)
        texts = {folder / FILE: producer_text(name, {config.name: place}), **texts}
    write_new(texts)
    return tuple(texts)
