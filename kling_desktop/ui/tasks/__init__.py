"""Tasks: the strip below the viewer, the full list, and what can be done about each."""
