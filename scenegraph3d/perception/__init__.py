"""2D masks and features of a frame: segmenters and encoders behind two protocols."""
