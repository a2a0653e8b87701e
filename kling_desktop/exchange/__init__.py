"""Timelines of editing programs, written and read: the only room that knows OpenTimelineIO."""
