"""A stand-in for the part of Solr that CKAN uses: `python -m tests.servers.ckan.solr --schema FILE --port N`.

Why a stand-in: Solr is the one part of a CKAN that neither Debian nor PyPI offers. It wants a Java machine, half a
gigabyte and half a minute, and none of what the live tests are about is in it. Everything else is the real thing.

What it answers: `/select`, `/update`, `/schema`, `/admin/file` and `/admin/ping` of one core. It reads CKAN's own
`schema.xml` (types of fields, dynamic fields, copies), refuses what Solr refuses (unknown fields, several values in a
single field, terms over 32,766 bytes, broken queries) in the same words, and speaks the classic query language:
fields, phrases, ranges, wildcards, `+ - AND OR NOT`, parentheses, boosts; and `dismax` with `qf` and `mm`.

What it does not: synonyms, highlighting, local parameters (`{!...}`, refused aloud), functions, atomic updates (refused
too), relevance beyond counting words. What is posted is found at once; Solr may take a second. The index is in
memory, and gone with the process.

    schema.py    what fields there are          index.py    the documents, by their terms
    analysis.py  a value's terms                query.py    the query language
    dates.py     dates and date arithmetic      words.py    dismax: words in several fields
    answers.py   `/select`                      __main__.py the server
"""

from __future__ import annotations


class BadRequest(Exception):
    """What Solr answers 400 to; the text is its message."""
