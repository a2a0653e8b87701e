"""Practice mode: a stand-in for the remote service that runs on this machine and really edits video."""
