"""What an empty database needs: tables, users with tokens, the organizations of `seeds.json`."""

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


def furnish() -> None:
    """Make them; each user's token is left in a file of its name in the folder that `TOKENS` names."""
    model.repo.init_db()
    site = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    for name in (ADMIN, "editor", "stranger"):
        fields = {"name": name, "email": f"{name}@example.org", "password": secrets.token_urlsafe(12)}
        made = _call("user_create", site, fields)
        if name == ADMIN:
            model.User.get(made["id"]).sysadmin = True
            model.repo.commit()
        token = _call("api_token_create", site, {"user": name, "name": "tests"})["token"]
        Path(os.environ["TOKENS"], name).write_text(token)
    for one in json.loads(SEEDS.read_text(encoding="utf-8"))["organizations"]:
        users = [{"name": ADMIN, "capacity": "admin"}, {"name": one["member"], "capacity": "editor"}]
        _call("organization_create", ADMIN, {"name": one["name"], "title": one["title"], "users": users})


def _call(action: str, user: str, fields: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = toolkit.get_action(action)({"user": user, "ignore_auth": user != ADMIN}, fields)
    return found
