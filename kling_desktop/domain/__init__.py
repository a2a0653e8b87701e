"""What the words of the product mean: frozen values and rules, no input or output."""
