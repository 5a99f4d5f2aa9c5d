"""The queue: lists, search, views, bulk acts."""
