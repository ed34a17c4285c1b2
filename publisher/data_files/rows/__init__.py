"""Two versions of a data file, row by row: which rows were added, removed and changed.

`read_rows.py` reads a table of any format, `stored_rows.py` keeps its rows on the disk, `pair_rows.py` and
`key_column.py` pair them by their digests, and `compare_files.py` is the entrance. Memory has a few dozen bytes a row.
"""
