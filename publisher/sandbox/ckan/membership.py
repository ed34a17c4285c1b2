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
    named = [session.group(one.get("id") or one.get("name")) for one in documents_of(values, "groups")]
    wanted = {str(group["id"]) for group in named if group is not None}
    before = set(session.groups_of_packages.get(package_id, []))
    out = [one for one in before - wanted if has_role(session, one, READERS)]
    new = [one for one in wanted - before if has_role(session, one, READERS)]
    for group_id in out:
        session.remove_member(group_id, "package", package_id)
    for group_id in new:
        session.put_member(group_id, "package", package_id, "public")
    return bool(out or new)
