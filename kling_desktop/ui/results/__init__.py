"""What becomes of a result: saved in a format, checked on arrival, sent back to the timeline."""
