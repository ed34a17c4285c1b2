"""`make demo` runs the main flow: at the end no change is pending, and no temporary file is left."""

import re
import subprocess
import sys
from pathlib import Path

from .conftest import ROOT, environment

PUBLISHER = Path(sys.executable).parent / "publisher"


HEADS = (
    "Les manifestes sont valides",
    "Un bac à sable imite les deux catalogues",
    "Ce que ferait une synchronisation",
    "Publier",
    "Modifier un manifeste (une copie)",
    "Il ne reste rien à faire",
    "Où en est chaque producteur",
)


def test_the_demo(tmp_path: Path) -> None:
    before = (ROOT / "manifests/bron/panneaux-affichage-libre.yml").read_bytes()
    process = subprocess.run(
        [ROOT / "docs" / "demo.sh"],
        env=environment() | {"PUBLISHER": str(PUBLISHER), "LANG": "fr_FR.UTF-8", "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=100, check=False,
    )  # fmt: skip

    assert process.returncode == 0, process.stdout + process.stderr
    assert re.findall(r"^== \d\. (.*)$", process.stdout, re.MULTILINE) == [*HEADS]
    assert re.search(r"^== Les pages à regarder\n.*http://127\.0\.0\.1:\d+/\n", process.stdout, re.MULTILINE)
    assert (ROOT / "manifests/bron/panneaux-affichage-libre.yml").read_bytes() == before
    assert [*tmp_path.iterdir()] == []


def test_the_command_that_the_makefile_shows_it_with_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "PUBLISHER=$(BIN)/publisher docs/demo.sh" in makefile
    assert PUBLISHER.exists()


def test_its_texts_exist_in_both_languages() -> None:
    script = (ROOT / "docs" / "demo.sh").read_text(encoding="utf-8")
    sentences = re.findall(r'^say "([^"]+)" "([^"]+)"$', script, re.MULTILINE)

    assert [french.partition(". ")[2] for _english, french in sentences[:-1]] == [*HEADS]
    assert all(english != french for english, french in sentences)
