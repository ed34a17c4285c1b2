"""CKAN's application for `gunicorn --preload`: the database is furnished before the port opens."""

from __future__ import annotations

import os
from logging.config import fileConfig

from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from .furnish import furnish

fileConfig(os.environ["CKAN_INI"], disable_existing_loggers=False)
application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
pooled = model.meta.engine  # making the tables replaces it by one that connects anew for each request
with application._wsgi_app.test_request_context():
    furnish()
with application._wsgi_app.app_context():
    model.Session.remove()
    model.meta.engine.dispose()
    model.init_model(pooled)
    pooled.dispose()  # the workers must not share this process's connections
