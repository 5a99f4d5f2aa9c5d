"""How large what comes may be. Whoever packs more has to pack it in several: memory is bounded, whatever is sent."""

MEGABYTE = 1024 * 1024
MOST_BYTES = 60 * MEGABYTE  # of a package as it comes
MOST_UNPACKED = 200 * MEGABYTE  # of all that is in it
MOST_TIMES = 200  # as long unpacked as packed; deflate alone can do a thousand
SMALL = MEGABYTE  # below which nobody asks how well it is packed
MOST_FILES = 500
MOST_XML = 8 * MEGABYTE
MOST_ELEMENTS = 50_000  # and attributes
MOST_DEPTH = 24
MOST_TEXT = 20_000  # characters of one field
MOST_NAME = 500  # characters of where one stands
MOST_SAID = 200  # characters of a number or a name in a header: what is looked up by it is no text
MOST_CSV_LINES = 10_000
MOST_COLUMNS = 500
