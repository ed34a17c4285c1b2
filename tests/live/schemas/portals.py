"""What manifests give to each portal with a schema: the settings of the catalogue, and values of declared fields."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from tests.live.portal import Json
from tests.live.roundtrip.datasets import Draw, DrawnManifest
from tests.live.roundtrip.holding import Batch, batches
from tests.live.roundtrip.texts import addresses, block, days, emails, line
from tests.live.two_catalogs import CKAN

_NAMES: Final = line(60)


def _agents(*parts: str) -> st.SearchStrategy[list[Json]]:
    """Return a strategy of lists of people or bodies: each with a name, and perhaps with these other parts."""
    known: dict[str, st.SearchStrategy[Any]] = {
        "email": emails, "courriel": emails, "url": addresses(anywhere=True), "uri": addresses(anywhere=True),
        "identifier": _NAMES, "depuis": days, "role": st.sampled_from(("producteur", "diffuseur")),
    }  # fmt: skip
    name = "nom" if "courriel" in parts else "name"
    agent = st.fixed_dictionaries({name: _NAMES}, optional={part: known[part] for part in parts})
    return st.lists(agent, min_size=1, max_size=3)


def _one(agents: list[Json]) -> list[Json]:
    """Return the first alone: the field is declared for one."""
    return agents[:1]


@dataclass(frozen=True)
class PortalFields:
    """The fields of one portal."""

    settings: Json = field(default_factory=dict)
    """Of the catalogue, in catalogs.yml."""
    required: dict[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    """Extras that every dataset gives."""
    optional: dict[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    required_of_resources: dict[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    optional_of_resources: dict[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    frequencies: tuple[str, ...] = ()
    """The only frequencies that it takes; empty: any."""


_TEXTS: Final = st.lists(line(80), min_size=1, max_size=3, unique=True)
_CATEGORIES: Final = ("administration", "amenagement", "culture", "environnement", "equipements", "mobilite")
_PUBLICS: Final = st.lists(
    st.sampled_from(("habitants", "agents", "entreprises", "chercheurs")), min_size=1, max_size=4, unique=True
)

PORTALS: Final[dict[str, PortalFields]] = {
    "dcat_ap_recommended": PortalFields(optional={"publisher": _agents("email", "url", "uri", "identifier").map(_one)}),
    "dcat_ap_full": PortalFields(
        optional={
            "documentation": _TEXTS,
            "conforms_to": _TEXTS,
            "alternate_identifier": line(80),
            "version_notes": block(500),
            "provenance": block(500),
            "modified": days,
            "publisher": _agents("email", "url", "uri", "identifier").map(_one),
            "creator": _agents("email", "url", "uri", "identifier").map(_one),
            "qualified_relation": st.lists(
                st.fixed_dictionaries({"relation": addresses(anywhere=True), "role": _NAMES}), min_size=1, max_size=2
            ),
        },
    ),
    "local": PortalFields(
        settings={"fields": {"frequence": "frequency", "date_publication": "issued"}},
        required={"service_producteur": line(80), "categorie": st.sampled_from(_CATEGORIES)},
        optional={
            "publics": _PUBLICS,
            "usages": _TEXTS,
            "date_revision": days,
            "referents": _agents("courriel", "role", "depuis"),
        },
        required_of_resources={"nature": st.sampled_from(("donnees", "service", "documentation", "apercu"))},
        optional_of_resources={"millesime": days, "encodage": st.sampled_from(("utf-8", "iso-8859-1"))},
        frequencies=(
            "annuelle", "mensuelle", "weekly", "Quotidienne", "temps réel", "quarterly", "semiannual", "punctual",
            "unknown",
        ),
    ),
}  # fmt: skip


def fields_of_portal() -> PortalFields:
    """Return the fields of the portal that is tested."""
    return PORTALS[os.environ["CKAN_PORTAL"]]


@st.composite
def batches_for_portal(draw: Draw, portal: PortalFields) -> Batch:
    """Draw manifests in two versions, each with what the portal requires, and some of what it declares."""
    return {
        stem: (_completed(draw, first, portal), _completed(draw, second, portal))
        for stem, (first, second) in draw(batches(CKAN)).items()
    }


def _completed(draw: Draw, drawn: DrawnManifest, portal: PortalFields) -> DrawnManifest:
    manifest = dict(drawn.manifest)
    extras = {**manifest.get("extras", {}), **_some(draw, portal.required, portal.optional)}
    if extras:
        manifest["extras"] = extras
    if extras.keys() & {"publisher", "creator"}:
        manifest.pop("contacts", None)  # the one or the other gives them, or clears them
        cleared = [name for name in manifest.pop("clear", []) if name != "contacts"]
        manifest |= {"clear": cleared} if cleared else {}
    if portal.frequencies and "frequency" in manifest and manifest["frequency"] not in portal.frequencies:
        manifest["frequency"] = draw(st.sampled_from(portal.frequencies))
    if portal.required_of_resources and "resources" in manifest:
        manifest["resources"] = [
            {**resource, "extras": _some(draw, portal.required_of_resources, portal.optional_of_resources)}
            for resource in manifest["resources"]
        ]
    return DrawnManifest(manifest, drawn.files)


def _some(draw: Draw, required: dict[str, Any], optional: dict[str, Any]) -> Json:
    chosen = draw(st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True)) if optional else []
    return {name: draw(strategy) for name, strategy in {**required, **{key: optional[key] for key in chosen}}.items()}
