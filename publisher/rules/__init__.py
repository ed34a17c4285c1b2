"""What manifests and their data must satisfy.

A `Rule` (`rule.py`) knows its id, its family, its severity and what it asks for. Its method `at` makes every finding
about it: `UNKNOWN_LICENSE.at(position, what, fix)`. Nothing else in the program names an id or a severity.

Most families have a module of named rules: `syntax.py`, `structure.py`, `values.py`, `catalogs.py`, `data_files.py`,
`between_manifests.py`. The rules about what a dataset says and about its resources are in modules by their subject,
each beside its checks: `metadata.py`, `spelling.py`, `communes.py`, `keywords.py`, `dates.py`, `contacts.py`,
`licences_and_hvd.py`, `publication.py`, and `addresses.py`, `resources.py`. `registry.py` collects them all, and
refuses an id that two rules have.

To add a rule:

1. Add one row to the module of its family. Take the next free id of the family's hundred; an id is never reused, for
   authors and programs know rules by it. A warning says so with `Severity.WARNING`: it is shown, and keeps nothing
   from being published. What makes a file unreadable, or a value unusable, can only be an error.
   A rule with a long check may have a module of its own in this package, beside its check: add it to
   `registry.MODULES`.
2. Make its findings where what it looks at is known:

   - the text of a value: a type of `manifests/value_types.py` or `vocabulary_types.py`, which raises
     `problem(RULE, what, fix)`;
   - the lines of one manifest, valid or not: `manifests/dataset_checks.py`;
   - the files of a producer's folder: `manifests/data_file_checks.py`;
   - one dataset that could be read, merged with its layers: a function of a `CheckedDataset` in the module of its
     subject, listed there in `CHECKS`; `checks.py` runs them all;
   - whole manifests, all of them together: a function in `between_manifests.py`, listed there in `CHECKS`, or in a
     module of its own;
   - what an address answers: `links/judge.py`;
   - what one kind of catalogue accepts: `lint` in its `project.py`.

3. Write its help page, `help_pages/PUB….yml`, as `help_page.py` reads it: why the rule exists, in both languages, the
   mistake with a mark at the end of its line, and the correction. A test runs the program on both.

4. Run `make messages` and translate what the rule asks for and what it says; run `make docs`, which adds it to
   `docs/rules.md` and writes its page; write its test.
"""
