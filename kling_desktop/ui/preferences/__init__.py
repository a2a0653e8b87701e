"""Settings: account, key, practice mode, results folder, theme."""
