"""In French, the output holds no English."""

from __future__ import annotations

import re

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN, WAITS

ENGLISH = re.compile(
    r"\b(the|is|are|not|write|there|this|that|with|was|were|nothing|here|known|unknown|error|field|value|expected"
    r"|did you mean|add|remove|must|has|have|and|or|of|run|again|what|file|warning|invalid|missing)\b",
    re.IGNORECASE,
)


def english(output: str, manifest: str = "") -> list[str]:
    """Return the lines that hold an English word, except words of the manifest and quoted words."""
    quoted = {line.strip() for line in manifest.splitlines() if line.strip()}
    lines = [line for line in output.splitlines() if not any(line.strip().endswith(quote) for quote in quoted)]
    bare = (re.sub(r"`[^`]*`|«[^»]*»|“[^”]*”|\S*/\S*|\b[a-z_]+:", " ", line) for line in lines)
    return [line for line in bare if ENGLISH.search(line)]


def french_output(folder: CatalogFolder, *arguments: str, code: int, token: str | None = None) -> str:
    """Run the command in French, assert that its output holds no English, and return the output."""
    output = folder.run(*arguments, lang="fr", token=token).expect_exit(code).output
    assert english(output) == []
    return output


def test_a_blocked_step(folder: CatalogFolder) -> None:
    foreign = folder.backend.make_foreign(PLAIN["title"])
    folder.write()

    output = french_output(folder, "plan", "--exit-code", code=PERSON_DECIDES)

    assert "bloqué" in output
    assert folder.backend.read(foreign).name in output
    assert "publisher adopt" in french_output(folder, "sync", "--yes", code=3)


def test_drift_and_a_conflict(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit(entry, title="Titre du portail")

    assert re.search("modifié.*catalogue", french_output(folder, "plan", "--exit-code", code=NOTHING_WAITS), re.DOTALL)
    folder.write(title="Titre du manifeste")
    assert "--on-conflict" in french_output(folder, "plan", "--exit-code", code=PERSON_DECIDES)
    assert "--on-conflict" in french_output(folder, "sync", "--yes", code=3)


def test_the_end_of_a_sync(folder: CatalogFolder) -> None:
    folder.write()

    assert "Journal" in french_output(folder, "sync", "--yes", code=0)
    assert "Rien à faire" in french_output(folder, "sync", "--yes", code=0)
    folder.remove()
    assert "--prune" in french_output(folder, "plan", "--exit-code", "--allow-empty", code=NOTHING_WAITS)


def test_bad_surroundings(folder: CatalogFolder) -> None:
    folder.write()

    output = french_output(folder, "sync", "--yes", code=1, token="faux")
    assert "jeton" in output
    assert folder.backend.url in output
    assert "jeton" in french_output(folder, "sync", "--yes", code=1, token="")
    assert "inconnu" in french_output(folder, "sync", "--yes", "inconnu", code=64)
    assert folder.backend.organization in french_output(folder, "sync", "--yes", code=3, token=folder.backend.stranger)


def test_what_the_catalogue_cannot_hold(folder: CatalogFolder) -> None:
    words = ["l'eau", "ab", "x" * 101]
    zones = {"zones": ["fr:commune:69029", "fr:commune:00000"]}
    folder.write(
        keywords=words, spatial=zones, resources=[{**PLAIN["resources"][0], "schema": {"name": "moi/inconnu"}}]
    )

    assert "fr:commune:00000" in french_output(folder, "plan", "--exit-code", code=WAITS)
