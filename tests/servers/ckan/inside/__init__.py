"""What runs inside CKAN's environment."""
