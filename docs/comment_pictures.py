"""Write the pictures of the comment on a pull request, from real plans on the sandbox: `make pictures`.

The Markdown becomes HTML as on GitHub (cmark-gfm, where a line break stays one), with GitHub's published style sheet.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cmarkgfm
from cmarkgfm.cmark import Options
from pictures import IMAGES, ROOT, chromium_of_this_machine, edit, scratch, screenshot, served

SOURCE = "https://github.com/organisation/donnees/blob/4f2c81d"
"""Where the pull request's files are shown."""

CATALOGS = {"grandlyon": "https://data.grandlyon.com", "datagouv": "https://www.data.gouv.fr"}
"""The sandbox is named in a comment as the catalogue that it stands for."""

AUTHOR = ("-c", "user.name=Mairie", "-c", "user.email=mairie@example.org")

STYLE = "github-markdown-css@5.9.0"
"""GitHub's style sheet for Markdown, from the npm registry."""

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "publisher-pictures"
WIDTH = 880
"""Points between the edges of a comment on a desktop."""

HEIGHTS = {"1": 740, "30": 1000, "400": 900, "red": 327}
"""Points of each picture: the start of the comment, which is what a reviewer sees first."""

QUARTERLY = """\
title: Toilettes publiques de la commune de Bron
description: >-
  Toilettes publiques situées sur le territoire de la commune de Bron : emplacement, adresse et conditions d'accès.
  Le fichier est mis à jour par les services techniques chaque année. Ces données permettent à chacun de trouver les
  toilettes les plus proches et de savoir si elles lui sont accessibles.
theme: toilettes-publiques
license: lov2
frequency: annual
contact: {name: Services techniques, email: services-techniques@example.org}
resources:
  - id: csv
    title: Toilettes publiques (CSV)
    path: toilettes.csv
state: published
"""


def publisher(folder: Path, *arguments: str) -> str:
    """Return the standard output of a command in French. It may end with 1 (invalid), 2 (pending) or 3 (to decide)."""
    environ = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    words = [sys.executable, "-m", "publisher", *arguments, "--lang", "fr"]
    done = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 1, 2, 3) or "Traceback" in done.stderr:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder."""
    subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


@contextmanager
def published(prepare: Callable[[Path], None], *options: str) -> Iterator[Path]:
    """Yield a repository whose manifests, as a function prepares them, are published on its sandbox."""
    with scratch() as folder, served(folder):
        prepare(folder / "manifests")
        git(folder, "init", "--quiet")
        (folder / ".gitignore").write_text(".publisher/\n", encoding="utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message=base")
        publisher(folder, "sync", "--sandbox", "--yes", *options)
        yield folder


def comment_on(folder: Path) -> str:
    """Return the comment on what the folder changes since its commit."""
    target = folder / "comment.md"
    options = ("--changed-since", "HEAD", "--comment", str(target), "--source", SOURCE)
    publisher(folder, "plan", "--sandbox", *options)
    text = target.read_text(encoding="utf-8").replace(" --sandbox", "")
    return re.sub(r"http://127\.0\.0\.1:\d+/(\w+)", lambda match: CATALOGS[match[1]], text)


# ---- a pull request with one dataset: the file of the quarter, and a word of the description


def toilets(*changed: int) -> str:
    """Return a table of toilets; these rows have other opening hours."""
    rows = (f"TP{n:02},{n} rue de la Mairie,{'7 h - 22 h' if n in changed else '8 h - 20 h'}\n" for n in range(1, 25))
    return "id,adresse,horaires\n" + "".join(rows)


def with_quarterly_file(manifests: Path) -> None:
    """Publish the toilets of a municipality, with their file."""
    (manifests / "bron" / "toilettes-publiques.yml").write_text(QUARTERLY, encoding="utf-8")
    (manifests / "bron" / "toilettes.csv").write_text(toilets(), encoding="utf-8")


def comment_on_a_quarterly_file() -> str:
    """Return the comment on a pull request that replaces a data file and changes its description."""
    with published(with_quarterly_file) as folder:
        bron = folder / "manifests" / "bron"
        edit(bron / "toilettes-publiques.yml", "chaque année", "chaque trimestre")
        edit(bron / "toilettes-publiques.yml", "frequency: annual", "frequency: quarterly")
        rows = toilets(3, 7).splitlines(keepends=True)
        rows = [*rows[:10], *rows[11:], "TP25,2 place du Marché,7 h - 22 h\n", "TP26,9 allée du Parc,7 h - 22 h\n"]
        (bron / "toilettes.csv").write_text("".join(rows), encoding="utf-8")
        return comment_on(folder)


# ---- one with thirty: a shared file, which changes each dataset, and a few manifests


def with_thirty_datasets(manifests: Path) -> None:
    """Keep the manifests of thirty datasets that are published, and the folders of their producers."""
    with_quarterly_file(manifests)
    files = sorted(path for path in manifests.glob("*/*.yml") if path.name != "producer.yml")
    published_files = [path for path in files if "\nstate: draft" not in path.read_text(encoding="utf-8")]
    for path in {*files} - {*published_files[:29]}:
        path.unlink()
    for producer in manifests.glob("*/producer.yml"):
        if len([*producer.parent.glob("*.yml")]) == 1:
            shutil.rmtree(producer.parent)


def comment_on_a_shared_file() -> str:
    """Return the comment on a pull request with a contact for all datasets, a new one, a deleted one and changes."""
    with published(with_thirty_datasets) as folder:
        manifests = folder / "manifests"
        with (manifests / "defaults.yml").open("a", encoding="utf-8") as defaults:
            defaults.write("contact: {name: Service données ouvertes, email: donnees@example.org}\n")
        edit(manifests / "bron/toilettes-publiques.yml", "license: lov2", "license: odc-odbl")
        edit(manifests / "bron/panneaux-affichage-libre.yml", "d'affichage libre de", "d'affichage associatif de")
        edit(manifests / "corbas/parcs-et-jardins.yml", "state: published", "state: draft")
        (manifests / "dardilly/parcs-et-jardins.yml").unlink()
        new = QUARTERLY.replace("Bron", "Dardilly").replace("frequency: annual\n", "")
        (manifests / "dardilly/toilettes-publiques.yml").write_text(new, encoding="utf-8")
        (manifests / "dardilly/toilettes.csv").write_text(toilets(), encoding="utf-8")
        return comment_on(folder)


# ---- one with four hundred: half new, half changed


def numbered(number: int, kind: str = "jeu", edition: int = 0) -> str:
    """Return a manifest; another edition differs in its title, in a word of a long text, or in its frequency."""
    change = (number % 4, edition)
    title = f"Relevé {number:03} des équipements{' et lieux' if change == (0, 1) else ''}"
    often = "mois" if change == (1, 1) else "an"
    frequency = "monthly" if number % 4 > 1 and edition else "annual"
    address = f"https://files.example.org/{kind}-{number:03}.csv"
    return (
        f"title: {title}\ndescription: >-\n"
        f"  Emplacement de chaque équipement public du secteur {number:03}, avec son adresse et ses horaires.\n"
        f"  Le relevé est fait sur place par les services techniques une fois par {often}, puis vérifié.\n"
        f"theme: equipements-publics\nlicense: lov2\nfrequency: {frequency}\n"
        f"resources:\n  - {{id: csv, title: Relevé {number:03}, url: '{address}'}}\n"
    )


def write_numbered(manifests: Path, kind: str, edition: int = 0) -> None:
    """Write two hundred manifests, twenty-five for each of eight producers."""
    producers = sorted(path.parent for path in manifests.glob("*/producer.yml"))[:8]
    for number in range(200):
        path = producers[number // 25] / f"{kind}-{number:03}.yml"
        path.write_text(numbered(number, kind, edition), encoding="utf-8")


def comment_on_four_hundred() -> str:
    """Return the comment on a pull request that changes two hundred datasets and adds as many."""
    selection = ("*/jeu-*", "--allow", "creates=400")
    with published(lambda manifests: write_numbered(manifests, "jeu"), *selection) as folder:
        write_numbered(folder / "manifests", "jeu", edition=1)
        write_numbered(folder / "manifests", "nouveau")
        return comment_on(folder)


# ---- a check that is red


def findings_of_a_mistake() -> str:
    """Return what a check says of a manifest with an unknown licence and without the file that it names."""
    with scratch() as folder:
        with_quarterly_file(folder / "manifests")
        git(folder, "init", "--quiet")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message=base")
        edit(folder / "manifests/bron/toilettes-publiques.yml", "license: lov2", "license: LO2")
        edit(folder / "manifests/bron/toilettes-publiques.yml", "path: toilettes.csv", "path: toilette.csv")
        return publisher(folder, "validate", "--changed-since", "HEAD", "--format", "markdown")


COMMENTS = {"1": comment_on_a_quarterly_file, "30": comment_on_a_shared_file, "400": comment_on_four_hundred}


# ---- the pictures


def html_of(markdown: str) -> str:
    """Return a comment as GitHub shows it, before GitHub takes out the elements that it does not allow."""
    return cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS)


def style_sheet() -> str:
    """Return GitHub's style sheet, from the cache, else from the npm registry."""
    path = CACHE / "package" / "github-markdown-light.css"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm") or "npm"
        packed = subprocess.run(  # noqa: S603
            [npm, "pack", "--silent", STYLE], cwd=CACHE, check=True, capture_output=True, text=True
        )
        shutil.unpack_archive(CACHE / packed.stdout.split()[-1], CACHE, filter="data")
    return path.read_text(encoding="utf-8")


def page_of(markdown: str) -> str:
    """Return a page that looks like a comment."""
    box = ".markdown-body { margin: 12px; padding: 16px; border: 1px solid #d1d9e0; border-radius: 6px; }"
    head = f'<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><style>{style_sheet()}\n{box}</style>'
    return f'{head}<article class="markdown-body">{html_of(markdown)}</article>'


def write_pictures(chromium: str) -> None:
    """Write a picture of each comment, and of a check that is red."""
    texts = {name: comment() for name, comment in COMMENTS.items()} | {"red": findings_of_a_mistake()}
    with tempfile.TemporaryDirectory() as name:
        for number, markdown in texts.items():
            page = Path(name) / f"{number}.html"
            page.write_text(page_of(markdown), encoding="utf-8")
            screenshot(chromium, page.as_uri(), IMAGES / f"comment-{number}.png", (WIDTH, HEIGHTS[number]))


if __name__ == "__main__":
    write_pictures(chromium_of_this_machine())
