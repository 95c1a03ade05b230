"""The book as files to take along: an ePub and a PDF, both from the pages that `tools/run.py book` built."""
