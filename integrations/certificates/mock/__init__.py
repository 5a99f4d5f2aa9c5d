"""Practice authorities and cards, refused by real stores."""

PATH = "/jpki"
