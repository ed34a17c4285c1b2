"""Why a guard holds a step back: the figure and the limit, in the words that a person needs to decide. Pure."""

from publisher.model.guards import GuardKind
from publisher.model.messages import Message, counted, message
from publisher.model.names import ProducerId


def share_of(percent: int, whole: int) -> Message:
    """Return a limit that is a share of a number of datasets, rows or columns."""
    return message("{share} of {n}", share=_percent(percent), n=whole)


def over_run(kind: GuardKind, count: int, limit: int | Message) -> Message:
    """Return why a step is held back whose run exceeds a limit."""
    match kind:
        case GuardKind.CREATES:
            return counted(
                "guard: {n} dataset would be created in one run (limit {limit})",
                "guard: {n} datasets would be created in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.CHANGES:
            return counted(
                "guard: {n} dataset would be changed in one run (limit {limit})",
                "guard: {n} datasets would be changed in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.TAKEOVERS:
            return counted(
                "guard: values of the catalogue would be replaced for {n} dataset in one run (limit {limit})",
                "guard: values of the catalogue would be replaced for {n} datasets in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.HIDINGS:
            return counted(
                "guard: {n} dataset would be hidden in one run (limit {limit})",
                "guard: {n} datasets would be hidden in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.LICENSES:
            return counted(
                "guard: the licence of {n} published dataset would change in one run (limit {limit})",
                "guard: the licence of {n} published datasets would change in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.ROWS:
            return counted(
                "guard: files would lose {n} row in one run (limit {limit})",
                "guard: files would lose {n} rows in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.COLUMNS:
            return counted(
                "guard: files would lose {n} column in one run (limit {limit})",
                "guard: files would lose {n} columns in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.HVD:
            return message(
                "guard: datasets would lose the mark of high-value data in one run: {n} (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.PROTECTED:
            return counted(
                "guard: {n} protected dataset would be hidden, or lose a resource, rows, columns, its licence or its "
                "mark of high-value data in one run (limit {limit})",
                "guard: {n} protected datasets would be hidden, or lose a resource, rows, columns, their licence or "
                "their mark of high-value data in one run (limit {limit})",
                n=count,
                limit=limit,
            )


def over_producer(kind: GuardKind, count: int, limit: int | Message, producer: ProducerId) -> Message:
    """Return why a step is held back whose producer exceeds a limit."""
    match kind:
        case GuardKind.CREATES:
            return counted(
                "guard: {n} dataset of {producer} would be created (limit {limit})",
                "guard: {n} datasets of {producer} would be created (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.CHANGES:
            return counted(
                "guard: {n} dataset of {producer} would be changed (limit {limit})",
                "guard: {n} datasets of {producer} would be changed (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.TAKEOVERS:
            return counted(
                "guard: values of the catalogue would be replaced for {n} dataset of {producer} (limit {limit})",
                "guard: values of the catalogue would be replaced for {n} datasets of {producer} (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.HIDINGS:
            return counted(
                "guard: {n} dataset of {producer} would be hidden (limit {limit})",
                "guard: {n} datasets of {producer} would be hidden (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.LICENSES:
            return counted(
                "guard: the licence of {n} published dataset of {producer} would change (limit {limit})",
                "guard: the licence of {n} published datasets of {producer} would change (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.ROWS:
            return counted(
                "guard: files of {producer} would lose {n} row (limit {limit})",
                "guard: files of {producer} would lose {n} rows (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.COLUMNS:
            return counted(
                "guard: files of {producer} would lose {n} column (limit {limit})",
                "guard: files of {producer} would lose {n} columns (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.HVD:
            return message(
                "guard: datasets of {producer} would lose the mark of high-value data: {n} (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.PROTECTED:
            return counted(
                "guard: {n} protected dataset of {producer} would be hidden, or lose a resource, rows, columns, its "
                "licence or its mark of high-value data (limit {limit})",
                "guard: {n} protected datasets of {producer} would be hidden, or lose a resource, rows, columns, their "
                "licence or their mark of high-value data (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )


def over_table(kind: GuardKind, count: int, whole: int, percent: int) -> Message:
    """Return why a step is held back after which a table has lost too large a share of its rows or columns."""
    if kind is GuardKind.COLUMNS:
        return message(
            "guard: a file would lose {n} of its {whole} columns (limit {share})",
            n=count,
            whole=whole,
            share=_percent(percent),
        )
    return message(
        "guard: a file would lose {n} of its {whole} rows (limit {share})",
        n=count,
        whole=whole,
        share=_percent(percent),
    )


def _percent(number: int) -> str:
    return f"{number}\u00a0%"
