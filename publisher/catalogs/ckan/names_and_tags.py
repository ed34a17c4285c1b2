"""The names, tags and extras that CKAN accepts, and the form that it gives to ours. Pure."""

import hashlib
import re
import unicodedata
from typing import Final

from publisher.model.names import DatasetKey, producer_of, stem_of

NAME_LIMIT: Final = 100
SHORTEST_NAME: Final = 2
RESERVED_NAMES: Final = frozenset({"new", "edit", "search"})
TAG_SIZES: Final = range(2, 101)
_NAME: Final = re.compile(r"[a-z0-9_-]+")
_REFUSED_IN_TAGS = re.compile(r"[^\w \-.]")

SCHEMA_FIELDS: Final = frozenset(
    {
        "author", "author_email", "creator_user_id", "extras", "groups", "id", "isopen", "license_id", "license_title",
        "license_url", "maintainer", "maintainer_email", "metadata_created", "metadata_modified", "name", "notes",
        "num_resources", "num_tags", "organization", "owner_org", "plugin_data", "private", "relationships_as_object",
        "relationships_as_subject", "resources", "return_to", "save", "state", "tag_string", "tags", "title", "type",
        "url", "version", "__before", "__extras", "__junk",
    }
)  # fmt: skip
"""An extra of the same name as one of these is refused (409)."""

_DOMAIN_PART: Final = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_EMAIL: Final = re.compile(rf"(?!\.)(?!.*\.\.)[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*")

EXTRA_LIMIT: Final = 30_000
"""Bytes. The search index takes an extra as one term, and refuses terms over 32,766 bytes: the whole write fails."""


VERSION_LIMIT: Final = 100
"""Characters of a version."""


def dataset_name(key: DatasetKey, slug: str | None) -> str:
    """Return the name of a new entry: the slug, or `<stem>-<producer>`; cut, with a hash, to CKAN's limit."""
    name = slug or f"{stem_of(key)}-{producer_of(key)}"
    if len(name) <= NAME_LIMIT:
        return name
    end = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
    return f"{name[: NAME_LIMIT - len(end) - 1]}-{end}"


def is_valid_name(name: str) -> bool:
    """Return whether CKAN takes a name, unless an entry has it already."""
    sizes = range(SHORTEST_NAME, NAME_LIMIT + 1)
    return len(name) in sizes and name not in RESERVED_NAMES and _NAME.fullmatch(name) is not None


def tag(keyword: str) -> str | None:
    """Return a keyword as CKAN takes it: refused characters become spaces. None when the rest is no tag."""
    words = _REFUSED_IN_TAGS.sub(" ", unicodedata.normalize("NFC", keyword)).split()
    text = " ".join(words)
    return text if len(text) in TAG_SIZES else None


def is_email(text: str) -> bool:
    """Return whether CKAN takes an e-mail address: one without accents, unlike udata."""
    return _EMAIL.fullmatch(text) is not None
