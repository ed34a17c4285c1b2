"""Fill an empty udata: a site, and the licences, zones, users and organizations of `seeds.json`."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import slugify
from flask_security.utils import hash_password
from udata.core.api_token.models import ApiToken
from udata.core.organization.models import Member
from udata.core.site.models import Site
from udata.core.spatial.models import GeoLevel, GeoZone
from udata.core.user.models import datastore
from udata.models import License, Organization

SEEDS = Path(__file__).parents[2] / "seeds.json"
COMMUNES = Path(__file__).parents[4] / "manifests/metropole-de-lyon/communes.csv"
USERS = ("admin", "member", "editor", "stranger")


def seed() -> None:
    """Create the users and the objects of `seeds.json`; write the tokens to `tokens.json` in the folder `RUN`."""
    seeds = json.loads(SEEDS.read_text(encoding="utf-8"))
    Site(id="default", title="udata").save()
    for fields in seeds["licenses"]:
        License(**fields, active=True).save()
    _zones(seeds["levels"], seeds["zones"] | _communes())
    users = {name: _user(name) for name in USERS}
    tokens = {name: ApiToken.generate(user, name="tests")[1] for name, user in users.items()}
    for fields in seeds["organizations"]:
        _organization(fields, users)
    Path(os.environ["RUN"], "tokens.json").write_text(json.dumps(tokens))


def _communes() -> dict[str, str]:
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        return {f"fr:commune:{row['insee']}": row["name"] for row in csv.DictReader(file)}


def _zones(levels: dict[str, int], zones: dict[str, str]) -> None:
    for name, rank in levels.items():
        GeoLevel(id=name, name=name, admin_level=rank).save()
    for zone, name in zones.items():
        level = max((candidate for candidate in levels if zone.startswith(f"{candidate}:")), key=len)
        code = zone.removeprefix(f"{level}:")
        address = f"http://id.insee.fr/geo/{code}"
        GeoZone(id=zone, level=level, code=code, name=name, slug=slugify.slugify(name), uri=address).save()


def _user(name: str) -> Any:
    user = datastore.create_user(
        first_name=name.capitalize(),
        last_name="Local",
        email=f"{name}@example.org",
        password=hash_password("Passw0rd!local"),
        confirmed_at=datetime.now(UTC),
        active=True,
    )
    if name == "admin":
        datastore.add_role_to_user(user, datastore.find_or_create_role("admin"))
    return user


def _organization(fields: dict[str, str], users: dict[str, Any]) -> None:
    """Create an organization: `editor` joins those that `member` administers; `stranger` is alone in the others."""
    ours = fields["member"] == "editor"
    members = [Member(user=users["member" if ours else "stranger"], role="admin")]
    members += [Member(user=users["editor"], role="editor")] if ours else []
    Organization(name=fields["title"], slug=fields["name"], description=fields["title"], members=members).save()
