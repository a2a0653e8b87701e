"""The look of the program: colour roles, scales, the style sheet built from them, icons in their colours."""
