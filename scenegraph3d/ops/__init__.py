"""Native operators: each has a schema, a torch reference and, once built, kernels by device."""

from .cloud_overlap import cloud_overlap
from .graph_segment import graph_segment
from .library import load_kernels
from .obb_iou import obb_iou
from .tsdf_integrate import tsdf_integrate
from .tsdf_touch import tsdf_touch

KERNELS = load_kernels()

__all__ = ["KERNELS", "cloud_overlap", "graph_segment", "obb_iou", "tsdf_integrate", "tsdf_touch"]
