"""The journeys that matter, in a real browser with a real server."""
