"""Whether the rows of a data file follow the Table Schema that its resource declares.

`schema_library.py` finds the schema: in the folder of manifests, in a copy, in the cache, at its address.
`check_rows.py` has the cells read by frictionless (`field_readers.py`) and yields what does not fit
(`schema_issue.py`). `custom_checks.py` has the checks that national schemas name and frictionless does not have.
`schema_findings.py` turns issues into findings, with what `header_texts.py` and `cell_texts.py` say of them.

Frictionless belongs to the extra `data`. It is loaded where a file has a schema, and nowhere else.
"""
