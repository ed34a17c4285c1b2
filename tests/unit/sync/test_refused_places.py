"""The places in a manifest of the fields that a catalogue refuses."""

import pytest

from publisher.catalogs.errors import Refused
from publisher.model.findings import Position
from publisher.model.messages import message
from publisher.model.plan import Create, Same
from publisher.sync.apply.refused_places import desired_of, refused_places
from tests.unit.builders import CATALOG, NAMED, at, dataset, desired, remote_id_of, resource
from tests.unit.cases import creation_of

PLACES = {"contact": at(line=7), "contact.email": at(line=8), "resources": at(line=10), "resources.csv": at(line=11)}


def place(path: str) -> Position:
    return PLACES.get(path, at())


def create() -> Create:
    content = dataset(resource("csv"))
    ids = {resource.id: remote_id_of(resource.id) for resource in content.resources}
    return Create(creation=creation_of(desired(content, place=place), content, ids, NAMED))


@pytest.mark.parametrize(
    ("paths", "lines"),
    [
        (("contact.email",), ":8:1"),
        (("contact.form",), ":7:1"),
        (("resources.csv.url",), ":11:1"),
        (("resources.autre.url",), ":10:1"),
        (("theme",), ":1:1"),
        (("organization",), "producer.yml:4:1"),
    ],
)
def test_a_refused_field_has_its_line_else_that_of_what_surrounds_it(paths: tuple[str, ...], lines: str) -> None:
    error = Refused(CATALOG, message("refused"))
    error.paths = paths
    text = str(refused_places(error, desired_of(create())))
    assert text.startswith("refused (manifests/")
    assert text.endswith(f"{lines})")


def test_each_place_is_named_once() -> None:
    error = Refused(CATALOG, message("refused"))
    error.paths = ("resources.csv.url", "resources.csv.title", "contact.email")
    assert str(refused_places(error, desired_of(create()))) == f"refused ({at(line=11)}, {at(line=8)})"


def test_nothing_is_added_where_no_field_is_meant() -> None:
    error = Refused(CATALOG, message("refused"))
    assert refused_places(error, desired_of(create())) == error.what
    error.paths = ("title",)
    assert refused_places(error, desired_of(Same())) == error.what
