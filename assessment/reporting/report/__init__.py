"""The report and the brief: which sentences and tables stand in them, and in which order."""
