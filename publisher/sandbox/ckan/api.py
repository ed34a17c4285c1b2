"""The Action API: which action answers a request, and the form of answers and errors."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from publisher.sandbox.ckan import datasets, groups, resources, site
from publisher.sandbox.ckan.refusals import Refusal, Unreadable
from publisher.sandbox.ckan.revise import package_revise
from publisher.sandbox.ckan.search import package_search
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.store import Document

Action = Callable[[Session, Document], object]

READS: Final[Mapping[str, Action]] = {
    "group_list": groups.group_list,
    "group_list_authz": groups.group_list_authz,
    "group_show": groups.group_show,
    "license_list": site.license_list,
    "organization_list": groups.organization_list,
    "organization_list_for_user": groups.organization_list_for_user,
    "organization_show": groups.organization_show,
    "package_list": datasets.package_list,
    "package_search": package_search,
    "package_show": datasets.package_show,
    "resource_show": resources.resource_show,
    "status_show": site.status_show,
    "user_show": site.user_show,
}
"""Actions that change nothing: they answer a GET as well."""

SCHEMA_READS: Final[Mapping[str, Action]] = {
    "scheming_dataset_schema_list": site.scheming_dataset_schema_list,
    "scheming_dataset_schema_show": site.scheming_dataset_schema_show,
}
"""Actions that only a portal with a schema has; they change nothing either."""

WRITES: Final[Mapping[str, Action]] = {
    "dataset_purge": datasets.dataset_purge,
    "group_create": groups.group_create,
    "group_patch": groups.group_patch,
    "group_purge": groups.group_purge,
    "member_create": groups.member_create,
    "member_delete": groups.member_delete,
    "organization_create": groups.organization_create,
    "organization_member_create": groups.organization_member_create,
    "organization_member_delete": groups.organization_member_delete,
    "organization_patch": groups.organization_patch,
    "organization_purge": groups.organization_purge,
    "package_create": datasets.package_create,
    "package_create_default_resource_views": datasets.package_create_default_resource_views,
    "package_delete": datasets.package_delete,
    "package_patch": datasets.package_patch,
    "package_resource_reorder": datasets.package_resource_reorder,
    "package_revise": package_revise,
    "package_update": datasets.package_update,
    "resource_create": resources.resource_create,
    "resource_delete": resources.resource_delete,
    "resource_patch": resources.resource_patch,
    "resource_update": resources.resource_update,
}

_ZERO: Final = "\0"


def answer_action(session: Session, request: Request, name: str) -> Response:
    """Return the answer of an action."""
    reads = {**READS, **SCHEMA_READS} if session.schema else READS
    action = reads.get(name) or WRITES.get(name)
    if action is None:
        return _answer(400, f"Bad request: Action name not known: {name}")
    help_at = {"help": f"{session.url}/api/3/action/help_show?name={name}"}
    try:
        arguments = _arguments_of(request, reads=name in reads)
    except Unreadable as error:
        return _answer(400, f"Bad request: JSON Error: {error}")
    try:
        _refuse_zeros(arguments)
        result = action(session, arguments)
    except Refusal as refusal:
        return _answer(refusal.status, help_at | {"success": False, "error": refusal.error})
    finally:
        request.close()
    changed = {"changed_entities": {"packages": session.changed}} if session.changed else {}
    return _answer(200, help_at | {"success": True, "result": result} | changed)


def version() -> Response:
    """Return the version of the API."""
    return _answer(200, {"version": 3})


def _answer(status: int, content: object) -> Response:
    body = json.dumps(content, default=str)
    return Response(body, status=status, content_type="application/json;charset=utf-8")


def _refuse_zeros(argument: object) -> None:
    """Fail where an argument contains a zero character, as CKAN's database does."""
    match argument:
        case str() if _ZERO in argument:
            raise Refusal
        case dict():
            for value in argument.values():
                _refuse_zeros(value)
        case list():
            for value in argument:
                _refuse_zeros(value)


def _arguments_of(request: Request, *, reads: bool) -> Document:
    """Return the arguments of a call: a form with its files, JSON, or the address's own for actions that only read."""
    if not reads and request.method == "GET":
        raise Unreadable("Invalid request. Please use POST method for your request")
    if request.method == "POST" and (request.form or request.files):
        return _single_values(request.form.to_dict(flat=False)) | dict(request.files.items())
    if request.args and reads:
        return _single_values(request.args.to_dict(flat=False))
    return _document(request)


def _single_values(values: Mapping[str, list[str]]) -> Document:
    return {name: value[0] if len(value) == 1 else list(value) for name, value in values.items()}


def _document(request: Request) -> Document:
    if not request.get_data(cache=True):
        return {}
    try:
        arguments = request.get_json()
    except BadRequest:
        message = "Error decoding JSON data. Error: <BadRequest '400: Bad Request'> "
        raise Unreadable(message + "JSON data extracted from the request: {}") from None
    if not isinstance(arguments, dict):
        raise Unreadable(f"Request data JSON decoded to {arguments!r} but it needs to be a dictionary.")
    return arguments
