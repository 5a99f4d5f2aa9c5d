"""Pages by family. A route reads path and form, opens one unit of work, and decides nothing."""

import portal.web.convertors  # noqa: F401 – before the first address with a part of a kind
