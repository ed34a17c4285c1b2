"""A valid shape to the model: canonical values; a field that is absent stays unmanaged. Pure."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from publisher.manifests.shapes import (
    AccessShape,
    ContactShape,
    DatasetShape,
    PeriodShape,
    ResourceShape,
    RoleContactShape,
    SchemaShape,
)
from publisher.model.dataset import EXTRA_PREFIX, Dataset, Resource
from publisher.model.files import DataFile
from publisher.model.names import ResourceId
from publisher.model.values import (
    UNMANAGED,
    AccessTerms,
    Contact,
    Managed,
    Period,
    RoleContact,
    SchemaRef,
    State,
    canonical_groups,
    canonical_words,
)
from publisher.model.vocabulary import canonical_format

T = TypeVar("T")


def dataset(shape: DatasetShape, eu_theme: str | None, main_schema: SchemaShape | None, folder: Path) -> Dataset:
    """Return the content that a merged manifest describes, with the theme's European code and schema of main files."""
    cleared = frozenset(shape.clear)

    def managed(name: str, value: T | None) -> Managed[T]:
        return _managed(name, value, cleared)

    return Dataset(
        title=shape.title,
        description=shape.description,
        keywords=managed("keywords", canonical_words(shape.keywords or [])),
        license=managed("license", shape.license),
        frequency=managed("frequency", shape.frequency),
        temporal=managed("temporal", _period(shape.temporal)),
        spatial=managed("spatial", tuple(shape.spatial.zones) if shape.spatial and shape.spatial.zones else None),
        granularity=managed("granularity", shape.spatial.granularity if shape.spatial else None),
        contact=managed("contact", _contact(shape.contact)),
        contacts=managed("contacts", tuple(map(_role_contact, shape.contacts)) if shape.contacts else None),
        theme=managed("theme", eu_theme),
        hvd=managed("hvd", shape.hvd),
        language=managed("language", shape.language),
        issued=managed("issued", shape.issued),
        landing_page=managed("landing_page", shape.landing_page),
        version=managed("version", shape.version),
        access=managed("access", _access(shape.access)),
        groups=managed("groups", canonical_groups(shape.groups or [])),
        state=shape.state or State.PUBLISHED,
        extras=_extras(shape, cleared),
        resources=tuple(_resource(resource, main_schema, folder) for resource in shape.resources or ()),
        manages_resources=shape.resources is not None,
    )


def _managed(name: str, value: T | None, cleared: frozenset[str]) -> Managed[T]:
    """Return a field's value; None where `clear:` names it, whatever the layers say."""
    if name in cleared:
        return None
    return UNMANAGED if value is None else value


def _resource(shape: ResourceShape, main_schema: SchemaShape | None, folder: Path) -> Resource:
    cleared = frozenset(shape.clear)
    schema = shape.schema_ or (main_schema if shape.type == "main" else None)
    return Resource(
        id=ResourceId(shape.id),
        title=shape.title,
        description=_managed("description", shape.description, cleared),
        url=_managed("url", shape.url, cleared),
        format=_managed("format", shape.format or _format(shape.path), cleared),
        mime=_managed("mime", shape.mime, cleared),
        type=_managed("type", shape.type, cleared),
        schema=_managed("schema", _schema(schema), cleared),
        issued=_managed("issued", shape.issued, cleared),
        modified=_managed("modified", shape.modified, cleared),
        extras=_extras(shape, cleared),
        data=DataFile(folder / shape.path) if shape.path is not None else None,
    )


def _format(path: str | None) -> str | None:
    """Return the format that the ending of a file's name stands for."""
    return canonical_format(PurePosixPath(path).suffix.removeprefix(".")) or None if path else None


def _period(shape: PeriodShape | None) -> Period | None:
    return Period(shape.start, shape.end) if shape else None


def _contact(shape: ContactShape | None) -> Contact | None:
    return Contact(shape.name, shape.email, shape.form) if shape and (shape.name or shape.email or shape.form) else None


def _role_contact(shape: RoleContactShape) -> RoleContact:
    return RoleContact(shape.role, shape.name, shape.email, shape.form)


def _access(shape: AccessShape | None) -> AccessTerms | None:
    return AccessTerms(shape.type, shape.category, shape.reason) if shape else None


def _schema(shape: SchemaShape | None) -> SchemaRef | None:
    return SchemaRef(shape.name, shape.version, shape.url) if shape else None


def _extras(shape: DatasetShape | ResourceShape, cleared: Iterable[str]) -> Mapping[str, str | None]:
    """Return the extras that a shape gives, and None for those that `clear:` names."""
    names = [name.removeprefix(EXTRA_PREFIX) for name in cleared if name.startswith(EXTRA_PREFIX)]
    return MappingProxyType({**shape.extras, **dict.fromkeys(names)})
