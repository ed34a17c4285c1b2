"""Datasets: made, read, changed, deleted softly, and their extras through version 2 of the API."""

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import lists, shelf
from publisher.sandbox.udata.access import may_read, need_edit, organization_of, role_in
from publisher.sandbox.udata.ask import Answer, Ask
from publisher.sandbox.udata.dataset_form import EDITED, dataset_of, refuse_custom
from publisher.sandbox.udata.refusals import DELETED, Wrong, missing, refused, unstorable
from publisher.sandbox.udata.values import OF_DATASET, Reserved, checked_extras
from publisher.sandbox.udata.views import Views


def listed(ask: Ask) -> Answer:
    """All that the caller sees."""
    return 200, lists.page_of(ask, lists.visible(ask), Views(ask).dataset)


def of_organization(ask: Ask) -> Answer:
    """Those of an organization."""
    return 200, lists.page_of(ask, lists.of_organization(ask), Views(ask).dataset)


def of_the_caller(ask: Ask) -> Answer:
    """Those of the caller and its organizations."""
    views = Views(ask)
    return 200, [views.dataset(one) for one in lists.of_the_caller(ask)]


def create(ask: Ask) -> Answer:
    """Make one. A partial editor is assigned to what it makes, from the next call on."""
    found = dataset_of(ask, ask.form(), {})
    found["id"] = shelf.new_id()
    found |= {"created": ask.now, "modified": ask.now}
    found["slug"] = shelf.renamed(ask.drawer, {"id": found["id"]}, text_of(found, "title"))
    found["last_update"] = last_update(found)
    shelf.keep_dataset(ask.drawer, found)
    answer = Views(ask).dataset(found)
    _assign(ask, found)
    return 201, answer


def _assign(ask: Ask, dataset: Document) -> None:
    organization = organization_of(ask, dataset)
    if organization and role_in(organization, ask.me) == "partial_editor":
        assigned = document_of(organization, "assigned")
        held = assigned.get(ask.me)
        mine = [*(held if isinstance(held, list) else []), dataset["id"]]
        shelf.keep_organization(ask.drawer, organization | {"assigned": assigned | {ask.me: mine}})


def last_update(dataset: Document) -> object:
    """The moment of the last change of a resource; of the dataset, where it has none."""
    moments = [text_of(one, "modified") for one in documents_of(dataset, "resources")]
    return max(moments) if moments else dataset["modified"]


def need_read(ask: Ask) -> None:
    """Raise `Refusal` unless the caller sees the dataset of the path."""
    if may_read(ask, ask.dataset):
        return
    if ask.dataset.get("deleted") and not ask.dataset.get("private"):
        raise refused(410, DELETED)
    raise missing()


def show(ask: Ask) -> Answer:
    """Read one."""
    need_read(ask)
    return 200, Views(ask).dataset(ask.dataset)


def update(ask: Ask) -> Answer:
    """Change one; a deleted one can only be brought back."""
    sent = ask.document()
    if ask.dataset.get("deleted") and sent.get("deleted", True) is not None:
        raise refused(410, DELETED)
    need_edit(ask)
    found = dataset_of(ask, ask.form(), ask.dataset)
    found = found | {"modified": ask.now, "slug": shelf.renamed(ask.drawer, ask.dataset, text_of(found, "title"))}
    found["last_update"] = last_update(found)
    shelf.keep_dataset(ask.drawer, found)
    is_read_anew = any(found.get(name) != ask.dataset.get(name) for name in EDITED)
    return 200, Views(ask).dataset(shelf.settled(found) if is_read_anew else found)


def delete(ask: Ask) -> Answer:
    """Delete one: it stays, for those who may see it."""
    if ask.dataset.get("deleted"):
        raise refused(410, DELETED)
    need_edit(ask)
    shelf.keep_dataset(ask.drawer, ask.dataset | {"deleted": ask.now, "modified": ask.now})
    return 204, None


# ---- extras, version 2


def show_extras(ask: Ask) -> Answer:
    """Its extras alone."""
    need_read(ask)
    return 200, document_of(ask.dataset, "extras")


def sent_extras(ask: Ask) -> Document:
    """Extras to merge. Raises `Refusal`."""
    sent = ask.json()
    if not isinstance(sent, dict):
        raise refused(400, "Wrong payload format, dict expected")
    if ask.dataset.get("deleted"):
        raise refused(410, DELETED)
    need_edit(ask)
    return sent


def merged_extras(ask: Ask, held: Document, sent: Document, reserved: Reserved) -> Document:
    """Extras with others merged into them; null removes one. Raises `Refusal` for those that are udata's own."""
    own = [name for name in sent if reserved.has(name)]
    if own and not ask.is_administrator:
        raise refused(400, f"Extras keys reserved to platform services: {', '.join(own)}")
    return {name: value for name, value in (held | sent).items() if sent.get(name, value) is not None}


def merge_extras(ask: Ask) -> Answer:
    """Change some of its extras; the moment of its last change does not move."""
    extras = merged_extras(ask, document_of(ask.dataset, "extras"), sent_extras(ask), OF_DATASET)
    found, name = ask.dataset | {"extras": extras}, ask.dataset["id"]
    refuse_custom(found, name)
    try:
        checked_extras(extras, OF_DATASET)
    except Wrong as wrong:
        raise _unstorable_extras(name, wrong.says) from wrong
    shelf.keep_dataset(ask.drawer, found | {"last_update": last_update(found)})
    return 200, extras


def _unstorable_extras(name: object, says: object) -> Exception:
    if isinstance(says, dict):
        text = " ".join(f"{field}.{why}" for field, why in says.items())
        return unstorable("Dataset", name, {"extras": says}, text, "extras")
    text = str(says[0]) if isinstance(says, list) else ""
    return unstorable("Dataset", name, {"extras": text}, text, "extras")
