"""What a plan leaves to a person. Pure."""

from publisher.model.names import CatalogName
from publisher.model.plan import Blocked, BlockReason, Conflict, Create, HeldBack, HeldBy, Item, Plan
from publisher.model.values import State


def waits_for_person(plan: Plan) -> bool:
    """Return whether a sync with every token would leave something out until a person decides.

    What the mode of a catalogue holds back is no such thing: nothing at all is written there.
    """
    return any(item.catalog in plan.managed and _asks(item, plan) for item in plan.items)


def _asks(item: Item, plan: Plan) -> bool:
    match item.step:
        # Without a token an entry of ours that is not public looks like somebody else's, or like none.
        case Blocked(why=BlockReason.HIDDEN):
            return _has_token(plan, item.catalog)
        case HeldBack(step=Create(creation=creation), by=HeldBy.GUARD) if creation.content.state is State.PRIVATE:
            return _has_token(plan, item.catalog)
        case HeldBack(by=HeldBy.MODE):
            return False
        case HeldBack(by=HeldBy.FILES):
            return item.waits_for in plan.managed
        case Conflict() | Blocked() | HeldBack():
            return True
        case _:
            return False


def _has_token(plan: Plan, catalog: CatalogName) -> bool:
    return plan.readings[catalog].access.user is not None
