"""One module an operator: what it is timed on, against whom, and a check against its reference."""
