"""A municipal agent reads French, and nothing else."""

from __future__ import annotations

import re

from .workshop import NOTHING_WAITS, WAITS, Workshop

ENGLISH = re.compile(
    r"\b(the|is|are|not|write|there|this|that|with|was|were|nothing|here|known|unknown|error|field|value|expected"
    r"|did you mean|add|remove|must|has|have|and|or|of|run|again|what|file|warning|invalid|missing)\b",
    re.IGNORECASE,
)

BROKEN = """\
titre: Toilettes
title:
description: Texte
license: lov22
frequency: parfois
hvd: mobilitée
language: français
temporal: {start: 2024-02-31, end: 2023-01-01}
spatial: {zones: [Bron]}
contact: {email: sig}
keywords: toilettes
state: publiée
landing_page: exemple
extras: {publisher_key: x}
clear: [contactt]
resources:
  - id: CSV
    title: Tableau
    type: principal
    url: exemple.csv
  - id: deux
    title: Sans adresse
"""


def test_broken_manifests_are_told_in_french(workshop: Workshop) -> None:
    texts = [BROKEN, "title: [\n", "- a\n", "title: a\n\tb: c\n", "title: a\ntitle: b\ndescription: c\n", ""]
    texts += [f"title: T\ndescription: D\n{line}\n" for line in BROKEN.splitlines()[3:15]]
    for n, text in enumerate(texts):
        (workshop.manifests / workshop.producer / f"jeu-{n:02}.yml").write_text(text, encoding="utf-8")

    ran = workshop.run("validate", lang="fr").expect_exit(1)

    assert [n for n in range(len(texts)) if f"/jeu-{n:02}.yml" not in ran.said] == []
    assert english(ran.said, "\n".join(texts)) == []
    workshop.pending(1)


def english(said: str, manifest: str) -> list[str]:
    """Lines that hold an English word, besides what the manifest itself says and what stands in quotes."""
    quoted = {line.strip() for line in manifest.splitlines() if line.strip()}
    lines = [line for line in said.splitlines() if not any(line.strip().endswith(one) for one in quoted)]
    bare = (re.sub(r"`[^`]*`|«[^»]*»|“[^”]*”|\S*/\S*|\b[a-z_]+:", " ", line) for line in lines)
    return [line for line in bare if ENGLISH.search(line)]


def test_a_blocked_step_is_told_in_french(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.portal.create(name=name, title="Autre", owner_org=workshop.organization)

    ran = workshop.run("plan", "--exit-code", lang="fr").expect_exit(WAITS).expect_words("bloqué", f"/dataset/{name}")

    assert english(ran.said, "") == []


def test_drift_is_told_in_french(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, title="Titre du portail")

    ran = (
        workshop.run("plan", "--exit-code", lang="fr")
        .expect_exit(NOTHING_WAITS)
        .expect_words("modifié", "portail", "--drift revert")
    )

    assert english(ran.said, "") == []


def test_the_end_of_a_sync_is_told_in_french(workshop: Workshop) -> None:
    workshop.write()

    ran = workshop.run("sync", "--yes", lang="fr").expect_exit(0).expect_words("1", "Journal")
    again = workshop.run("sync", "--yes", lang="fr").expect_exit(0).expect_words("Rien à faire")

    assert english(ran.said + again.said, "") == []
    workshop.pending(NOTHING_WAITS)


def test_bad_surroundings_are_told_in_french(workshop: Workshop) -> None:
    workshop.write()

    wrong = (
        workshop.run("sync", "--yes", lang="fr", token="faux").expect_exit(1).expect_words("jeton", workshop.portal.url)
    )
    none = workshop.run("sync", "--yes", lang="fr", token="").expect_exit(1).expect_words("jeton")
    usage = workshop.run("sync", "--yes", "inconnu", lang="fr").expect_exit(64).expect_words("inconnu")

    assert english(wrong.said + none.said + usage.said, "") == []
    workshop.pending(WAITS)
