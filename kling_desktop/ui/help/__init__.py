"""Help: the sheet of shortcuts, the bundle for support, what the program is made of."""
