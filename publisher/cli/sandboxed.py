"""The catalogues of catalogs.yml, played by a sandbox on this machine."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from publisher.cli.state import STATE
from publisher.locale import _
from publisher.model.manifest import CatalogConfig, ManifestSet, Mode
from publisher.sandbox.home import PortTakenError, ServedError, Site, kinds, opened
from publisher.sandbox.seed import Organization, Role, Seed, User

FILE: Final = STATE / "sandbox.sqlite"
TOKEN: Final = "sandbox"  # noqa: S105 - it opens nothing but the sandbox
USER: Final = "sandbox"
RATE: Final = 10_000.0
"""Calls per second: nobody has to be spared."""


@contextmanager
def sandbox_for(
    manifests: ManifestSet, file: Path = FILE, port: int | None = None, *, fresh: bool = False
) -> Iterator[str]:
    """The address of the sandbox of these manifests, while the block runs."""
    try:
        with opened(file, sites_of(manifests), port, fresh=fresh) as address:
            yield address
    except PortTakenError as error:
        text = _("port {port} is used by another program: choose another one, publisher sandbox --port N")
        other = _("port {port} cannot be used ({why}): choose another one, publisher sandbox --port N")
        raise click.ClickException((text if error.taken else other).format(port=error.port, why=error.why)) from error
    except ServedError as error:
        text = _("the sandbox is already open at {address}/: stop it first (Ctrl-C in its window)")
        raise click.ClickException(text.format(address=error.address)) from error
    except (sqlite3.Error, OSError) as error:
        text = _("{file} cannot be used ({why}): delete it, or run the command where files can be written")
        raise click.ClickException(text.format(file=file, why=str(error))) from error


def in_sandbox(manifests: ManifestSet, address: str) -> ManifestSet:
    """The manifests, with every catalogue at the sandbox, where everything may be written."""
    return replace(manifests, catalogs=tuple(_moved(config, address) for config in manifests.catalogs))


def _moved(config: CatalogConfig, address: str) -> CatalogConfig:
    return replace(config, url=f"{address}/{config.name}", mode=Mode.MANAGE, token_env=None, rate=RATE)


def sites_of(manifests: ManifestSet) -> Mapping[str, Site]:
    """The catalogues to have, each with the organizations that the producers publish to."""
    known = kinds()
    for config in manifests.catalogs:
        if config.kind not in known:
            text = _("the sandbox has no catalogue of kind {kind} ({catalog}); it has: {known}")
            raise click.ClickException(
                text.format(kind=config.kind, catalog=config.name, known=", ".join(sorted(known)))
            )
    return {config.name: Site(config.kind, _seed(manifests, config)) for config in manifests.catalogs}


def _seed(manifests: ManifestSet, config: CatalogConfig) -> Seed:
    names = _organizations(manifests, config)
    user = User(USER, TOKEN, roles=dict.fromkeys(names, Role.EDITOR))
    return Seed(tuple(Organization(name, title) for name, title in sorted(names.items())), (user,))


def _organizations(manifests: ManifestSet, config: CatalogConfig) -> Mapping[str, str]:
    """Title of each organization by name: its producer's, where it has one alone."""
    found: dict[str, set[str]] = {}
    for producer in manifests.producers.values():
        name = producer.organization_in(config)
        if name is not None:
            found.setdefault(name, set()).add(producer.name)
    return {name: titles.pop() if len(titles) == 1 else name for name, titles in found.items()}
