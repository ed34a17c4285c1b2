"""The quality of an entry before and after its step. Pure."""

from publisher.catalogs.base import Catalog, HasQuality
from publisher.model.plan import Create, EntryDeleted, HeldBack, MarkerUpdate, Scheduled, Step, Update, entry_of
from publisher.model.quality import QualityChange


def quality_change(step: Step, catalog: Catalog) -> QualityChange | None:
    """Return the quality before and after a step, where the catalogue has a score and the step is known to be right."""
    if not isinstance(catalog, HasQuality):
        return None
    match step:
        case Create():
            return QualityChange(None, catalog.quality_after(step.creation))
        case Update() | MarkerUpdate():
            return QualityChange(catalog.quality_now(step.edit.entry), catalog.quality_after(step.edit))
        case HeldBack() | Scheduled():
            return quality_change(step.step, catalog)
        case EntryDeleted():
            return None
        case _:
            entry = entry_of(step)
            now = catalog.quality_now(entry) if entry is not None else None
            return QualityChange(now, now) if now is not None else None
