"""Tables in text files: their encoding, their delimiter, their rows, each with the line on which it starts.

One reader for what counts rows (`manifests/measure_file.py`) and what checks them (`data_files`), so that a plan and a
finding speak of the same table. Files are read as a stream. `text_survey.py` looks at the bytes, `dialect.py` at the
first lines, `text_rows.py` reads all rows.
"""
