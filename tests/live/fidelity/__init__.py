"""What each catalogue keeps of each field: values that are published and then read back."""
