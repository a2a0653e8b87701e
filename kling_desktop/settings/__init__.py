"""What the user chose, in a file; and the API keys, in the system's keyring."""
