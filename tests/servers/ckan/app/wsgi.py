"""CKAN's application for `gunicorn --preload`: data are seeded and web assets built before the port opens."""

from __future__ import annotations

import os
from logging.config import fileConfig

from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.lib import webassets_tools
from webassets import script

from .seed import seed

fileConfig(os.environ["CKAN_INI"], disable_existing_loggers=False)
application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
pooled = model.meta.engine  # creating the tables replaces it with an engine that connects again for each request
with application._wsgi_app.test_request_context():
    seed()
# A page that finds no web assets builds them: of the first pages, asked for at once, some answered 500.
script.main(["build"], webassets_tools.env)
with application._wsgi_app.app_context():
    model.Session.remove()
    model.meta.engine.dispose()
    model.init_model(pooled)
    pooled.dispose()  # the workers must not share this process's connections
