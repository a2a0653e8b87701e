"""What the application does: the engine of edits, on asyncio, without a window."""
