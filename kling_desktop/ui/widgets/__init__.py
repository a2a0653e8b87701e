"""Controls that any panel can use; they know the theme and nothing of what the program is for."""
