"""Personal data in the rows of a table: found by the form of values, never repeated in a finding.

The rules are written for people in `docs/files.md`. `values.py` knows the forms of single values, `persons.py` the
names of people and of organisations, `columns.py` what columns are called, `personal_check.py` looks at rows.
"""
