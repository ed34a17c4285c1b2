"""The content of the data files that manifests name: whether a reuser can open and understand them.

Files are read as a stream: memory does not grow with them. `file_to_check.py` says what is known of a file,
`check_file.py` runs the checks, each of which looks at rows as they pass (`row_check.py`).
"""
