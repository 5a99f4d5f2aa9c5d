"""Lists, search, views, bulk acts."""
