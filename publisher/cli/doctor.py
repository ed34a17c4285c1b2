"""`publisher doctor`: check each catalogue: reachable, account, write access."""

from collections.abc import Iterable

import click

from publisher.catalogs.base import Catalog, HasSchema, ReportsHighValueData, ShowsMarkers
from publisher.catalogs.errors import AnsweredInstead, CatalogError, Layer
from publisher.catalogs.probe import probe
from publisher.catalogs.transport import Transport
from publisher.cli.exit_codes import Exit
from publisher.cli.local_files import replace_file, write_new
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace, front_password
from publisher.locale import _
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import Message, message
from publisher.model.token_expiry import expiring_tokens
from publisher.sync.plan.organizations import find_organizations
from publisher.sync.plan.selection import desired_in
from publisher.sync.plan.survey import needs_of, refused_by_schema
from publisher.views import console
from publisher.views.doctor_text import Diagnosis, diagnosis_text, verdict_text


@click.command(help=_("Check each catalogue: reachable, account, write access."))
@common("text")
@click.option(
    "--save-schema",
    is_flag=True,
    help=_("Save the fields that a CKAN declares (its schema) beside catalogs.yml: manifests are then checked against "
           "them offline, too."),
)  # fmt: skip
def doctor(common: Common, *, save_schema: bool) -> Exit:
    """Check each catalogue, and end with one line: ready, or the next thing to do."""
    workspace = Workspace(common)
    configs = [config for config in workspace.manifests.catalogs if config.name in workspace.catalogs]
    diagnoses = [_examine(workspace, config) for config in configs]
    if save_schema:
        diagnoses = [_save_schema(workspace, diagnosis) for diagnosis in diagnoses]
    console.out_text("\n\n".join(diagnosis_text(diagnosis) for diagnosis in diagnoses))
    console.out_text("\n" + verdict_text(diagnoses, common.selection.catalogs))
    return Exit.DONE if all(diagnosis.healthy for diagnosis in diagnoses) else Exit.INVALID


def _save_schema(workspace: Workspace, diagnosis: Diagnosis) -> Diagnosis:
    """Save the schema of a catalogue, if it has one, and return the diagnosis with the file."""
    catalog, file = workspace.catalogs[diagnosis.config.name], diagnosis.config.schema_file
    text = catalog.schema_copy() if isinstance(catalog, HasSchema) and diagnosis.schema else None
    if text is None or file is None:
        return diagnosis
    if file.exists():
        replace_file(file, text.encode())
    else:
        write_new({file: text})
    return diagnosis.with_saved_schema(file)


def _examine(workspace: Workspace, config: CatalogConfig) -> Diagnosis:
    """Return what a catalogue answers to a probe, and to a check where the probe finds the expected software."""
    answer = probe(Transport(config, password=front_password(config)))
    desired = desired_in(workspace.manifests, config)
    needs = needs_of(desired)
    diagnosis = Diagnosis(
        config=config,
        answer=answer,
        has_token=workspace.token_of(config) is not None,
        expiring=expiring_tokens([config], workspace.loaded.today),
        desired=sorted(needs.organizations),
    )
    if (answer.software or "").lower() != config.kind:
        return diagnosis
    if settings := workspace.catalogs[config.name].lint(()):
        return diagnosis.with_problem(settings[0].what, in_file(settings[0]))
    try:
        catalog, repository = workspace.catalogs[config.name], workspace.manifests.repository
        access = catalog.check(needs, workspace.cache.asked_anew())
        public = workspace.common.public_output
        organizations = find_organizations(desired, access, catalog, repository, public=public)
        hiding = catalog.setting_to_hide_marker(repository) if isinstance(catalog, ShowsMarkers) else None
        schema = catalog.schema_report() if isinstance(catalog, HasSchema) else None
        refused = refused_by_schema(catalog, desired)
        unreported = _unreported(catalog, map(organizations.present, desired)) if not organizations.lost else ()
        diagnosis = diagnosis.with_access(access, organizations, hiding).with_unreported(unreported)
        return diagnosis.with_schema(schema, refused)
    except CatalogError as error:
        layer = error.layer if isinstance(error, AnsweredInstead) else Layer.CATALOG
        return diagnosis.with_problem(error.what, error.fix, layer)


def _unreported(catalog: Catalog, desired: Iterable[DesiredDataset]) -> tuple[Message, ...]:
    """Return why the catalogue does not report high-value data, for each organization whose manifests have some."""
    if not isinstance(catalog, ReportsHighValueData):
        return ()
    organizations = {dataset.organization for dataset in desired if isinstance(dataset.content.hvd, str)}
    reasons = (catalog.why_not_reported(organization) for organization in sorted(organizations))
    return tuple(reason for reason in reasons if reason is not None)


def in_file(finding: Finding) -> Message:
    """Return what to do about a finding, and where."""
    return message("in {file}, line {line}: {fix}", fix=finding.fix, file=finding.at.file, line=finding.at.line)
