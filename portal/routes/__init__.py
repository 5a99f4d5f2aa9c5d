"""Pages by family. A route reads path and form, opens one unit of work, and decides nothing."""
