"""Fill an empty CKAN: tables, users with tokens, and the organizations of `seeds.json`."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from ckan import model
from ckan.plugins import toolkit

SEEDS = Path(__file__).parents[2] / "seeds.json"
ADMIN = "admin"


def seed() -> None:
    """Create tables, users and organizations; write each user's token to a file of its name in the folder `TOKENS`."""
    model.repo.init_db()
    site = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    for name in (ADMIN, "editor", "stranger"):
        fields = {"name": name, "email": f"{name}@example.org", "password": secrets.token_urlsafe(12)}
        user = _call("user_create", site, fields)
        if name == ADMIN:
            model.User.get(user["id"]).sysadmin = True
            model.repo.commit()
        token = _call("api_token_create", site, {"user": name, "name": "tests"})["token"]
        Path(os.environ["TOKENS"], name).write_text(token)
    for organization in json.loads(SEEDS.read_text(encoding="utf-8"))["organizations"]:
        users = [{"name": ADMIN, "capacity": "admin"}, {"name": organization["member"], "capacity": "editor"}]
        _call(
            "organization_create", ADMIN, {"name": organization["name"], "title": organization["title"], "users": users}
        )


def _call(action: str, user: str, fields: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = toolkit.get_action(action)({"user": user, "ignore_auth": user != ADMIN}, fields)
    return result
