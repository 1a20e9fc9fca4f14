"""Notebook pictures: IPython shows answers and queries as HTML, and nothing slips through raw."""

from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell

from scenegraph3d.language.query import Attribute, Find, Not, Query, Rank, Relate, View
from scenegraph3d.viz import notebook
from scenegraph3d.viz.outline import query_outline
from scenegraph3d.viz.picture import Picture
from scenes import answered


def test_registered_formatters_show_answers_and_queries_as_html(office, monkeypatch):
    shell = InteractiveShell.instance()
    monkeypatch.setattr(shell, "display_formatter", DisplayFormatter())
    notebook.register()
    shown, _ = shell.display_formatter.format(answered(office, [8], candidates=[9]))
    assert "<b>chair</b>" in shown["text/html"]
    shown, _ = shell.display_formatter.format(Query(target=Find(category="mug"), text="the mug"))
    assert "find: mug" in shown["text/html"]


def test_words_of_the_sentence_are_escaped(office):
    html = notebook.answer_html(answered(office, [8], text="<script>alert(1)</script>"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_picture_shows_itself_as_png(office):
    assert Picture(office, answered(office, [8]))._repr_png_()[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_outline_names_every_node_of_a_query():
    chair = Find(
        category="chair",
        attributes=(Attribute(kind="color", value="red", negated=True),),
        clauses=(
            Not(clause=Relate(relation="near", anchors=(Find(category="door"),))),
            Rank(key="distance", nth=2, anchors=(Find(category="bed"),)),
        ),
    )
    query = Query(target=chair, viewpoint=View(facing=Find(category="tv")), not_understood=("um",))
    assert query_outline(query) == [
        (0, "find: not red chair"),
        (1, "not"),
        (2, "near"),
        (3, "of: door"),
        (1, "number 2 by distance, ascending"),
        (2, "of: bed"),
        (0, "seen"),
        (1, "facing: tv"),
        (0, "not understood: um"),
    ]
