"""Run a command against a sandbox instead of the real catalogues: `python -m tests.sandbox.catalogs COMMAND …`.

`--schema FILE` before the command makes its CKAN a portal with a schema: what `scheming_dataset_schema_show` replies.
The environment of the command has the addresses, and the tokens of the accounts of the live tests, under the same names
as for the real servers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from publisher.sandbox.ckan import Ckan
from publisher.sandbox.interface import Kind
from publisher.sandbox.seed import Organization, Role, Seed, User
from publisher.sandbox.serve import Sandbox, serving
from publisher.sandbox.store import Store
from publisher.sandbox.udata import Udata
from tests.servers.ckan.portals import BARE

LOCAL_SCHEMA = Path(__file__).parent / "local.schema.json"
"""What the test servers' portal `local` replies to `scheming_dataset_schema_show`."""
DCAT_SCHEMA = Path(__file__).parent / "dcat_ap_full.schema.json"
"""What `publisher doctor --save-schema` saves of the test servers' portal `dcat_ap_full`."""
EDITOR, ADMIN, STRANGER = "jeton-editeur", "jeton-administrateur", "jeton-etranger"
MEMBER = "jeton-membre"
COMMUNES = Path(__file__).parents[2] / "manifests" / "metropole-de-lyon" / "communes.csv"
ZONES = frozenset(
    {"fr:epci:200046977", "fr:departement:69", "fr:region:84", "country:fr"}
    | {f"fr:commune:{line[:5]}" for line in COMMUNES.read_text(encoding="utf-8").splitlines()[1:]}
)
"""The zones of the tests; any other one is refused as unknown."""

CKAN_SEED = Seed(
    organizations=(Organization("autre", "Autre organisation"), Organization("lyon", "Lyon")),
    users=(
        User("editeur", EDITOR, roles={"lyon": Role.EDITOR}),
        User("administrateur", ADMIN, administrator=True),
        User("etranger", STRANGER, roles={"autre": Role.EDITOR}),
    ),
)
UDATA_SEED = Seed(
    organizations=(Organization("autre", "Autre organisation"), Organization("grand-lyon", "Métropole de Lyon")),
    users=(
        User("membre", MEMBER, roles={"grand-lyon": Role.ADMIN}),
        User("editeur", EDITOR, roles={"grand-lyon": Role.EDITOR}),
        User("administrateur", ADMIN, administrator=True),
        User("etranger", STRANGER, roles={"autre": Role.ADMIN}),
    ),
    zones=ZONES,
)


@contextmanager
def served_catalog(kind: Kind, seed: Seed) -> Iterator[str]:
    """Serve one catalogue on a port of its own; yield its address."""
    sandbox = Sandbox(Store(None), {"this": kind})
    sandbox.seed("", "this", seed)
    with serving(sandbox) as url:
        yield url


@contextmanager
def both_catalogs(schema: Path | None = None) -> Iterator[dict[str, str]]:
    """Serve a CKAN, with the schema of a file if there is one, and a udata; yield the variables of the live tests."""
    ckan_seed = CKAN_SEED if schema is None else replace(CKAN_SEED, schema=json.loads(schema.read_text("utf-8")))
    with served_catalog(Ckan(), ckan_seed) as ckan, served_catalog(Udata(), UDATA_SEED) as udata:
        yield {
            "CKAN_URL": ckan,
            "CKAN_PORTAL": BARE if schema is None else schema.name.partition(".")[0],
            "CKAN_TOKEN": EDITOR,
            "CKAN_ADMIN_TOKEN": ADMIN,
            "CKAN_STRANGER_TOKEN": STRANGER,
            "UDATA_URL": udata,
            "UDATA_TOKEN": MEMBER,
            "UDATA_EDITOR_TOKEN": EDITOR,
            "UDATA_STRANGER_TOKEN": STRANGER,
            "UDATA_ADMIN_TOKEN": ADMIN,
        }


def main(arguments: list[str]) -> int:
    """Run a command and return its exit code."""
    options = ArgumentParser(prog="python -m tests.sandbox.catalogs", description=__doc__)
    options.add_argument("--schema", type=Path, help="a file with the schema of the CKAN")
    options.add_argument("command", nargs=REMAINDER)
    chosen = options.parse_args(arguments)
    with both_catalogs(chosen.schema) as variables:
        return subprocess.run(chosen.command, env=os.environ | variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
