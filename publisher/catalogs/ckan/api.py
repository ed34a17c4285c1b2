"""Calls to CKAN's actions through ckanapi, with our session, and CKAN's errors as ours."""

import json
from collections.abc import Mapping
from typing import Final

import ckanapi
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ServerIncompatibleError, ValidationError

from publisher.catalogs.errors import Denied, Moved, Refused, Taken
from publisher.catalogs.transport import USER_AGENT, Transport
from publisher.model.messages import message

Arguments = Mapping[str, object]

DETAIL_LIMIT: Final = 500
"""Characters of a refusal that are shown."""


class ActionApi:
    """The Action API of one CKAN. Raises `CatalogError`s, and `ckanapi.NotFound` where a look finds nothing."""

    def __init__(self, transport: Transport, token: str | None, token_env: str | None) -> None:
        self.transport = transport
        self.token = token
        self.token_env = token_env or "token_env"
        self._remote = ckanapi.RemoteCKAN(transport.url, apikey=token, user_agent=USER_AGENT, session=transport.session)

    def read(self, action: str, **arguments: object) -> object:
        """Call an action that changes nothing; again when it did not come through."""
        return self.transport.read(lambda: self._call(action, arguments))

    def write(self, action: str, arguments: Arguments) -> object:
        """Call an action that writes; `Doubtful` when nobody can tell whether it did."""
        return self.transport.write(lambda: self._call(action, arguments))

    def _call(self, action: str, arguments: Arguments) -> object:
        try:
            result: object = self._remote.call_action(action, dict(arguments))
        except NotFound:
            raise
        except NotAuthorized as error:
            raise self._denied(action) from error
        except ValidationError as error:
            raise self._invalid(error.error_dict) from error
        except (ServerIncompatibleError, CKANAPIError) as error:
            raise self._incomprehensible(error) from error
        return result

    def _denied(self, action: str) -> Denied:
        what = message("{url} refuses the action {action}", url=self.transport.url, action=action)
        if self.token is None:
            fix = message("Set the environment variable {name} to an API token.", name=self.token_env)
        else:
            fix = message("The token in {name} needs the role of editor in the organization.", name=self.token_env)
        return Denied(self.transport.catalog, what, fix)

    def _invalid(self, errors: Mapping[str, object]) -> Refused | Moved | Taken:
        catalog = self.transport.catalog
        if "match" in errors:
            return Moved(catalog, message("somebody changed the entry since it was read"))
        detail = json.dumps({k: v for k, v in errors.items() if k != "__type"}, ensure_ascii=False)[:DETAIL_LIMIT]
        if "name" in errors or _resource_ids_refused(errors):
            what = message("the name or the ids are taken: {detail}", detail=detail)
            return Taken(catalog, what, message("Run the command again: the plan will say what stands there."))
        return Refused(
            catalog,
            message("{catalog} refuses the entry: {detail}", catalog=catalog, detail=detail),
            message("Correct the field that is named, then run the command again."),
        )

    def _incomprehensible(self, error: Exception) -> Refused:
        return Refused(
            self.transport.catalog,
            message("{url} gives an answer that is not CKAN's: {detail}",
                    url=self.transport.url, detail=str(error)[:DETAIL_LIMIT]),
            message("Check `url` in catalogs.yml; `publisher doctor` says who answers there."),
        )  # fmt: skip


def _resource_ids_refused(errors: Mapping[str, object]) -> bool:
    """Whether CKAN knows our resource ids already: another run made the entry, or made it a moment ago."""
    listed = errors.get("resources")
    return isinstance(listed, list) and any(isinstance(one, dict) and "id" in one for one in listed)
