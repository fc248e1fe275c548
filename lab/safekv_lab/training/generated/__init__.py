"""Text made for training: genres of our own, filled with invented people, then roughened."""
