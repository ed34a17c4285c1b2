"""A CKAN plug-in that rewrites what is published, as some portals' own do.

It sleeps except in organizations whose name starts with `reecrit-`: there formats get the portal's own words, and
descriptions lose their HTML. It does so to what is about to be stored, whatever action stores it: all of those that
write a dataset or a resource go through `package_create` or `package_update`, and those call this.
"""

from __future__ import annotations

import re
from typing import Any

from ckan import model, plugins

AWAKE = "reecrit-"
FORMATS = {"csv": "Tableau CSV", "geojson": "Carte"}

_TAG = re.compile(r"</?[A-Za-z][^>]*>")


class Rewriting(plugins.SingletonPlugin):  # type: ignore[misc]  # CKAN is not there when this is checked
    """Rewrites datasets."""

    plugins.implements(plugins.IPackageController, inherit=True)

    def create(self, entity: Any) -> None:
        """A dataset is about to be made."""
        rewrite(entity)

    def edit(self, entity: Any) -> None:
        """A dataset is about to be changed."""
        rewrite(entity)


def rewrite(package: Any) -> None:
    """Rewrite a dataset, if it lies where the plug-in is awake."""
    organization = model.Group.get(package.owner_org) if package.owner_org else None
    if organization is None or not organization.name.startswith(AWAKE):
        return
    package.notes = without_tags(package.notes)
    model.Session.flush()  # resources that are new are found only then
    for resource in model.Session.query(model.Resource).filter_by(package_id=package.id):
        resource.description = without_tags(resource.description)
        resource.format = FORMATS.get((resource.format or "").lower(), resource.format)
    model.Session.flush()  # the answer and the search index are made of what is in the database


def without_tags(text: str | None) -> str | None:
    """A text without its HTML tags."""
    return _TAG.sub("", text) if text else text
