"""The manifest of an imported entry: its fields and its text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.capture import yaml_writer
from publisher.capture.classify_entries import ClassifiedEntry
from publisher.capture.yaml_writer import YamlValue
from publisher.locale import _, ngettext
from publisher.model.catalog import Access, RenamedOrganization
from publisher.model.entry import Entry
from publisher.model.names import CatalogName
from publisher.model.public_output import entry_for_public
from publisher.model.values import Withheld


@dataclass(frozen=True, kw_only=True)
class ImportedManifest:
    """The content of a manifest to write for an entry."""

    address: str
    fields: Mapping[str, YamlValue]
    resources: tuple[Mapping[str, YamlValue], ...] | None
    """None: the catalogue manages the resources."""
    catalogs: Mapping[str, YamlValue]
    """The value of `catalogs:`: the entry in this catalogue, and false for the others."""
    clear: tuple[str, ...] = ()
    """Fields that the layers give and the entry does not have."""
    ignore: tuple[str, ...] = ()
    """Fields whose value no manifest can give; the catalogue manages them."""
    catalog_fields: tuple[str, ...] = ()
    """Fields of the entry that the catalogue manages."""
    catalog_resource_count: int = 0
    """How many resources of the entry the catalogue manages."""

    def text(self) -> str:
        """Return the text of the file."""
        body = [yaml_writer.entry(name, value) for name, value in self.fields.items()]
        for name, words in (("clear", self.clear), ("ignore", self.ignore)):
            body += [yaml_writer.entry(name, list(words))] if words else []
        if self.resources:
            body.append("resources:\n" + "".join(yaml_writer.item(resource, 2) for resource in self.resources))
        if self.catalogs:
            body.append(yaml_writer.entry("catalogs", dict(self.catalogs)))
        return "".join([*self._head(), *body])

    def _head(self) -> Iterable[str]:
        yield _("# Written by `publisher import` from {address}").format(address=self.address) + "\n"
        if self.catalog_fields:
            yield _("# Managed only in the catalogue: {fields}").format(fields=", ".join(self.catalog_fields)) + "\n"
        if self.catalog_resource_count:
            text = ngettext("# {n} resource is managed only in the catalogue",
                            "# {n} resources are managed only in the catalogue",
                            self.catalog_resource_count)  # fmt: skip
            yield text + "\n"


@dataclass(frozen=True)
class DraftManifest:
    """A manifest to write, and the name of its file without `.yml`."""

    entry: Entry
    stem: str
    manifest: ImportedManifest


@dataclass(frozen=True)
class Imports:
    """The classified entries of an organization, and the drafts for the exact ones."""

    access: Access
    entries: tuple[ClassifiedEntry, ...]
    drafts: tuple[DraftManifest, ...]
    renamed: RenamedOrganization | None = None
    """The organization, where it was asked for by a former name."""


def imports_for_public(imports: Imports) -> Imports:
    """Return the imports without the titles and addresses of entries that are not public."""
    return replace(imports, entries=tuple(_for_public(classified) for classified in imports.entries))


def _for_public(classified: ClassifiedEntry) -> ClassifiedEntry:
    entry = entry_for_public(classified.entry)
    if not entry.withheld:
        return classified
    content = replace(entry.content, title=str(Withheld()))
    return replace(classified, entry=replace(entry, content=content))


def files_for_public(imports: Imports, files: Iterable[Path]) -> tuple[Path, ...]:
    """Return the written files, those of withheld entries without their name: it comes from the title."""
    withheld = {classified.entry.id for classified in imports.entries if classified.entry.withheld}
    stems = {draft.stem for draft in imports.drafts if draft.entry.id in withheld}
    return tuple(file.with_name(str(Withheld())) if file.stem in stems else file for file in files)


def producer_text(name: str, organizations: Mapping[CatalogName, str]) -> str:
    """Return the text of a new `producer.yml`."""
    return yaml_writer.entry("name", name) + yaml_writer.entry(
        "organization", {str(catalog): text for catalog, text in organizations.items()}
    )
