"""The text of `publisher doctor`: address, token and rights of each catalogue, and the next thing to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, assert_never

from publisher.catalogs.errors import Layer
from publisher.catalogs.probe import Answer
from publisher.locale import _
from publisher.model.catalog import Access, AskedField, SchemaReport
from publisher.model.commands import catalog_flags, command
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig, Mode
from publisher.model.marker import KEY_KEY, MOST_PARTS, REPOSITORY_KEY, base_key
from publisher.model.messages import Message
from publisher.model.names import CatalogName
from publisher.model.token_expiry import ExpiringToken
from publisher.sync.plan.organizations import Organizations
from publisher.views.remark_text import renamed_lines
from publisher.views.safe_text import printable
from publisher.views.sentences import clause
from publisher.views.token_text import renewal_text, token_text

MOST_REFUSED: Final = 5
"""Findings that are listed; `publisher plan` lists all."""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The result of checking one catalogue."""

    config: CatalogConfig
    answer: Answer
    has_token: bool
    expiring: Sequence[ExpiringToken] = ()
    """Its token, where that expires soon."""
    desired: Sequence[str]
    """Organizations that manifests publish to."""
    access: Access | None = None
    problem: Message | None = None
    layer: Layer = Layer.CATALOG
    """What failed on the way to the catalogue, in the check."""
    remedy: Message | None = None
    missing: tuple[Finding, ...] = ()
    """Where an organization is named that the catalogue does not have, and what to write there."""
    renamed: tuple[Finding, ...] = ()
    """Where a former name of an organization is written, and what to write there."""
    hiding_setting: str | None = None
    """The setting by which an administrator can hide the marker, where visitors see it."""
    unreported: tuple[Message, ...] = ()
    """Why the high-value data of organizations are not reported to the European portal, and whom to ask."""
    schema: SchemaReport | None = None
    """What the catalogue's own schema means for manifests; None where it has none."""
    refused: tuple[Finding, ...] = ()
    """What it refuses of the manifests, by its schema or otherwise."""
    saved_schema: Path | None = None
    """The file in which a copy of that schema was saved just now."""

    def with_schema(self, schema: SchemaReport | None, refused: tuple[Finding, ...]) -> "Diagnosis":
        """Return the diagnosis with the catalogue's own schema, and what it refuses."""
        return replace(self, schema=schema, refused=refused)

    def with_unreported(self, unreported: tuple[Message, ...]) -> "Diagnosis":
        """Return the diagnosis with what it says of organizations whose high-value data are not reported."""
        return replace(self, unreported=unreported)

    def with_saved_schema(self, file: Path) -> "Diagnosis":
        """Return the diagnosis with the file in which the schema was saved."""
        return replace(self, saved_schema=file)

    def with_access(
        self, access: Access, organizations: Organizations | None = None, hiding_setting: str | None = None
    ) -> "Diagnosis":
        """Return the diagnosis with the account's rights, lost and renamed organizations, and what hides the marker."""
        known = organizations or Organizations()
        return replace(
            self,
            access=access,
            desired=sorted(known.renamed[name].name if name in known.renamed else name for name in self.desired),
            renamed=known.warnings,
            missing=known.lost,
            hiding_setting=hiding_setting,
        )

    def with_problem(self, what: Message, fix: Message | None, layer: Layer = Layer.CATALOG) -> "Diagnosis":
        """Return the diagnosis with the error of the check."""
        return replace(self, problem=what, remedy=fix, layer=layer)

    @property
    def closed(self) -> tuple[str, ...]:
        """Desired organizations that exist and where the account may not write."""
        if self.access is None or self.access.user is None:
            return ()
        known = (name for name in self.desired if name in self.access.organizations)
        return tuple(name for name in known if name not in self.access.writable)

    @property
    def healthy(self) -> bool:
        """Whether a plan can be made for this catalogue."""
        return self.access is not None and not self.missing and not self.refused


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """Return a line for each thing that was checked of a catalogue."""
    config = diagnosis.config
    lines = [f"{config.name}{_(': ')}{config.url} ({config.kind}, {_('mode')} {config.mode.value})"]
    sign = "✔" if diagnosis.access or diagnosis.problem else "✘"
    lines.append(f"  {sign} {layer_text(diagnosis.answer.layer)}{diagnosis.answer.detail}")
    if diagnosis.access is not None:
        lines.append(f"  ✔ {diagnosis.access.software}")
    lines += _token_lines(diagnosis)
    for token in diagnosis.expiring:
        lines += [f"  ! {token_text(token)}", f"      {renewal_text(token)}"]
    lines += _right_lines(diagnosis)
    lines += (*_schema_lines(diagnosis), *_refused_lines(diagnosis))
    lines += _advice_lines(diagnosis)
    return "\n".join(printable(line) for line in lines)


def layer_text(layer: Layer) -> str:
    """Return the name of what failed on the way to a catalogue; an empty text for the catalogue itself."""
    match layer:
        case Layer.NAME:
            name = _("name of the server")
        case Layer.CONNECTION:
            name = _("connection")
        case Layer.PROXY:
            name = _("proxy")
        case Layer.TLS:
            name = _("certificate (TLS)")
        case Layer.AUTHENTICATION:
            name = _("authentication")
        case Layer.FIREWALL:
            name = _("firewall")
        case Layer.CATALOG:
            return ""
        case _:
            assert_never(layer)
    return f"{name}{_(': ')}"


def _token_lines(diagnosis: Diagnosis) -> Iterable[str]:
    variable = diagnosis.config.token_env or "token_env"
    if diagnosis.problem is not None:
        yield f"  ✘ {layer_text(diagnosis.layer)}{diagnosis.problem}"
    elif diagnosis.access and diagnosis.access.user:
        text = (
            _("the token in {variable} belongs to {user}")
            if diagnosis.config.token_env
            else _("the token belongs to {user}")
        )
        yield "  ✔ " + text.format(variable=variable, user=diagnosis.access.user)
    elif not diagnosis.has_token:
        yield "  ? " + _("no token ({variable} is not set): read-only, public entries alone").format(variable=variable)


def _right_lines(diagnosis: Diagnosis) -> Iterable[str]:
    access = diagnosis.access
    if access is None:
        return
    if access.user is not None:
        for name in diagnosis.desired:
            if name in access.writable:
                yield "  ✔ " + _("may write to {organization}").format(organization=name)
    for name in diagnosis.closed:
        yield "  ✘ " + _("may not write to {organization}: ask for the editor role").format(organization=name)
    for finding in diagnosis.missing:
        yield f"  ✘ {finding.what}"
    for line in renamed_lines(diagnosis.renamed):
        yield from line.splitlines()
    for why in diagnosis.unreported:
        yield f"  ? {why}"


def _schema_lines(diagnosis: Diagnosis) -> Iterable[str]:
    """Yield what schema the catalogue has of its own, what of manifests it holds, and what it asks for besides."""
    schema = diagnosis.schema
    if schema is None:
        return
    yield "  ✔ " + _("it declares fields (a schema): {about}").format(about=schema.about or "?")
    if schema.held:
        yield "      " + _("they hold: {fields}").format(fields=", ".join(schema.held))
    for asked in schema.asked:
        yield "  · " + _("it requires in every dataset: {field}").format(field=_asked_text(asked))
    for asked in schema.asked_of_resources:
        yield "  · " + _("it requires in every resource: {field}").format(field=_asked_text(asked))
    yield from _copy_lines(diagnosis, schema)


def _refused_lines(diagnosis: Diagnosis) -> Iterable[str]:
    """Yield what the catalogue refuses of the manifests."""
    for finding in diagnosis.refused[:MOST_REFUSED]:
        place = f"{finding.at.file}:{finding.at.line}:{finding.at.column}"
        yield f"  ✘ {place}{_(': ')}{finding.what}"
    if len(diagnosis.refused) > MOST_REFUSED:
        n = len(diagnosis.refused) - MOST_REFUSED
        every = command("plan", *catalog_flags((diagnosis.config.name,)))
        yield "  ✘ " + _("{n} more; all of them: {command}").format(n=n, command=every)


def _asked_text(asked: AskedField) -> str:
    """Return the name of a field, what visitors read for it, and its values."""
    label = f" ({asked.label})" if asked.label != asked.name else ""
    field = f"`extras.{asked.name}`{label}"
    return f"{field}{_(': ')}{', '.join(asked.choices)}" if asked.choices else field


def _copy_lines(diagnosis: Diagnosis, schema: SchemaReport) -> Iterable[str]:
    if diagnosis.saved_schema is not None:
        yield "  ✔ " + _("its schema is saved in {file}").format(file=diagnosis.saved_schema.as_posix())
    elif schema.is_copy_current is None:
        text = _("to check manifests against it offline, too: {command}")
        yield "  · " + text.format(command=command("doctor", "--save-schema"))
    elif not schema.is_copy_current:
        text = _("the saved copy of its schema is not the present one: {command}")
        yield "  ! " + text.format(command=command("doctor", "--save-schema"))


def _advice_lines(diagnosis: Diagnosis) -> Iterable[str]:
    """Yield what an administrator can set so that visitors do not see the marker."""
    if diagnosis.hiding_setting is None:
        return
    names = f"{REPOSITORY_KEY} {KEY_KEY} {' '.join(base_key(part) for part in range(1, MOST_PARTS + 1))}"
    yield "  · " + _(
        "visitors see the extras of the marker on each page; to hide them, an administrator of the catalogue sets:"
    )
    yield f"      {diagnosis.hiding_setting} = {names}"


def verdict_text(diagnoses: Iterable[Diagnosis], catalogs: Iterable[CatalogName] = ()) -> str:
    """Return that all is ready, or the next thing to do. `catalogs`: those that the user selected."""
    for diagnosis in diagnoses:
        if step := _next_step(diagnosis):
            return f"{_('Next:')} {diagnosis.config.name}{_(': ')}{step}"
    return _("Ready: {command} shows what a sync would do.").format(command=command("plan", *catalog_flags(catalogs)))


def _missing_text(finding: Finding) -> str:
    """Return what to write, and where, as a plan says it."""
    text = _("in {file}, line {line}: {fix}")
    return printable(text.format(fix=finding.fix, file=finding.at.file, line=finding.at.line))


def _next_step(diagnosis: Diagnosis) -> str | None:
    config = diagnosis.config
    if diagnosis.problem is not None:
        return clause(diagnosis.remedy or diagnosis.problem)
    if diagnosis.access is None and diagnosis.answer.fix is not None:
        return clause(diagnosis.answer.fix)
    if diagnosis.access is None and diagnosis.answer.may_pass:
        return _(
            "if the catalogue is down, try again later; otherwise correct `url` in catalogs.yml (line {line}): {detail}"
        ).format(line=config.at.line, detail=diagnosis.answer.detail)
    if diagnosis.access is None:
        return _("correct `url` or `kind` in catalogs.yml (line {line}): {detail}").format(
            line=config.at.line, detail=diagnosis.answer.detail
        )
    if diagnosis.missing or diagnosis.refused:
        return _missing_text((*diagnosis.missing, *diagnosis.refused)[0])
    if not diagnosis.has_token:
        return _("set {variable} to an API token to be able to write").format(variable=config.token_env or "token_env")
    if diagnosis.closed:
        return _("ask for the editor role in {name}").format(name=diagnosis.closed[0])
    if config.mode is not Mode.MANAGE:
        return _("set `mode: manage` in catalogs.yml when you want to write")
    return None
