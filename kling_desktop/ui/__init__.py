"""The window: widgets and panels, the only rooms that know QtWidgets."""
