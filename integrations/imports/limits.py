"""Size limits of packages; they bound memory."""

MEGABYTE = 1024 * 1024
MOST_BYTES = 60 * MEGABYTE  # of an uploaded package
MOST_UNPACKED = 200 * MEGABYTE  # of its content
MOST_TIMES = 200  # maximum ratio; deflate reaches a thousand
SMALL = MEGABYTE  # no ratio check below this
MOST_FILES = 20_000  # entries of a ZIP or a folder: a parcel of 5,000 packages with their attachments
MOST_XML = 8 * MEGABYTE
MOST_ELEMENTS = 50_000  # and attributes
MOST_DEPTH = 24
MOST_TEXT = 20_000  # characters of one field
MOST_NAME = 500  # characters of a location
MOST_HEADER = 200  # characters of a number or name in a header
MOST_CSV_LINES = 10_000
MOST_COLUMNS = 500
