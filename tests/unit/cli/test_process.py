"""What needs a process of its own: the language, the imported modules, and a reader that closes the pipe."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CATALOGS, DATASET, PRODUCER

FRENCH = "1 manifeste"
ENGLISH = "1 manifest is valid."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one producer and one valid dataset."""
    for name, content in {"catalogs.yml": CATALOGS, "bron/producer.yml": PRODUCER, "bron/wc.yml": DATASET}.items():
        path = tmp_path / "manifests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def ran(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program with no environment variable for the language but those of the test."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LANG") and name[:3] != "LC_"
    }
    return subprocess.run(
        [sys.executable, "-m", "publisher", *arguments],
        cwd=folder, env=environment | environ, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "environ", "expected"),
    [
        ([], {}, ENGLISH),
        ([], {"LANG": "C.UTF-8"}, ENGLISH),
        ([], {"LANG": "de_DE.UTF-8"}, ENGLISH),
        ([], {"LANG": "fr_FR.UTF-8"}, FRENCH),
        ([], {"LANG": "fr_CA"}, FRENCH),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, FRENCH),
        ([], {"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, ENGLISH),
        ([], {"LANG": "fr_FR.UTF-8", "LANGUAGE": "en"}, ENGLISH),
        (["--lang", "fr"], {}, FRENCH),
        (["--lang=fr"], {"LANG": "en_US.UTF-8"}, FRENCH),
        (["--lang", "en"], {"LANG": "fr_FR.UTF-8"}, ENGLISH),
    ],
)
def test_the_language_is_the_asked_one_else_that_of_the_locale(
    folder: Path, arguments: list[str], environ: dict[str, str], expected: str
) -> None:
    for words in [["validate", *arguments], *([[*arguments, "validate"]] if arguments else [])]:
        process = ran(folder, *words, **environ)
        assert process.returncode == 0, process.stderr
        assert process.stdout.startswith(expected)


def test_help_speaks_french_throughout(folder: Path) -> None:
    process = ran(folder, "plan", "--help", LANG="fr_FR.UTF-8")

    assert process.returncode == 0
    for english in ("Usage:", "Options:", "Show this message", "Only this catalogue", "Form of the result"):
        assert english not in process.stdout


def test_wrong_usage_speaks_french_throughout(folder: Path) -> None:
    process = ran(folder, "plan", "--nope", LANG="fr_FR.UTF-8")

    assert process.returncode == 64
    for english in ("Usage:", "Error:", "No such option", "Try "):
        assert english not in process.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["--help", "--lang", "fr"]])
def test_help_is_quick_because_it_imports_nothing_heavy(folder: Path, arguments: list[str]) -> None:
    code = (
        "import sys\nsys.argv = ['publisher', *sys.argv[1:]]\nfrom publisher.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pydantic', 'requests', 'rich', 'ckanapi', 'yaml', 'tenacity', 'urllib3'}\n"
        "sys.stderr.write(','.join(sorted(heavy & set(sys.modules))))\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )

    assert process.stdout != ""
    assert process.stderr == ""


@pytest.mark.parametrize("heavy", ["rich"])
def test_validate_in_a_log_does_not_pay_for_what_it_does_not_use(folder: Path, heavy: str) -> None:
    code = (
        "import sys\nfrom publisher.cli.main import run\ncode = run(['validate'])\n"
        f"sys.stderr.write(repr((code, {heavy!r} in sys.modules)))\n"
    )
    process = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)

    assert process.stderr == "(0, False)"


def test_a_reader_who_goes_away_is_no_failure(folder: Path) -> None:
    for number in range(400):
        (folder / "manifests" / "bron" / f"d{number}.yml").write_text("zzz: 1\n", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "publisher", "validate"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        stderr = process.stderr.read()
        process.wait(60)

    assert "Traceback" not in stderr
    assert "internal error" not in stderr
    assert process.returncode in (0, 1)


CONSOLES = ["ascii", "latin-1", "cp1252", "cp850", "cp437"]


@pytest.mark.parametrize("encoding", ["cp850", "cp1252"])
@pytest.mark.parametrize("arguments", [("plan", "--sandbox"), ("explain",), ("--help",), ()])
def test_french_is_readable_on_a_console_that_is_not_utf_8(
    folder: Path, encoding: str, arguments: tuple[str, ...]
) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "publisher", *arguments], cwd=folder, capture_output=True, check=False,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C", "LANGUAGE": "fr"},
    )  # fmt: skip
    text = (process.stdout + process.stderr).decode(encoding)

    assert (process.returncode, "\\u" in text, "\\x" in text) == (0, False, False), text
    assert len(text) > 100


@pytest.mark.parametrize("encoding", CONSOLES)
def test_json_has_the_same_values_on_every_console(folder: Path, encoding: str) -> None:
    text = DATASET.replace("Toilettes publiques", "Toilettes → ✔ été 🙂")
    (folder / "manifests" / "bron" / "wc.yml").write_text(text, encoding="utf-8")
    documents = [
        json.loads(
            subprocess.run(
                [sys.executable, "-m", "publisher", "show", "bron/wc", "--format", "json"],
                cwd=folder, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": stream},
            ).stdout.decode(stream)
        )
        for stream in (encoding, "utf-8")
    ]  # fmt: skip

    assert documents[0] == documents[1]
    assert "→ ✔ été 🙂" in str(documents[0])


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_stream_that_cannot_carry_every_sign_is_no_failure(folder: Path, encoding: str) -> None:
    (folder / "manifests" / "bron" / "wc.yml").write_text(f"{DATASET}license: zzzz → ✔\n", encoding="utf-8")
    process = subprocess.run(
        [sys.executable, "-m", "publisher", "validate", "--lang", "fr"], cwd=folder, capture_output=True, check=False,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )  # fmt: skip

    assert process.returncode == 1, process.stderr
    assert b"PUB201" in process.stdout
