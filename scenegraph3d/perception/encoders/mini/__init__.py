"""A small encoder that ships with the package: rendered things and words in one space."""
