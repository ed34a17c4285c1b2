"""The files of a new repository of manifests: settings, an example, workflows, editor settings. In French."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Final

from publisher.manifests.json_schema import FILES, FOLDER, PLACES, file_of, schema_text
from publisher.manifests.producer_file import FILE as PRODUCER
from publisher.model.project import ACTION

_FOLDER: Final = files("publisher.manifests").joinpath("templates", "repository")
MANIFESTS: Final = "manifests"
_PINNED: Final = "version publiée ; un commit si vos règles le demandent"
_WORKFLOWS: Final = ("check", "comment", "publish", "nightly")


@dataclass(frozen=True)
class NewCatalog:
    """A catalogue to publish in."""

    kind: str
    url: str

    @property
    def variable(self) -> str:
        """The start of the names of its environment variables."""
        return f"PUBLISHER_{self.kind.upper()}"


@dataclass(frozen=True)
class NewRepository:
    """What a person says of a new repository."""

    title: str
    """Name of the body that publishes, such as a metropolis."""
    producer: str
    """Its folder."""
    organization: str
    """As at the end of the address of its page in the catalogues."""
    catalogs: Sequence[NewCatalog]
    action: str = ACTION
    """The composite action that its workflows use: owner, name and version."""


def repository_files(new: NewRepository) -> dict[PurePosixPath, str]:
    """Return the text of each file, by its path in the repository."""
    manifests, workflows = PurePosixPath(MANIFESTS), PurePosixPath(".github/workflows")
    name = json.dumps(new.title, ensure_ascii=False)
    example = json.dumps(f"Toilettes publiques ({new.title})", ensure_ascii=False)
    first = new.catalogs[0].kind
    return {
        manifests / "catalogs.yml": _filled(
            "catalogs.yml", repository=f"opendata-{new.producer}", catalogs=_catalogs(new)
        ),
        manifests / "defaults.yml": _filled("defaults.yml"),
        manifests / "themes.yml": _filled("themes.yml"),
        manifests / new.producer / PRODUCER: _filled("producer.yml", name=name, catalog=first),
        manifests / new.producer / "exemple.yml": _filled("dataset.yml", title=example),
        **{workflows / f"{verb}.yml": _workflow(f"{verb}.yml", new) for verb in _WORKFLOWS},
        **{PurePosixPath(FOLDER) / file_of(kind): f"{schema_text(kind)}\n" for kind in FILES},
        PurePosixPath(".vscode/settings.json"): _editor_settings(),
        PurePosixPath(".vscode/extensions.json"): _filled("extensions.json"),
        PurePosixPath(".gitattributes"): _filled("gitattributes"),
        PurePosixPath(".gitignore"): _filled("gitignore"),
        PurePosixPath("README.md"): _readme(new),
    }


def _filled(name: str, /, **values: str) -> str:
    """Return a template with its values; the marks are not those of GitHub's expressions."""
    text = _FOLDER.joinpath(name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def _catalogs(new: NewRepository) -> str:
    return "\n".join(_catalog(new, catalog) for catalog in new.catalogs)


def _catalog(new: NewRepository, catalog: NewCatalog) -> str:
    keeper = new.catalogs[0]
    return _filled(
        "catalog.yml",
        catalog=catalog.kind,
        kind=catalog.kind,
        variable=catalog.variable,
        url=catalog.url,
        organization=json.dumps(new.organization, ensure_ascii=False),
        files="upload" if catalog is keeper else f"link:{keeper.kind}",
    )


def _workflow(name: str, new: NewRepository) -> str:
    variables = [f"{catalog.variable}_{part}" for catalog in new.catalogs for part in ("URL", "MODE")]
    secrets = [f"{catalog.variable}_TOKEN" for catalog in new.catalogs]
    settings = "\n".join(f"      {variable}: ${{{{ vars.{variable} }}}}" for variable in variables)
    tokens = "\n".join(f"          {secret}: ${{{{ secrets.{secret} }}}}" for secret in secrets)
    action = f"{new.action} # zizmor: ignore[unpinned-uses] {_PINNED}"
    return _filled(name, settings=settings, tokens=tokens, action=action)


def _editor_settings() -> str:
    """Return the settings of VS Code: which schema is that of which files."""
    settings = {
        "yaml.schemas": {
            f"./{FOLDER}/{file_of(kind)}": [_in_manifests(place) for place in places] for kind, places in PLACES.items()
        },
        "[yaml]": {"editor.formatOnSave": False, "editor.insertSpaces": True, "editor.tabSize": 2},
        "files.encoding": "utf8",
    }
    return f"{json.dumps(settings, ensure_ascii=False, indent=2)}\n"


def _in_manifests(place: str) -> str:
    return f"!{MANIFESTS}/{place[1:]}" if place.startswith("!") else f"{MANIFESTS}/{place}"


def _readme(new: NewRepository) -> str:
    secrets = " et ".join(f"`{catalog.variable}_TOKEN`" for catalog in new.catalogs)
    modes = " et ".join(f"`{catalog.variable}_MODE`" for catalog in new.catalogs)
    return _filled("README.md", title=new.title, producer=new.producer, secrets=secrets, modes=modes)
