"""What the window shows and what it asks for, as Qt objects without widgets: QtCore only."""
