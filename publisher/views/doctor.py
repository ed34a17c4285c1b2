"""How a catalogue is: address, token, rights; and the one thing to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from publisher.catalogs.probe import Answer
from publisher.locale import _
from publisher.model.entry import Access
from publisher.model.manifest import CatalogConfig, Mode
from publisher.model.messages import Message
from publisher.views.text import printable


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What was found about one catalogue."""

    config: CatalogConfig
    answer: Answer
    has_token: bool
    wanted: Sequence[str]
    """Organizations that manifests publish to."""
    access: Access | None = None
    problem: Message | None = None
    remedy: Message | None = None

    def known(self, access: Access) -> "Diagnosis":
        """With what the catalogue said of us."""
        return replace(self, access=access)

    def trouble(self, what: Message, fix: Message | None) -> "Diagnosis":
        """With what went wrong while asking."""
        return replace(self, problem=what, remedy=fix)

    @property
    def missing(self) -> tuple[str, ...]:
        """Wanted organizations that the catalogue does not have."""
        return tuple(name for name in self.wanted if self.access and name not in self.access.organizations)

    @property
    def closed(self) -> tuple[str, ...]:
        """Organizations that exist and where we may not write."""
        if self.access is None or self.access.user is None:
            return ()
        return tuple(one for one in self.wanted if one not in self.access.writable and one not in self.missing)

    @property
    def healthy(self) -> bool:
        """Whether plans can be made here."""
        return self.access is not None and not self.missing


def diagnosis_text(found: Diagnosis) -> str:
    """One catalogue, a line for each thing that was checked."""
    config = found.config
    lines = [f"{config.name}{_(': ')}{config.url} ({config.kind}, {_('mode')} {config.mode.value})"]
    sign = "✔" if found.access or found.problem else "✘"
    lines.append(f"  {sign} {found.answer.detail}")
    if found.access is not None:
        lines.append(f"  ✔ {found.access.software}")
    lines += _token_lines(found)
    lines += _right_lines(found)
    return "\n".join(printable(line) for line in lines)


def _token_lines(found: Diagnosis) -> Iterable[str]:
    variable = found.config.token_env or "token_env"
    if found.problem is not None:
        yield f"  ✘ {found.problem}"
    elif found.access and found.access.user:
        said = (
            _("the token in {variable} belongs to {user}")
            if found.config.token_env
            else _("the token belongs to {user}")
        )
        yield "  ✔ " + said.format(variable=variable, user=found.access.user)
    elif not found.has_token:
        yield "  ? " + _("no token ({variable} is not set): read-only, public entries alone").format(variable=variable)


def _right_lines(found: Diagnosis) -> Iterable[str]:
    access = found.access
    if access is None:
        return
    if access.user is not None:
        for name in found.wanted:
            if name in access.writable:
                yield "  ✔ " + _("may write to {organization}").format(organization=name)
    for name in found.closed:
        yield "  ✘ " + _("may not write to {organization}: ask for the editor role").format(organization=name)
    for name in found.missing:
        yield "  ✘ " + _("there is no organization {organization}").format(organization=name)


def verdict_text(found: Iterable[Diagnosis]) -> str:
    """Ready, or the one thing to do next."""
    for one in found:
        if step := _next_step(one):
            return f"{_('Next:')} {one.config.name}{_(': ')}{step}"
    return _("Ready: publisher plan shows what a sync would do.")


def _next_step(found: Diagnosis) -> str | None:
    config = found.config
    if found.problem is not None:
        return str(found.remedy or found.problem)
    if found.access is None:
        return _("correct `url` or `kind` in catalogs.yml (line {line}): {detail}").format(
            line=config.at.line, detail=found.answer.detail
        )
    if found.missing:
        return _("create the organization {name} in the catalogue, or correct producer.yml").format(
            name=found.missing[0]
        )
    if not found.has_token:
        return _("set {variable} to an API token to be able to write").format(variable=config.token_env or "token_env")
    if found.closed:
        return _("ask for the editor role in {name}").format(name=found.closed[0])
    if config.mode is not Mode.MANAGE:
        return _("set `mode: manage` in catalogs.yml when you want to write")
    return None
