"""Earlier runs as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from publisher.model.names import CatalogName, DatasetKey
from publisher.sync.history.past_run import PastRun, PastStep
from publisher.sync.plan.plan_file import FORMAT_VERSION
from publisher.views.replaced_json import replaced_document

Document = dict[str, object]


def runs_document(runs: Iterable[PastRun]) -> Document:
    """Return the list of runs, without their steps."""
    return {"format_version": FORMAT_VERSION, "runs": [_run(run) for run in runs]}


def run_document(run: PastRun, steps: Sequence[PastStep], folder: PurePosixPath) -> Document:
    """Return one run with these steps. `folder`: that of the journals."""
    return {"format_version": FORMAT_VERSION, **_run(run), "steps": [_step(run, step, folder) for step in steps]}


def last_writes_document(writes: Mapping[tuple[DatasetKey, CatalogName], PastRun]) -> Document:
    """Return the run that wrote each entry last, beside the other keys of a result."""
    return {"last_writes": [{"key": key, "catalog": catalog, **_origin(run)} for (key, catalog), run in writes.items()]}


def _origin(run: PastRun) -> Document:
    return {
        "run": run.name,
        "at": run.at.isoformat(timespec="seconds") if run.at else None,
        "by": run.origin.by,
        "commit": run.origin.commit,
    }


def _run(run: PastRun) -> Document:
    results = [step.result.value for step in run.steps]
    return {
        **_origin(run),
        "edited": sorted(run.origin.edited),
        "sandbox": run.sandbox,
        "counts": {result: results.count(result) for result in dict.fromkeys(results)},
    }


def _step(run: PastRun, step: PastStep, folder: PurePosixPath) -> Document:
    return {
        "key": step.key,
        "catalog": step.catalog,
        "step": step.step,
        "result": step.result.value,
        "what": step.what,
        "entry": step.entry,
        "address": step.address,
        "changes": [change.document() for change in step.changes],
        "digests": {path: list(pair) for path, pair in step.digests.items()},
        "replaced": [replaced_document(folder, run.name, step.key, file) for file in step.replaced],
    }
