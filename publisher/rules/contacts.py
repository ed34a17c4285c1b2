"""Rules about the contacts of a dataset, and their checks."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from publisher.model.communes import words_of
from publisher.model.findings import Finding, Severity
from publisher.model.messages import message
from publisher.model.values import CONTACT_ROLE, Contact, RoleContact
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

PERSONAL_MAILBOX = Rule(
    "PUB525",
    Family.METADATA,
    message("The contact is a mailbox of a service, not of a person."),
    Severity.WARNING,
)
UNREACHABLE_CONTACT = Rule(
    "PUB526", Family.METADATA, message("A contact has an e-mail address or a form."), Severity.WARNING
)
SAME_CONTACT_TWICE = Rule("PUB527", Family.METADATA, message("A contact is given once in a role."), Severity.WARNING)

_LIST_OF_PROVIDERS: Final = """
    gmail.com googlemail.com hotmail.com hotmail.fr outlook.com outlook.fr live.com live.fr msn.com yahoo.com
    yahoo.fr ymail.com icloud.com me.com aol.com protonmail.com proton.me gmx.fr gmx.com mail.com orange.fr
    wanadoo.fr free.fr sfr.fr neuf.fr bbox.fr laposte.net numericable.fr club-internet.fr aliceadsl.fr cegetel.net
    tutanota.com
"""
_PROVIDERS: Final = frozenset(_LIST_OF_PROVIDERS.split())
"""Providers of mailboxes for everybody."""
_TWO_PARTS: Final = re.compile(r"(?P<first>[^\W\d_](?:[^\W\d_]|-)*)[._](?P<last>[^\W\d_](?:[^\W\d_]|[-'])+)\d{0,2}")
_LIST_OF_SERVICE_WORDS: Final = """
    accueil administration agence aide animation archives assainissement associations bibliotheque budget bureau
    bureaux cabinet cadre cadastre carto cartographie centre cimetiere citoyen citoyens citoyennete civil
    collectivites com commande commerce communal communale communaute commune communication comptabilite conseil
    contact contacts courrier crm culture culturel culturelle dechets democratie developpement dgs direction
    domaine donnee donnees data dpo dsi durable eau eaux economie education elections enfance environnement equipe
    equipements espace espaces etat evenements finance finances fiscalite foncier formation general generale geo
    geomatique gestion guichet habitat hotel hygiene info infos information informations informatique ingenierie
    innovation international jardins jeunesse juridique libre logement mairie maire marche marches mediatheque
    metropole mobilite mobilites mission municipal municipale musee numerique observatoire office open opendata
    ouvert ouverte ouvertes parc parcs patrimoine petite piscine plan planification pole police population portail
    postmaster prefecture presidence presse prevention projet projets proprete protection public publics publique
    publiques qualite quartier quartiers reclamation region relation relations renseignement renseignements
    ressources reutilisation rh risques rgpd sante scolaire secretariat securite senior seniors service services
    sig sirene site social sociale solidarite sport sports stationnement statistique statistiques subventions
    support syndicat systeme systemes technique techniques territoire tourisme transport transports travaux unite
    universite urbain urbaine urbanisme usagers vert verts vie ville voirie web webmaster
"""
_SERVICE_WORDS: Final = frozenset(_LIST_OF_SERVICE_WORDS.split())
"""Words of the name of a service."""


def _contacts(dataset: CheckedDataset) -> Iterable[Finding]:
    seen: set[tuple[str, str]] = set()
    for path, contact in _all(dataset):
        reached = (contact.email or contact.form or "").casefold()
        if not reached and contact.role != CONTACT_ROLE:
            continue
        if not reached:
            what = message("this contact has neither an e-mail address nor a form: reusers cannot write to it")
            fix = message("Add `email:` with the mailbox of the service, or `form:` with the address of a form.")
            yield UNREACHABLE_CONTACT.at(dataset.place(f"{path}.name"), what, fix, contact.name)
            continue
        if contact.email is not None:
            yield from _mailbox(dataset, f"{path}.email", contact.email)
        if (contact.role, reached) in seen:
            key = "email" if contact.email else "form"
            what = message("this contact is given twice")
            yield SAME_CONTACT_TWICE.at(
                dataset.place(f"{path}.{key}"), what, message("Delete one of the two."), contact.email or contact.form
            )
        seen.add((contact.role, reached))


def _all(dataset: CheckedDataset) -> Iterator[tuple[str, RoleContact]]:
    """Yield the contact and the further ones, each with its path in the manifest."""
    first, others = dataset.content.contact, dataset.content.contacts
    if isinstance(first, Contact):
        yield "contact", RoleContact(CONTACT_ROLE, first.name, first.email, first.form)
    for number, contact in enumerate(others if isinstance(others, tuple) else (), start=1):
        yield f"contacts.{number}", contact


def _mailbox(dataset: CheckedDataset, path: str, email: str) -> Iterator[Finding]:
    local, _at, domain = email.casefold().partition("@")
    fix = message("Write the mailbox of the service, which stays when persons leave, such as opendata@{domain}.",
                  domain=_own_domain(domain))  # fmt: skip
    if domain in _PROVIDERS:
        what = message("this is a mailbox of a provider for everybody ({domain}), not of the producer", domain=domain)
        yield PERSONAL_MAILBOX.at(dataset.place(path), what, fix, email)
    elif _is_of_person(local, dataset):
        what = message("this seems to be the mailbox of a person: everybody would read the name on the catalogue")
        yield PERSONAL_MAILBOX.at(dataset.place(path), what, fix, email)


def _own_domain(domain: str) -> str:
    return "…" if domain in _PROVIDERS else domain


def _is_of_person(local: str, dataset: CheckedDataset) -> bool:
    """Return whether the part before the @ is a first name, or a letter of it, and a name."""
    match = _TWO_PARTS.fullmatch(local)
    if match is None:
        return False
    words = words_of(local)
    known = set(words_of(dataset.producer.name)) if dataset.producer else set()
    title = dataset.content.title
    known |= set(words_of(title)) if isinstance(title, str) else set()
    return not any(word in _SERVICE_WORDS or word in known for word in words)


CHECKS: Final[tuple[DatasetCheck, ...]] = (_contacts,)
