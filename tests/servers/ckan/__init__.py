"""A CKAN: gunicorn, PostgreSQL, Redis, and a stand-in for Solr. `inside` and `solr` run in its environment."""
