"""Native operators: each has a schema, a torch reference and, once built, kernels by device."""

from .cloud_overlap import cloud_overlap
from .graph_segment import graph_segment
from .library import load_kernels
from .mask_cooccur import mask_cooccur
from .obb_iou import obb_iou
from .project_gather import project_gather
from .segment_mean import segment_mean
from .tsdf_integrate import tsdf_integrate
from .tsdf_touch import tsdf_touch

KERNELS = load_kernels()

__all__ = [
    "KERNELS",
    "cloud_overlap",
    "graph_segment",
    "mask_cooccur",
    "obb_iou",
    "project_gather",
    "segment_mean",
    "tsdf_integrate",
    "tsdf_touch",
]
