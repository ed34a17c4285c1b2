"""Each promise that concerns a CKAN with a schema of its own; skipped on a CKAN without one."""
