"""Groups of a dataset. An editor adds it to and removes it from the groups of which they are a member."""

from publisher.sandbox.ckan.access import READERS, has_role
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.documents import documents_of
from publisher.sandbox.store import Document


def put_into_groups(session: Session, package: Document, values: Document) -> bool:
    """Set the groups of a dataset, if a list is given; return whether they changed."""
    if "groups" not in values:
        return False
    package_id = str(package["id"])
    groups = [
        session.group(reference.get("id") or reference.get("name")) for reference in documents_of(values, "groups")
    ]
    after = {str(group["id"]) for group in groups if group is not None}
    before = set(session.groups_of_packages.get(package_id, []))
    removed_ids = [group_id for group_id in before - after if has_role(session, group_id, READERS)]
    added_ids = [group_id for group_id in after - before if has_role(session, group_id, READERS)]
    for group_id in removed_ids:
        session.remove_member(group_id, "package", package_id)
    for group_id in added_ids:
        session.put_member(group_id, "package", package_id, "public")
    return bool(removed_ids or added_ids)
