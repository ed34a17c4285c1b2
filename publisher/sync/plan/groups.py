"""Groups of a catalogue that our account may not use: named before anything is written."""

from publisher.catalogs.base import Catalog, HasGroups
from publisher.model.catalog import Access
from publisher.model.change import FieldPath
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import ManifestError
from publisher.model.plan import Create, Step, Update, entry_of
from publisher.model.values import group_names
from publisher.sync.plan.survey import refused_by_schema
from publisher.sync.steps import blocked

GROUPS = FieldPath("groups")


def unless_groups_forbidden(step: Step, desired: DesiredDataset, catalog: Catalog, access: Access) -> Step:
    """Return the step; a block where it puts an entry into a group, or takes it off one, without the right to do so.

    The catalogue is asked for the groups of the account only where a step changes groups. Raises `ManifestError` where
    a group no longer exists.
    """
    names = _changed_groups(step)
    if not names or access.user is None or not isinstance(catalog, HasGroups):
        return step
    forbidden = catalog.unusable_groups(names, entry_of(step))
    if refused := refused_by_schema(catalog, (desired,)):
        raise ManifestError(refused)
    return blocked.groups_forbidden(desired, access, sorted(forbidden)) if forbidden else step


def _changed_groups(step: Step) -> frozenset[str]:
    """Return the groups that a step puts an entry into, or takes it off."""
    match step:
        case Create(creation=creation):
            return group_names(creation.content.groups)
        case Update(changes=changes):
            change = next((change for change in changes if change.path == GROUPS), None)
            return group_names(change.desired) ^ group_names(change.observed) if change else frozenset()
        case _:
            return frozenset()
