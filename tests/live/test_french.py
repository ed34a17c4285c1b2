"""In French, the output holds no English."""

from __future__ import annotations

from .contract.test_french import english
from .manifest_folder import PERSON_DECIDES, CkanFolder

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


def test_broken_manifests_are_explained_in_french(ckan_folder: CkanFolder) -> None:
    texts = [BROKEN, "title: [\n", "- a\n", "title: a\n\tb: c\n", "title: a\ntitle: b\ndescription: c\n", ""]
    texts += [f"title: T\ndescription: D\n{line}\n" for line in BROKEN.splitlines()[3:15]]
    for n, text in enumerate(texts):
        (ckan_folder.manifests / ckan_folder.producer / f"jeu-{n:02}.yml").write_text(text, encoding="utf-8")

    ran = ckan_folder.run("validate", lang="fr").expect_exit(1)

    assert [n for n in range(len(texts)) if f"/jeu-{n:02}.yml" not in ran.output] == []
    assert english(ran.output, "\n".join(texts)) == []
    ckan_folder.pending(1)


def test_a_blocked_step_is_explained_in_french(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    ckan_folder.portal.create(name=name, title="Autre", owner_org=ckan_folder.organization)

    ran = (
        ckan_folder.run("plan", "--exit-code", lang="fr")
        .expect_exit(PERSON_DECIDES)
        .expect_words("bloqué", f"/dataset/{name}")
    )

    assert english(ran.output, "") == []
