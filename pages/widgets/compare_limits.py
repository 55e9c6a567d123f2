"""How many assessments the page of comparisons shows in which way."""

MOST_CHOSEN = 200
MOST_IN_PANELS = 12
"""More than this share one chart, for a dimension that the reader names."""
MOST_IN_CHARTS = 60
"""More than this are shown as a table only."""
