"""The measurement of the pages: that it runs, counts what was saved, and leaves nothing behind."""
