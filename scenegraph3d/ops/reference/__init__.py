"""Each operator in plain torch: the definition of correct, slow and short."""
