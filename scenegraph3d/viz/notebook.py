"""How scenes, answers and queries look in a notebook: HTML from records that know nothing of it."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Any

_CELL = "padding:3px 10px;text-align:left"


def register() -> None:
    """Tell the running IPython how to show Scene, Grounding and Query; without one, do nothing."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    html.for_type_by_name("scenegraph3d.pipeline.scene", "Scene", scene_html)
    html.for_type_by_name("scenegraph3d.reasoning.answer", "Grounding", answer_html)
    html.for_type_by_name("scenegraph3d.language.query.query", "Query", query_html)


def scene_html(scene: Any) -> str:
    """A scene: its name, what it holds, and its top view."""
    from .picture import Picture
    from .summary import counted

    graph = scene.graph
    points = "no points" if graph.cloud is None else counted(len(graph.cloud), "point")
    line = f"{counted(len(graph), 'object')}, {counted(len(graph.rooms), 'room')}, {points}"
    picture = b64encode(Picture(graph)._repr_png_()).decode()
    return (
        f"<b>{escape(graph.name)}</b> &middot; {line}<br>"
        f'<img alt="top view" style="max-width:640px" src="data:image/png;base64,{picture}">'
    )


def answer_html(answer: Any) -> str:
    """An answer: its status, the reason, and the ranked objects."""
    from .page import STATUS_COLORS
    from .summary import shown_results

    rows = [
        _row(
            str(number),
            "" if result.instance_id is None else str(result.instance_id),
            f"<b>{escape(result.label)}</b>" if answer.is_answer(result) else escape(result.label),
            f"{result.probability:.2f}",
            ", ".join(f"{x:.2f}" for x in result.center),
        )
        for number, result in enumerate(shown_results(answer), start=1)
    ]
    head = _row("", "id", "label", "probability", "center x, y, z (m)", cell="th")
    return (
        f"<div>&ldquo;{escape(answer.query.text)}&rdquo;</div>"
        f'<div><b style="color:{STATUS_COLORS[answer.status]}">'
        f"{answer.status.replace('_', ' ')}</b> &middot; {escape(answer.reason)}</div>"
        f"{_remarks(answer)}"
        f"<table>{head}{''.join(rows)}</table>"
    )


def query_html(query: Any) -> str:
    """A query: its tree, indented."""
    from .outline import query_outline

    lines = [f"{'    ' * depth}{escape(text)}" for depth, text in query_outline(query)]
    return f"<div>&ldquo;{escape(query.text)}&rdquo;</div><pre>" + "\n".join(lines) + "</pre>"


def _remarks(answer: Any) -> str:
    """The frame of reference and the words passed over, where there are any."""
    from .summary import frame_line

    frames = [frame_line(frame) for frame in answer.frame]
    unread = [f"not understood: {', '.join(answer.not_understood)}"] * bool(answer.not_understood)
    return "".join(f"<div><small>{escape(line)}</small></div>" for line in frames + unread)


def _row(*cells: str, cell: str = "td") -> str:
    inner = "".join(f'<{cell} style="{_CELL}">{text}</{cell}>' for text in cells)
    return f"<tr>{inner}</tr>"
