"""The catalogues of catalogs.yml, replaced by a sandbox on this machine."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from publisher.cli.local_files import SANDBOX
from publisher.locale import _
from publisher.model.commands import command
from publisher.model.json_text import json_document
from publisher.model.manifest import CatalogConfig, ManifestSet, Mode
from publisher.safe_open import read_regular
from publisher.sandbox.home import PortTakenError, ServedError, Site, kinds, opened
from publisher.sandbox.seed import Organization, Role, Seed, User

FILE: Final = SANDBOX
TOKEN: Final = "sandbox"  # noqa: S105 - it is valid in the sandbox only
USER: Final = "sandbox"
LARGEST_SCHEMA: Final = 5_000_000
"""Bytes."""
RATE: Final = 10_000.0
"""Calls per second. A local server needs no limit."""


@contextmanager
def serve_sandbox(
    manifests: ManifestSet,
    file: Path = FILE,
    port: int | None = None,
    *,
    fresh: bool = False,
    schema: Mapping[str, object] | None = None,
) -> Iterator[str]:
    """Serve a sandbox with these catalogues while the block runs; yield its address.

    `schema`: what its CKANs declare, instead of the copies that lie beside catalogs.yml.
    Raises `click.ClickException`.
    """
    with ExitStack() as stack:
        with _reporting_what_cannot_be_used(file):
            address = stack.enter_context(opened(file, sandbox_sites(manifests, schema), port, fresh=fresh))
        yield address


@contextmanager
def _reporting_what_cannot_be_used(file: Path) -> Iterator[None]:
    """Raise `click.ClickException` where a sandbox cannot be opened. What fails later is not the fault of its file."""
    try:
        yield
    except PortTakenError as error:
        text = _("port {port} is used by another program: choose another one, {command}")
        other = _("port {port} cannot be used ({why}): choose another one, {command}")
        raise click.ClickException(
            (text if error.in_use else other).format(
                port=error.port, why=error.why, command=command("sandbox", "--port", "N")
            )
        ) from error
    except ServedError as error:
        text = _("the sandbox is already open at {address}/: stop it first (Ctrl-C in its window)")
        raise click.ClickException(text.format(address=error.address)) from error
    except (sqlite3.Error, OSError) as error:
        text = _("{file} cannot be used ({why}): delete it, or run the command where files can be written")
        raise click.ClickException(text.format(file=file, why=str(error))) from error


def with_sandbox_addresses(manifests: ManifestSet, address: str) -> ManifestSet:
    """Return the manifests with every catalogue at the sandbox's address and in mode manage."""
    return replace(manifests, catalogs=tuple(_at_sandbox(config, address) for config in manifests.catalogs))


def _at_sandbox(config: CatalogConfig, address: str) -> CatalogConfig:
    """Return a catalogue at its address in the sandbox, where nothing stands in front."""
    url = f"{address}/{config.name}"
    direct = replace(config, ca=None, token_header=None, basic_auth_env=None)
    return replace(direct, url=url, mode=Mode.MANAGE, token_env=None, rate=RATE)


def sandbox_sites(manifests: ManifestSet, schema: Mapping[str, object] | None = None) -> Mapping[str, Site]:
    """Return the catalogues to serve, each with the organizations that the producers publish to."""
    known_names = kinds()
    for config in manifests.catalogs:
        if config.kind not in known_names:
            text = _("the sandbox has no catalogue of kind {kind} ({catalog}); it has: {known}")
            raise click.ClickException(
                text.format(kind=config.kind, catalog=config.name, known=", ".join(sorted(known_names)))
            )
    return {config.name: Site(config.kind, _seed(manifests, config, schema)) for config in manifests.catalogs}


def _seed(manifests: ManifestSet, config: CatalogConfig, schema: Mapping[str, object] | None) -> Seed:
    names = _organizations(manifests, config)
    user = User(USER, TOKEN, roles=dict.fromkeys(names, Role.EDITOR))
    organizations = tuple(Organization(name, title) for name, title in sorted(names.items()))
    return Seed(organizations, (user,), schema=_saved_schema(config.schema_file), chosen_schema=schema)


def _saved_schema(file: Path | None) -> Mapping[str, object] | None:
    """Return the copy of a portal's schema that lies beside catalogs.yml; None where there is none to use."""
    try:
        return schema_in(file) if file is not None and file.exists() else None
    except OSError:
        return None


def schema_in(file: Path) -> Mapping[str, object] | None:
    """Return the schema of datasets in a file, a whole reply or a copy; None where it has none. Raises `OSError`."""
    document = json_document(read_regular(file, LARGEST_SCHEMA))
    result = document.get("result")
    schema = result if isinstance(result, dict) else document
    return schema if schema.get("dataset_fields") else None


def _organizations(manifests: ManifestSet, config: CatalogConfig) -> Mapping[str, str]:
    """Return the title of each organization by name: the name of its producer, where it has only one."""
    titles_by_name: dict[str, set[str]] = {}
    for producer in manifests.producers.values():
        name = producer.organization_in(config)
        if name is not None:
            titles_by_name.setdefault(name, set()).add(producer.name)
    return {name: titles.pop() if len(titles) == 1 else name for name, titles in titles_by_name.items()}
