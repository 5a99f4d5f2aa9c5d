"""One application after submission: its state, holds, index, the book of arrivals."""
