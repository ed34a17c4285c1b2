"""A folder of manifests that a test fills file by file."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from publisher.manifests.load_folder import Loaded, load
from publisher.model.findings import Finding, ManifestError
from publisher.model.manifest import Manifest
from publisher.rules.registry import RULES
from publisher.rules.rule import Family

CATALOGS: Final = """\
repository: essais
catalogs:
  portail:
    kind: ckan
    url: https://data.example.org
"""
PRODUCER: Final = """\
name: Bron
organization: {portail: ville-de-bron}
"""
GOOD: Final = """\
title: Toilettes publiques
description: Emplacements.
"""
"""A valid manifest; lines that a test adds begin on line 3."""


class Folder:
    """`manifests/` in the working directory, with a catalogue, a producer (bron) and no dataset yet."""

    def __init__(self) -> None:
        self.root = Path("manifests")
        self.write("catalogs.yml", CATALOGS)
        self.write("bron/producer.yml", PRODUCER)

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file, its folder included."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def dataset(self, more: str = "", name: str = "bron/wc.yml") -> Path:
        """Write a valid manifest; the added lines begin on line 3. Another than the first has its name in its title."""
        title = "" if name == "bron/wc.yml" else f" ({name.removesuffix('.yml')})"
        return self.write(name, GOOD.replace("publiques", f"publiques{title}", 1) + more)

    def load(self, environ: Mapping[str, str] | None = None) -> Loaded:
        """Read the folder. What its datasets say is checked in tests of its own (`tests/unit/rules`)."""
        loaded = load(self.root, environ or {})
        return replace(loaded, findings=tuple(about_reading(loaded.findings)))

    def findings(self, environ: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
        """Return every finding, also when catalogs.yml cannot be used."""
        try:
            return self.load(environ).findings
        except ManifestError as error:
            return error.findings

    def lines(self, environ: Mapping[str, str] | None = None) -> list[str]:
        """Return every finding as `file:line:column RULE what → remedy`, the file without `manifests/`."""
        return [as_line(finding) for finding in self.findings(environ)]

    def manifest(self, key: str = "bron/wc") -> Manifest:
        """Return the manifest of this key; the folder must have no findings."""
        loaded = self.load()
        assert [as_line(finding) for finding in loaded.findings] == []
        (manifest,) = (manifest for manifest in loaded.manifests.manifests if manifest.key == key)
        return manifest


def about_reading(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Yield the findings but those of the rules about what a dataset says: the manifests of these tests say little."""
    sense = (Family.METADATA, Family.RESOURCES)
    return (finding for finding in findings if RULES[finding.rule].family not in sense)


def as_line(finding: Finding) -> str:
    """Return a finding on one line."""
    fix = f" → {finding.fix}" if finding.fix else ""
    return f"{finding.at} {finding.rule} {finding.what}{fix}".removeprefix("manifests/")
