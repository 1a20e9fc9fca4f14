"""The map seen from above: a graph goes in, a raster of layers comes out."""
