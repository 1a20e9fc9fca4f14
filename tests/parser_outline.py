"""A parsed phrase in one line, for the tests of the parser."""

from scenegraph3d.language.query import Find, Not, Rank, Relate


def outline(find: Find) -> str:
    """A phrase in one line: `chair[red]{on(desk); #2 distance+(door)}`."""
    attributes = ",".join(("not " if a.negated else "") + a.value for a in find.attributes)
    clauses = "; ".join(clause_outline(clause) for clause in find.clauses)
    return (
        ("other " if find.other else "")
        + find.category
        + (f"[{attributes}]" if attributes else "")
        + (f"{{{clauses}}}" if clauses else "")
    )


def clause_outline(clause) -> str:
    if isinstance(clause, Not):
        return f"not {clause_outline(clause.clause)}"
    anchors = ", ".join(outline(anchor) for anchor in clause.anchors)
    if isinstance(clause, Relate):
        number = f" {clause.hour}" if clause.hour else ""
        number += "" if clause.distance is None else f" {clause.distance:g} m"
        return f"{clause.relation}{number}({anchors})"
    assert isinstance(clause, Rank)
    sign = "+" if clause.order == "ascending" else "-"
    return f"#{clause.nth} {clause.key}{sign}({anchors})"
