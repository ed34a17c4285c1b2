"""Samples of everything that a view can show."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from publisher.catalogs.errors import Layer
from publisher.catalogs.faults import CERTIFICATE_FIX
from publisher.catalogs.probe import Answer
from publisher.model.catalog import AskedField, SchemaReport
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import EMPTY, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.findings import Finding, Position, Replace, Severity
from publisher.model.manifest import Manifest, Mode, Origin
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.outcome import Done, Failed, NotDone, Report
from publisher.model.plan import (
    Blocked,
    BlockReason,
    Conflict,
    CopyKind,
    Create,
    Drift,
    EntryCopy,
    EntryCreation,
    EntryDeleted,
    EntryEdit,
    HeldBack,
    Item,
    Orphan,
    Plan,
    Reading,
    Same,
    Scheduled,
    Step,
    Update,
    UpdateKind,
)
from publisher.model.projection import Loss, ProjectedValues
from publisher.model.replaced_file import FormerBytes, ReplacedFile, WhyLost
from publisher.model.token_expiry import ExpiringToken
from publisher.model.values import Contact, Period, State, Value
from publisher.rules.catalogs import MISSING_IN_SCHEMA, UNKNOWN_ORGANIZATION
from publisher.views.doctor_text import Diagnosis
from publisher.views.show_text import UNKNOWN, CatalogPreview
from tests.unit.builders import (
    CATALOG,
    access,
    applied,
    at,
    base_of,
    config,
    dataset,
    desired,
    entry,
    manifest,
    marker,
    resource,
)

HOSTILE: Final = (
    "\x1b[31mrouge\x1b[0m\n  + faux/jeu · grandlyon · create\r\u202eenvers\u2066\u200b\u2028 [red]gras[/red]"
    " <b>x</b><!-- | `code` *a* _b_ [lien](https://x.example) ![i](y) @tous #1 ~~non~~ \x9b2J\x07\t&amp;"
)
"""Every character that could affect a terminal, a log, a page or a comment."""


def entry_of(name: str, **fields: Any) -> Entry:
    """Return an entry of ours."""
    return applied(dataset(resource()), name=name, **fields)


def edit_of(name: str, **fields: Any) -> EntryEdit:
    """Return an edit of such an entry."""
    content = dataset(resource())
    return EntryEdit(
        desired=desired(content), entry=entry_of(name, **fields), content=EMPTY, resource_writes=None,
        marker=marker(base_of(content)),
    )  # fmt: skip


def create() -> Create:
    content = dataset(resource("csv"), resource("wfs"))
    resource_writes = tuple(ResourceWrite(None, item, new=True) for item in content.resources)
    creation = EntryCreation(
        desired=desired(content), content=content, resource_writes=resource_writes, marker=marker(base_of(content))
    )
    return Create(creation=creation)


def change(
    field: str, before: Value, after: Value, verdict: ChangeKind = ChangeKind.CHANGE, of: str | None = None
) -> Change:
    return Change(FieldPath(field, ResourceId(of) if of else None), verdict, before, after)


def item(key: str, step: Step, *losses: Loss, title: str = "Toilettes publiques", catalog: str = CATALOG) -> Item:
    return Item(DatasetKey(key), CatalogName(catalog), title, step, losses)


LONG: Final = "Emplacements des panneaux réservés à l'affichage libre sur le territoire de la commune, tenus à jour "
CHANGES: Final = (
    change("title", "Panneaux d'affichage", "Panneaux d'affichage libre de la commune"),
    change("keywords", ("panneau", "ville"), ("affichage", "ville")),
    change("contact", None, Contact("Service SIG", "sig@example.org")),
    change("temporal", Period("2023-01-01", None), Period("2023-01-01", "2026-12-31")),
    change("description", LONG + "chaque année.", LONG + "chaque mois."),
    change("extras.insee", "1290", "01290"),
    change(WHOLE, None, "Tableau", of="csv"),
    change(WHOLE, "Carte", None, of="wms"),
    change(ORDER, ("wfs", "csv"), ("csv", "wfs"), of=""),
    change("url", "https://example.org/a", "https://example.org/b", of="wfs"),
)
DRIFT: Final = (change("description", "Emplacements.", "Emplacements des toilettes.", ChangeKind.DRIFT),)
HIDDEN: Final = (change("state", State.PUBLISHED, State.DRAFT),)
TAKEN_OVER: Final = (change("license", "odc-odbl", "lov2", ChangeKind.TAKEOVER),)
NAME_TAKEN: Final = Blocked(
    why=BlockReason.NAME_TAKEN,
    reason=message(
        "{address} already uses this name, and is not linked to this manifest",
        address="https://data.example.org/dataset/wc",
    ),
    fix=message("Use a token that may read this entry, or choose another `slug:` in the manifest."),
)
OBSERVED: Final = HeldBack(
    step=create(),
    reason=message("{catalog} is in mode {mode}: nothing is written there", catalog="grandlyon", mode="observe"),
    fix=message("To write, set `mode: manage` for {catalog} in catalogs.yml.", catalog="grandlyon"),
)
LOSS: Final = Loss("keywords", message("“{word}” becomes “{tag}”", word="l'eau", tag="l eau"))
READING: Final = Reading(access(software="CKAN 2.12.0"), 3, 0.42)

SCHEDULED: Final = Scheduled(step=create(), day=date(2027, 1, 1))
FULL: Final = Plan(
    items=(
        item("bron/creation", create(), LOSS, title="Création | avec une barre"),
        item("bron/change", Update(edit=edit_of("change"), changes=CHANGES, kept=DRIFT)),
        item("bron/reprise", Update(edit=edit_of("reprise"), changes=TAKEN_OVER, kind=UpdateKind.TAKEOVER)),
        item("bron/masque", Update(edit=edit_of("masque"), changes=HIDDEN, kind=UpdateKind.ARCHIVE)),
        item("bron/rendu", Update(edit=edit_of("rendu", deleted=True), changes=(), kind=UpdateKind.RESTORE)),
        item("lyon/derive", Drift(entry=entry_of("derive"), kept=DRIFT)),
        item("lyon/efface", EntryDeleted(entry=entry_of("efface", deleted=True))),
        item("lyon/conflit", Conflict(entry=entry_of("conflit"),
                                      changes=(change("title", "Eux", "Nous", ChangeKind.CONFLICT),))),
        item("lyon/bloque", NAME_TAKEN),
        item("lyon/attente", OBSERVED, catalog="autre"),
        item("lyon/pareil", Same(entry=entry_of("pareil")), LOSS),
        item("lyon/brouillon", Same(note=message("{state}, not published", state=message("draft")))),
        item("lyon/embargo", SCHEDULED),
    ),
    orphans=(Orphan(CATALOG, entry_of("orphelin", marker=marker(key="bron/orphelin"))),),
    copies=(
        EntryCopy(CATALOG, DatasetKey("bron/wc"), entry_of("wc-moissonnee", harvested="harvest.backend = CKAN"),
                  CopyKind.HARVESTED),
        EntryCopy(CATALOG, DatasetKey("lyon/pareil"), entry_of("pareil-1", deleted=True), CopyKind.DELETED),
        EntryCopy(CATALOG, DatasetKey("lyon/pareil"), entry_of("pareil-2", deleted=True), CopyKind.DELETED),
    ),
    readings={CATALOG: READING, CatalogName("autre"): Reading(access(software="CKAN 2.10.4", user=None), 1, 12.0)},
    managed=frozenset({CATALOG}),
)  # fmt: skip
NOTHING: Final = Plan(
    items=(item("bron/pareil", Same(entry=entry_of("pareil"))),), orphans=(), readings={CATALOG: READING}
)
NO_DATASET: Final = Plan(items=(), orphans=(), readings={CATALOG: READING})
STUCK: Final = Plan(
    items=(item("lyon/bloque", NAME_TAKEN),),
    orphans=(),
    readings={CATALOG: READING},
    managed=frozenset({CATALOG}),
)

_WRITES: Final = FULL.writes
REPLACED: Final = (
    ReplacedFile(ResourceId("csv"), FormerBytes.KEPT, 34_512, "4f" * 32),
    ReplacedFile(ResourceId("git"), FormerBytes.IN_GIT, 20, "5a" * 32),
    *(ReplacedFile(ResourceId(why.value), FormerBytes.LOST, 120_000_000, why=why) for why in WhyLost),
)
RUN: Final = Report(
    run="2026-11-23T0812-a4c1",
    journal=".publisher/runs/2026-11-23T0812-a4c1.jsonl",
    outcomes=(
        Done(_WRITES[0], entry_of("creation")),
        Done(_WRITES[1], entry_of("change"), rewritten=("keywords", "resources.wfs.format"), replaced=REPLACED),
        Failed(
            _WRITES[2],
            message("it answered {status}", status=502),
            message(
                "Check the address (publisher doctor shows which server answers) and the network, "
                "then run the command again."
            ),
        ),
        Failed(_WRITES[3], message("the entry was changed after it was read"), None),
        NotDone(_WRITES[4]),
    ),
    seconds=6.24,
)
GOOD_RUN: Final = Report(
    run="2026-11-23T0812-a4c1",
    journal=".publisher/runs/2026-11-23T0812-a4c1.jsonl",
    outcomes=(Done(_WRITES[0], entry_of("creation")),),
    seconds=0.3,
)
GOOD_PLAN: Final = Plan(items=(FULL.items[0], *NOTHING.items), orphans=(), readings={CATALOG: READING})

SOURCE: Final = {
    3: "license: LO2",
    4: "\tname: 'é'",
    5: 'hvd: "mobilitée"',
    6: "x" * 200,
}
FINDINGS: Final = (
    Finding("PUB201", Severity.ERROR, Position("manifests/bron/wc.yml", 3, 10), message("unknown licence"),
            message("Did you mean “{id}” ({label})?", id="lov2", label="Licence Ouverte 2.0"), "LO2"),
    Finding("PUB102", Severity.ERROR, Position("manifests/bron/wc.yml", 4, 1), message("this line starts with a tab"),
            message("Use spaces instead (two per level).")),
    Finding("PUB204", Severity.WARNING, Position("manifests/bron/wc.yml", 5, 6),
            message("unknown high-value category"), None, "mobilitée"),
    Finding("PUB111", Severity.ERROR, Position("manifests/bron/wc.yml", 6, 1), message("unknown key “{key}”", key="x"),
            message("Did you mean “{near}”?", near="y"), "x"),
    Finding("PUB403", Severity.ERROR, Position("manifests/lyon/a.csv"), message("no manifest names this file"),
            message("Name it in a manifest (`path: {name}`), or move it out of this folder.", name="a.csv")),
)  # fmt: skip

REPAIRED: Final = (
    replace(FINDINGS[0], repair=Replace("LO2", "lov2")),
    replace(FINDINGS[1], repair=Replace("\t", "  ")),
    Finding("PUB101", Severity.ERROR, Position("manifests/bron/wc à ouvrir.yml", 7, 9),
            message("a space is missing behind the dash"), repair=Replace("-a\n  -b", "- a\n  - b")),
    *FINDINGS[2:],
    Finding("PUB317", Severity.ADVICE, Position("manifests/bron/wc.yml", 3, 1), message("“{key}” is missing", key="a"),
            repair=Replace("", " ")),
)  # fmt: skip


def line_at(position: Position) -> str | None:
    return SOURCE.get(position.line) if position.file.endswith(".yml") else None


def merged() -> tuple[Manifest, tuple[CatalogPreview, ...]]:
    """Return a manifest with the origins of its values, and how two catalogues would store it."""
    origins = (
        Origin(path="language", text="fr", at=at("manifests/defaults.yml", 4)),
        Origin(path="keywords.1", text="toilettes", at=at("manifests/themes.yml", 12)),
        Origin(path="description", text=LONG, at=at("manifests/bron/wc.yml", 2)),
        Origin(path="resources.wfs.url", text="https://example.org/wfs", at=at("manifests/bron/wc.yml", 9)),
    )
    zones = Loss("spatial", message("only the first zone is kept; lost: {zones}", zones="country:fr"))
    path = "resources.wfs.description"
    kept_as: tuple[tuple[str, Value], ...] = (("keywords", ("ecole", "toilettes")), (path, LONG))
    plain = ("title", "description", "resources.csv.title", "resources.csv.url", "resources.wfs.title")
    previews = (
        CatalogPreview(CatalogName("datagouv"), UNKNOWN, ProjectedValues(plain, kept_as, ())),
        CatalogPreview(CATALOG, "wc-bron", ProjectedValues((), (("spatial", ("fr:commune:00000",)),), (LOSS, zones))),
        CatalogPreview(CatalogName("autre")),
    )
    return manifest("bron/wc", origins=origins), previews


def portal_schema(text: str = "Schéma du portail") -> SchemaReport:
    """Return what the schema of a portal means for manifests, with this text wherever the portal has written one."""
    asked = AskedField(f"categorie {text}", text, (text, "mobilite"))
    return SchemaReport(
        about=text,
        held=("title", "contact.name"),
        asked=(asked, AskedField("service", "service")),
        asked_of_resources=(asked,),
        is_copy_current=None,
    )


def refused_by_schema(text: str = "Catégorie (categorie)") -> Finding:
    """Return the finding about a field that a portal requires."""
    what = message("{catalog} requires the field “{label}”", catalog="schema", label=text)
    fix = message("Add `{name}:` under `{above}:`.", name="categorie", above="extras")
    return MISSING_IN_SCHEMA.at(Position("manifests/bron/wc.yml", 1, 1), what, fix)


def diagnoses() -> tuple[Diagnosis, ...]:
    """Return the results of `doctor` for catalogues in every condition."""
    ckan = Answer("CKAN", message("{software} answers", software="CKAN"))
    no_server = Answer(None, message("no server has this name"))
    rights = access(software="CKAN 2.12.0", writable=frozenset({"bron"}), organizations=frozenset({"bron", "lyon"}))

    missing = UNKNOWN_ORGANIZATION.at(
        Position("manifests/dardilly/producer.yml", 2, 22),
        message("{catalog} has no organization “{name}”", catalog="absente", name="dardilly"),
        message("Create the organization in the catalogue, or correct its name here."),
    )

    def one(name: str, answer: Answer = ckan, desired: tuple[str, ...] = ("bron",), **fields: Any) -> Diagnosis:
        token = bool(fields.pop("has_token", True))
        shape = config(name, kind="ckan", mode=fields.pop("mode", Mode.MANAGE), token_env="PUBLISHER_TOKEN")
        return Diagnosis(config=shape, answer=answer, has_token=token, desired=desired, **fields)

    return (
        one("pret", access=rights, hiding_setting="package_hide_extras"),
        one("schema", access=rights, schema=portal_schema(), refused=(refused_by_schema(),) * 7),
        one("copie", access=rights, schema=replace(portal_schema(), is_copy_current=False)),
        one("enregistre", access=rights, schema=portal_schema(), saved_schema=Path("manifests/enregistre.schema.json")),
        one("observe", access=rights, mode=Mode.OBSERVE),
        one("perime", access=rights, expiring=(
            ExpiringToken(CatalogName("perime"), "TOKEN", date(2027, 3, 1), True, at("manifests/catalogs.yml", 9)),
        )),
        one("ferme", desired=("bron", "lyon"), access=rights),
        one("absente", desired=("bron", "dardilly"), access=rights, missing=(missing,)),
        one("anonyme", has_token=False,
            access=access(software="CKAN 2.12.0", user=None, organizations=frozenset({"bron"}))),
        one("personne", answer=no_server),
        one("arrete", answer=Answer(None, message("it answered 503"), may_pass=True)),
        one("certificat", answer=Answer(None, message("its certificate is refused"), Layer.TLS, CERTIFICATE_FIX)),
        one("pare-feu", layer=Layer.FIREWALL,
            problem=message("a firewall in front of {url} refuses the call {call}: {what}",
                            url="https://data.example.org", call="POST /api/action/package_search",
                            what=message("a web page answers instead (status {status}, “{title}”)",
                                         status=403, title="Request blocked")),
            remedy=message("Ask the administrators of {url} to let this call through, then run the command again.",
                           url="https://data.example.org")),
        one("refuse", problem=message("{url} does not know the token in {name}", url="https://data.example.org",
                                      name="PUBLISHER_TOKEN"),
            remedy=message("Create a new API token on your profile page in that catalogue, and put it into {name}.",
                           name="PUBLISHER_TOKEN")),
    )  # fmt: skip


def hostile_plan(text: str = HOSTILE) -> Plan:
    """Return a plan with hostile text from a catalogue and from a manifest."""
    bad = message("{address} already uses this name, and is not linked to this manifest", address=text)
    changes = (
        change("title", text, "T"),
        change("keywords", (text,), ("eau",)),
        change(f"extras.{text}", "a", "b"),
        change(ORDER, (text, "a"), ("a", text), of=""),
        change("contact", Contact(text, text), None),
        change("temporal", Period(text, None), None),
        change(WHOLE, text, None, of="wms"),
        change("url", text, "https://example.org", of=text),
    )
    hostile_entry = entry_of("hostile", address=text)
    return Plan(
        items=(
            item("bron/a", Update(edit=edit_of("a", address=text), changes=changes), Loss("keywords", bad), title=text),
            item("bron/b", Blocked(why=BlockReason.NAME_TAKEN, reason=bad, fix=bad), title=text),
            item("bron/c", HeldBack(step=create(), reason=bad, fix=bad), title=text),
            item("bron/d", Drift(entry=hostile_entry, kept=changes), title=text),
            item("bron/e", Same(entry=hostile_entry), Loss("keywords", bad), title=text),
        ),
        orphans=(Orphan(CATALOG, entry(name=text, address=text)),
                 Orphan(CATALOG, entry(address=text, marker=marker(key=text)))),
        copies=(EntryCopy(CATALOG, DatasetKey(text), entry(address=text, harvested=text), CopyKind.HARVESTED),),
        readings={CATALOG: Reading(access(software=f"CKAN {text}", user=text), 1, 0.1)},
    )  # fmt: skip


def hostile_report(text: str = HOSTILE) -> Report:
    """Return the report of a run with such text."""
    (write,) = hostile_plan(text).writes
    bad = message("{catalog} refuses the entry: {detail}", catalog="grandlyon", detail=text)
    return Report(
        run="r", journal="j", seconds=1.0,
        outcomes=(Done(write, entry_of("a", address=text), rewritten=(text,)), Failed(write, bad, bad), NotDone(write)),
    )  # fmt: skip


def hostile_diagnosis(text: str = HOSTILE) -> Diagnosis:
    """Return the result of `doctor` with such text."""
    rights = access(software=text, user=text, organizations=frozenset({"a"}), writable=frozenset())
    answer = Answer("CKAN", message("it redirects to {target}", target=text))
    diagnosis = Diagnosis(config=config(kind="ckan"), answer=answer, has_token=True, desired=("a",), access=rights)
    return diagnosis.with_schema(portal_schema(text), (refused_by_schema(text),))


def hostile_findings(text: str = HOSTILE) -> tuple[Finding, ...]:
    """Return the findings of a hostile manifest, such as in a pull request from a fork."""
    what, fix = message("unknown key “{key}”", key=text), message("Did you mean “{near}”?", near=text)
    return (
        Finding("PUB111", Severity.ERROR, Position("manifests/bron/wc.yml", 1, 1), what, fix, text),
        Finding("PUB403", Severity.ERROR, Position(f"manifests/bron/{text}.csv"), what, fix),
    )


def again(report: Report) -> str:
    """Return the command that retries a run."""
    return f"publisher apply --retry-failed {report.run}"
