"""Practice authorities and cards. Stores for real cards refuse them."""
