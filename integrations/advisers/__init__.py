"""Answers to questions in people's own words."""
