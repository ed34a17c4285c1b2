"""What a saved plan was made for: this repository, and these catalogues at these addresses. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from publisher.model.manifest import ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, Repository


@dataclass(frozen=True)
class CatalogTarget:
    """The kind and the address of a catalogue."""

    kind: str
    address: str


@dataclass(frozen=True)
class PlanTarget:
    """A repository, and its catalogues."""

    repository: Repository
    catalogs: Mapping[CatalogName, CatalogTarget]

    def document(self) -> dict[str, object]:
        """Return the target as JSON has it."""
        catalogs = {name: {"kind": target.kind, "address": target.address} for name, target in self.catalogs.items()}
        return {"repository": self.repository, "catalogs": catalogs}


def target_of(manifests: ManifestSet) -> PlanTarget:
    """Return what a plan of these manifests is made for, as catalogs.yml has it."""
    catalogs = {config.name: CatalogTarget(config.kind, _address(config.url)) for config in manifests.catalogs}
    return PlanTarget(manifests.repository, catalogs)


def target_from(document: object) -> PlanTarget:
    """Return the target of a document. Raises `KeyError` or `TypeError` where it has none."""
    if not isinstance(document, dict) or not isinstance(document["catalogs"], dict):
        raise TypeError(type(document).__name__)
    catalogs = {
        CatalogName(str(name)): CatalogTarget(str(target["kind"]), str(target["address"]))
        for name, target in document["catalogs"].items()
    }
    return PlanTarget(Repository(str(document["repository"])), catalogs)


def _address(url: str) -> str:
    """Return the origin and the path of an address; user names, queries and a last slash do not matter."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme.lower()}://{host}{parts.path.rstrip('/')}"


def other_target(planned: PlanTarget, present: PlanTarget, catalogs: Iterable[CatalogName]) -> Message | None:
    """Return why a plan of these catalogues is not for the present ones; None where it is."""
    if planned.repository != present.repository:
        return message(
            "the plan was made for the repository “{planned}”, and catalogs.yml says “{present}”",
            planned=planned.repository,
            present=present.repository,
        )
    for name in sorted(catalogs):
        before, now = planned.catalogs[name], present.catalogs.get(name)
        if now is None:
            return message(
                "the plan was made for {catalog} ({planned}), which catalogs.yml does not name",
                catalog=name,
                planned=_text(before),
            )
        if before != now:
            return message(
                "the plan was made for {catalog} at {planned}, and catalogs.yml says {present}",
                catalog=name,
                planned=_text(before),
                present=_text(now),
            )
    return None


def _text(target: CatalogTarget) -> str:
    return f"{target.address} ({target.kind})"
