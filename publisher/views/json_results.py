"""Every result as JSON: plans, reports, findings, merged manifests, imports.

`format_version` grows with each change that would break a program that reads these documents.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from publisher.capture.classify_entries import ClassifiedEntry, EntryClass
from publisher.capture.imported_manifest import DraftManifest, Imports
from publisher.model.findings import Finding
from publisher.model.manifest import Manifest, Origin, Producer
from publisher.model.messages import Message
from publisher.model.names import CatalogName, ProducerId
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import (
    Blocked,
    Conflict,
    Create,
    Drift,
    EntryCopy,
    EntryDeleted,
    HeldBack,
    Item,
    MarkerUpdate,
    Orphan,
    Plan,
    Reading,
    Same,
    Scheduled,
    Step,
    Update,
    changes_of,
    entry_of,
    kept_in,
    step_name,
)
from publisher.model.projection import Loss
from publisher.model.values import Withheld, plain
from publisher.sync.plan.decisions import waits_for_person
from publisher.sync.plan.plan_file import FORMAT_VERSION, fingerprint
from publisher.views.orphan_text import advice_text, orphan_text
from publisher.views.plan_text import counts_of
from publisher.views.quality_text import change_document, has_scores, means_document
from publisher.views.replaced_json import replaced_document
from publisher.views.safe_text import is_unsafe
from publisher.views.show_text import CatalogPreview

Document = dict[str, object]

_NOT_ASCII = re.compile(r"[^\n -~]")


def dumps(document: Document) -> str:
    """Return a document as JSON text, with its format version.

    Characters that control a terminal, a direction or a line are escaped: JSON reads the same values from it.
    """
    return _escaped(json.dumps({"format_version": FORMAT_VERSION, **document}, ensure_ascii=False, indent=2))


def _escaped(text: str) -> str:
    """Return JSON with unsafe characters written as `\\uXXXX`: they can be in its texts alone."""
    return _NOT_ASCII.sub(lambda match: json.dumps(match[0])[1:-1] if is_unsafe(match[0]) else match[0], text)


def plan_document(plan: Plan) -> Document:
    """Return a plan. `plan --out` saves this document, and `apply` reads it."""
    return {
        "steps": [_item(item) for item in plan.items],
        "orphans": [_orphan(orphan) for orphan in plan.orphans],
        "copies": [_copy(copy) for copy in plan.copies],
        "catalogs": {name: reading_document(reading) for name, reading in plan.readings.items()},
        "pending": plan.pending,
        "waits_for_person": waits_for_person(plan),
        "counts": dict(counts_of(plan)),
    } | ({"quality": means_document(plan)} if has_scores(plan) else {})


def _orphan(orphan: Orphan) -> Document:
    return {
        "catalog": orphan.catalog,
        "address": orphan.entry.address,
        "name": orphan.entry.name,
        "key": orphan.key,
        "title": str(orphan.entry.content.title),
        "withdrawn_by": orphan.withdrawn_by.file if orphan.withdrawn_by else None,
        "renamed_to": orphan.renamed_to,
        "dead_links": orphan.dead_links,
        "reason": orphan_text(orphan),
        "fix": advice_text(orphan),
    }


def _copy(copy: EntryCopy) -> Document:
    return {"key": copy.key, "catalog": copy.catalog, "kind": copy.kind.value, "address": copy.entry.address}


def reading_document(reading: Reading) -> Document:
    """Return the account in a catalogue, and the cost of reading it."""
    return {
        "software": reading.access.software,
        "user": reading.access.user,
        "calls": reading.calls,
        "seconds": round(reading.seconds, 3),
    }


def _item(item: Item) -> Document:
    document: Document = {
        "key": item.key,
        "catalog": item.catalog,
        "title": item.title,
        "step": step_name(item.step),
        "changes": [change.document() for change in changes_of(item.step)],
        "kept": [str(change.path) for change in kept_in(item.step)],
        "losses": [_loss(loss) for loss in item.losses],
    }
    notes = {"notes": [str(note) for note in item.notes]} if item.notes else {}
    quality = {"quality": change_document(item.quality)} if item.quality is not None else {}
    return document | _step(item.step) | notes | quality


def _step(step: Step) -> Document:
    """Return the keys that depend on the kind of step."""
    match step:
        case Create() | Update() | MarkerUpdate():
            return {"fingerprint": fingerprint(step)} | _address(step) | _hidden(step)
        case EntryDeleted(waiting=waiting):
            return _address(step) | {"waiting": [change.document() for change in waiting]}
        case Drift() | Conflict() | Same():
            return _address(step)
        case Scheduled(day=day):
            return _address(step) | {"publication_day": day.isoformat()}
        case Blocked():
            return {"why": step.why.value, "reason": _text(step.reason), "fix": _text(step.fix)}
        case HeldBack():
            return {"held": step_name(step.step), "reason": _text(step.reason), "fix": _text(step.fix)}


def _hidden(step: Step) -> Document:
    """Return the addresses of the dataset's other entries, where some are hidden."""
    hides = step.hides if isinstance(step, Update) else ()
    return {"hides": [hide.entry.address for hide in hides]} if hides else {}


def _address(step: Step) -> Document:
    entry = entry_of(step)
    return {"address": entry.address} if entry is not None else {}


def report_document(report: Report, plan: Plan) -> Document:
    """Return the outcome of each step of a run, and the plan."""
    return {
        "run": report.run,
        "journal": report.journal,
        "seconds": round(report.seconds, 3),
        "outcomes": [_outcome(outcome, report) for outcome in report.outcomes],
        "plan": plan_document(plan),
    } | ({"journal_error": str(report.why_incomplete)} if report.why_incomplete else {})


def _outcome(outcome: Outcome, report: Report) -> Document:
    document: Document = {"key": outcome.item.key, "catalog": outcome.item.catalog}
    match outcome:
        case Done():
            done: Document = {"address": outcome.entry.address, "rewritten": list(outcome.rewritten)}
            runs = PurePosixPath(report.journal).parent
            replaced = [replaced_document(runs, report.run, outcome.item.key, file) for file in outcome.replaced]
            return document | {"result": "done"} | done | ({"replaced": replaced} if replaced else {})
        case Failed():
            return document | {"result": "failed", "what": _text(outcome.what), "fix": _text(outcome.fix)}
        case NotDone(why=why):
            return document | {"result": "not-done"} | ({"what": str(why)} if why else {})


def findings_document(findings: Iterable[Finding], valid: int, accepted: Iterable[Finding] = ()) -> Document:
    """Return the findings in the manifests, and those that a manifest accepts. `valid` counts the valid manifests."""
    return {
        "findings": [finding_document(finding) for finding in findings],
        "accepted": [finding_document(finding) for finding in accepted],
        "valid": valid,
    }


def finding_document(finding: Finding) -> Document:
    """Return one finding."""
    document: Document = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": finding.at.file,
        "line": finding.at.line,
        "column": finding.at.column,
        "what": str(finding.what),
        "fix": str(finding.fix) if finding.fix else None,
    }
    document |= {"row": finding.cell.row, "column_name": finding.cell.column} if finding.cell else {}
    return document | ({"count": finding.count} if finding.count > 1 else {})


def show_document(datasets: Iterable[tuple[Manifest, Iterable[CatalogPreview]]]) -> Document:
    """Return merged manifests: each value with its file and line, and what each catalogue would hold."""
    return {
        "datasets": [
            {
                "key": manifest.key,
                "values": [_origin(origin) for origin in manifest.origins],
                "catalogs": [_preview(preview) for preview in previews],
            }
            for manifest, previews in datasets
        ]
    }


def editors_document(producers: Iterable[Producer]) -> Document:
    """Return who may speak for each producer: the names of GitHub accounts."""
    return {
        "producers": [
            {"id": producer.id, "name": producer.name, "editors": list(producer.editors)} for producer in producers
        ]
    }


def _origin(origin: Origin) -> Document:
    at = origin.at
    return {"path": origin.path, "value": origin.text, "file": at.file, "line": at.line, "column": at.column}


def _preview(preview: CatalogPreview) -> Document:
    """Return what a catalogue would hold of a dataset; only `published` where the dataset does not go there."""
    document: Document = {"catalog": preview.catalog, "published": preview.name is not None}
    if preview.kept is None:
        return document
    return document | {
        "name": preview.name or None,
        "kept": list(preview.kept.same),
        "kept_as": [{"path": path, "value": plain(value)} for path, value in preview.kept.changed],
        "losses": [_loss(loss) for loss in preview.kept.losses],
    }


def imports_document(
    imports: Imports,
    producer: ProducerId,
    catalog: CatalogName,
    organization: str,
    written: Sequence[Path],
    *,
    dry_run: bool,
) -> str:
    """Return the classified entries of an import and the written files as JSON text. Its texts are English."""
    drafts = {draft.entry.id: draft for draft in imports.drafts}
    document: dict[str, object] = {
        "catalog": catalog,
        "organization": organization,
        "counts": {
            entry_class.value: sum(classified.entry_class is entry_class for classified in imports.entries)
            for entry_class in EntryClass
        },
        "entries": [
            _imported_entry(classified, producer, drafts.get(classified.entry.id)) for classified in imports.entries
        ],
        "files": [path.as_posix() for path in written],
        "dry_run": dry_run,
    }
    return dumps(document)


def _imported_entry(
    classified: ClassifiedEntry, producer: ProducerId, draft: DraftManifest | None
) -> dict[str, object]:
    manifest = draft.manifest if draft else None
    return {
        "id": classified.entry.id,
        "address": classified.entry.address,
        "title": classified.entry.content.title,
        "sort": classified.entry_class.value,
        "why": classified.why.in_english() if classified.why else None,
        "key": _imported_key(classified, producer, draft),
        "left": {"fields": list(manifest.catalog_fields), "resources": manifest.catalog_resource_count}
        if manifest
        else None,
    }


def _imported_key(classified: ClassifiedEntry, producer: ProducerId, draft: DraftManifest | None) -> str | None:
    """Return the key of the new manifest. It comes from the title, which a public output may not show."""
    if draft is None:
        return None
    return str(Withheld()) if classified.entry.withheld else f"{producer}/{draft.stem}"


def _loss(loss: Loss) -> Document:
    """Return a loss; with what can be done and its place in the manifest, where these are known."""
    document: Document = {"path": loss.path, "what": _text(loss.what)}
    fix = {"fix": _text(loss.fix)} if loss.fix else {}
    place = {"file": loss.at.file, "line": loss.at.line, "column": loss.at.column} if loss.at else {}
    return document | fix | place


def _text(text: Message | None) -> str | None:
    return str(text) if text else None
