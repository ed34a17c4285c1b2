"""Rules about single values of a manifest and of `catalogs.yml`."""

from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

UNKNOWN_LICENSE = Rule("PUB201", Family.VALUES, message("A licence is one of the allowed values."))
UNKNOWN_FREQUENCY = Rule("PUB202", Family.VALUES, message("A frequency is one of the allowed values."))
UNKNOWN_THEME = Rule("PUB203", Family.VALUES, message("A theme is one of themes.yml."))
UNKNOWN_HVD_CATEGORY = Rule(
    "PUB204", Family.VALUES, message("A high-value category is one of the six defined by the European Union.")
)
INVALID_DATE = Rule("PUB205", Family.VALUES, message("A date is YYYY-MM-DD, and a period ends after it starts."))
INVALID_ZONE = Rule("PUB206", Family.VALUES, message("A territory is a zone id such as country:fr."))
INVALID_ADDRESS = Rule(
    "PUB207",
    Family.VALUES,
    message("An address starts with http(s)://, has a host name, and neither spaces nor a password."),
)
INVALID_EMAIL = Rule("PUB208", Family.VALUES, message("An e-mail address has a name, an @ and a domain."))
UNKNOWN_RESOURCE_TYPE = Rule("PUB209", Family.VALUES, message("A resource type is one of the allowed values."))
UNKNOWN_STATE = Rule("PUB210", Family.VALUES, message("A state is draft, private, published or archived."))
INVALID_LANGUAGE = Rule("PUB211", Family.VALUES, message("A language is a code of two or three letters."))
DUPLICATE_RESOURCE_ID = Rule("PUB212", Family.VALUES, message("The id of a resource is unique in its dataset."))
URL_OR_PATH = Rule("PUB213", Family.VALUES, message("A resource has either an address (url) or a file (path)."))
INVALID_PRODUCER_CODE = Rule(
    "PUB214",
    Family.VALUES,
    message("A SIREN has 9 digits and a SIRET 14, and their check digit is right; an INSEE code has 5 characters."),
)
INVALID_SCHEMA = Rule(
    "PUB215", Family.VALUES, message("A schema has a name in the national schema catalogue, or an address.")
)
INVALID_SETTING = Rule("PUB216", Family.VALUES, message("A setting of catalogs.yml has a usable value."))
UNKNOWN_ACCESS = Rule(
    "PUB217", Family.VALUES, message("A type of access and the category of its reason are allowed values.")
)
INVALID_AREA = Rule(
    "PUB221",
    Family.VALUES,
    message("`bbox:` is the west, south, east and north edge of a territory, in decimal degrees (WGS 84)."),
)
INVALID_EDITOR = Rule(
    "PUB222", Family.VALUES, message("An editor of a producer is the name of a GitHub account, given once.")
)
UNKNOWN_CONTACT_ROLE = Rule("PUB219", Family.VALUES, message("The role of a contact is an allowed value."))
FURTHER_CONTACT_FIRST = Rule(
    "PUB220", Family.VALUES, message("The first contact of the role `contact` is the one under `contact:`.")
)
