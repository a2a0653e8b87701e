"""The panel on the left, where an edit is set up and sent."""
