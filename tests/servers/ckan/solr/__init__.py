"""A stand-in for the part of Solr that CKAN uses: `python -m tests.servers.ckan.solr --schema FILE --port N`.

Why a stand-in: Solr is the one part of a CKAN that neither Debian nor PyPI offers. It needs a Java machine, half a
gigabyte and half a minute, and the live tests do not test it. Everything else is the real software.

What it answers: `/select`, `/update`, `/schema`, `/admin/file` and `/admin/ping` of one core. It reads CKAN's own
`schema.xml` (types of fields, dynamic fields, copies), refuses what Solr refuses (unknown fields, several values in a
single field, terms over 32,766 bytes, broken queries) in the same words, and speaks the classic query language:
fields, phrases, ranges, wildcards, `+ - AND OR NOT`, parentheses, boosts; and `dismax` with `qf` and `mm`.

What it lacks: synonyms, highlighting, local parameters (`{!...}`, refused), functions, atomic updates (refused too),
relevance beyond counting words. A posted document is found at once; Solr may take a second. The index is in
memory, and is lost with the process.

    schema.py    the fields                     index.py    the documents, by their terms
    analysis.py  a value's terms                query.py    the query language
    dates.py     dates and date arithmetic      dismax.py   dismax: words in several fields
    answers.py   `/select`                      __main__.py the server
"""

from __future__ import annotations


class BadRequest(Exception):
    """A request that Solr answers with 400; the text is its message."""
