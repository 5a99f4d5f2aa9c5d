"""Applications after submission: state, answers, index, register of arrivals."""
