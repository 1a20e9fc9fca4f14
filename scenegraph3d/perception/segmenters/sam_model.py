"""A SAM checkpoint in, the model it belongs to out; the sizes are read from its shapes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from ...io.files import one_line, require_file
from ..extra import require

_WINDOW = 14  # patches of a window of local attention, in every published model
_HEADS = 8  # of the mask decoder's attention, in every published model
_PATCHES = "image_encoder.patch_embed.proj.weight"


def load_sam(path: Path) -> Any:
    """The `segment_anything.modeling.Sam` of a checkpoint, on the CPU.

    Args:
        path: weights as segment-anything publishes them; no code in it is run.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no checkpoint of torch, or of another model.
    """
    torch = require("torch", "masks by SAM")
    require_file(path)
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises half a dozen kinds for a damaged file
        raise ValueError(f"{path} must be a checkpoint of torch, got: {one_line(error)}") from error
    if not isinstance(weights, dict) or _PATCHES not in weights:
        raise ValueError(f"{path} must be a checkpoint of segment-anything, got another model")
    try:
        model = _build(weights)
        model.load_state_dict(weights)
    except (KeyError, IndexError, RuntimeError, ValueError) as error:
        message = one_line(error)[:200]
        raise ValueError(f"{path} must be a whole SAM checkpoint, got: {message}") from error
    return model


def _build(weights: dict[str, Any]) -> Any:
    modeling = require("segment_anything", "masks by SAM").modeling
    encoder = _image_encoder(weights, modeling)
    width = weights["image_encoder.neck.0.weight"].shape[0]
    grid = weights["image_encoder.pos_embed"].shape[1]
    return modeling.Sam(
        image_encoder=encoder,
        prompt_encoder=modeling.PromptEncoder(
            embed_dim=width,
            image_embedding_size=(grid, grid),
            input_image_size=(encoder.img_size, encoder.img_size),
            mask_in_chans=weights["prompt_encoder.mask_downscaling.3.weight"].shape[0],
        ),
        mask_decoder=_mask_decoder(weights, modeling, width),
        pixel_mean=[123.675, 116.28, 103.53],
        pixel_std=[58.395, 57.12, 57.375],
    )


def _image_encoder(weights: dict[str, Any], modeling: Any) -> Any:
    nn = require("torch", "masks by SAM").nn
    width, _, patch, _ = weights[_PATCHES].shape
    grid = weights["image_encoder.pos_embed"].shape[1]
    depth = _count(weights, "image_encoder.blocks.")
    reach = [weights[f"image_encoder.blocks.{i}.attn.rel_pos_h"].shape for i in range(depth)]
    mlp = weights["image_encoder.blocks.0.mlp.lin1.weight"].shape[0]
    return modeling.ImageEncoderViT(
        depth=depth,
        embed_dim=width,
        img_size=grid * patch,
        mlp_ratio=mlp / width,
        norm_layer=partial(nn.LayerNorm, eps=1e-6),
        num_heads=width // reach[0][1],
        patch_size=patch,
        qkv_bias=True,
        use_rel_pos=True,
        global_attn_indexes=[i for i in range(depth) if reach[i][0] == 2 * grid - 1],
        window_size=_WINDOW,
        out_chans=weights["image_encoder.neck.0.weight"].shape[0],
    )


def _mask_decoder(weights: dict[str, Any], modeling: Any, width: int) -> Any:
    head = "mask_decoder.iou_prediction_head.layers."
    layers = "mask_decoder.transformer.layers."
    return modeling.MaskDecoder(
        num_multimask_outputs=weights["mask_decoder.mask_tokens.weight"].shape[0] - 1,
        transformer=modeling.TwoWayTransformer(
            depth=_count(weights, layers),
            embedding_dim=width,
            mlp_dim=weights[f"{layers}0.mlp.lin1.weight"].shape[0],
            num_heads=_HEADS,
        ),
        transformer_dim=width,
        iou_head_depth=_count(weights, head),
        iou_head_hidden_dim=weights[f"{head}0.weight"].shape[0],
    )


def _count(weights: dict[str, Any], prefix: str) -> int:
    """How many numbered modules there are behind a prefix."""
    return len({key[len(prefix) :].split(".")[0] for key in weights if key.startswith(prefix)})
