"""`make demo` shows the main job and proves it: at the end nothing is left to do, and nothing is left behind."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, environment

PUBLISHER = Path(sys.executable).parent / "publisher"


@pytest.mark.parametrize(("lang", "heads", "last"), [
    ("C.UTF-8", ["The manifests are valid", "A sandbox plays both portals", "What a sync would do", "Publish",
                 "Edit one manifest (a copy)", "Nothing is left to do", "Where everything stands"],
     "Look at the pages"),
    ("fr_FR.UTF-8", ["Les manifestes sont valides", "Un bac à sable joue les deux portails",
                     "Ce que ferait une synchronisation", "Publier", "Modifier un manifeste (une copie)",
                     "Il ne reste rien à faire", "Où en est chaque producteur"],
     "Les pages à regarder"),
])  # fmt: skip
def test_the_demo(lang: str, heads: list[str], last: str, tmp_path: Path) -> None:
    before = (ROOT / "manifests/bron/panneaux-affichage-libre.yml").read_bytes()
    done = subprocess.run(
        [ROOT / "docs" / "demo.sh"],
        env=environment() | {"PUBLISHER": str(PUBLISHER), "LANG": lang, "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=100, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r"^== \d\. (.*)$", done.stdout, re.MULTILINE) == heads
    assert re.search(rf"^== {last}\n.*http://127\.0\.0\.1:\d+/\n", done.stdout, re.MULTILINE)
    assert (ROOT / "manifests/bron/panneaux-affichage-libre.yml").read_bytes() == before
    assert [*tmp_path.iterdir()] == []


def test_the_command_that_the_makefile_shows_it_with_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "PUBLISHER=$(BIN)/publisher docs/demo.sh" in makefile
    assert PUBLISHER.exists()
