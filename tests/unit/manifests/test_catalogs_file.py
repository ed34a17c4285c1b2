"""`catalogs.yml`: the catalogues, their modes, and the guards."""

from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import certifi
import pytest

from publisher.manifests import time_zones
from publisher.manifests.load_folder import load
from publisher.model.findings import ManifestError, Position
from publisher.model.guards import Guards, Limit
from publisher.model.manifest import CatalogConfig, Mode
from publisher.model.names import CatalogName

from .folder import CATALOGS, Folder

NAME_RULE = "lower-case letters without accents, digits, - and _."
URL_FIX = "Write a complete address, such as https://example.org/file.csv, with %20 for a space."
TOKEN = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0"


def config_of(folder: Folder, more: str = "", **environ: str) -> CatalogConfig:
    folder.write("catalogs.yml", CATALOGS + more)
    (config,) = folder.load(environ).manifests.catalogs
    return config


def lines_of(folder: Folder, content: str, **environ: str) -> list[str]:
    folder.write("catalogs.yml", content)
    return folder.lines(environ)


def test_a_catalogue_is_only_observed_unless_its_mode_says_otherwise(folder: Folder) -> None:
    assert config_of(folder) == CatalogConfig(
        name=CatalogName("portail"),
        kind="ckan",
        url="https://data.example.org",
        token_env=None,
        mode=Mode.OBSERVE,
        organization=None,
        rate=10.0,
        concurrency=4,
        connect_timeout=5.0,
        read_timeout=60.0,
        foreign=("inspire:resource_identifier",),
        at=Position("manifests/catalogs.yml", 4, 5),
        schema_file=Path("manifests/portail.schema.json"),
    )


def test_fields_of_a_catalogues_schema_are_read_with_their_places(folder: Folder) -> None:
    config = config_of(folder, "    fields: {frequence: frequency}\n")

    assert config.fields == {"frequence": "frequency"}
    assert config.fields_at == {"frequence": Position("manifests/catalogs.yml", 6, 25)}


def test_every_setting_is_read(folder: Folder) -> None:
    config = config_of(
        folder,
        "    mode: manage\n    token_env: PUBLISHER_TOKEN\n    organization: ville\n    rate: 2.5\n    concurrency: 1\n"
        "    timeouts: {connect: 1, read: 0.5}\n    foreign: [harvest_source_id]\n",
    )

    assert (config.mode, config.token_env, config.organization) == (Mode.MANAGE, "PUBLISHER_TOKEN", "ville")
    assert (config.rate, config.concurrency, config.connect_timeout, config.read_timeout) == (2.5, 1, 1.0, 0.5)
    assert config.foreign == ("harvest_source_id",)


def test_the_day_on_which_a_token_expires_is_read(folder: Folder) -> None:
    assert config_of(folder).token_expires is None
    assert config_of(folder, "    token_expires: 2027-03-01\n").token_expires == date(2027, 3, 1)


def test_what_stands_in_front_is_read(folder: Folder) -> None:
    folder.write("autorite.pem", Path(certifi.where()).read_bytes())
    config = config_of(
        folder, "    ca: autorite.pem\n    token_header: X-CKAN-API-Key\n    basic_auth_env: PUBLISHER_ACCES\n"
    )

    assert (config.ca, config.token_header, config.basic_auth_env) == (
        Path("manifests/autorite.pem"), "X-CKAN-API-Key", "PUBLISHER_ACCES"
    )  # fmt: skip
    assert config.basic_auth_at == Position("manifests/catalogs.yml", 8, 21)


def test_the_variable_of_a_password_is_as_secret_as_that_of_a_token(folder: Folder) -> None:
    secret = {"PUBLISHER_ACCES": "nom:motdepasse", "PUBLISHER_HOTE": "motdepasse.example.org"}
    more = "    basic_auth_env: PUBLISHER_ACCES\n    organization: ${%s}\n"
    for name in secret:
        (line,) = lines_of(folder, CATALOGS + more % name, **secret)
        assert line.startswith("catalogs.yml:7:19 PUB216")
        assert "motdepasse" not in line


def test_a_password_in_place_of_its_variable_is_not_shown(folder: Folder) -> None:
    (line,) = lines_of(folder, CATALOGS + "    basic_auth_env: nom:motdepasse\n")
    assert "motdepasse" not in line


def test_the_time_zone_is_utc_unless_another_is_given(folder: Folder) -> None:
    assert folder.load().manifests.timezone is UTC

    folder.write("catalogs.yml", CATALOGS + "timezone: Europe/Paris\n")

    assert folder.load().manifests.timezone == ZoneInfo("Europe/Paris")


def test_a_machine_without_time_zones_says_how_to_get_them(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_zones, "available_timezones", set)
    folder.write("catalogs.yml", CATALOGS + "timezone: Europe/Paris-\n")

    with pytest.raises(ManifestError) as refused:
        folder.load()

    assert str(refused.value.findings[0].fix).endswith("pip install tzdata")


@pytest.mark.parametrize("zone", ["Europe", "../Europe/Paris", "/etc/localtime", "localtime"])
def test_a_name_of_the_file_system_is_no_time_zone(folder: Folder, zone: str) -> None:
    (line,) = lines_of(folder, f"{CATALOGS}timezone: {zone}\n")

    assert line.startswith("catalogs.yml:6:11 PUB216 unknown time zone → ")
    assert "localtime”" not in line


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", "2027-01-14T23:59:59+00:00", "2027-01-14"),
        ("Europe/Paris", "2027-01-14T22:59:59+00:00", "2027-01-14"),
        ("Europe/Paris", "2027-01-14T23:00:00+00:00", "2027-01-15"),
        ("Europe/Paris", "2027-07-14T22:00:00+00:00", "2027-07-15"),
        ("Pacific/Noumea", "2027-01-14T13:00:00+00:00", "2027-01-15"),
    ],
)
def test_a_day_begins_at_midnight_of_the_time_zone(
    monkeypatch: pytest.MonkeyPatch, zone: str, moment: str, day: str
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromisoformat(moment).astimezone(tz)

    monkeypatch.setattr(time_zones, "datetime", Clock)

    assert time_zones.present_day(ZoneInfo(zone)).isoformat() == day


def test_guards_have_defaults_and_are_read_one_by_one(folder: Folder) -> None:
    folder.write("catalogs.yml", CATALOGS + "guards:\n  creates: {producer: 1, run: 2}\n")

    assert folder.load().manifests.guards == Guards(creates=Limit(1, 2), takeovers=Limit(5, 20), hidings=Limit(1, 5))


def test_a_limit_may_have_shares_beside_its_numbers(folder: Folder) -> None:
    shares = "{producer: 7, run: 9, producer_share: 20 %, run_share: 5%}"
    folder.write("catalogs.yml", f"{CATALOGS}guards:\n  changes: {shares}\n  rows: {{producer: 7, run: 9}}\n")

    guards = folder.load().manifests.guards
    assert guards.changes == Limit(7, 9, producer_share=20, run_share=5)
    assert guards.rows == Limit(7, 9, producer_share=50), "a share that is left out is the usual one"


# ---- variables


def test_a_variable_is_expanded(folder: Folder) -> None:
    config = config_of(folder, "    mode: ${PUBLISHER_MODE}\n", PUBLISHER_MODE="manage")

    assert config.mode is Mode.MANAGE


@pytest.mark.parametrize("environ", [{}, {"PUBLISHER_MODE": ""}], ids=["unset", "empty"])
def test_a_variable_that_is_not_set_has_its_default(folder: Folder, environ: dict[str, str]) -> None:
    assert config_of(folder, "    mode: ${PUBLISHER_MODE:-adopt}\n", **environ).mode is Mode.ADOPT


def test_a_variable_is_expanded_within_a_text(folder: Folder) -> None:
    folder.write("catalogs.yml", CATALOGS.replace("data.example", "${PUBLISHER_HOST:-data}.example"))

    assert load(folder.root, {"PUBLISHER_HOST": "essai"}).manifests.catalogs[0].url == "https://essai.example.org"


def test_a_variable_without_value_or_default_is_reported(folder: Folder) -> None:
    assert lines_of(folder, CATALOGS + "    mode: ${PUBLISHER_MODE}\n") == [
        "catalogs.yml:6:11 PUB216 the environment variable PUBLISHER_MODE is not set"
        " → Set it, or write a default: ${PUBLISHER_MODE:-value}"
    ]


def test_two_variables_without_value_are_reported_in_one_pass(folder: Folder) -> None:
    finding_lines = lines_of(folder, CATALOGS + "    mode: ${PUBLISHER_A}\n    organization: ${PUBLISHER_B}\n")

    assert [finding_line.split()[0] for finding_line in finding_lines] == ["catalogs.yml:6:11", "catalogs.yml:7:19"]


def test_variables_of_other_programs_are_not_read(folder: Folder) -> None:
    assert (
        config_of(folder, "    organization: ${GITHUB_TOKEN}\n", GITHUB_TOKEN="secret").organization
        == "${GITHUB_TOKEN}"
    )


@pytest.mark.parametrize("written", ["${GL_URL:-https://data.example.org}", "${GL_URL}", "${publisher_gl}/api"])
def test_a_variable_that_is_not_read_is_named_where_the_value_is_refused(folder: Folder, written: str) -> None:
    name = "publisher_gl" if "gl" in written else "GL_URL"
    own = f"PUBLISHER_{name.upper()}"

    assert lines_of(folder, CATALOGS.replace("https://data.example.org", f'"{written}"'), GL_URL="https://a.org") == [
        f"catalogs.yml:5:10 PUB207 {name} is not read: the name of a variable starts with PUBLISHER_ → Name the"
        f" variable {own}."
    ]


@pytest.mark.parametrize(
    ("more", "example"),
    [
        ("    timeouts: 5\n", "timeouts: {read: 60}"),
        ("    limits: 5\n", "limits: {reply: 64 MB}"),
        ("guards: 5\n", "guards: {creates: {producer: 20, run: 50}}"),
        ("guards: {rows: 5}\n", "rows: {producer: 20, run: 50}"),
        ("  autre: 5\n", 'autre: {kind: ckan, url: "https://…"}'),
    ],
)
def test_the_example_of_a_group_is_one_of_that_group(folder: Folder, more: str, example: str) -> None:
    (line,) = lines_of(folder, CATALOGS + more)

    assert line.endswith(f" → Write it like this: {example}")


# ---- variables that hold a secret

SECRET_FIX = (
    "Write here what is no secret, or use a variable that holds no secret. A token is written into no file: under "
    "`token_env:` stands the name of its variable."
)


@pytest.mark.parametrize(
    "name",
    [
        "PUBLISHER_DATAGOUV_TOKEN", "PUBLISHER_SECRET", "PUBLISHER_DB_PASSWORD", "PUBLISHER_API_KEY", "PUBLISHER_KEY",
        "PUBLISHER_APIKEY", "PUBLISHER_CREDENTIALS", "PUBLISHER_PWD", "PUBLISHER_TOKEN_2", "PUBLISHER_JWT",
    ],
)  # fmt: skip
def test_a_variable_with_the_name_of_a_secret_is_expanded_nowhere(folder: Folder, name: str) -> None:
    content = CATALOGS.replace("data.example", f"${{{name}}}.example") + f"    organization: ${{{name}:-x}}\n"

    assert lines_of(folder, content, **{name: TOKEN}) == [
        f"catalogs.yml:{place} PUB216 {name} has the name of a secret: it is not put into this file's values"
        f" → {SECRET_FIX}"
        for place in ("5:10", "6:19")
    ]


@pytest.mark.parametrize("name", ["PUBLISHER_MONKEY", "PUBLISHER_KEYWORDS", "PUBLISHER_PATH_URL", "PUBLISHER_AUTHOR"])
def test_a_name_that_only_contains_such_a_word_is_none_of_a_secret(folder: Folder, name: str) -> None:
    folder.write("catalogs.yml", CATALOGS + f"    organization: ${{{name}}}\n")

    assert folder.load({name: "ville"}).manifests.catalogs[0].organization == "ville"


def test_the_token_of_any_catalogue_is_expanded_nowhere_whatever_its_name(folder: Folder) -> None:
    other = "  autre: {kind: udata, url: 'https://x.example/${PUBLISHER_ACCESS}'}\n"
    content = CATALOGS + "    token_env: PUBLISHER_ACCESS\n" + other

    assert lines_of(folder, content, PUBLISHER_ACCESS=TOKEN) == [
        "catalogs.yml:7:29 PUB216 PUBLISHER_ACCESS holds a catalogue's token: it is not put into this file's values"
        f" → {SECRET_FIX}"
    ]


def test_a_token_that_is_named_by_a_variable_is_known_too(folder: Folder) -> None:
    content = CATALOGS + "    token_env: ${PUBLISHER_NAME:-PUBLISHER_ACCESS}\n    organization: ${PUBLISHER_ACCESS}\n"

    assert "PUBLISHER_ACCESS holds a catalogue's token" in lines_of(folder, content, PUBLISHER_ACCESS=TOKEN)[0]


def test_a_variable_whose_value_contains_a_token_is_not_expanded(folder: Folder) -> None:
    content = CATALOGS.replace("https://data.example.org", "${PUBLISHER_URL}") + "    token_env: DATA_TOKEN\n"
    environ = {"PUBLISHER_URL": f"https://evil.example/{TOKEN}", "DATA_TOKEN": f" {TOKEN}\n"}

    (line,) = lines_of(folder, content, **environ)
    assert line.startswith("catalogs.yml:5:10 PUB216 the value of PUBLISHER_URL contains a catalogue's token → ")


def test_a_token_in_place_of_its_name_gets_the_name_to_write(folder: Folder) -> None:
    (line,) = lines_of(folder, CATALOGS + "    token_env: ${PUBLISHER_TOKEN}\n", PUBLISHER_TOKEN=TOKEN)

    assert line.endswith("without ${}: `token_env: PUBLISHER_TOKEN`")
    (line,) = lines_of(folder, CATALOGS + "    basic_auth_env: ${PUBLISHER_TOKEN}\n", PUBLISHER_TOKEN=TOKEN)
    assert line.endswith("without ${}: `basic_auth_env: PUBLISHER_TOKEN`")


@pytest.mark.parametrize("environ", [{}, {"PUBLISHER_ACCESS": TOKEN}], ids=["unset", "set"])
def test_no_token_is_ever_to_be_written_where_its_name_belongs(folder: Folder, environ: dict[str, str]) -> None:
    (line,) = lines_of(folder, CATALOGS + "    token_env: ${PUBLISHER_ACCESS}\n", **environ)

    assert "default" not in line
    assert TOKEN not in line
    assert "Write the name of the variable" in line


@pytest.mark.parametrize("url", [f"https://u:{TOKEN}@x.example", f"https://{TOKEN}@x.example", "https://@x.example"])
def test_an_address_with_a_password_is_refused_and_not_shown(folder: Folder, url: str) -> None:
    for content, environ in (
        (CATALOGS.replace("https://data.example.org", url), {}),
        (CATALOGS.replace("https://data.example.org", "${PUBLISHER_URL}"), {"PUBLISHER_URL": url}),
    ):
        folder.write("catalogs.yml", content)
        (finding,) = folder.findings(environ)
        assert str(finding.what) == "an address must not carry a user name or a password"
        assert finding.secret is True
        assert TOKEN not in f"{finding.what} {finding.fix}"


@pytest.mark.parametrize("end", [f"?key={TOKEN}", "#a", "/?"])
def test_the_address_of_a_catalogue_has_no_query(folder: Folder, end: str) -> None:
    folder.write("catalogs.yml", CATALOGS.replace("data.example.org", f"data.example.org{end}"))
    (finding,) = folder.findings()

    assert str(finding.what) == "the address of a catalogue has neither “?” nor “#”"
    assert finding.secret is True


# ---- limits


def test_limits_have_defaults(folder: Folder) -> None:
    config = config_of(folder)

    assert (config.call_seconds, config.reply_limit, config.header_limit) == (180.0, 64_000_000, 32_000)


def test_a_call_may_take_three_read_timeouts_unless_it_is_said(folder: Folder) -> None:
    assert config_of(folder, "    timeouts: {read: 20}\n").call_seconds == 60.0
    assert config_of(folder, "    timeouts: {read: 20, call: 30}\n").call_seconds == 30.0


@pytest.mark.parametrize(
    ("text", "size"), [("200 MB", 200_000_000), ("1.5 Go", 1_500_000_000), ("64ko", 64_000), ("2 kB", 2_000)]
)
def test_a_size_has_its_unit(folder: Folder, text: str, size: int) -> None:
    config = config_of(folder, f"    limits: {{reply: {text}, headers: 16 kB}}\n")

    assert (config.reply_limit, config.header_limit) == (size, 16_000)


# ---- mistakes


@pytest.mark.parametrize(
    ("more", "finding_line"),
    [
        ("    mode: manged\n", "6:11 PUB216 unknown mode → Did you mean “manage”?"),
        ("    mode: zzz\n", "6:11 PUB216 unknown mode → Did you mean “observe”?"),
        ("    rate: vite\n", "6:11 PUB216 a number from 0.1 to 1000 is expected here"),
        ("    rate: 0\n", "6:11 PUB216 a number from 0.1 to 1000 is expected here"),
        ("    rate: -1\n", "6:11 PUB216 a number from 0.1 to 1000 is expected here"),
        ("    rate: nan\n", "6:11 PUB216 a number from 0.1 to 1000 is expected here"),
        ("    rate: inf\n", "6:11 PUB216 a number from 0.1 to 1000 is expected here"),
        ("    rate: 1e-300\n", "6:11 PUB216 a number from 0.1 to 1000 is expected here"),
        ("    rate: 1e6\n", "6:11 PUB216 a number from 0.1 to 1000 is expected here"),
        ("    timeouts: {read: 1m}\n", "6:22 PUB216 a number from 0.1 to 3600 is expected here"),
        ("    timeouts: {read: 1e-300}\n", "6:22 PUB216 a number from 0.1 to 3600 is expected here"),
        ("    timeouts: {read: 86400}\n", "6:22 PUB216 a number from 0.1 to 3600 is expected here"),
        ("    timeouts: {call: 0}\n", "6:22 PUB216 a number from 0.1 to 3600 is expected here"),
        ("    timeouts: {connect: 1e-300}\n", "6:25 PUB216 a number from 0.1 to 3600 is expected here"),
        ("    limits: {reply: 64}\n", "6:21 PUB216 a size from 1 kB to 10 GB is expected here, such as 64 MB"),
        ("    limits: {reply: 64 Mb/s}\n", "6:21 PUB216 a size from 1 kB to 10 GB is expected here, such as 64 MB"),
        ("    limits: {reply: 0 MB}\n", "6:21 PUB216 a size from 1 kB to 10 GB is expected here, such as 64 MB"),
        ("    limits: {reply: 11 GB}\n", "6:21 PUB216 a size from 1 kB to 10 GB is expected here, such as 64 MB"),
        ("    limits: {headers: 1 GB}\n", "6:23 PUB216 a size from 1 kB to 1 MB is expected here, such as 32 kB"),
        ("    limits: {headers: 0.1 kB}\n", "6:23 PUB216 a size from 1 kB to 1 MB is expected here, such as 32 kB"),
        ("    limits: {replies: 1 MB}\n", "6:14 PUB111 unknown key “replies” → Did you mean “reply”?"),
        ("    concurrency: 2.5\n", "6:18 PUB216 a whole number from 1 to 32 is expected here"),
        ("    concurrency: 0\n", "6:18 PUB216 a whole number from 1 to 32 is expected here"),
        ("    concurrency: 33\n", "6:18 PUB216 a whole number from 1 to 32 is expected here"),
        ("    concurrency: 99999999\n", "6:18 PUB216 a whole number from 1 to 32 is expected here"),
        ("guards: {creates: {producer: x, run: 1}}\n", "6:30 PUB216 a whole number is expected here"),
        ("timezone: Europe/Pariss\n", "6:11 PUB216 unknown time zone → Did you mean “Europe/Paris”?"),
        ("timezone: europe/paris\n", "6:11 PUB216 unknown time zone → Did you mean “Europe/Paris”?"),
        *(
            (
                f"timezone: {zone}\n",
                "6:11 PUB216 unknown time zone → Write its name in the IANA list, such as Europe/Paris or UTC.",
            )
            for zone in ("Heure d'ici", "x" * 300)
        ),
        ("timezone: [UTC]\n", '6:11 PUB114 a text is expected here → Write it like this: timezone: "…"'),
        (
            "guards: {rows: {producer: 20 %, run: 1}}\n",
            "6:27 PUB216 a whole number is expected here → "
            "Write a share under `producer_share:` or `run_share:`, beside the number.",
        ),
        *(
            (
                f"guards:\n  rows:\n    producer: 5\n    run: 50\n    run_share: {share}\n",
                "10:16 PUB216 a share from 0\u00a0% to 100\u00a0% is expected here, such as 20\u00a0%",
            )
            for share in ("20", "0.2", "101 %", "-1 %", "'%'", "1e1 %")
        ),
        (
            "guards: {protected: {producer: 1, run: 1}}\n",
            "6:10 PUB111 unknown key “protected” → Allowed keys: "
            "creates, changes, takeovers, hidings, licenses, rows, columns, hvd",
        ),
        ("guards: {creates: {run: 1}}\n", "6:19 PUB112 “producer” is missing → Add a line `producer: …`."),
        ("guards: {create: {producer: 1, run: 1}}\n", "6:10 PUB111 unknown key “create” → Did you mean “creates”?"),
        (
            f"    token_env: {TOKEN}\n",
            "6:16 PUB216 not the name of an environment variable"
            " → Write the name of the variable (such as PUBLISHER_TOKEN), never the token itself.",
        ),
        ("    token_expires: bientôt\n", "6:20 PUB205 not a date → Write year-month-day, such as 2026-12-31."),
        (
            "    token_expires: 2027-02-30\n",
            "6:20 PUB205 there is no such day → Write year-month-day, such as 2026-12-31.",
        ),
        ("    tokenenv: A\n", "6:5 PUB111 unknown key “tokenenv” → Did you mean “token_env”?"),
        ("    timeout: {}\n", "6:5 PUB111 unknown key “timeout” → Did you mean “timeouts”?"),
        ("    timeouts: {conect: 1}\n", "6:16 PUB111 unknown key “conect” → Did you mean “connect”?"),
        ("repositry: x\n", "6:1 PUB111 unknown key “repositry” → Did you mean “repository”?"),
        (
            "    foreign: harvest\n",
            "6:14 PUB114 a list is expected here → Put each value on its own line, after a dash: - value",
        ),
        ("    token: abc\n", "6:5 PUB111 unknown key “token” → Did you mean “token_env”?"),
    ],
)
def test_a_mistake_is_reported_at_its_position_with_a_fix(folder: Folder, more: str, finding_line: str) -> None:
    assert lines_of(folder, CATALOGS + more) == [f"catalogs.yml:{finding_line}"]


@pytest.mark.parametrize(
    ("content", "finding_lines"),
    [
        ("", ["1:1 PUB112 “repository” is missing → Add a line `repository: …`.",
              "1:1 PUB112 “catalogs” is missing → Add a line `catalogs: …`."]),
        ("repository: r\ncatalogs: {}\n", ["2:11 PUB114 at least one value is expected here"]),
        ("repository: Mon Dépôt\ncatalogs: {a: {kind: ckan, url: 'https://x.example'}}\n",
         [f"1:13 PUB106 not a usable name → Write mon-depot: {NAME_RULE}"]),
        ("repository: r\ncatalogs: {Un Portail: {kind: ckan, url: 'https://x.example'}}\n",
         [f"2:12 PUB106 not a usable name → Write un-portail: {NAME_RULE}"]),
        ("repository: r\ncatalogs: {a: {url: data.example.org}}\n",
         ["2:15 PUB112 “kind” is missing → Add a line `kind: …`.", f"2:21 PUB207 not a web address → {URL_FIX}"]),
        ("- a\n", ["1:1 PUB114 the file must be a list of `key: value` lines → Write it like this: title: …"]),
    ],
)  # fmt: skip
def test_the_whole_file_is_looked_at(folder: Folder, content: str, finding_lines: list[str]) -> None:
    assert sorted(lines_of(folder, content)) == sorted(f"catalogs.yml:{finding_line}" for finding_line in finding_lines)


def test_without_the_file_there_is_nothing_to_do(folder: Folder) -> None:
    (folder.root / "catalogs.yml").unlink()

    with pytest.raises(ManifestError):
        folder.load()
    assert folder.lines() == [
        "catalogs.yml:1:1 PUB107 there is no catalogs.yml here → Go to the folder that "
        "contains manifests/, or give its path: --manifests DIR"
    ]
