"""What does not fit in the header of a table. Pure."""

from collections.abc import Iterator, Sequence

from publisher.data_files.table_schema.schema_issue import IssueKind, SchemaField, SchemaIssue


def issues_by_position(row: int, labels: Sequence[str], fields: Sequence[SchemaField]) -> Iterator[SchemaIssue]:
    """Yield what `frictionless validate` says of a header, which pairs columns and fields by their order."""
    for label in labels[len(fields) :]:
        yield SchemaIssue(row, label, IssueKind.EXTRA_LABEL, label)
    for field in fields[len(labels) :]:
        yield SchemaIssue(row, field.name, IssueKind.MISSING_LABEL, field=field)
    first = _first_places(labels)
    for place, (field, label) in enumerate(zip(fields, labels, strict=False)):
        if not label:
            yield SchemaIssue(row, field.name, IssueKind.BLANK_LABEL, field=field)
        elif first[label] < place:
            yield SchemaIssue(row, field.name, IssueKind.DUPLICATE_LABEL, label, field=field)
        elif label != field.name:
            yield SchemaIssue(row, field.name, IssueKind.INCORRECT_LABEL, label, field=field)


def issues_by_name(row: int, labels: Sequence[str], fields: Sequence[SchemaField]) -> Iterator[SchemaIssue]:
    """Yield what does not fit in a header whose columns find their fields by name."""
    names, first = {field.name for field in fields}, _first_places(labels)
    for place, label in enumerate(labels):
        if not label:
            yield SchemaIssue(row, None, IssueKind.BLANK_LABEL)
        elif first[label] < place:
            yield SchemaIssue(row, label, IssueKind.DUPLICATE_LABEL, label)
        elif label not in names:
            yield SchemaIssue(row, label, IssueKind.EXTRA_LABEL, label)
    for field in fields:
        if field.name not in first:
            yield SchemaIssue(row, field.name, IssueKind.MISSING_LABEL, field=field)
    known = list(dict.fromkeys(label for label in labels if label in names))
    expected = [field.name for field in fields if field.name in first]
    if known != expected:
        yield SchemaIssue(row, None, IssueKind.LABEL_ORDER, columns=tuple(expected))


def _first_places(labels: Sequence[str]) -> dict[str, int]:
    """Return the place at which each label comes first."""
    return {label: place for place, label in reversed(list(enumerate(labels)))}
