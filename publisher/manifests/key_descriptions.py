"""What each key of a YAML file is for, in a sentence or two that an editor shows beside it."""

from typing import Final

from publisher.model.messages import Message, message

_SHARED: Final = ("LayerShape", "ContactShape")
"""Shapes whose keys others have, too."""

_DESCRIPTIONS: Final[dict[str, dict[str, Message]]] = {
    "DatasetShape": {
        "title": message("What the dataset contains, and where. Required."),
        "description": message(
            "Two to four sentences: what is in the data, for which territory, and where they come from. Required."
        ),
        "theme": message(
            "One of the themes of themes.yml: it adds keywords and, where there is one, the national schema."
        ),
        "resources": message(
            "The files and addresses of the data. One that leaves the list is removed from the catalogue."
        ),
        "state": message("Whether the public sees the dataset."),
        "from": message(
            "First day on which the dataset may be public (year-month-day); nothing of it is published before."
        ),
        "previously": message("Former names of this manifest (folder/name): its entry and its addresses stay."),
        "exceptions": message("Rules from which this dataset may depart, each with the reason."),
        "slug": message("Name of the entry in its CKAN address, where the usual one does not fit."),
        "version": message("Version of the data, as reusers know it."),
        "clear": message("Fields to empty in the catalogue."),
        "ignore": message("Fields that stay as they are in the catalogue once the entry exists."),
        "catalogs": message("What differs in one catalogue: false not to publish there, or other values."),
    },
    "Override": {"false": message("not published in this catalogue")},
    "LayerShape": {
        "keywords": message("Keywords, added to those of the theme, of the producer and of defaults.yml."),
        "license": message("Licence for reuse, as the producer decided it: lov2 or odc-odbl for most administrations."),
        "frequency": message("How often the data are updated, in French or with the word of the catalogue."),
        "temporal": message("Period that the data cover, from the first day to the last."),
        "spatial": message("Territory that the data cover."),
        "contact": message("Service that answers questions about the data."),
        "contacts": message("Further contacts, each with a role."),
        "hvd": message("Category of high-value data (European regulation), if any."),
        "language": message("Language of the data, such as fr."),
        "issued": message("Day on which the data were first published (year-month-day)."),
        "landing_page": message("Web page about the data, other than that of the catalogue."),
        "access": message("Who may use the data, and why not everybody may."),
        "groups": message("Groups of CKAN, as at the end of the address of their page."),
        "min_quality": message("Quality score that a published dataset should have, from 0 to 1."),
        "protect": message("true: nothing is taken from the entry without a person's approval."),
        "extras": message("Other fields, with names and values of your choice."),
        "theme": message("Theme of every dataset of this layer that names none itself."),
    },
    "PeriodShape": {
        "start": message("First day (year-month-day)."),
        "end": message("Last day (year-month-day); absent where the data go on."),
    },
    "SpatialShape": {
        "zones": message("Zones of data.gouv.fr; for a commune, fr:commune: followed by its INSEE code."),
        "granularity": message("Which territory one row describes: commune, epci, poi…"),
    },
    "ContactShape": {
        "name": message("Name of the service."),
        "email": message("E-mail address of the service, never that of a person."),
        "form": message("Address of a page with a contact form."),
    },
    "RoleContactShape": {"role": message("What this contact is for.")},
    "AccessShape": {
        "type": message("Who may use the data."),
        "category": message("Legal reason for a restriction."),
        "reason": message("Reason for a restriction, in a sentence."),
    },
    "SchemaShape": {
        "name": message("Name in schema.data.gouv.fr, such as scdl/equipements."),
        "version": message("Version of this schema."),
        "url": message("Address of the schema, in place of its name."),
    },
    "ResourceShape": {
        "id": message("Short name, unique in this dataset: never change it."),
        "title": message("Title that readers see."),
        "description": message("What this file contains, where the title does not say it."),
        "url": message("Address of the data (https://…)."),
        "path": message("Name of a data file beside this manifest, in place of an address."),
        "type": message("What the resource is: data, documentation, service…"),
        "format": message("Format of the data, such as csv or geojson."),
        "mime": message("Media type, such as text/csv."),
        "schema": message("Schema that the columns of the file follow."),
        "issued": message("Day on which it was first published (year-month-day)."),
        "modified": message("Day of the latest change of its data (year-month-day)."),
        "clear": message("Fields of this resource to empty in the catalogue."),
    },
    "WithdrawalShape": {
        "date": message("Day of the withdrawal (year-month-day)."),
        "reason": message("Why it was withdrawn, without any personal data."),
    },
    "TombstoneShape": {
        "withdrawn": message("This dataset was withdrawn for good: when, and why."),
        "previously": message("Former names of this manifest (folder/name)."),
    },
    "AdoptionShape": {
        "entry": message("Id of an existing entry to adopt in this catalogue."),
        "foreign": message("accept: adopt the entry although another tool wrote it."),
    },
    "ThemeShape": {
        "label": message("Name of the theme, by language."),
        "eu_theme": message("Code of the European theme, such as ENVI."),
        "schema": message("National schema of the main resources that name none themselves."),
    },
    "ProducerShape": {
        "name": message("Name of the commune or body."),
        "siren": message("SIREN: nine digits, in quotes."),
        "siret": message("SIRET: fourteen digits, in quotes."),
        "insee": message("INSEE code of the commune: five characters, in quotes."),
        "bbox": message("Rectangle of the territory, in degrees: west, south, east, north."),
        "organization": message("Name of its organization in each catalogue, as in the address of its page."),
        "contact": message("Service that answers questions, for every dataset that names no other."),
        "contacts": message("Further contacts of all its datasets, each with a role."),
        "license": message("Licence of every dataset that names no other."),
        "spatial": message("Territory of every dataset that names no other."),
        "defaults": message("Other values that all its datasets have, unless they say otherwise."),
        "editors": message("GitHub accounts that may propose changes for this producer."),
    },
    "AcceptanceShape": {
        "key": message("The dataset: folder/name of its manifest."),
        "resource": message("Id of the resource with the file."),
        "reason": message("Why the law provides for this publication."),
        "sha256": message("Checksum of the accepted file, from the message about it."),
    },
    "SettingsShape": {
        "repository": message("Name of this repository in the marker of each entry: never change it."),
        "catalogs": message("The catalogues where this repository publishes."),
        "guards": message("Numbers of changes above which a run stops and asks."),
        "communes": message("File with the list of communes, if it is not communes.csv."),
        "timezone": message("Time zone in which the day of `from:` starts, such as Europe/Paris; UTC without it."),
    },
    "CatalogShape": {
        "kind": message("Software of the catalogue."),
        "url": message("Address of the catalogue."),
        "token_env": message("NAME of the environment variable with the token; never the token itself."),
        "token_expires": message("First day on which the token no longer works (year-month-day)."),
        "mode": message("What may be written there; observe without this line."),
        "organization": message("Organization of producers that name none."),
        "rate": message("Calls per second, at most."),
        "concurrency": message("Calls at the same time, at most."),
        "timeouts": message("Longest waits, in seconds."),
        "limits": message("Largest replies."),
        "files": message("upload: files are stored here; link:NAME: another catalogue stores them."),
        "foreign": message("Extras that mark the entries of other tools."),
        "ca": message("File of certificates, beside catalogs.yml."),
        "token_header": message("Header that carries the token, where it is not the usual one."),
        "basic_auth_env": message("NAME of the environment variable with user:password, for a protected server."),
        "fields": message("Fields of the catalogue's own schema, each with the manifest's field that it holds."),
    },
    "TimeoutsShape": {
        "connect": message("To connect."),
        "read": message("Without receiving a byte."),
        "call": message("A whole call."),
    },
    "LimitsShape": {
        "reply": message("A reply, as received and unpacked."),
        "headers": message("The headers of a reply."),
    },
    "GuardsShape": {
        "creates": message("Datasets with a new entry."),
        "changes": message("Datasets that change."),
        "takeovers": message("Datasets whose values entered in the catalogue would be replaced."),
        "hidings": message("Entries that the public would no longer see."),
        "licenses": message("Published datasets whose licence changes."),
        "rows": message("Rows that tables lose."),
        "columns": message("Columns that tables lose."),
        "hvd": message("Datasets that lose the mark of high-value data."),
    },
    "LimitShape": {
        "producer": message("Most for one producer."),
        "run": message("Most for a whole run."),
        "producer_share": message("Most for one producer, as a share such as 20 %."),
        "run_share": message("Most for a whole run, as a share such as 20 %."),
    },
}
"""By shape and key."""

_FILES: Final = {
    "dataset": message("The manifest of a dataset."),
    "producer": message("A producer of data: producer.yml of its folder."),
    "catalogs": message("The catalogues and the guards: catalogs.yml."),
    "defaults": message("Values that all datasets share: defaults.yml."),
    "themes": message("The themes of the datasets: themes.yml."),
    "personal-data": message("Files accepted although they have personal data: personal-data.yml."),
}

_EXAMPLES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "LayerShape": {"language": ("fr", "en")},
    "SpatialShape": {"granularity": ("commune", "epci", "departement", "region", "country", "poi")},
    "ResourceShape": {"format": ("csv", "geojson", "json", "xlsx", "shp", "gpkg", "wfs", "pdf")},
    "ThemeShape": {"eu_theme": ("ECON", "EDUC", "ENVI", "GOVE", "HEAL", "REGI", "SOCI", "TRAN")},
    "SettingsShape": {"timezone": ("Europe/Paris", "Indian/Reunion", "America/Martinique", "UTC")},
    "CatalogShape": {"kind": ("ckan", "udata")},
}
"""Values that an editor proposes, where others are right, too."""


def description_of(shape: str, key: str) -> Message:
    """Return what a key is for. Raises `KeyError` where no description exists."""
    owner = next((name for name in (shape, *_SHARED) if key in _DESCRIPTIONS.get(name, {})), shape)
    return _DESCRIPTIONS[owner][key]


def description_of_file(name: str) -> Message:
    """Return what a kind of file is."""
    return _FILES[name]


def examples_of(shape: str, key: str) -> tuple[str, ...]:
    """Return the values that an editor proposes for a key."""
    return next((_EXAMPLES[name][key] for name in (shape, *_SHARED) if key in _EXAMPLES.get(name, {})), ())
