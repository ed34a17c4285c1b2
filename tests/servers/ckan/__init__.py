"""A CKAN: gunicorn, PostgreSQL, Redis, and a stand-in for Solr. `app` and `solr` run in its environment."""
