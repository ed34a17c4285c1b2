"""`publisher show KEY`: show a dataset with its layers merged, and where each value comes from."""

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.catalog import Access
from publisher.model.manifest import CatalogConfig, Manifest
from publisher.model.projection import projected_values
from publisher.sync.plan.selection import desired_in
from publisher.views import console, json_results
from publisher.views.show_text import UNKNOWN, CatalogPreview, editors_text, show_text


@click.command(help=_("Show a dataset with its layers merged, and where each value comes from."))
@common("text", "json", calls=False)
@click.option("--editors", is_flag=True, help=_("Show instead which GitHub accounts may speak for each producer."))
def show(common: Common, editors: bool) -> Exit:
    """Print each selected dataset, or the editors of each selected producer."""
    if editors:
        return _show_editors(Workspace(common))
    if not common.selection.patterns:
        raise click.UsageError(_("give a key, such as: publisher show PRODUCER/DATASET"))
    workspace = Workspace(common)
    workspace.refuse_invalid()
    workspace.recall_schemas()
    for tombstone in workspace.manifests.tombstones:
        if common.selection.takes(tombstone.key):
            text = _("{key}: withdrawn for good on {date} ({file})")
            console.note(text.format(key=tombstone.key, date=tombstone.date, file=tombstone.at.file))
    datasets = [
        (manifest, [_preview(workspace, config, manifest) for config in workspace.manifests.catalogs])
        for manifest in workspace.manifests.manifests
        if common.selection.takes(manifest.key)
    ]
    if common.format == "json":
        console.out_json(json_results.dumps(json_results.show_document(datasets)))
    else:
        for manifest, previews in datasets:
            console.out_text(show_text(manifest, previews))
    return Exit.DONE


def _show_editors(workspace: Workspace) -> Exit:
    """Print the editors of each producer, also where a manifest is invalid. A producer that cannot be read has none."""
    producers = [
        producer
        for producer in workspace.manifests.producers.values()
        if workspace.common.selection.takes_producer(producer.id)
    ]
    if workspace.common.format == "json":
        console.out_json(json_results.dumps(json_results.editors_document(producers)))
    else:
        console.out_text(editors_text(producers))
    return Exit.DONE


def _preview(workspace: Workspace, config: CatalogConfig, manifest: Manifest) -> CatalogPreview:
    """Return what a catalogue would hold of the dataset, without a call to it."""
    catalog = workspace.catalogs.get(config.name)
    desired = next(
        (dataset for dataset in desired_in(workspace.manifests, config) if dataset.key == manifest.key), None
    )
    if catalog is None or desired is None:
        return CatalogPreview(config.name)
    unasked = Access(catalog=config.name, software="", user=None, organizations=frozenset(), writable=frozenset())
    name = catalog.name_for(desired) or UNKNOWN
    return CatalogPreview(config.name, name, projected_values(desired.content, catalog.project(desired, unasked)))
