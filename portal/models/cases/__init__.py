"""Tables of applications after submission: state, answers, index, register of arrivals."""
