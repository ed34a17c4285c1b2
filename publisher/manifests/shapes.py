"""The shape of each kind of file, as pydantic models: its keys, their types, and which are required."""

from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from publisher.manifests import json_types
from publisher.manifests.siren_siret import Siren, Siret
from publisher.manifests.value_types import (
    Block,
    Day,
    Edges,
    Email,
    Extra,
    Format,
    GroupName,
    Insee,
    LanguageCode,
    Line,
    Login,
    Name,
    PreviousKey,
    PublicationDay,
    Score,
    Truth,
    Url,
    Zone,
    each_once,
    problem,
)
from publisher.manifests.vocabulary_types import (
    AccessReason,
    AccessType,
    ContactRole,
    Frequency,
    Hvd,
    License,
    ResourceType,
    StateWord,
)
from publisher.model.dataset import DATASET_FIELDS, EXTRA_PREFIX
from publisher.model.messages import message
from publisher.model.names import MARKER_PREFIX
from publisher.model.vocabulary import closest
from publisher.rules.structure import INVALID_CLEAR_OR_IGNORE, MISSING_KEY, RESERVED_EXTRA, WRONG_TYPE
from publisher.rules.values import INVALID_DATE, INVALID_SCHEMA

NEVER_CLEARED: Final = frozenset({"title", "state"})
CLEARABLE: Final = tuple(name for name in DATASET_FIELDS if name not in NEVER_CLEARED | {"description"})
"""A dataset always has a title, a description and a state."""
CLEARABLE_IN_RESOURCE: Final = ("description", "mime", "type", "schema", "issued", "modified")


Extras = Annotated[dict[str, Extra], Field(max_length=200)]


class Shape(BaseModel):
    """The base of all shapes. `json_schema_extra` says in JSON Schema what a validator of the whole shape asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class PeriodShape(Shape):
    """The period that a dataset covers."""

    model_config = ConfigDict(json_schema_extra={"required": ["start"]})

    start: Day | None = None
    end: Day | None = None

    @model_validator(mode="after")
    def in_order(self) -> "PeriodShape":
        """Check that a period has a start, and ends after it."""
        if self.start is None:
            raise problem(INVALID_DATE, message("a period has a start"), message("Add `start:`."))
        if self.end is not None and self.end < self.start:
            raise problem(
                INVALID_DATE,
                message("the period ends before it starts"),
                message("Write: {example}", example=f"temporal: {{start: {self.end}, end: {self.start}}}"),
            )
        return self


class SpatialShape(Shape):
    """The territory that a dataset covers."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["zones"]}, {"required": ["granularity"]}]})

    zones: Annotated[list[Zone], Field(min_length=1, max_length=500)] | None = None
    granularity: Line | None = None

    @model_validator(mode="after")
    def not_empty(self) -> "SpatialShape":
        """Check that something is said of the territory."""
        if self.zones is None and self.granularity is None:
            raise problem(MISSING_KEY, message("“{key}” is missing", key="zones"))
        return self


class ContactShape(Shape):
    """The contact for reusers."""

    name: Line | None = None
    email: Email | None = None
    form: Url | None = None


class RoleContactShape(ContactShape):
    """A further contact, in a role."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["name"]}, {"required": ["email"]}, {"required": ["form"]}]}
    )

    role: ContactRole

    @model_validator(mode="after")
    def not_empty(self) -> "RoleContactShape":
        """Check that the contact has a name, an address or a form."""
        if not (self.name or self.email or self.form):
            raise problem(MISSING_KEY, message("“{key}” is missing", key="name"))
        return self


class AccessShape(Shape):
    """Who may use the data, and why not everybody may."""

    type: AccessType
    category: AccessReason | None = None
    reason: Block | None = None


class SchemaShape(Shape):
    """The schema a resource follows."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["name"]}, {"required": ["url"]}],
            "dependencies": {"version": ["name"]},
        }
    )

    name: Line | None = None
    version: Line | None = None
    url: Url | None = None

    @model_validator(mode="after")
    def one_form(self) -> "SchemaShape":
        """Check that a schema has a name or an address, not both."""
        if (self.name is None) == (self.url is None) or (self.url and self.version):
            fix = message("Write `name:` and `version:`, or `url:` alone.")
            raise problem(INVALID_SCHEMA, message("a schema has either a name or an address"), fix)
        if self.name is not None and self.name.count("/") != 1:
            fix = message("Write it as on schema.data.gouv.fr, such as scdl/equipements.")
            raise problem(INVALID_SCHEMA, message("a schema's name has two parts"), fix)
        return self


def _field_name(known: tuple[str, ...]) -> AfterValidator:
    def read(text: str) -> str:
        extra = text.removeprefix(EXTRA_PREFIX) if text.startswith(EXTRA_PREFIX) else ""
        if extra.startswith(MARKER_PREFIX):
            what = message("the extra “{name}” is reserved for the tool", name=extra)
            raise problem(RESERVED_EXTRA, what, message("Choose another name."))
        if text in known or extra:
            return text
        near = closest(text, known)
        fix = (
            message("Did you mean “{near}”?", near=near)
            if near
            else message("Allowed fields: {known}", known=", ".join(known))
        )
        raise problem(INVALID_CLEAR_OR_IGNORE, message("“{name}” is not a field allowed here", name=text), fix)

    return AfterValidator(read)


def _listed(known: tuple[str, ...]) -> WithJsonSchema:
    return json_types.field_names(known, message("not a field allowed here"))


NO_SOURCE: Final = message("this resource has neither `url:` nor `path:`")


class ResourceShape(Shape):
    """A file or an address. That it has one of them, never both, is checked with the manifest's own file."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["url"]}, {"required": ["path"]}]})

    id: Name
    title: Line
    description: Block | None = None
    url: Url | None = None
    path: str | None = None
    type: ResourceType | None = None
    format: Format | None = None
    mime: Line | None = None
    schema_: SchemaShape | None = Field(default=None, alias="schema")
    issued: Day | None = None
    modified: Day | None = None
    extras: Extras = {}
    clear: list[Annotated[str, _field_name(CLEARABLE_IN_RESOURCE), _listed(CLEARABLE_IN_RESOURCE)]] = []


class LayerShape(Shape):
    """The fields that any layer may give. Layers are merged as trees: a layer's own shape only finds its mistakes."""

    keywords: Annotated[list[Line], Field(max_length=200)] | None = None
    license: License | None = None
    frequency: Frequency | None = None
    temporal: PeriodShape | None = None
    spatial: SpatialShape | None = None
    contact: ContactShape | None = None
    contacts: Annotated[list[RoleContactShape], Field(min_length=1, max_length=100)] | None = None
    hvd: Hvd | None = None
    language: LanguageCode | None = None
    issued: Day | None = None
    landing_page: Url | None = None
    access: AccessShape | None = None
    groups: Annotated[list[GroupName], Field(min_length=1, max_length=100)] | None = None
    min_quality: Score | None = None
    protect: Truth | None = None
    extras: Extras = {}


class DatasetShape(LayerShape):
    """A dataset, its layers merged."""

    title: Line
    description: Block
    theme: str | None = None
    resources: list[ResourceShape] | None = None
    state: StateWord | None = None
    from_: PublicationDay | None = Field(default=None, alias="from")
    previously: list[PreviousKey] = []
    exceptions: dict[str, Line] = {}
    slug: Name | None = None
    version: Line | None = None
    clear: list[Annotated[str, _field_name(CLEARABLE), _listed(CLEARABLE)]] = []
    ignore: list[Annotated[str, _field_name(DATASET_FIELDS), _listed(DATASET_FIELDS)]] = []


class WithdrawalShape(Shape):
    """When a dataset was withdrawn for good, and why."""

    date: Day
    reason: Line


class TombstoneShape(Shape):
    """What is left of the manifest of a withdrawn dataset."""

    withdrawn: WithdrawalShape
    previously: list[PreviousKey] = []


def _accepted(text: str) -> str:
    if text == "accept":
        return text
    what = message("the only allowed value of `foreign:` is accept")
    raise problem(WRONG_TYPE, what, message("Write `foreign: accept`, or remove the line."))


class AdoptionShape(Shape):
    """An entry that exists in one catalogue, to be adopted."""

    entry: Line | None = None
    foreign: Annotated[str, AfterValidator(_accepted), WithJsonSchema({"const": "accept"})] | None = None


ADOPTION_KEYS: Final = tuple(AdoptionShape.model_fields)


class DefaultsShape(LayerShape):
    """`defaults.yml`, and `defaults:` of a producer."""

    theme: str | None = None


class ThemeShape(LayerShape):
    """A theme of `themes.yml`."""

    label: dict[str, Line]
    eu_theme: str | None = None
    schema_: SchemaShape | None = Field(default=None, alias="schema")


class ProducerShape(Shape):
    """`producer.yml`."""

    name: Line
    # No catalogue has a field for the next five: which body this is, where its data lie, and who may speak for it.
    siren: Siren | None = None
    siret: Siret | None = None
    insee: Insee | None = None
    bbox: Edges | None = None
    editors: Annotated[list[Login], Field(min_length=1, max_length=100), AfterValidator(each_once)] | None = None
    organization: dict[str, Line] = {}
    contact: ContactShape | None = None
    contacts: Annotated[list[RoleContactShape], Field(min_length=1, max_length=100)] | None = None
    license: License | None = None
    spatial: SpatialShape | None = None
    defaults: DefaultsShape | None = None


SHAPES_BY_KEY: Final[dict[str, type[Shape]]] = {
    "resources": ResourceShape,
    "temporal": PeriodShape,
    "spatial": SpatialShape,
    "contact": ContactShape,
    "contacts": RoleContactShape,
    "access": AccessShape,
    "schema": SchemaShape,
    "withdrawn": WithdrawalShape,
    "defaults": DefaultsShape,
}
"""The shape of the value under a key, to suggest known keys."""
