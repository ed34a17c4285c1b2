"""The rows that a plan adds, removes and changes in the files that it replaces. No fault of it makes a plan fail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.capture.published_files import Budget, NotAvailableError, known_content, published_copy
from publisher.catalogs.base import Catalog
from publisher.data_files.formats import format_by_name
from publisher.data_files.rows.compare_files import can_compare, columns_of, compare_files
from publisher.model.dataset import ResourceWrite
from publisher.model.files import MeasuredFile
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import Create, HeldBack, Plan, Scheduled, Step, Update
from publisher.model.row_changes import NotCompared, RowChanges, RowComparison, WhyNotCompared, row_changes_for_public
from publisher.model.system_errors import reason_of
from publisher.sync.steps.replaced_files import FormerFile, former_files


@dataclass(frozen=True)
class _Replacement:
    """A file of a catalogue that a plan replaces."""

    key: DatasetKey
    catalog: CatalogName
    former: FormerFile
    new: MeasuredFile
    withheld: bool

    @property
    def format(self) -> str:
        """The format of the new file."""
        declared = self.former.remote.content.format
        return format_by_name(self.new.path, declared if isinstance(declared, str) else None)


def row_changes(
    plan: Plan, catalogs: Mapping[CatalogName, Catalog], clock: Callable[[], float]
) -> Mapping[tuple[DatasetKey, ResourceId], RowComparison]:
    """Return the changed rows of each file that a plan replaces, also by a step that is held back or scheduled.

    Files without rows, such as a PDF, are left out. A file that several catalogues have is compared once; of an entry
    that is not public there are counts alone. `clock`: seconds that never go back, such as `time.monotonic`.
    """
    groups: dict[tuple[DatasetKey, ResourceId], list[_Replacement]] = {}
    for replacement in _replacements(plan):
        if can_compare(replacement.format):
            groups.setdefault((replacement.key, replacement.former.resource), []).append(replacement)
    budget = Budget(clock)
    return {place: _compared_once(group, catalogs, budget) for place, group in groups.items()}


def new_columns(plan: Plan) -> Mapping[tuple[DatasetKey, ResourceId], tuple[str, ...]]:
    """Return the names of the columns of each file that a plan sends for a new entry; only those that can be read."""
    uploads = (
        (item.key, upload.content.id, upload.data, upload.content.format)
        for item in plan.items
        for upload in _uploads_of_new_entry(item.step)
    )
    files = {
        (key, resource): (data.path, format_by_name(data.path, declared if isinstance(declared, str) else None))
        for key, resource, data, declared in uploads
        if data is not None
    }
    names = {place: columns_of(path, data_format) for place, (path, data_format) in files.items()}
    return {place: columns for place, columns in names.items() if columns}


def _uploads_of_new_entry(step: Step) -> Sequence[ResourceWrite]:
    write = step.step if isinstance(step, HeldBack | Scheduled) else step
    return write.creation.uploads if isinstance(write, Create) else ()


def _replacements(plan: Plan) -> Iterator[_Replacement]:
    for item in plan.items:
        update = _update_of(item.step)
        for former in former_files(update.edit) if update else ():
            if former.successor is not None:
                withheld = update.edit.entry.withheld if update else False
                yield _Replacement(item.key, item.catalog, former, former.successor, withheld)


def _update_of(step: Step) -> Update | None:
    match step:
        case Update():
            return step
        case HeldBack(step=Update() as update) | Scheduled(step=Update() as update):
            return update
        case _:
            return None


def _compared_once(
    group: Sequence[_Replacement], catalogs: Mapping[CatalogName, Catalog], budget: Budget
) -> RowComparison:
    """Return the comparison with the first catalogue whose file can be compared: a public one before the others."""
    results: list[RowComparison] = []
    for replacement in sorted(group, key=lambda replacement: replacement.withheld):
        result = _compared(replacement, catalogs[replacement.catalog], budget)
        if isinstance(result, RowChanges):
            return result if _have_the_same(group) else replace(result, compared_with=replacement.catalog)
        results.append(result)
    return results[0]


def _have_the_same(group: Sequence[_Replacement]) -> bool:
    """Return whether all catalogues are known to have the same file."""
    contents = {content.checksum if (content := known_content(r.former)) else None for r in group}
    return len(group) == 1 or (len(contents) == 1 and None not in contents)


def _compared(replacement: _Replacement, catalog: Catalog, budget: Budget) -> RowComparison:
    try:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            path = published_copy(catalog, replacement.former, replacement.new.path, Path(folder), budget)
            result = compare_files(path, replacement.new.path, replacement.format)
    except NotAvailableError as error:
        result = error.result
    except OSError as error:
        result = NotCompared(WhyNotCompared.UNREADABLE, reason_of(error))
    return _for_public(result) if replacement.withheld else result


def _for_public(result: RowComparison) -> RowComparison:
    """Return counts without values, or that there are none without a reason: it may have an address."""
    if isinstance(result, RowChanges):
        return row_changes_for_public(result)
    return replace(result, reason=message("the entry is not public, and its file could not be compared"))
