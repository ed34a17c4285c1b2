"""Why a step was not done, as text."""

from publisher.locale import _
from publisher.model.messages import Message


def not_done_text(why: Message | None) -> str:
    """Return why a step was not done."""
    return str(why) if why else _("not started: the run was interrupted")
