"""Compare every published manifest with what a CKAN or udata server holds, field by field and file by file.

This script is independent: it imports nothing of the `publisher` package and has its own reading of the layers,
of CKAN's field map and of udata's. It only reads, over plain HTTP. Usage:

    python tests/live/independent_check.py --manifests manifests --url http://127.0.0.1:5000 --token-env CKAN_TOKEN
    python tests/live/independent_check.py --kind udata --catalog datagouv \\
        --manifests manifests --url http://127.0.0.1:7000 --token-env UDATA_TOKEN --link-token-env CKAN_TOKEN

One line per difference, then the counts. Exit codes: 0 no difference; 1 a difference, or a missing dataset; 2 wrong
usage, a manifest that cannot be read, or a server that does not answer.

Only what a manifest gives is compared: an absent field is unmanaged. Texts are compared in NFC, with LF line ends,
without the blanks that end a line. Files are downloaded, and compared by length and SHA-256.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

if not __package__:  # run as a script: make its siblings importable, as the tests do
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.live import independent_ckan as ckan
from tests.live import independent_udata as udata
from tests.live.independent_links import Link
from tests.live.independent_manifests import (
    KINDS,
    Entry,
    Json,
    Report,
    address,
    linked_catalog,
    read_catalogs,
    read_entries,
)
from tests.live.independent_words import UsageError


def connect(kind: str, url: str, token: str | None) -> ckan.Server | udata.Server:
    """Return a server that answers as one of its kind."""
    server = ckan.Server(url, token) if kind == "ckan" else udata.Server(url, token)
    server.greet()
    return server


def link_to(manifests: Path, name: str, url: str | None, token: str | None) -> Link:
    """Return the catalogue that files are linked from."""
    repository, config = read_catalogs(manifests, name)
    kind = str(config.get("kind"))
    if kind not in KINDS:
        raise UsageError(f"the catalogue {name!r} is neither a CKAN nor a udata")
    entries = {entry.key: entry for entry in read_entries(manifests, name, config)}
    return Link(name, connect(kind, url or address(config), token), entries, repository)


def comparer(
    kind: str, url: str, token: str | None, repository: str, link: Link | None, report: Report
) -> Callable[[Entry], None]:
    """Return the function that compares one manifest with a server of this kind."""
    server = connect(kind, url, token)

    def run(entry: Entry) -> None:
        if isinstance(server, ckan.Server):
            ckan.compare_entry(entry, repository, server, link, report)
        else:
            udata.compare_entry(entry, repository, server, link, report)

    return run


def names_files(entries: list[Entry]) -> bool:
    """Return whether any resource is a file."""
    return any("path" in resource for entry in entries for resource in entry.resources or [])


def compare(
    manifests: Path,
    catalog: str,
    url: str,
    token: str | None,
    *,
    kind: str = "ckan",
    link_token: str | None = None,
    link_url: str | None = None,
) -> Report:
    """Compare every manifest of a folder with what a server holds."""
    config: Json
    repository, config = read_catalogs(manifests, catalog, kind)
    entries = list(read_entries(manifests, catalog, config))
    other = linked_catalog(config)
    link = link_to(manifests, other, link_url, link_token) if other and names_files(entries) else None
    report = Report()
    run = comparer(kind, url, token, repository, link, report)
    for entry in entries:
        try:
            run(entry)
        except UsageError as error:
            raise UsageError(f"{entry.key}: {error}") from error
    return report


# --- Command line ---


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description="Compare the manifests with what a server holds (reads only).")
    parser.add_argument("--manifests", type=Path, required=True, help="folder of the manifests")
    parser.add_argument("--url", required=True, help="address of the server")
    parser.add_argument("--token-env", help="NAME of the environment variable that holds the token")
    parser.add_argument("--kind", choices=sorted(KINDS), default="ckan", help="kind of server (default: %(default)s)")
    parser.add_argument(
        "--catalog",
        default="grandlyon",
        help="name in catalogs.yml, and under `organization:` and `catalogs:` of the manifests (default: %(default)s)",
    )
    parser.add_argument(
        "--link-token-env", help="NAME of the variable with the token of the catalogue that files are linked from"
    )
    parser.add_argument("--link-url", help="address of that catalogue (default: the one in catalogs.yml)")
    return parser.parse_args(arguments)


def token_in(name: str | None) -> str | None:
    """Return the token in an environment variable."""
    token = os.environ.get(name) if name else None
    if name and not token:
        raise UsageError(f"the environment variable {name} is not set")
    return token


def main(arguments: list[str] | None = None) -> int:
    """Print the differences and the counts; return the exit code."""
    options = parse(arguments)
    try:
        report = compare(
            options.manifests,
            options.catalog,
            options.url,
            token_in(options.token_env),
            kind=options.kind,
            link_token=token_in(options.link_token_env),
            link_url=options.link_url,
        )
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    for difference in report.differences:
        print(difference)
    print(report.summary())
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
