"""What manifests must satisfy: the list of all rules, and those that look at several manifests at once."""
