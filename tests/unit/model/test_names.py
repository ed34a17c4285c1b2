"""The ids that we choose for resources never change."""

import uuid

from publisher.model.names import DatasetKey, Repository, ResourceId, our_resource_id

REPOSITORY = Repository("opendata-communes")
KEY = DatasetKey("bron/toilettes")


def test_the_uuid_of_a_resource_never_changes() -> None:
    assert our_resource_id(Repository("opendata-communes"), DatasetKey("bron/toilettes"), ResourceId("csv")) == (
        "2cb82469-6d8e-53fe-bdc4-ce21511ff7b8"
    )


def test_a_real_resource_has_the_uuid_that_was_given_to_it() -> None:
    resource_id = our_resource_id(
        Repository("opendata-communes-metropole-de-lyon"),
        DatasetKey("bron/panneaux-affichage-libre"),
        ResourceId("wfs-geojson"),
    )
    assert resource_id == "1d668eba-9f46-5f1b-87fc-007f21b87826"


def test_the_uuid_is_one_of_version_five() -> None:
    assert uuid.UUID(our_resource_id(REPOSITORY, KEY, ResourceId("csv"))).version == 5


def test_the_uuid_differs_between_repositories_keys_and_ids() -> None:
    ids = {
        our_resource_id(REPOSITORY, KEY, ResourceId("csv")),
        our_resource_id(Repository("another"), KEY, ResourceId("csv")),
        our_resource_id(REPOSITORY, DatasetKey("bron/ecoles"), ResourceId("csv")),
        our_resource_id(REPOSITORY, KEY, ResourceId("wfs")),
    }
    assert len(ids) == 4
