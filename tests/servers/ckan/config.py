"""The configuration of a throw-away CKAN. What is not named here is CKAN's default."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.servers.ckan.portals import Portal
from tests.servers.settings import Instance, Ports

LICENSES: Final = Path(__file__).parent / "licenses.json"
"""The licences of CKAN, and the two French ones."""

OVERRIDING: Final = (
    "CKAN_SQLALCHEMY_URL", "CKAN_DATASTORE_WRITE_URL", "CKAN_DATASTORE_READ_URL", "CKAN_REDIS_URL", "CKAN_SOLR_URL",
    "CKAN_SOLR_USER", "CKAN_SOLR_PASSWORD", "CKAN_SITE_ID", "CKAN_SITE_URL", "CKAN_STORAGE_PATH",
    "CKAN_DATAPUSHER_URL", "CKAN_SMTP_SERVER", "CKAN_SMTP_STARTTLS", "CKAN_SMTP_USER", "CKAN_SMTP_PASSWORD",
    "CKAN_SMTP_MAIL_FROM", "CKAN_MAX_UPLOAD_SIZE_MB",
)  # fmt: skip
"""Variables that would override the configuration file."""

FILE_SIZE: Final = 100
"""The size of the largest file that it accepts, in MB."""


PLUGINS: Final = ("rewriting", "image_view")
"""The plug-ins of every CKAN."""


def ini(instance: Instance, ports: Ports, secret: str, portal: Portal) -> str:
    """Return the text of `ckan.ini`."""
    options = "".join(f"{line}\n" for line in portal.options)
    return f"""\
[DEFAULT]
debug = false
[app:main]
use = egg:ckan
SECRET_KEY = {secret}
beaker.session.secret = {secret}
sqlalchemy.url = postgresql://ckan@127.0.0.1:{ports.postgres}/ckan
ckan.site_url = {instance.url}
ckan.site_id = default
solr_url = http://127.0.0.1:{ports.solr}/solr/ckan
ckan.redis.url = redis://127.0.0.1:{ports.redis}/0
ckan.storage_path = {instance.run / "storage"}
ckan.webassets.path = {instance.run / "webassets"}
ckan.max_resource_size = {FILE_SIZE}
ckan.plugins = {" ".join((*portal.plugins, *PLUGINS))}
ckan.views.default_views = image_view
ckan.auth.create_user_via_web = false
licenses_group_url = {LICENSES.as_uri()}
{options}[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(asctime)s %(levelname)-5.5s [%(name)s] %(message)s
"""
