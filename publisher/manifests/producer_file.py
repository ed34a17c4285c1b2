"""A producer's `producer.yml`, and the layer that its datasets are merged with."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.manifests.findings_collector import FindingsCollector, shown
from publisher.manifests.merge_layers import merge
from publisher.manifests.shapes import ProducerShape
from publisher.manifests.tree_with_positions import Node, Table
from publisher.model.findings import Position
from publisher.model.manifest import Producer
from publisher.model.messages import message
from publisher.model.names import SAFE_NAME, CatalogName, ProducerId, is_device_name
from publisher.model.vocabulary import closest
from publisher.rules.between_manifests import UNKNOWN_CATALOG
from publisher.rules.syntax import MISSING_OR_MISPLACED_FILE

FILE: Final = "producer.yml"
_OWN_LAYER: Final = ("contact", "contacts", "license", "spatial")


@dataclass(frozen=True)
class ReadProducer:
    """A producer, and the values that it gives all its datasets."""

    producer: Producer
    layer: Table


def read_producer(folder: Path, catalogs: Collection[CatalogName], collector: FindingsCollector) -> ReadProducer | None:
    """Return what `producer.yml` of a folder says; None where it cannot be used."""
    path = folder / FILE
    if not path.exists():
        fix = message("Copy the file of another producer, then change its values.")
        collector.add(
            MISSING_OR_MISPLACED_FILE.at(Position(shown(path)), message("there is no {file} here", file=FILE), fix)
        )
        return None
    if not SAFE_NAME.fullmatch(folder.name) or is_device_name(folder.name):
        collector.bad_name(folder)
        return None
    table = collector.table(path)
    shape = collector.shape(table, ProducerShape) if table is not None else None
    if table is None or shape is None:
        return None
    check_catalog_names(table.values.get("organization"), catalogs, collector)
    organizations = {CatalogName(name): value for name, value in shape.organization.items()}
    producer = Producer(
        id=ProducerId(folder.name),
        name=shape.name,
        organizations=organizations,
        organizations_at={name: _place(table, "organization", name) for name in organizations},
        at=table.at,
        area=shape.bbox,
        insee=shape.insee,
        siren=shape.siren,
        siret=shape.siret,
        editors=tuple(shape.editors or ()),
        values_at={name: node.at for name, node in table.values.items()},
    )
    return ReadProducer(producer, _layer(table))


def check_catalog_names(node: Node | None, catalogs: Collection[CatalogName], collector: FindingsCollector) -> None:
    """Add a finding for each key that is no catalogue of `catalogs.yml`."""
    for name, at in node.keys_at.items() if isinstance(node, Table) else ():
        if name not in catalogs:
            near = closest(name, catalogs) or ", ".join(catalogs)
            fix = message("Did you mean “{near}”?", near=near)
            collector.add(UNKNOWN_CATALOG.at(at, message("unknown catalogue “{name}”", name=name), fix, name))


def _layer(table: Table) -> Table:
    own = {name: table.values[name] for name in _OWN_LAYER if name in table.values}
    layer = Table(own, table.keys_at, table.at, table.quoted)
    defaults = table.values.get("defaults")
    return merge(layer, defaults) if isinstance(defaults, Table) else layer


def _place(table: Table, name: str, key: str) -> Position:
    node = table.values.get(name)
    return node.values[key].at if isinstance(node, Table) and key in node.values else table.at
