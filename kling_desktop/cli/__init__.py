"""The terminal's face: edits and the journal without a window, and the sandbox alone."""
