"""The manifest of an entry that exists: its text, and what it means here, read as any manifest is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.capture import yaml_writer
from publisher.capture.classify_entries import ClassifiedEntry
from publisher.capture.yaml_writer import Plain
from publisher.locale import _, ngettext
from publisher.model.entry import Access, Entry
from publisher.model.names import CatalogName


@dataclass(frozen=True, kw_only=True)
class ImportedManifest:
    """What a manifest says of an entry."""

    address: str
    fields: Mapping[str, Plain]
    resources: tuple[Mapping[str, Plain], ...] | None
    """None: they are left to the portal."""
    catalogs: Mapping[str, Plain]
    """Where it is, and where it is not to go."""
    clear: tuple[str, ...] = ()
    """Fields that the layers below give, and that the entry does not have."""
    ignore: tuple[str, ...] = ()
    """Fields that no manifest could give as the entry has them."""
    portal_fields: tuple[str, ...] = ()
    """Fields of the entry that stay the portal's own affair."""
    portal_resource_count: int = 0
    """How many of its resources do."""

    def text(self) -> str:
        """The file."""
        body = [yaml_writer.entry(name, value) for name, value in self.fields.items()]
        for name, words in (("clear", self.clear), ("ignore", self.ignore)):
            body += [yaml_writer.entry(name, list(words))] if words else []
        if self.resources:
            body.append("resources:\n" + "".join(yaml_writer.item(resource, 2) for resource in self.resources))
        if self.catalogs:
            body.append(yaml_writer.entry("catalogs", dict(self.catalogs)))
        return "".join([*self._head(), *body])

    def _head(self) -> Iterable[str]:
        yield _("# Made by `publisher import` from {address}").format(address=self.address) + "\n"
        if self.portal_fields:
            yield _("# Left to the portal: {fields}").format(fields=", ".join(self.portal_fields)) + "\n"
        if self.portal_resource_count:
            text = ngettext("# {n} resource is left to the portal", "# {n} resources are left to the portal",
                            self.portal_resource_count)  # fmt: skip
            yield text + "\n"


@dataclass(frozen=True)
class Draft:
    """A manifest to write."""

    entry: Entry
    stem: str
    manifest: ImportedManifest


@dataclass(frozen=True)
class Imports:
    """Everything that an organization has, sorted; and the manifests of what is exact."""

    access: Access
    entries: tuple[ClassifiedEntry, ...]
    drafts: tuple[Draft, ...]


def producer_text(name: str, organizations: Mapping[CatalogName, str]) -> str:
    """The `producer.yml` of a folder that has none."""
    return yaml_writer.entry("name", name) + yaml_writer.entry(
        "organization", {str(catalog): text for catalog, text in organizations.items()}
    )
