"""`publisher drift`: show what was edited in the catalogues since our last write. Never writes."""

import shlex
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from publisher.cli.check_links import link_findings
from publisher.cli.drift_reports import refuse_filled, write_reports
from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.next_command import same_command
from publisher.cli.selection_options import Common, common, texts
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.drift import (
    ADDED,
    IGNORABLE,
    DriftKind,
    DriftResult,
    LateData,
    drifted_entries,
    is_addition,
    is_ignorable,
    not_compared,
)
from publisher.model.findings import Finding, Severity
from publisher.model.manifest import CatalogConfig
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Plan
from publisher.model.public_output import plan_for_public
from publisher.model.token_expiry import expiring_tokens
from publisher.model.vocabulary import closest
from publisher.rules.registry import RULES
from publisher.rules.rule import Family
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.last_changes import late_data, with_last_changes
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions
from publisher.views import console, json_results
from publisher.views.drift_json import drift_document
from publisher.views.drift_markdown import drift_markdown
from publisher.views.drift_text import DriftCommands, drift_text

EVERY_EDIT = RunOptions(ResolutionPolicy(OnDrift.KEEP, OnConflict.PORTAL), {})
"""A plan with these options lists all edits of an entry; otherwise a conflict hides the others."""


@click.command(help=_("Show what was edited in the catalogues since our last write. Nothing is written."))
@common("text", "json", "markdown")
@click.option(
    "--ignore",
    multiple=True,
    metavar=_("FIELD"),
    help=_("Leave out this field, `resources`, `resources.added` or `resources.FIELD`; may be repeated."),
)
@click.option("--late", is_flag=True, help=_("Also list the data that are late against their `frequency:`."))
@click.option(
    "--out",
    "folder",
    metavar=_("DIR"),
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Also write the result into this new folder: report.md, and a file of producers/ for each producer."),
)
@click.option("--links", is_flag=True, help=_("Also call the addresses that the manifests name, and list dead ones."))
def drift(common: Common, ignore: tuple[str, ...], late: bool, links: bool, folder: Path | None) -> Exit:
    """Read the catalogues as a plan does, and show the edits. Return `PENDING` where there is something to see to."""
    ignored = _ignored(texts(ignore))
    if folder is not None:
        refuse_filled(folder)
    workspace = Workspace(common)
    workspace.refuse_invalid()
    with naming_the_others(workspace):
        read = plan_for_public(make_plan(workspace.inputs, Request(selection=common.selection, options=EVERY_EDIT)))
        entries = drifted_entries(read, ignored, lambda *place: _lists_resources(workspace, *place))
        result = DriftResult(
            plan=read,
            entries=with_last_changes(entries, workspace.catalogs),
            not_compared=not_compared(read),
            late=_late_data(workspace, read) if late else None,
            links=_dead_links(workspace) if links else None,
            tokens=expiring_tokens(_configs(workspace), workspace.loaded.today),
        )
    asked = [part for name in ignore for part in ("--ignore", name)]
    asked += [flag for flag, is_asked in (("--late", late), ("--links", links)) if is_asked]
    _print(result, common, _commands(result, common, asked))
    if folder is not None:
        write_reports(folder, result, lambda part, shared: _commands(part, shared, asked), common)
    if not result.is_clean:
        return Exit.PENDING
    return Exit.PARTLY if result.not_compared else Exit.DONE


def _configs(workspace: Workspace) -> Iterable[CatalogConfig]:
    return (config for config in workspace.manifests.catalogs if config.name in workspace.catalogs)


def _ignored(names: Iterable[str]) -> frozenset[str]:
    """Return the fields to leave out. Raises `click.UsageError` for an unknown one."""
    for name in names:
        if not is_ignorable(name):
            near = closest(name, IGNORABLE)
            text = _("there is no field “{name}”; did you mean “{near}”?") if near else _("there is no field “{name}”")
            raise click.BadParameter(text.format(name=name, near=near), param_hint="--ignore")
    return frozenset(names)


def _lists_resources(workspace: Workspace, key: DatasetKey, catalog: CatalogName) -> bool:
    """Return whether a manifest has a list of resources: otherwise they are left to the catalogue."""
    manifests = (manifest for manifest in workspace.manifests.manifests if manifest.key == key)
    contents = (manifest.content_for(catalog) for manifest in manifests)
    return any(content is not None and content.manages_resources for content in contents)


def _late_data(workspace: Workspace, plan: Plan) -> tuple[LateData, ...]:
    return late_data(plan, workspace.catalogs, _frequencies(workspace, plan), datetime.now(UTC))


def _frequencies(workspace: Workspace, plan: Plan) -> Mapping[tuple[DatasetKey, CatalogName], str]:
    """Return the frequency that the manifest of each dataset declares."""
    manifests = {manifest.key: manifest for manifest in workspace.manifests.manifests}
    places = [(item.key, item.catalog) for item in plan.items if item.key in manifests]
    contents = ((place, manifests[place[0]].content_for(place[1])) for place in places)
    return {place: content.frequency for place, content in contents if content and isinstance(content.frequency, str)}


def _dead_links(workspace: Workspace) -> tuple[Finding, ...]:
    """Return the addresses that nobody can use, but those that a manifest accepts."""
    rules = {rule.id for rule in RULES.values() if rule.family is Family.LINKS}
    findings = workspace.findings(links=link_findings(workspace)).open
    return tuple(finding for finding in findings if finding.rule in rules and finding.severity is Severity.ERROR)


def _print(result: DriftResult, common: Common, commands: DriftCommands) -> None:
    match common.format:
        case "json":
            console.out_json(json_results.dumps(drift_document(result)))
        case "markdown":
            console.out(drift_markdown(result, commands))
        case _:
            console.out_text(drift_text(result, commands))


def _commands(result: DriftResult, common: Common, asked: Iterable[str]) -> DriftCommands:
    """Return the commands that settle the edits, as far as they do. `asked`: the options of this one."""
    both = any(entry.kind is DriftKind.CONFLICT for entry in result.entries)
    on_conflict = OnConflict.MANIFEST if both else OnConflict.BLOCK
    revert = RunOptions(ResolutionPolicy(OnDrift.REVERT, on_conflict), {})
    changes = [change for entry in result.entries for change in entry.changes]
    added, edits = any(map(is_addition, changes)), not all(map(is_addition, changes))
    has_deleted = any(entry.kind is DriftKind.DELETED for entry in result.entries)
    return DriftCommands(
        pull=same_command("pull", common, DEFAULT_OPTIONS) if edits else None,
        revert=same_command("sync", common, revert) if edits or has_deleted else None,
        without_added=_again(common, (*asked, "--ignore", ADDED)) if added else None,
    )


def _again(common: Common, flags: Iterable[str]) -> str:
    return shlex.join([*shlex.split(same_command("drift", common, DEFAULT_OPTIONS)), *flags])
