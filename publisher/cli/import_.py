"""`publisher import`: write manifests from the entries of a catalogue. Existing files are never changed."""

from dataclasses import dataclass
from pathlib import Path

import click

from publisher.capture.import_entries import Importer, NoSuchOrganizationError
from publisher.capture.imported_manifest import Imports, files_for_public, imports_for_public, producer_text
from publisher.capture.trial_folder import TrialFolder
from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import refuse_unusable, write_new
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import repeat_location
from publisher.cli.selection_options import Common, public_output_option
from publisher.cli.stop_signals import ending_what_is_begun
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.manifests.producer_file import FILE
from publisher.model.findings import ManifestError, Position, Severity
from publisher.model.manifest import CatalogConfig, Producer
from publisher.model.names import CatalogName, ProducerId
from publisher.sync.plan.organizations import former_name_text
from publisher.sync.plan.selection import Selection
from publisher.views import console
from publisher.views.import_text import imports_text
from publisher.views.json_results import imports_document


@dataclass(frozen=True)
class _ImportRequest:
    """The producer and the organization of one import."""

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
@public_output_option()
@language
def import_(
    producer: str,
    catalog: str,
    organization: str | None,
    dry_run: bool,
    root: Path,
    result_format: str,
    sandbox: bool,
    public_output: bool,
) -> Exit:
    """Read and classify the entries, write the manifests of the exact ones, then print the next command."""
    repeat_location(root, sandbox=sandbox)
    refuse_unusable(producer)
    selection = Selection(catalogs=(CatalogName(catalog),))
    workspace = Workspace(Common(root, selection, result_format, sandbox=sandbox))
    _refuse_broken(workspace, producer)
    request = _ImportRequest(ProducerId(producer), organization, dry_run)
    config = next(config for config in workspace.manifests.catalogs if config.name == catalog)
    trial = TrialFolder(root, request.producer, workspace.manifests.catalogs)
    organization_name = _organization(request, config, trial)
    imports = _read_imports(workspace, config, request, trial, organization_name)
    if imports.renamed is not None:
        console.note(f"? {former_name_text(organization_name, config.name, imports.renamed)}\n")
        organization_name = imports.renamed.name
    written = (
        ()
        if dry_run
        else _write_manifests(root / producer, imports, config, organization_name, new=trial.producer is None)
    )
    if public_output:
        imports = imports_for_public(imports)
        written = files_for_public(imports, written)
    view = imports_document if result_format == "json" else imports_text
    text = view(imports, request.producer, config.name, organization_name, written, dry_run=dry_run)
    console.out_in(result_format, text)
    if written:
        note_lost_summary(_("Written: {files}").format(files=", ".join(path.as_posix() for path in written)))
    return Exit.DONE


def _refuse_broken(workspace: Workspace, producer: str) -> None:
    """Refuse to import where a file of the producer is invalid: it may describe an entry. Raises `ManifestError`."""
    errors = (finding for finding in workspace.loaded.findings if finding.severity is Severity.ERROR)
    if errors_of_producer := tuple(finding for finding in errors if Path(finding.at.file).parent.name == producer):
        raise ManifestError(errors_of_producer)


def _organization(request: _ImportRequest, config: CatalogConfig, trial: TrialFolder) -> str:
    """Return the organization to read: that of the option, of the producer, or of the catalogue.

    Raises `click.UsageError`.
    """
    configured = trial.producer.organization_in(config) if trial.producer else config.organization
    organization = request.organization or configured
    if organization is None:
        raise click.UsageError(_("name the organization: --organization NAME"))
    if trial.producer is not None and configured != organization:
        text = _("{file} does not name this organization: under `organization:`, add a line  {catalog}: {name}")
        raise click.UsageError(text.format(file=trial.producer.at.file, catalog=config.name, name=organization))
    return organization


def _read_imports(
    workspace: Workspace, config: CatalogConfig, request: _ImportRequest, trial: TrialFolder, organization: str
) -> Imports:
    """Read and classify the entries of the organization. Raises `click.UsageError` where it does not exist."""
    producer = trial.producer or Producer(
        id=request.producer,
        name=organization,
        organizations={config.name: organization},
        organizations_at={},
        at=Position(f"{request.producer}/{FILE}"),
    )
    importer = Importer(
        manifests=workspace.manifests,
        config=config,
        catalog=workspace.catalogs[config.name],
        producer=producer,
        trial=trial,
    )
    try:
        return importer.run(organization, workspace.cache)
    except NoSuchOrganizationError as error:
        text = _("{catalog} has no organization “{name}”").format(catalog=config.name, name=error.name)
        hint = _("did you mean “{near}”?").format(near=error.near) if error.near else ""
        raise click.UsageError("; ".join(part for part in (text, hint) if part)) from error


def _write_manifests(
    folder: Path, imports: Imports, config: CatalogConfig, organization: str, *, new: bool
) -> tuple[Path, ...]:
    """Write the manifests, and `producer.yml` for a new producer. Return the paths."""
    texts = {folder / f"{draft.stem}.yml": draft.manifest.text() for draft in imports.drafts}
    if new and texts:
        titles = (classified.entry.organization_title for classified in imports.entries)
        name = next((title for title in titles if title), organization)
        texts = {folder / FILE: producer_text(name, {config.name: organization}), **texts}
    with ending_what_is_begun():
        write_new(texts)
    return tuple(texts)
