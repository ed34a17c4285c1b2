"""What each catalogue keeps of each field: values that are published, and looked at where they arrived."""
