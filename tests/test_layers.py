"""Data flows one way: a module imports only from the stages above it in this list."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "scenegraph3d"
LAYERS = [
    ["records", "config", "vocabulary", "colors"],
    ["geometry"],
    ["ops"],
    ["io"],
    ["synthetic"],
    ["perception"],
    ["mapping"],
    ["graph"],
    ["bev"],
    ["language"],
    ["reasoning"],
    ["viz"],
    ["pipeline"],
    ["bench"],
    ["cli"],
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def test_every_module_imports_only_from_stages_above_it():
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {imported}"
        for path in PACKAGE.rglob("*.py")
        if (stage := path.relative_to(PACKAGE).parts[0].removesuffix(".py")) != "__init__"
        for imported in imported_stages(path)
        if RANK[imported] > RANK[stage]
    ]
    assert wrong == []


def test_language_knows_nothing_of_any_scene():
    allowed = {"language", "records", "config", "vocabulary", "colors"}
    for path in (PACKAGE / "language").rglob("*.py"):
        assert set(imported_stages(path)) <= allowed, path


def test_no_answer_rests_on_generated_rooms():
    """They are for tests and training: what answers must not take its words from them."""
    for stage in ("mapping", "graph", "bev", "language", "reasoning", "viz", "pipeline"):
        for path in (PACKAGE / stage).rglob("*.py"):
            assert "synthetic" not in imported_stages(path), path


def imported_stages(path: Path) -> list[str]:
    """Stages of the package that `path` imports, relative and absolute, in functions too."""
    found = []
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level == depth:
                names = [node.module] if node.module else [a.name for a in node.names]
                found += [name.split(".")[0] for name in names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scenegraph3d."):
            found.append(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names = [a.name.split(".") for a in node.names]
            found += [n[1] for n in names if n[0] == "scenegraph3d" and len(n) > 1]
    return [name for name in found if name in RANK]


def test_only_the_stages_of_frames_import_torch_and_open3d():
    heavy = {"torch", "open3d", "open_clip", "segment_anything", "cv2", "cc3d"}
    allowed = {"ops", "perception", "mapping"}
    for path in PACKAGE.rglob("*.py"):
        stage = path.relative_to(PACKAGE).parts[0]
        if stage in allowed or path == PACKAGE / "synthetic" / "render.py":
            continue
        nodes = ast.walk(ast.parse(path.read_text()))
        imported = {
            a.name.split(".")[0] for n in nodes if isinstance(n, ast.Import) for a in n.names
        }
        nodes = ast.walk(ast.parse(path.read_text()))
        imported |= {(n.module or "").split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)}
        assert not imported & heavy, path
