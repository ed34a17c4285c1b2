"""The workflow of a pull request: what its author sees, and what an attacker cannot do with it."""

import hashlib
import json
import re
from collections.abc import Mapping

import pytest

from .scratch import CATALOGS, DATASET, OTHER_DATASET, PRODUCER, Job, Scratch, plain

VALIDATE, PLAN = "Contrôle des manifestes", "Publication prévue"
NEW = {"manifests/bron/parcs.yml": OTHER_DATASET}
IMPOSSIBLE = "### Publication prévue : comparaison impossible pour l'instant"
ANNOTATION = re.compile(r"::(error|warning|notice) (file=manifests/[^:,]*,line=\d+,col=\d+,)?title=[^:,]*::")
"""Of a finding, or how many more there are."""
MOVED = (
    "::warning title=Catalogues modifiés::Cette demande modifie `manifests/catalogs.yml` : la comparaison est faite "
    "avec les catalogues actuels."
)
WARNING = (
    "::warning title=Publication prévue::La comparaison avec les catalogues n'a pas pu être faite : voir le résumé."
)


def catalogs_at(address: str) -> str:
    """Return this repository's catalogues at another address, for which a variable may still give another."""
    text = CATALOGS
    for own in ("https://data.grandlyon.com", "https://www.data.gouv.fr"):
        assert f"_URL:-{own}}}" in text
        text = text.replace(f"_URL:-{own}}}", f"_URL:-{address}}}")
    return text


@pytest.fixture
def here(scratch: Scratch, catalog: str) -> Scratch:
    """Return the scratch repository with the fake catalogue in its catalogs.yml, not in a variable."""
    scratch.merge({"manifests/catalogs.yml": catalogs_at(catalog)})
    return scratch


def test_a_good_pull_request_shows_what_will_be_published(
    scratch: Scratch, catalog_variables: Mapping[str, str]
) -> None:
    scratch.propose(NEW)
    job = scratch.run("check", catalog_variables)

    assert job.green, job.log
    assert "### ✔ 1 manifeste valide." in job[VALIDATE].summary
    assert "### Publication prévue : 2 à créer" in job[PLAN].summary
    (row,) = (line for line in job[PLAN].summary.splitlines() if line.startswith("| ➕ |"))
    commit = scratch.git("rev-parse", "proposition").strip()
    assert f"(https://github.com/exemple/donnees/blob/{commit}/manifests/bron/parcs.yml" in row
    assert "création, 1 ressource" in row
    assert "création, 1 ressource (en attente) · grandlyon, datagouv |" in job[PLAN].summary
    assert job[PLAN].summary.endswith("Rien n'est publié avant la fusion.\n")
    assert job[PLAN].obeyed == []


def test_the_plan_is_that_of_the_mode_in_which_will_be_published(
    scratch: Scratch, catalog_variables: Mapping[str, str]
) -> None:
    """Without a token: a plan needs none, and nothing can be written."""
    scratch.propose(NEW)
    observed = scratch.run("check", catalog_variables)
    managed = scratch.run("check", {**catalog_variables, "PUBLISHER_GRANDLYON_MODE": "manage"})

    assert "grandlyon est en mode observe" in observed[PLAN].summary
    assert "grandlyon est en mode observe" not in managed[PLAN].summary
    assert "datagouv est en mode observe" in managed[PLAN].summary
    assert managed.green
    assert "sans jeton" in managed[PLAN].summary


def test_what_a_person_must_decide_is_red_where_it_would_be_published(
    scratch: Scratch, catalog_variables: Mapping[str, str]
) -> None:
    """A guard holds back eleven new datasets of one producer. What the mode alone holds back is green."""
    many = {
        f"manifests/bron/parcs-{number}.yml": OTHER_DATASET.replace("Parcs et jardins", f"Parcs et jardins {number}")
        for number in range(11)
    }
    scratch.propose(many)
    observed = scratch.run("check", catalog_variables)
    managed = scratch.run("check", {**catalog_variables, "PUBLISHER_GRANDLYON_MODE": "manage"})

    assert observed.green, observed.log
    assert "Une personne doit décider" not in observed[PLAN].summary
    assert managed[PLAN].code == 3
    assert "### ✘ Une personne doit décider" in managed[PLAN].summary
    assert "--allow creates=" in managed[PLAN].summary
    assert "Publication impossible" not in managed[PLAN].summary
    assert managed[PLAN].obeyed == []


def test_a_pull_request_from_a_fork_gets_the_same_answer(here: Scratch) -> None:
    """GitHub gives a fork no secret and no variable."""
    here.propose(NEW)
    job = here.run("check")

    assert job.green, job.log
    assert "### Publication prévue : 2 à créer" in job[PLAN].summary


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("parcs.yml", DATASET + "license: LO2\n", 5, "licence inconnue"),
        ("parcs.yml", "title: [\n", None, None),
        ("perdu.csv", "a\n1\n", 1, None),
    ],
    ids=["licence", "not YAML", "a file nobody names"],
)
def test_a_mistake_is_reported_in_french_with_file_and_line(
    here: Scratch, name: str, content: str, line: int | None, message: str | None
) -> None:
    here.propose({f"manifests/bron/{name}": content})
    job = here.run("check")

    assert not job.green
    assert job[VALIDATE].code == 1
    assert re.search(r"### ✘ 1 fichier à corriger, .*: 1 erreur\. Rien n'a été publié\.", job[VALIDATE].summary)
    assert f"manifests/bron/{name}" in job[VALIDATE].summary
    assert f"manifests/bron/{name}:{line or ''}" in job[VALIDATE].log
    assert "Corrigez ce qui est indiqué, dans cette même demande" in job[VALIDATE].summary
    assert "(https://github.com/exemple/donnees/blob/HEAD/manifests/README.md)" in job[VALIDATE].summary
    if message:
        assert message in job[VALIDATE].summary
        assert message in job[VALIDATE].log.lower()


def test_after_a_mistake_no_catalogue_is_called(here: Scratch) -> None:
    here.propose({"manifests/bron/parcs.yml": DATASET + "license: LO2\n"})
    job = here.run("check")

    assert job[PLAN].code is None
    assert "Publication prévue" not in job.summary


def test_catalogs_that_cannot_be_read_are_the_authors_mistake(here: Scratch) -> None:
    here.propose({"manifests/catalogs.yml": "::error::faux: [\n"})
    job = here.run("check")

    assert job[VALIDATE].code == 1
    assert "manifests/catalogs.yml" in job[VALIDATE].summary
    assert "manifests/catalogs.yml:" in job[VALIDATE].log
    assert "  | ::error::faux" in job[VALIDATE].log
    assert_harmless(here, job)


# ---- personal data are accepted on the base branch alone

PERSONAL = "nom,prenom,date_naissance\nDupont,Jean,1954-03-12\n"
WITH_PERSONAL = {
    "manifests/bron/elus.yml": OTHER_DATASET + "  - {id: tableau, title: Tableau, path: elus.csv}\n",
    "manifests/bron/elus.csv": PERSONAL,
}
ACCEPTANCE = {
    "manifests/personal-data.yml": "- {key: bron/elus, resource: tableau, reason: Accord, "
    f"sha256: {hashlib.sha256(PERSONAL.encode()).hexdigest()}}}\n"
}


def test_a_pull_request_cannot_say_that_nothing_was_found(here: Scratch) -> None:
    """What the program keeps of an earlier check, with nothing in it."""
    here.propose(WITH_PERSONAL)
    kept = [*(here.run("check").workspace / ".publisher" / "cache").rglob("*.json")]
    assert kept != []
    forged = {f".publisher/cache/{path.parent.name}/{path.name}": "[]" for path in kept}

    here.propose({".gitignore": "", **forged})
    job = here.run("check")

    assert job[VALIDATE].code == 1
    assert "✘ .publisher est dans le dépôt git" in job[VALIDATE].log


def test_a_pull_request_cannot_accept_its_own_personal_data(here: Scratch) -> None:
    here.propose({**WITH_PERSONAL, **ACCEPTANCE})
    job = here.run("check")

    assert job[VALIDATE].code == 1
    assert "PUB701" in job[VALIDATE].log
    assert "elle n'est pas sur origin/HEAD" in " ".join(job[VALIDATE].log.split())
    assert "1954" not in job.log + job.summary


def test_personal_data_that_the_base_branch_accepts_are_published(here: Scratch) -> None:
    here.merge(ACCEPTANCE)
    here.propose(WITH_PERSONAL)
    assert here.run("check")[VALIDATE].code == 0


# ---- a catalogue that does not answer is no mistake of the author


@pytest.mark.parametrize(
    ("path", "why"),
    [("/page", "n'est pas le catalogue attendu"), (None, "connexion refusée")],
    ids=["another server", "nobody"],
)
def test_a_catalogue_that_does_not_answer_leaves_the_check_green_and_says_so(
    scratch: Scratch, catalog: str, path: str | None, why: str
) -> None:
    address = f"{catalog}{path}" if path else "http://127.0.0.1:9"
    scratch.propose(NEW)
    job = scratch.run("check", {"PUBLISHER_GRANDLYON_URL": address, "PUBLISHER_DATAGOUV_URL": address})

    assert job.green, job.log
    assert IMPOSSIBLE in job[PLAN].summary
    assert "vous n'avez rien à corriger" in job[PLAN].summary
    assert f"    ✘ grandlyon : {address} " in job[PLAN].summary
    assert why in job[PLAN].summary
    assert job[PLAN].obeyed == [WARNING]


def test_a_catalogue_that_is_too_slow_leaves_the_check_green(
    scratch: Scratch, catalog_variables: Mapping[str, str]
) -> None:
    """`timeout` ends with 124 when it had to stop the tool; the code is simulated, to save the wait."""
    scratch.endings["plan"] = 124
    scratch.propose(NEW)
    job = scratch.run("check", catalog_variables)

    assert job.green, job.log
    assert "### Publication prévue : comparaison trop longue" in job[PLAN].summary
    assert job[PLAN].obeyed == [WARNING]


@pytest.mark.parametrize("changes", [{}, {"manifests/catalogs.yml": catalogs_at("http://ailleurs.example.org")}])
def test_an_internal_error_is_not_excused_as_one_of_the_catalogue(
    scratch: Scratch, catalog_variables: Mapping[str, str], changes: Mapping[str, str]
) -> None:
    scratch.endings["plan"] = 70
    scratch.propose({**NEW, **changes})
    job = scratch.run("check", catalog_variables)

    assert job[PLAN].code == 70
    assert IMPOSSIBLE not in job.summary


def test_an_error_that_only_the_catalogue_can_find_is_red(here: Scratch) -> None:
    """PUB304: an organization that the catalogue does not have. After a green check nothing would be published."""
    here.propose({"manifests/bron/producer.yml": PRODUCER.replace("bron}", "brron}")})
    job = here.run("check")

    assert job[VALIDATE].code == 0
    assert job[PLAN].code == 1
    assert "### ✘ Publication impossible en l'état" in job[PLAN].summary
    assert "    manifests/bron/producer.yml:2:27  PUB304 erreur" in job[PLAN].summary


# ---- what an attacker cannot do


def test_a_pull_request_cannot_send_the_plan_to_another_address(here: Scratch, catalog: str) -> None:
    here.propose({**NEW, "manifests/catalogs.yml": catalogs_at("http://ailleurs.example.org")})
    job = here.run("check")

    assert job.green, job.log
    assert "### Publication prévue : 2 à créer" in job[PLAN].summary
    assert "la comparaison est faite avec les catalogues actuels" in job[PLAN].summary
    assert "ailleurs.example.org" not in job.log + job.summary


def test_the_address_that_is_asked_is_the_base_branchs(scratch: Scratch, catalog: str) -> None:
    """The message about an unreachable catalogue shows the address that was called."""
    scratch.merge({"manifests/catalogs.yml": catalogs_at(f"{catalog}/page")})
    scratch.propose({"manifests/catalogs.yml": catalogs_at("http://ailleurs.example.org")})
    job = scratch.run("check")

    assert f"✘ grandlyon : {catalog}/page n'est pas le catalogue attendu" in job[PLAN].summary
    assert "ailleurs.example.org" not in job.log + job.summary


def test_a_link_in_the_place_of_the_catalogues_leads_nowhere(here: Scratch) -> None:
    """git replaces the link with the file, and does not write through it."""
    victim = here.folder / "victime.txt"
    victim.write_text("intact\n", encoding="utf-8")
    here.git("checkout", "--quiet", "-b", "proposition")
    (here.origin / "manifests" / "catalogs.yml").unlink()
    (here.origin / "manifests" / "catalogs.yml").symlink_to(victim)
    here.commit("Lien")
    here.git("checkout", "--quiet", "-b", "pull", "main")
    here.git("merge", "--quiet", "--no-ff", "--message", "Merge", "proposition")
    here.ref = "refs/pull/1/merge"
    here.run("check")

    assert victim.read_text(encoding="utf-8") == "intact\n"


def test_a_catalogue_that_the_same_pull_request_adds_is_no_mistake(here: Scratch, catalog: str) -> None:
    """The current catalogs.yml does not have it: no plan is possible, and the author cannot change that."""
    extra = f"  essais:\n    kind: ckan\n    url: {catalog}\n"
    text = catalogs_at(catalog).replace("catalogs:\n", f"catalogs:\n{extra}", 1)
    here.propose({"manifests/catalogs.yml": text, "manifests/bron/wc.yml": DATASET + "catalogs: {essais: false}\n"})
    job = here.run("check")

    assert job.green, job.log
    assert "### Publication prévue : comparaison impossible avec les catalogues actuels" in job[PLAN].summary
    assert job[PLAN].obeyed == [MOVED, WARNING]


HOSTILE = (
    "::error::faux",
    "::stop-commands::x",
    "::add-mask::e",
    "##[add-mask]e",
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned #",
    "</code></td><script>x</script>",
    "| a | b |",
    "@tous #1",
    "%0A::error::faux",
    "\\n::error::faux",
)


def test_hostile_text_in_a_good_manifest_changes_nothing(here: Scratch) -> None:
    names = {f"manifests/bron/h{number}.yml": DATASET.replace("Toilettes publiques", f'"{text.replace(chr(92), "")}"')
             for number, text in enumerate(HOSTILE)}  # fmt: skip
    here.propose(names)
    job = here.run("check")

    assert job.green, job.log
    assert "### Publication prévue : 24 à créer" in job[PLAN].summary
    assert_harmless(here, job)


def test_hostile_text_in_a_bad_manifest_changes_nothing(here: Scratch) -> None:
    """Its lines are shown as they are: a command at the start of a line of the log would be obeyed."""
    blocks = "".join(f"\n{text}: x" for text in HOSTILE[:4])
    names = {f"manifests/bron/h{number}.yml": f"{DATASET}license: '{text}'\n" for number, text in enumerate(HOSTILE)}
    here.propose(names | {"manifests/bron/lignes.yml": blocks})
    job = here.run("check")

    assert job[VALIDATE].code == 1
    assert "::error::faux" in job[VALIDATE].log, "or nothing is tested here"
    assert_harmless(here, job)


def test_a_hostile_name_of_a_file_changes_nothing(here: Scratch) -> None:
    here.propose(
        {f"manifests/bron/{name}.yml": "zzz: 1\n" for name in ("$(touch pwned)", "`touch pwned`", "::error::x", "a b")}
    )
    job = here.run("check")

    assert job[VALIDATE].code == 1
    assert_harmless(here, job)


def test_hostile_text_of_a_catalogue_changes_nothing(here: Scratch, catalog: str) -> None:
    here.merge({"manifests/catalogs.yml": catalogs_at(f"{catalog}/hostile")})
    here.propose(NEW)
    job = here.run("check")

    assert job.green, job.log
    assert "##[add-mask]e" in job[PLAN].log, "or nothing is tested here"
    assert_harmless(here, job, WARNING)


def assert_harmless(scratch: Scratch, job: Job, *commands: str) -> None:
    """Assert that no text was run, and that the runner obeyed only the given commands, and annotations of files."""
    assert list(scratch.folder.rglob("pwned")) == []
    obeyed = [command for step in job.steps for command in step.obeyed]
    assert [command for command in obeyed if command in commands or not ANNOTATION.match(command)] == list(commands)
    assert "<script>" not in job.summary


# ---- limits


def test_thousands_of_mistakes_still_fit_into_a_summary(here: Scratch) -> None:
    """GitHub does not show a summary above 1 MiB."""
    long = "é" * 150
    here.propose({f"manifests/bron/{long[:90]}-{number}.yml": f"license: {long}\n" for number in range(1_000)})
    job = here.run("check")

    assert job[VALIDATE].code == 1
    assert "### ✘ 1000 fichiers à corriger" in job[VALIDATE].summary
    assert len(job[VALIDATE].summary.encode()) < 1_000_000


# ---- what the comment gets


def verdict(scratch: Scratch) -> object:
    """Return the verdict that the check hands over, and see that all of it is there."""
    texts = scratch.artifact("pull-request")
    assert {*texts} == {"comment.md", "plan.md", "result.json"}
    assert len(texts["comment.md"]) <= 62_000
    result = json.loads(texts["result.json"])
    assert {*result} == {"format_version", "verdict"}
    return result["verdict"]


def comment(scratch: Scratch) -> str:
    return plain(scratch.artifact("pull-request")["comment.md"])


def test_a_good_pull_request_hands_over_its_plan(here: Scratch) -> None:
    here.propose(NEW)
    here.run("check")

    assert verdict(here) == "green"
    assert "### Publication prévue : 2 à créer" in comment(here)


def test_a_mistake_hands_over_the_findings_and_stands_on_its_line(here: Scratch) -> None:
    here.propose({"manifests/bron/parcs.yml": DATASET + "license: LO2\n"})
    job = here.run("check")

    assert verdict(here) == "red"
    assert "licence inconnue" in comment(here)
    assert "Corrigez ce qui est indiqué" in comment(here)
    (annotation,) = job[VALIDATE].obeyed
    assert annotation.startswith("::error file=manifests/bron/parcs.yml,line=5,col=10,title=PUB201::")


def test_many_mistakes_are_annotated_as_far_as_github_shows_them(here: Scratch) -> None:
    here.propose({f"manifests/bron/n{number}.yml": f"license: {'é' * 900}\n" for number in range(400)})
    job = here.run("check")

    assert verdict(here) == "red"
    assert len([command for command in job[VALIDATE].obeyed if command.startswith("::error ")]) == 10
    assert "… La suite est dans le résumé du contrôle." in comment(here)


def test_a_deleted_manifest_is_a_warning_that_names_it(here: Scratch) -> None:
    here.merge(NEW)
    here.git("checkout", "--quiet", "-b", "proposition")
    (here.origin / "manifests" / "bron" / "parcs.yml").unlink()
    here.propose({})
    job = here.run("check")

    assert job.green, job.log
    assert verdict(here) == "warning"
    assert "- ⚠ Cette demande supprime ou renomme : `manifests/bron/parcs.yml`." in comment(here)
    assert job[PLAN].obeyed[0].startswith("::warning title=Manifestes supprimés ou renommés::")


def test_a_change_of_the_catalogues_is_a_warning(here: Scratch) -> None:
    here.propose({**NEW, "manifests/catalogs.yml": catalogs_at("http://ailleurs.example.org")})
    here.run("check")

    assert verdict(here) == "warning"
    assert "la comparaison est faite avec les catalogues actuels" in comment(here)
    assert "ailleurs.example.org" not in comment(here)


def test_what_the_main_branch_has_wrong_is_a_warning(here: Scratch) -> None:
    here.merge({"manifests/bron/wc.yml": DATASET + "license: LO2\n"})
    here.propose(NEW)
    job = here.run("check")

    assert job.green, job.log
    assert verdict(here) == "warning"
    assert "contient déjà des erreurs, sans rapport avec cette demande : `manifests/bron/wc.yml`." in comment(here)
    assert "Rien ne serait publié après la fusion" in comment(here)


def test_an_error_that_the_pull_request_causes_in_a_file_that_it_leaves_alone_is_red(here: Scratch) -> None:
    """Two files of one identifier: the finding may be about the other one."""
    here.merge({**NEW, "manifests/ecully/producer.yml": PRODUCER.replace("Bron", "Écully")})
    here.propose({"manifests/ecully/wc.yml": OTHER_DATASET + "previously: [bron/parcs]\n"})
    job = here.run("check")

    assert not job.green
    assert verdict(here) == "red"


def test_a_catalogue_that_does_not_answer_is_a_warning(scratch: Scratch) -> None:
    scratch.propose(NEW)
    address = "http://127.0.0.1:9"
    scratch.run("check", {"PUBLISHER_GRANDLYON_URL": address, "PUBLISHER_DATAGOUV_URL": address})

    assert verdict(scratch) == "warning"
    assert "comparaison impossible pour l'instant" in comment(scratch)


def test_what_a_person_must_decide_hands_over_why_and_the_plan(
    scratch: Scratch, catalog_variables: Mapping[str, str]
) -> None:
    scratch.propose(
        {f"manifests/bron/p{n}.yml": OTHER_DATASET.replace("Parcs et jardins", f"Parc {n}") for n in range(11)}
    )
    scratch.run("check", {**catalog_variables, "PUBLISHER_GRANDLYON_MODE": "manage"})

    assert verdict(scratch) == "red"
    assert comment(scratch).startswith("### ✘ Une personne doit décider\n")
    assert "### Publication prévue : " in comment(scratch)
