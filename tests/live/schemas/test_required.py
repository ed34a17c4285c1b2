"""What a portal requires or allows is said with its line, before the first write, and offline once it is known."""

from __future__ import annotations

import json
import shutil

import pytest

from .conftest import PortalFolder, only_on

VERBS = (("plan", "--exit-code"), ("sync", "--yes"))
SCHEMA = "portail.schema.json"


@only_on("local")
@pytest.mark.parametrize("verb", VERBS)
def test_a_missing_field_is_said_before_the_first_write(folder: PortalFolder, verb: tuple[str, ...]) -> None:
    folder.give_required(service_producteur=None)
    folder.write()

    folder.run(*verb).expect_exit(1).expect_words(
        f"{folder.producer}/toilettes.yml:1:1 PUB313 error",
        "portail requires the field “Service producteur (service_producteur)”.",
        "Add `service_producteur:` under `extras:`.",
    )
    assert folder.backend.entries() == {}


@only_on("local")
def test_a_missing_field_of_a_resource_is_said_at_the_resource(folder: PortalFolder) -> None:
    resource = {"id": "csv", "title": "CSV", "url": "https://example.org/a.csv", "extras": {"encodage": "utf-8"}}
    folder.write(resources=[resource])

    folder.run("sync", "--yes").expect_exit(1).expect_words(
        "portail requires the field “Nature (nature)”.",
        "Add `nature:` under `extras:`. Allowed values: donnees (Données), service (Service web)",
    )
    assert folder.backend.entries() == {}


@only_on("local")
@pytest.mark.parametrize(
    ("extras", "words"),
    [
        ({"categorie": "Mobilité"}, "portail does not allow “Mobilité” for “Catégorie (categorie)”."),
        ({"publics": ["habitants", "touristes"]}, "portail does not allow “touristes” for “Publics visés (publics)”."),
        ({"date_revision": "hier"}, "portail expects a date for"),
        ({"referents": [{"role": "producteur"}]}, "portail requires the field “Nom (nom)”."),
    ],
)
def test_a_value_that_the_portal_does_not_take(folder: PortalFolder, extras: dict[str, object], words: str) -> None:
    folder.write(extras=extras)

    folder.run("sync", "--yes").expect_exit(1).expect_words(words)
    assert folder.backend.entries() == {}


@only_on("local")
def test_what_the_portal_alone_knows_to_refuse_names_the_field_and_its_line(folder: PortalFolder) -> None:
    folder.write(extras={"referents": [{"nom": "Mme A", "courriel": "pas une adresse"}]})

    folder.run("sync", "--yes").expect_exit(3).expect_words("extras.referents", f"{folder.producer}/toilettes.yml:")
    assert folder.backend.entries() == {}


@only_on("local")
def test_a_field_that_the_map_of_the_catalogue_misspells(folder: PortalFolder) -> None:
    folder.settings = {"fields": {"frequenc": "frequency"}}
    folder.write_settings()
    folder.write()

    folder.run("sync", "--yes").expect_exit(1).expect_words(
        "schema of portail has no field “frequenc”.", "Did you mean “frequence”?"
    )


# ---- offline


@only_on("local")
def test_validate_knows_the_schema_that_was_read_last(folder: PortalFolder) -> None:
    folder.write(extras={"categorie": "autre"})
    folder.run("validate").expect_exit(0)  # nothing is known of the portal yet
    folder.run("plan").expect_exit(1)

    folder.run("validate").expect_exit(1).expect_words("PUB314", "does not allow “autre”")


@only_on("local")
def test_doctor_saves_the_schema(folder: PortalFolder) -> None:
    folder.write()
    advice = folder.run("doctor").expect_exit(0).expect_words(
        "it declares fields (a schema): Schéma du portail de données de l'agglomération",
        "they hold: title, description",
        "it requires in every dataset: `extras.service_producteur` (Service producteur)",
        "it requires in every resource: `extras.nature` (Nature): donnees, service, documentation, apercu",
        "to check manifests against it offline, too: publisher doctor --save-schema",
    )  # fmt: skip
    assert "✘" not in advice.output

    folder.run("doctor", "--save-schema").expect_exit(0).expect_words(f"its schema is saved in manifests/{SCHEMA}")
    assert "--save-schema" not in folder.run("doctor").expect_exit(0).output

    shutil.rmtree(folder.root / ".publisher")
    folder.write(extras={"categorie": "autre"})
    folder.run("validate").expect_exit(1).expect_words("PUB314", "does not allow “autre”")

    folder.write()
    (folder.manifests / SCHEMA).write_text(json.dumps({"about": "former", "dataset_fields": []}), encoding="utf-8")
    folder.run("doctor").expect_exit(0).expect_words(
        "the saved copy of its schema is not the present one: publisher doctor --save-schema"
    )
    folder.run("doctor", "--save-schema").expect_exit(0)
    assert "--save-schema" not in folder.run("doctor").expect_exit(0).output


@only_on("local")
def test_a_broken_copy_of_the_schema_is_said(folder: PortalFolder) -> None:
    folder.write()
    (folder.manifests / SCHEMA).write_text("{", encoding="utf-8")

    folder.run("validate").expect_exit(1).expect_words(
        "holds no schema of a catalogue", "publisher doctor --save-schema"
    )
    folder.run("doctor", "--save-schema").expect_exit(0)
    folder.run("validate").expect_exit(0)


@only_on("local")
def test_doctor_says_what_the_schema_refuses(folder: PortalFolder) -> None:
    folder.give_required(categorie=None)
    folder.write()

    folder.run("doctor").expect_exit(1).expect_words("✘", "portail requires the field “Catégorie (categorie)”", "Next:")
