"""The remote service: its wire forms, its faults, the client that speaks to it, and the download."""
