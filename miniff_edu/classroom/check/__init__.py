"""What `miniff-edu check` does: try a computer before a workshop, and say how to mend it. Imports nothing by itself."""
