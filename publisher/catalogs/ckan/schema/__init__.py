"""CKANs with a schema of their own (ckanext-scheming): which fields it declares, and where ours find their place."""
