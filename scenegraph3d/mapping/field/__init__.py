"""Distilled feature fields: masked views in, features of any point at any scale out."""

from ...config import FieldSettings
from .clusters import cluster_points
from .field import FeatureField
from .files import load_field, load_things, save_field
from .heat import heat_map
from .hierarchy import with_hierarchy
from .parts import find_parts
from .scan import field_scan, pool_field, with_field_features
from .train import train_field
from .undetected import FieldThings, with_undetected

__all__ = [
    "FeatureField",
    "FieldSettings",
    "FieldThings",
    "cluster_points",
    "field_scan",
    "find_parts",
    "heat_map",
    "load_field",
    "load_things",
    "pool_field",
    "save_field",
    "train_field",
    "with_field_features",
    "with_hierarchy",
    "with_undetected",
]
