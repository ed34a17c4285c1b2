"""Rules about what a catalogue accepts; the adapter of each kind of catalogue checks its own."""

from publisher.model.findings import Severity
from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

RESERVED_CKAN_NAME = Rule("PUB301", Family.CATALOGS, message("A CKAN name is not one of CKAN's reserved names."))
DUPLICATE_CKAN_NAME = Rule("PUB302", Family.CATALOGS, message("Two datasets have different CKAN names."))
EXTRA_NAMED_AS_CKAN_FIELD = Rule("PUB303", Family.CATALOGS, message("An extra does not have the name of a CKAN field."))
UNKNOWN_ORGANIZATION = Rule("PUB304", Family.CATALOGS, message("The organization exists in the catalogue."))
EXTRA_TOO_LONG = Rule("PUB305", Family.CATALOGS, message("An extra is no longer than CKAN's search can index."))
TEXT_TOO_LONG = Rule("PUB306", Family.CATALOGS, message("A text is no longer than the catalogue accepts."))
REFUSED_FILE_ENDING = Rule("PUB307", Family.CATALOGS, message("A file has an extension that udata accepts."))
ADDRESS_NOT_PUBLIC = Rule("PUB309", Family.CATALOGS, message("An address is on the public web: udata takes no other."))
REFUSED_CONTACT = Rule("PUB310", Family.CATALOGS, message("A contact is one that the catalogue accepts."))
REFUSED_NAME = Rule("PUB311", Family.CATALOGS, message("A name is one that CKAN accepts."))
HVD_WITHOUT_CATEGORY = Rule(
    "PUB312",
    Family.CATALOGS,
    message("High-value data are marked by `hvd:` with a category, not by a keyword."),
    Severity.WARNING,
)
MISSING_IN_SCHEMA = Rule("PUB313", Family.CATALOGS, message("A field that the catalogue requires has a value."))
NOT_A_CHOICE_OF_SCHEMA = Rule("PUB314", Family.CATALOGS, message("A value is one of those that the catalogue allows."))
WRONG_FORM_IN_SCHEMA = Rule("PUB315", Family.CATALOGS, message("A value has the form that the catalogue expects."))
UNKNOWN_FIELD_OF_SCHEMA = Rule("PUB316", Family.CATALOGS, message("`fields:` names fields that exist."))
RESOURCE_WITHOUT_DESCRIPTION = Rule(
    "PUB317",
    Family.CATALOGS,
    message("A resource has a description: exports show “None” in the place of one."),
    Severity.ADVICE,
)
FORMER_ORGANIZATION = Rule(
    "PUB320",
    Family.CATALOGS,
    message("An organization is named by its present name, or by its id."),
    Severity.WARNING,
)
UNKNOWN_GROUP = Rule("PUB321", Family.CATALOGS, message("A group is one of the catalogue's."))
TITLE_WITHOUT_LETTERS = Rule(
    "PUB308",
    Family.CATALOGS,
    message("A title has letters or digits: udata builds the address of the entry from them."),
)
