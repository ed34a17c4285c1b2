"""What CKAN holds of an entry beside the fields of manifests, and how a withdrawal clears it. Pure."""

from collections.abc import Mapping

from publisher.catalogs.ckan.schema.checks import KEYS_OF_FORMS
from publisher.catalogs.ckan.schema.places import FREE, NATIVE, FieldPlaces
from publisher.catalogs.documents import Document


def clearing_the_rest(update: Mapping[str, object], native: Mapping[str, object], places: FieldPlaces) -> Document:
    """Return the update of an entry that is emptied, with every other field that a person may have filled in cleared.

    What the portal's schema requires stays as it is: it would refuse the whole write.
    """
    declared = places.schema.dataset
    required = {KEYS_OF_FORMS.get(name, name) for name, field in declared.items() if field.required}
    others = (FREE | declared.keys() - NATIVE) & native.keys() - update.keys()
    emptied = {name: type(value)() for name in others if isinstance(value := native[name], (str, list, dict))}
    return {name: value for name, value in {**update, **emptied}.items() if value or name not in required}
