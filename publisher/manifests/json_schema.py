"""The JSON Schema of each YAML file of the folder, for editors: made of the shapes that the program itself checks.

Draft 7, the one that YAML editors know best; besides, `enumDescriptions` and `errorMessage`, which they show.
A schema refuses what is wrong in a file alone. What depends on other files, or on a catalogue, `validate` says.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from publisher.manifests.catalogs_file import SettingsShape
from publisher.manifests.dataset_checks import FOR_ALL, SHORTEST_REASON
from publisher.manifests.json_types import ANYTHING, SCALAR, JsonSchema, whole
from publisher.manifests.key_descriptions import description_of, description_of_file, examples_of
from publisher.manifests.personal_data_file import AcceptanceShape
from publisher.manifests.shapes import (
    NO_SOURCE,
    AdoptionShape,
    DatasetShape,
    DefaultsShape,
    LayerShape,
    ProducerShape,
    ResourceShape,
    Shape,
    ThemeShape,
    TombstoneShape,
)
from publisher.manifests.tombstone_file import KEY as WITHDRAWN
from publisher.model.messages import Message
from publisher.model.names import MARKER_PREFIX, SAFE_NAME
from publisher.rules.registry import RULES

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
FOLDER: Final = "schemas"
"""Of the repository of this program, with the published schemas."""
ENDING: Final = ".schema.json"

_VARIABLE: Final = r"\$\{PUBLISHER_[A-Z0-9_]+(?::-[^{}]*)?\}"
_VALUE: Final[JsonSchema] = {"type": list(SCALAR), "pattern": r"\S"}
"""A text: neither YAML null nor a text without a character."""
_DEFINITIONS: Final[JsonSchema] = {
    ANYTHING: {
        "type": [*SCALAR, "array", "object"],
        "items": {"$ref": f"#/definitions/{ANYTHING}"},
        "additionalProperties": {"$ref": f"#/definitions/{ANYTHING}"},
    }
}


def schema_of(name: str) -> JsonSchema:
    """Return the schema of a kind of file, in the present language. `name` is one of `FILES`."""
    document = FILES[name]()
    head: JsonSchema = {"$schema": DIALECT, "$id": file_of(name), "description": description_of_file(name)}
    schema: JsonSchema = _in_language(head | document)
    return schema


def file_of(name: str) -> str:
    """Return the name of the file with the schema of a kind of file."""
    return f"{name}{ENDING}"


def schema_text(name: str) -> str:
    """Return the schema of a kind of file as JSON, in the present language."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2)


def _in_language(value: Any) -> Any:  # JSON, with messages in it
    """Return a schema in the present language. An editor shows the names of definitions: they lose their “Shape”."""
    match value:
        case Message():
            return str(value)
        case {"$ref": str(reference)}:
            return {**{key: _in_language(item) for key, item in value.items()}, "$ref": reference.replace("Shape", "")}
        case dict():
            return {key.removesuffix("Shape"): _in_language(item) for key, item in value.items()}
        case list() | tuple():
            return [_in_language(item) for item in value]
        case _:
            return value


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, for what the program reads: texts that are typed afterwards, and no blank values."""

    schema_dialect = DIALECT

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return dict(_VALUE)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def _definitions(*shapes: type[Shape]) -> JsonSchema:
    """Return the definitions of the shapes, and of those that they contain."""
    mode: JsonSchemaMode = "validation"
    generator = _Generator(ref_template="#/definitions/{model}")
    _refs, definitions = generator.generate_definitions(
        [(shape, mode, shape.__pydantic_core_schema__) for shape in shapes]
    )
    return _DEFINITIONS | {name: _described(name, shape) for name, shape in definitions.items()}


def _described(name: str, shape: dict[str, Any]) -> JsonSchema:
    """Return the definition of a shape with the description of each key, without pydantic's titles."""
    kept = {key: value for key, value in shape.items() if key not in ("title", "description")}
    if name == ResourceShape.__name__:
        kept["oneOf"] = [{**choice, "errorMessage": NO_SOURCE} for choice in shape["oneOf"]]
    kept["properties"] = {key: _property(name, key, value) for key, value in shape["properties"].items()}
    return kept


def _property(shape: str, key: str, value: dict[str, Any]) -> JsonSchema:
    schema: JsonSchema = dict(value)
    if isinstance(patterns := schema.pop("patternProperties", None), dict):
        ((pattern, item),) = patterns.items()
        names = {} if pattern == _VALUE["pattern"] else {"propertyNames": {"pattern": pattern}}
        schema |= {**names, "additionalProperties": item}
    if schema.get("additionalProperties") == {ANYTHING: True}:
        schema |= _extras()
    if key == "exceptions":
        schema = _exceptions()
    examples = {"examples": list(examples)} if (examples := examples_of(shape, key)) else {}
    return {"description": description_of(shape, key), **schema, **examples}


def _extras() -> JsonSchema:
    """Return what `extras:` accepts: any values but blank ones, under any names but those of the tool."""
    anything = {"$ref": f"#/definitions/{ANYTHING}"}
    return {"propertyNames": {"pattern": f"^(?!{MARKER_PREFIX})"}, "additionalProperties": anything}


def _exceptions() -> JsonSchema:
    """Return the type of `exceptions:`: the rules that know exceptions, each with a reason."""
    reason = {"type": list(SCALAR), "pattern": rf"\S[\s\S]{{{SHORTEST_REASON - 2},}}\S"}
    rules = [rule for rule in RULES.values() if rule.waivable]
    return {
        "type": "object",
        "properties": {rule.id: {"description": rule.asks, **reason} for rule in rules},
        "additionalProperties": False,
    }


def _ref(shape: type[Shape]) -> JsonSchema:
    return {"$ref": f"#/definitions/{shape.__name__}"}


def _dataset() -> JsonSchema:
    """Return the schema of a manifest, or of what is left of one that was withdrawn.

    Its layers may complete `access:`, `spatial:` and the like: what these groups require is not asked for here.
    """
    definitions: dict[str, Any] = _definitions(DatasetShape, TombstoneShape, AdoptionShape)
    for name, field in LayerShape.model_fields.items():
        reference = definitions[DatasetShape.__name__]["properties"][field.alias or name].get("$ref", "")
        merged = definitions.get(reference.rpartition("/")[2], {})
        for asked in ("required", "anyOf"):
            merged.pop(asked, None)
    dataset, adoption = definitions[DatasetShape.__name__], definitions.pop(AdoptionShape.__name__)
    place = f"#/definitions/{DatasetShape.__name__}/properties"
    everywhere = {name: {"$ref": f"{place}/{name}"} for name in dataset["properties"] if name not in FOR_ALL}
    definitions["Override"] = {
        "type": "object",
        "properties": everywhere | adoption["properties"],
        "additionalProperties": False,
    }
    dataset["properties"]["catalogs"] = _values_per_catalogue()
    chosen = {"if": {"required": [WITHDRAWN]}, "then": _ref(TombstoneShape), "else": _ref(DatasetShape)}
    return chosen | {"definitions": definitions}


def _values_per_catalogue() -> JsonSchema:
    """Return the type of `catalogs:` of a manifest. Quoted truth values are those of the program, too."""
    truth = {"enum": [False, True], "enumDescriptions": [description_of("Override", "false"), ""]}
    quoted = {"type": "string", "pattern": whole("false|true")}
    value = {"anyOf": [truth, quoted, {"$ref": "#/definitions/Override"}]}
    text, names = description_of(DatasetShape.__name__, "catalogs"), {"pattern": whole(SAFE_NAME)}
    return {"type": "object", "description": text, "propertyNames": names, "additionalProperties": value}


def _whole_file(shape: type[Shape], *, may_be_empty: bool = False) -> JsonSchema:
    """Return the schema of a file with one shape."""
    definitions = _definitions(shape)
    own: Any = definitions.pop(shape.__name__)
    return {**own, **({"type": ["object", "null"]} if may_be_empty else {}), "definitions": definitions}


def _producer() -> JsonSchema:
    return _whole_file(ProducerShape)


def _defaults() -> JsonSchema:
    return _whole_file(DefaultsShape, may_be_empty=True)


def _themes() -> JsonSchema:
    return {
        "type": ["object", "null"],
        "additionalProperties": _ref(ThemeShape),
        "definitions": _definitions(ThemeShape),
    }


def _personal_data() -> JsonSchema:
    return {"type": ["array", "null"], "items": _ref(AcceptanceShape), "definitions": _definitions(AcceptanceShape)}


def _catalogs() -> JsonSchema:
    """Return the schema of `catalogs.yml`, where a variable may stand for every value."""
    document: Any = _whole_file(SettingsShape)
    definitions = {name: _or_variable(value) for name, value in document["definitions"].items() if name != ANYTHING}
    variable: JsonSchema = {"type": "string", "pattern": _VARIABLE}
    return {**_or_variable(document), "definitions": {**definitions, "variable": variable}}


def _or_variable(schema: Any) -> Any:  # JSON
    """Return a schema that accepts a variable wherever it has a value."""
    if "properties" in schema:
        properties = {name: _or_variable(value) for name, value in schema["properties"].items()}
        return {**schema, "properties": properties}
    if "$ref" in schema:
        return schema
    if schema.get("type") == "array":
        return {**schema, "items": _or_variable(schema["items"])}
    if schema.get("type") == "object":
        return {**schema, "additionalProperties": _or_variable(schema["additionalProperties"])}
    shown = {key: value for key, value in schema.items() if key in ("description", "examples")}
    value = {key: value for key, value in schema.items() if key not in shown}
    return {**shown, "anyOf": [*value.get("anyOf", [value]), {"$ref": "#/definitions/variable"}]}


FILES: Final[Mapping[str, Callable[[], JsonSchema]]] = {
    "dataset": _dataset,
    "producer": _producer,
    "catalogs": _catalogs,
    "defaults": _defaults,
    "themes": _themes,
    "personal-data": _personal_data,
}
"""The schema of each kind of file, still with messages that are to be put into a language."""

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "dataset": ("*/*.yml", "!*/producer.yml"),
    "producer": ("*/producer.yml",),
    "catalogs": ("catalogs.yml",),
    "defaults": ("defaults.yml",),
    "themes": ("themes.yml",),
    "personal-data": ("personal-data.yml",),
}
"""Where the files of each kind are, below the folder of the manifests."""
