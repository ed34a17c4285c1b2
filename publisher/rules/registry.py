"""Every rule, with its id, its severity and what it asks. `docs/rules.md` is made from this list."""

from dataclasses import dataclass
from typing import Final

from publisher.model.findings import Severity
from publisher.model.messages import Message, message


@dataclass(frozen=True)
class Rule:
    """One thing that manifests must satisfy."""

    id: str
    asks: Message
    severity: Severity = Severity.ERROR


RULES: Final = (
    # files and their syntax
    Rule("PUB101", message("A file is valid YAML.")),
    Rule("PUB102", message("Lines are indented with spaces, never with tabs.")),
    Rule("PUB103", message("A key is given once.")),
    Rule("PUB104", message("A file is UTF-8 text without control characters, of at most 1 MB.")),
    Rule("PUB105", message("YAML anchors, aliases, tags and merges are not used.")),
    Rule("PUB106", message("Folders, manifests and resource ids have names of lower-case letters, digits, - and _.")),
    Rule("PUB107", message("The folder has its catalogs.yml, and each producer its producer.yml.")),
    # keys and types
    Rule("PUB111", message("Every key is an allowed one.")),
    Rule("PUB112", message("Required keys are present.")),
    Rule("PUB113", message("A key has a value; to empty a field, list it under `clear:`.")),
    Rule("PUB114", message("A value has the type that its key requires.")),
    Rule("PUB115", message("Extras that start with publisher_ are reserved for the tool.")),
    Rule("PUB116", message("`clear:` and `ignore:` name fields, and no field is both cleared and given.")),
    Rule("PUB117", message("The fields to fill in of a new manifest are filled in.")),
    # values
    Rule("PUB201", message("A licence is one of the allowed values.")),
    Rule("PUB202", message("A frequency is one of the allowed values.")),
    Rule("PUB203", message("A theme is one of themes.yml.")),
    Rule("PUB204", message("A high-value category is one of the six defined by the European Union.")),
    Rule("PUB205", message("A date is YYYY-MM-DD, and a period ends after it starts.")),
    Rule("PUB206", message("A territory is a zone id such as country:fr.")),
    Rule("PUB207", message("An address starts with http(s)://, has a host name, and neither spaces nor a password.")),
    Rule("PUB208", message("An e-mail address has a name, an @ and a domain.")),
    Rule("PUB209", message("A resource type is one of the allowed values.")),
    Rule("PUB210", message("A state is draft, published or archived.")),
    Rule("PUB211", message("A language is a code of two or three letters.")),
    Rule("PUB212", message("The id of a resource is unique in its dataset.")),
    Rule("PUB213", message("A resource has either an address (url) or a file (path).")),
    Rule(
        "PUB214",
        message("A SIREN has 9 digits and a SIRET 14, and their check digit is right; an INSEE code has 5 characters."),
    ),
    Rule("PUB215", message("A schema has a name in the national schema catalogue, or an address.")),
    Rule("PUB216", message("A setting of catalogs.yml has a usable value.")),
    # what a catalogue takes
    Rule("PUB301", message("A CKAN name is not one of CKAN's reserved names.")),
    Rule("PUB302", message("Two datasets have different CKAN names.")),
    Rule("PUB303", message("An extra does not have the name of a CKAN field.")),
    Rule("PUB304", message("The organization exists in the catalogue.")),
    Rule("PUB305", message("An extra is no longer than CKAN's search can index.")),
    Rule("PUB306", message("A title and a description are no longer than udata accepts.")),
    Rule("PUB307", message("A file has an extension that udata accepts.")),
    Rule("PUB308", message("A title has letters or digits: udata builds the address of the entry from them.")),
    # files and other manifests
    Rule("PUB401", message("A path stays in the producer's folder, without symbolic links.")),
    Rule("PUB402", message("The file that a path names exists.")),
    Rule("PUB403", message("Every data file in a producer's folder is named in a manifest.")),
    Rule("PUB404", message("A data file is the file itself, not a Git LFS pointer.")),
    Rule("PUB406", message("A producer has an organization in each catalogue it publishes to.")),
    Rule("PUB407", message("`previously:` lists keys that no manifest has, each only once.")),
    Rule("PUB408", message("`catalogs:` names catalogues of catalogs.yml.")),
    Rule("PUB409", message("A file that one catalogue links to is also published in the catalogue that stores it.")),
    Rule("PUB410", message("An entry to adopt is named in one manifest only.")),
)  # fmt: skip


def rule(wanted: str) -> Rule:
    """The rule of this id. Raises `KeyError`."""
    return {one.id: one for one in RULES}[wanted]
