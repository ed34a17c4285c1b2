"""Moments as catalogues write them."""

from datetime import UTC, datetime


def moment_of(text: str | None) -> datetime | None:
    """Return the moment of an ISO text, in UTC where it names no zone; None where it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment_text(text: str | None) -> str | None:
    """Return the moment of an ISO text as ISO text in UTC, to the second; None where it is none."""
    moment = moment_of(text)
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
