"""One application after submission: state, holds, index, book."""
