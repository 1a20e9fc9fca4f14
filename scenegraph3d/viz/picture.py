"""A top view as a value: a notebook shows it, a program saves it, nothing is drawn before that."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ..graph.scene_graph import SceneGraph
from ..reasoning.answer import Grounding
from ..records import Viewpoint

if TYPE_CHECKING:
    from matplotlib.figure import Figure


FORMATS = (".png", ".jpg", ".jpeg", ".pdf", ".svg")


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """The top view of a scene with an answer highlighted: the last line of a notebook cell."""

    graph: SceneGraph
    answer: Grounding | None = None
    viewpoint: Viewpoint | None = None

    @property
    def figure(self) -> Figure:
        """A fresh matplotlib figure, to change or to embed."""
        from .bev import draw

        return draw(self.graph, self.answer, viewpoint=self.viewpoint)

    def save(self, path: str | Path) -> None:
        """Write it to a .png, .jpg, .pdf or .svg file, beside and then renamed."""
        from .bev import save_bev

        save_bev(path, self.graph, self.answer, viewpoint=self.viewpoint)

    def __repr__(self) -> str:
        return f"Picture of {self.graph.name}: shown by a notebook, written by .save(path)"

    def _repr_png_(self) -> bytes:
        from .page import without_glyph_warnings

        buffer = BytesIO()
        with without_glyph_warnings():
            self.figure.savefig(buffer, format="png", dpi=90)
        return buffer.getvalue()


def check_picture_path(path: str | Path) -> Path:
    """The path, if its name is that of a picture."""
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"a picture's name must end in one of {', '.join(FORMATS)}, got '{path}'")
    return path
