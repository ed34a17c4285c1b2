"""The rules about keywords, dates and contacts."""

import pytest

from publisher.model.findings import Severity

from .checked_folder import CheckedFolder

# ---- keywords


@pytest.mark.parametrize("word", ["WC", "42", "'!!'", "à", "x" * 97])
def test_a_keyword_that_a_catalogue_does_not_keep_is_a_warning(folder: CheckedFolder, word: str) -> None:
    folder.dataset(keywords=f"[hygiène, {word}]")
    finding = folder.only()

    assert (finding.rule, finding.severity, finding.at.line) == ("PUB516", Severity.WARNING, 3)


@pytest.mark.parametrize("word", ["l'eau", "24/7", "R&D", "accès (libre)", "eau : potable"])
def test_a_sign_that_catalogues_change_is_advice(folder: CheckedFolder, word: str) -> None:
    folder.dataset(keywords=f'[hygiène, "{word}"]')

    assert folder.rules() == ["PUB517"]


@pytest.mark.parametrize("words", ['["hygiène, accessibilité, eau"]', "\n  - hygiène; eau", '["hygiène|eau"]'])
def test_keywords_in_one_text_are_a_warning(folder: CheckedFolder, words: str) -> None:
    folder.dataset(keywords=words)
    finding = folder.only()

    assert finding.rule == "PUB518"
    assert "eau" in str(finding.fix)


def test_keywords_that_become_one_are_advice(folder: CheckedFolder) -> None:
    folder.dataset(keywords="[Hygiène, accès, hygiene]")
    assert folder.lines() == [
        "bron/wc.yml:3:28 PUB519 the same keyword as “Hygiène” (line 3): catalogues keep one of them"
    ]

    folder.dataset(keywords="[Sanitaires]", theme="toilettes")
    assert [line.split()[:2] for line in folder.lines()] == [["bron/wc.yml:3:12", "PUB519"]]


def test_keywords_that_are_all_in_the_title_are_advice(folder: CheckedFolder) -> None:
    folder.dataset(keywords="[toilettes, Bron]")
    finding = folder.only()

    assert (finding.rule, finding.severity) == ("PUB520", Severity.ADVICE)


@pytest.mark.parametrize("words", ["[accès, hygiène]", "[toilettes, hygiène]", "[PMR, plan-vélo, v2.0]"])
def test_other_keywords_are_good(folder: CheckedFolder, words: str) -> None:
    folder.dataset(keywords=words)

    assert folder.lines() == []


# ---- dates


@pytest.mark.parametrize(("issued", "rules"), [("2027-01-15", []), ("2027-01-16", ["PUB521"])])
def test_what_is_public_later_may_be_issued_then(folder: CheckedFolder, issued: str, rules: list[str]) -> None:
    folder.dataset(issued=issued, **{"from": "2027-01-15"})

    assert folder.rules() == rules


@pytest.mark.parametrize("day", ["2026-11-29", "2062-01-01", "1024-05-02"])
def test_a_date_that_cannot_be_is_a_warning(folder: CheckedFolder, day: str) -> None:
    folder.dataset(issued=day)
    assert [(finding.rule, finding.at.line) for finding in folder.findings()] == [("PUB521", 14)]

    folder.resource(modified=day)
    assert folder.rules() == ["PUB521"]


@pytest.mark.parametrize("day", ["2026-11-28", "1987-01-01", "2024-02-29"])
def test_a_date_that_can_be_is_good(folder: CheckedFolder, day: str) -> None:
    folder.dataset(issued=day)

    assert folder.lines() == []


def test_a_resource_is_not_changed_before_it_is_published(folder: CheckedFolder) -> None:
    folder.resource(issued="2024-05-02", modified="2023-05-02")
    assert folder.rules() == ["PUB522"]

    folder.resource(issued="2024-05-02", modified="2024-05-02")
    assert folder.lines() == []


@pytest.mark.parametrize(
    "period", ["{start: 2023-01-01, end: 2202-12-31}", "{start: 1023-01-01}", "{start: 2028-01-01, end: 2029-01-01}"]
)
def test_a_period_that_cannot_be_is_a_warning(folder: CheckedFolder, period: str) -> None:
    folder.dataset(temporal=period)

    assert folder.rules() == ["PUB523"]


@pytest.mark.parametrize("period", ["{start: 1789-01-01, end: 2027-12-31}", "{start: 2026-01-01}"])
def test_a_period_that_can_be_is_good(folder: CheckedFolder, period: str) -> None:
    folder.dataset(temporal=period)

    assert folder.lines() == []


@pytest.mark.parametrize(
    ("frequency", "end"), [("annual", "2023-12-31"), ("mensuelle", "2026-06-30"), ("quotidienne", "2026-07-01")]
)
def test_a_period_older_than_the_frequency_is_a_warning(folder: CheckedFolder, frequency: str, end: str) -> None:
    folder.dataset(frequency=frequency, temporal=f"{{start: 2020-01-01, end: {end}}}")
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB524", Severity.WARNING, "manifests/bron/wc.yml:15:36",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("frequency", "end"),
    [("annual", "2025-12-31"), ("annual", "2024-12-31"), ("punctual", "2012-12-31"), ("daily", "2026-10-01")],
)
def test_a_period_within_the_frequency_is_good(folder: CheckedFolder, frequency: str, end: str) -> None:
    folder.dataset(frequency=frequency, temporal=f"{{start: 2010-01-01, end: {end}}}")

    assert folder.lines() == []


def test_archived_data_may_be_old(folder: CheckedFolder) -> None:
    folder.dataset(frequency="annual", temporal="{start: 2010-01-01, end: 2012-12-31}", state="archived")

    assert folder.lines() == []


# ---- contacts


@pytest.mark.parametrize(
    "email",
    [
        "jean.dupont@ville-bron.fr", "Marie-Claire.Le-Goff@bron.fr", "j.dupont@bron.fr", "jean_dupont@bron.fr",
        "sig.bron@gmail.com", "mairie-bron@orange.fr", "opendata@free.fr", "paul.martin2@metropole.example.org",
    ],
)  # fmt: skip
def test_the_mailbox_of_a_person_is_a_warning(folder: CheckedFolder, email: str) -> None:
    folder.dataset(contact=f"{{name: Service SIG, email: {email}}}")
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB525", Severity.WARNING, "manifests/bron/wc.yml:5:37",
    )  # fmt: skip


@pytest.mark.parametrize(
    "email",
    [
        "opendata@bron.fr", "service.sig@bron.fr", "espaces.verts@bron.fr", "open.data@bron.fr", "etat.civil@bron.fr",
        "contact@bron.fr", "mairie.bron@bron.fr", "marches_publics@bron.fr", "toilettes.publiques@bron.fr",
        "dsi-sig@bron.fr",
    ],
)  # fmt: skip
def test_the_mailbox_of_a_service_is_good(folder: CheckedFolder, email: str) -> None:
    folder.dataset(contact=f"{{name: Service SIG, email: {email}}}")

    assert folder.lines() == []


def test_a_further_contact_is_checked_too(folder: CheckedFolder) -> None:
    folder.dataset(contacts="\n  - {role: creator, name: Bureau, email: jean.dupont@bron.fr}")

    assert folder.rules() == ["PUB525"]


def test_a_contact_that_nobody_can_write_to_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(contact="{name: Service SIG}")
    assert folder.lines() == [
        "bron/wc.yml:5:17 PUB526 this contact has neither an e-mail address nor a form: reusers cannot write to it"
    ]

    folder.dataset(contact="{name: Service SIG, form: https://bron.example.org/contact}")
    assert folder.lines() == []


def test_a_contact_given_twice_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(contacts="\n  - {role: contact, name: SIG, email: SIG@ville.example.org}")
    assert folder.rules() == ["PUB527"]

    folder.dataset(contacts="\n  - {role: publisher, name: SIG, email: sig@ville.example.org}")
    assert folder.lines() == []

    folder.dataset(contacts="\n  - {role: creator, name: Bureau d'études}")
    assert folder.lines() == []
