"""The job that tells merged pull requests what became of their datasets: each once, whatever happened, and safely."""

import json
from collections.abc import Mapping

import pytest

from .fake_catalog import TOKEN
from .scratch import CATALOGS, DATASET, GITHUB, OTHER_DATASET, RUN, Job, Scratch

SECRETS = {"PUBLISHER_GRANDLYON_TOKEN": TOKEN}
PARKS = {"manifests/bron/parcs.yml": OTHER_DATASET}
ANNOUNCE = "Annonce"


@pytest.fixture
def managed(catalog: str) -> Mapping[str, str]:
    """Return variables with one catalogue in mode manage; the other is only observed, and not called."""
    return {"PUBLISHER_GRANDLYON_URL": catalog, "PUBLISHER_GRANDLYON_MODE": "manage"}


def published(
    scratch: Scratch, variables: Mapping[str, str], secrets: Mapping[str, str] = SECRETS, name: str = "publish"
) -> Job:
    """Run a workflow that publishes, with its announcement, and let GitHub note how it ended; return the latter job."""
    job = scratch.run(name, variables, secrets)
    announced = scratch.run(name, variables, job="announce")
    assert announced.green, announced.log
    scratch.end_run("success" if job.green else "failure")
    return announced


@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_a_merged_pull_request_learns_where_its_datasets_are(
    scratch: Scratch, managed: Mapping[str, str], how: str
) -> None:
    published(scratch, managed)
    scratch.merge_request(7, {**PARKS, "docs/notes.md": "Rien.\n"}, how)
    job = published(scratch, managed)

    (comment,) = scratch.comments(7)
    assert "### ✔ Publication faite : 1 jeu de données" in comment
    address = f"{managed['PUBLISHER_GRANDLYON_URL']}/dataset/parcs-bron"
    assert f"| ✔ | Parcs et jardins<br>bron/parcs | grandlyon | <{address}> |" in comment
    assert f"(https://github.com/exemple/donnees/actions/runs/{RUN})" in comment
    assert "wc" not in comment
    assert "#7 : commentaire ajouté" in job.summary


def test_two_merges_between_runs_are_two_comments(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge_request(7, PARKS)
    scratch.merge_request(8, {"manifests/bron/wc.yml": DATASET.replace("horaires", "heures")})
    published(scratch, managed)

    assert ["bron/parcs" in comment for number in (7, 8) for comment in scratch.comments(number)] == [True, False]


def test_nothing_is_said_twice(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge_request(7, PARKS)
    published(scratch, managed)
    job = scratch.run("publish", managed, job="announce")  # “Re-run failed jobs”
    published(scratch, managed)

    assert job.green
    assert len(scratch.comments(7)) == 1


def test_a_failed_merge_is_announced_and_the_night_that_repairs_it_too(
    scratch: Scratch, managed: Mapping[str, str]
) -> None:
    scratch.endings |= {"drift": 0, "pull": 0}  # of the night, only what publishes
    scratch.merge_request(7, PARKS)
    published(scratch, {**managed, "PUBLISHER_GRANDLYON_URL": "http://127.0.0.1:9"})
    (first,) = scratch.comments(7)
    assert "### ✘ Publication : quelque chose manque encore" in first
    assert "La publication s'est arrêtée (grandlyon) : " in first
    assert "**Rien à faire** : une prochaine publication réessaie d'elle-même" in first
    assert "| ✘ | Parcs et jardins<br>bron/parcs |  | non publié |" in first

    scratch.run("publish", managed, job="announce")  # “Re-run failed jobs”: nothing new
    assert scratch.comments(7) == [first]

    published(scratch, managed, name="nightly")
    (kept, good) = scratch.comments(7)
    assert kept == first
    assert "### ✔ Publication faite" in good


def test_a_token_that_expired_is_for_the_team_and_a_comment_follows_what_changes(
    scratch: Scratch, managed: Mapping[str, str]
) -> None:
    published(scratch, managed)
    scratch.merge_request(7, PARKS)
    published(scratch, {**managed, "PUBLISHER_GRANDLYON_URL": "http://127.0.0.1:9"})
    job = published(scratch, managed, {"PUBLISHER_GRANDLYON_TOKEN": "jeton-perime-77b1"})

    (comment,) = scratch.comments(7)
    assert "ne connaît pas le jeton" in comment
    assert "**L'équipe open data s'en occupe**" in comment
    assert "jeton-perime-77b1" not in comment + job.log
    assert "#7 : commentaire mis à jour" in job.summary


def test_what_waits_for_a_person_says_for_whom(scratch: Scratch, managed: Mapping[str, str]) -> None:
    """The entry belongs to another repository, simulated by a change of this one's identity."""
    published(scratch, managed)
    other = CATALOGS.replace("\nrepository: ", "\nrepository: autre-")
    scratch.merge_request(7, {"manifests/catalogs.yml": other, **PARKS})
    published(scratch, managed)

    (comment,) = scratch.comments(7)
    rows = [line for line in comment.splitlines() if line.startswith(("| ✘", "| ✔"))]
    assert [row[:3] for row in rows] == ["| ✘", "| ✘", "| ✔"]
    assert "| ✘ | Tous les jeux de données (1)<br>manifests/catalogs.yml |  | 0 fiche à jour, 1 à voir |" in comment
    assert "en attente : " in comment
    assert "**L'équipe open data s'en occupe**" in comment


def test_the_file_of_a_producer_is_about_all_its_datasets(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge_request(7, {"manifests/bron/producer.yml": "name: Bron\norganization: {grandlyon: bron}\n"})
    published(scratch, managed)

    (comment,) = scratch.comments(7)
    assert "Tous les jeux de données de bron (1)<br>manifests/bron/producer.yml |  | 1 fiche à jour |" in comment


def test_an_invalid_manifest_names_whose_it_is(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge_request(7, {"manifests/bron/parcs.yml": OTHER_DATASET + "license: LO2\n"})
    scratch.merge_request(8, {"manifests/bron/wc.yml": DATASET.replace("horaires", "heures")})
    published(scratch, managed)

    (wrong,), (other,) = scratch.comments(7), scratch.comments(8)
    assert "**À corriger par le producteur**, dans une nouvelle demande : manifests/bron/parcs.yml" in wrong
    assert "Un autre fichier est à corriger : manifests/bron/parcs.yml" in other


def test_a_manifest_that_was_deleted_is_named(scratch: Scratch, managed: Mapping[str, str]) -> None:
    scratch.merge(PARKS)
    published(scratch, managed)
    scratch.merge_request(7, {"manifests/bron/parcs.yml": None})
    published(scratch, managed)

    (comment,) = scratch.comments(7)
    assert "| ✔ | bron/parcs |  | manifeste supprimé ou renommé : sa fiche reste dans le catalogue" in comment


def test_an_entry_that_is_not_public_has_no_address(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge_request(7, {"manifests/bron/parcs.yml": OTHER_DATASET + "state: private\n"})
    published(scratch, managed)

    (comment,) = scratch.comments(7)
    assert "| grandlyon | fiche non publique |" in comment
    assert "/dataset/parcs" not in comment


def test_who_has_nothing_to_do_with_manifests_is_told_nothing(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge(PARKS)  # pushed without a pull request
    scratch.merge_request(7, {"docs/notes.md": "Rien.\n", "manifests/README.md": "# Lire\n"})
    job = published(scratch, managed)

    assert scratch.comments(7) == []
    assert "annonc" not in job.summary.replace("n'est annoncé", "")


def test_while_no_catalogue_is_managed_nothing_is_told(scratch: Scratch) -> None:
    scratch.merge_request(7, PARKS)
    job = published(scratch, {})

    assert scratch.comments(7) == []
    assert "rien n'est annoncé" in job.summary


HOSTILE = "@tous #7 [lien](https://evil.example) <img src=x onerror=alert(1)> `code` | **gras** $x$ www.evil.example"


def test_a_hostile_title_is_shown_and_does_nothing(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    dataset = OTHER_DATASET.replace("title: Parcs et jardins", f"title: '{HOSTILE}'")
    scratch.merge_request(7, {"manifests/bron/parcs.yml": dataset})
    published(scratch, managed)

    (comment,) = scratch.comments(7)
    assert "img src=x" in comment
    for markup in ("@tous", "#7", "[lien]", "https://evil", "<img", "`code`", "**gras**", "$x$", "www.evil"):
        assert markup not in comment
    (row,) = (line for line in comment.splitlines() if "tous" in line)
    assert row.replace("\\|", "").count("|") == 6


def test_a_comment_of_somebody_else_is_not_ours(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge_request(7, PARKS)
    forged = "<!-- publisher publication good 0123456789abcdef -->\nTout va bien."
    scratch.keep_on_github("comments", {"id": 1, "issue": 7, "user": {"login": "quelqu-un"}, "body": forged})
    published(scratch, managed)

    assert [comment == forged for comment in scratch.comments(7)] == [True, False]


def test_a_locked_conversation_keeps_nobody_else_from_being_told(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge_request(7, PARKS, locked=True)
    scratch.merge_request(8, {"manifests/bron/wc.yml": DATASET.replace("horaires", "heures")})
    job = published(scratch, managed)

    assert "#7 : la conversation est verrouillée" in job.summary
    assert len(scratch.comments(8)) == 1


# ---- by a report that is handed over, without a publication


def reported(scratch: Scratch, entries: list[dict[str, object]]) -> Job:
    """Run the announcement of a publication with these results."""
    datasets = [{"key": entry["key"], "title": f"Titre de {entry['key']}", "files": [f"manifests/{entry['key']}.yml"]}
                for entry in entries]  # fmt: skip
    commit = scratch.git("rev-parse", "main").strip()
    document = {"commit": commit, "stopped": None, "datasets": datasets, "entries": entries, "orphans": []}
    scratch.hand_over("publication", {"plan.json": json.dumps(document)})
    job = scratch.run("publish", job="announce")
    assert job.green, job.log
    return job


def test_four_hundred_datasets_fit_and_those_that_lack_something_come_first(scratch: Scratch) -> None:
    keys = [f"bron/jeu-{number:03d}" for number in range(400)]
    scratch.merge_files(7, {f"manifests/{key}.yml": DATASET for key in keys})
    good = {
        "catalog": "grandlyon",
        "result": "done",
        "state": "published",
        "address": "https://example.org/" + "a" * 99,
    }
    bad = {"catalog": "grandlyon", "result": "failed", "acts": "producer", "message": "refusé", "fix": "À corriger."}
    reported(scratch, [{"key": key, **(bad if key == keys[-1] else good)} for key in keys])

    (comment,) = scratch.comments(7)
    rows = [line for line in comment.splitlines() if line.startswith("| ")][1:]
    assert 50_000 < len(comment) < 65_536
    assert "Titre de bron/jeu-399" in rows[0]
    assert "**À corriger par le producteur**, dans son manifeste (manifests/bron/jeu-399.yml) : À corriger." in rows[0]
    assert f"… et {400 - len(rows)} autres lignes : voir le bilan de la publication." in comment


def test_of_very_many_commits_the_last_ones_are_announced_and_the_summary_says_so(scratch: Scratch) -> None:
    scratch.git("commit", "--quiet", "--allow-empty", "--message", "Dernier succès")
    reported(scratch, [])
    scratch.end_run("success")
    scratch.merge_files(7, {"manifests/bron/a.yml": DATASET})
    tree = scratch.git("rev-parse", "main^{tree}").strip()
    for _number in range(249):
        tip = scratch.git("commit-tree", tree, "-p", "main", "-m", "Rien").strip()
        scratch.git("update-ref", "refs/heads/main", tip)
    scratch.merge_files(8, {"manifests/bron/b.yml": DATASET})
    done = {"catalog": "grandlyon", "result": "unchanged", "state": "private"}
    job = reported(scratch, [{"key": key, **done} for key in ("bron/a", "bron/b")])

    assert [len(scratch.comments(number)) for number in (7, 8)] == [0, 1]
    assert "Seuls les 250 derniers commits sont annoncés." in job.summary


def test_a_run_that_did_not_come_to_its_report_is_for_the_team(scratch: Scratch) -> None:
    scratch.merge_files(7, {"manifests/bron/a.yml": DATASET, "manifests/bron/a.csv": "a\n"})
    scratch.hand_over("journal-1", {"runs/x.jsonl": "{}"})
    assert scratch.run("publish", job="announce").green

    (comment,) = scratch.comments(7)
    assert "La publication s'est arrêtée : elle n'a pas pu commencer. **L'équipe open data s'en occupe**." in comment
    assert "| ✘ | bron/a.csv |" in comment


def test_the_token_is_shown_nowhere(scratch: Scratch, managed: Mapping[str, str]) -> None:
    scratch.merge_request(7, PARKS)
    job = published(scratch, managed)

    assert GITHUB["token"] not in job.log + job.summary
    assert [step.obeyed for step in job.steps if step.obeyed] == []
