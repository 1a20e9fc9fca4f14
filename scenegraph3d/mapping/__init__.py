"""Frames to points, masks across views to instances, features pooled to one per instance."""
