"""Says what a profile means: sentences, tables and charts for people who take decisions.

Nothing here scores or matches; results come in, words and pictures go out.
"""
