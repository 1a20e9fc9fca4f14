"""The top view: what is drawn is where the answer says, in the colour of its part."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch
from PIL import Image

from scenegraph3d.reasoning.answer import ClauseFrame
from scenegraph3d.records import Viewpoint
from scenegraph3d.viz.bev import draw, save_bev
from scenegraph3d.viz.roles import ANCHOR_COLOR, TARGET_COLOR, UNSURE_COLOR
from scenes import answered, boxes_graph


def pixels_and_axes(figure: Figure) -> tuple[np.ndarray, np.ndarray]:
    """The drawn (H, W, 3) picture with row 0 at the bottom, and the transform of the map."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[::-1, :, :3], figure.axes[0].transData


def color_at(figure: Figure, x: float, y: float) -> np.ndarray:
    """(3,) mean RGB of the pixels around a place on the map, metres."""
    image, transform = pixels_and_axes(figure)
    col, row = transform.transform((x, y)).astype(int)
    return image[row - 1 : row + 2, col - 1 : col + 2].reshape(-1, 3).mean(0)


def names_on(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_the_edge_of_the_target_is_red_where_its_box_stands(office):
    figure = draw(office, answered(office, [8], anchors=[7]))
    edge = color_at(figure, 2.0, 0.65)  # the left side of chair 8
    np.testing.assert_allclose(edge, 255 * np.array(to_rgb(TARGET_COLOR)), atol=40)


def test_the_edge_of_the_anchor_is_blue(office):
    figure = draw(office, answered(office, [8], anchors=[7]))
    edge = color_at(figure, 1.2, 1.2)  # the right side of desk 7
    np.testing.assert_allclose(edge, 255 * np.array(to_rgb(ANCHOR_COLOR)), atol=40)


def test_what_could_be_meant_is_amber(office):
    figure = draw(office, answered(office, [8, 9], status="ambiguous"))
    for x, y in [(2.0, 0.65), (3.2, 2.45)]:
        edge = color_at(figure, x, y)
        np.testing.assert_allclose(edge, 255 * np.array(to_rgb(UNSURE_COLOR)), atol=40)


def test_target_anchor_and_candidates_carry_their_names(office):
    names = names_on(draw(office, answered(office, [8], candidates=[9], anchors=[7])))
    assert {"chair 8  0.80", "chair 9  0.10", "desk 7"} <= set(names)


def test_names_in_other_letters_and_control_characters_are_drawn_without_a_warning(
    tmp_path: Path, recwarn
):
    boxes = [[0, 0, 0, 1, 1, 1], [2, 0, 0, 3, 1, 1]]
    graph = boxes_graph(boxes, ["椅子", "desk\x1b[31m\n\x00"], ids=[1, 2])
    save_bev(tmp_path / "a.png", graph, answered(graph, [2], anchors=[1]))
    assert [str(warning.message) for warning in recwarn] == []
    assert any(
        name.startswith("desk [31m 2 ") for name in names_on(draw(graph, answered(graph, [2])))
    )


def test_the_sentence_and_the_status_are_written_above_the_map(office):
    answer = answered(office, [], status="not_found", text="the $5 and $6 unicorn")
    words = [text.get_text() for text in draw(office, answer).texts]
    assert words == ["“the $5 and $6 unicorn”", "not found", "because"]


def test_a_very_long_sentence_is_cut(office):
    figure = draw(office, answered(office, [8], text="chair " * 10_000))
    title = "".join(text.get_text() for text in figure.texts)
    assert len(title) < 300
    assert "…" in title


def test_no_two_names_cover_each_other(office):
    rng = np.random.default_rng(1)
    center = rng.uniform(0, 4, (40, 3))
    crowd = boxes_graph(np.hstack([center - 0.2, center + 0.2]), ["swivel chair"] * 40)
    figure = draw(crowd, answered(crowd, [0], candidates=[1, 2, 3], anchors=[4]))
    FigureCanvasAgg(figure).draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) > 10
    clashes = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert clashes == []


def test_only_the_names_that_matter_are_written_in_a_crowd():
    rng = np.random.default_rng(2)
    center = rng.uniform(0, 60, (2000, 3))
    crowd = boxes_graph(np.hstack([center - 0.3, center + 0.3]), ["box"] * 2000)
    figure = draw(crowd, answered(crowd, [5], anchors=[6]))
    assert set(names_on(figure)) == {"10 m", "box 5  0.80", "box 6"}


def test_the_viewer_is_an_arrow_from_where_they_stand_along_their_sight(office):
    view = Viewpoint.at([2.0, 1.5, 1.6], look_at=[2.0, 3.0, 1.0])
    frame = [ClauseFrame("left of the desk", "room", 1.0, view.T_world_viewer)]
    figure = draw(office, answered(office, [8], frame=frame))
    (arrow,) = [p for p in figure.axes[0].patches if isinstance(p, FancyArrowPatch)]
    (x, y), (tip_x, tip_y) = arrow._posA_posB
    assert (x, y) == (2.0, 1.5)
    assert tip_x == pytest.approx(2.0)
    assert tip_y > 1.6


def test_the_scale_bar_does_not_hide_the_answer_in_its_corner():
    boxes = [[0, 0, 0, 0.2, 0.2, 1], [9, 6, 0, 10, 7, 1]]
    graph = boxes_graph(boxes, ["stool", "desk"], ids=[1, 2])
    bars = [draw(graph, answered(graph, [target])).axes[0].patches[-1] for target in (1, 2)]
    assert [bar.get_x() > 5 for bar in bars] == [True, False]


def test_the_map_grows_to_show_a_viewer_outside_the_room(office):
    figure = draw(office, viewpoint=Viewpoint.at([9.0, 1.5, 1.6], look_at=[0, 1.5, 1.6]))
    assert figure.axes[0].get_xlim()[1] > 9


def test_the_ceiling_hides_nothing(office):
    cloud, rows = office.cloud, office.point_row
    black = np.zeros_like(cloud.colors)
    roof = np.column_stack([cloud.points[:, :2], np.full(len(cloud), 2.55)]).astype(np.float32)
    roofed = replace(
        office,
        cloud=replace(
            cloud,
            points=np.vstack([cloud.points, roof]),
            colors=np.vstack([np.full_like(black, 250), black]),
        ),
        point_row=np.append(rows, np.full(len(roof), -1)),
    )
    assert color_at(draw(roofed), 0.9, 1.2).min() > 200


@pytest.mark.parametrize("num_boxes", [pytest.param(0, id="empty"), pytest.param(1, id="single")])
def test_boxes_alone_are_drawn_without_points(num_boxes):
    graph = boxes_graph([[0, 0, 0, 1, 1, 1]] * num_boxes, ["box"] * num_boxes)
    assert ("box" in names_on(draw(graph))) == bool(num_boxes)


def test_a_cloud_without_colours_is_shaded_by_height(office):
    figure = draw(replace(office, cloud=replace(office.cloud, colors=None)))
    desk, floor = color_at(figure, 1.0, 1.2), color_at(figure, 2.0, 2.6)
    assert desk.mean() > floor.mean() + 20


def test_only_the_storey_of_the_answer_is_drawn(office):
    attic = replace(office.rooms[0], room_id=1, storey=1, floor_z=3.0, ceiling_z=5.0)
    upstairs = replace(
        office, rooms=(*office.rooms, attic), room_of=np.array([0, 0, 1, 0, 0]), cloud=None
    )
    names = names_on(draw(upstairs, answered(upstairs, [8], candidates=[9], anchors=[7])))
    assert "chair 8  0.80" in names
    assert "chair 9  0.10" not in names


def test_save_bev_writes_a_whole_picture_and_nothing_beside_it(office, tmp_path: Path):
    save_bev(tmp_path / "answer.png", office, answered(office, [8]))
    assert [path.name for path in tmp_path.iterdir()] == ["answer.png"]
    with Image.open(tmp_path / "answer.png") as image:
        assert image.size[0] == 1500


def test_save_bev_refuses_a_name_that_is_no_picture(office, tmp_path: Path):
    with pytest.raises(ValueError, match=r"must end in one of \.png.*got '.*answer\.txt'"):
        save_bev(tmp_path / "answer.txt", office)


def test_save_bev_names_a_missing_folder(office, tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="does not exist"):
        save_bev(tmp_path / "none" / "answer.png", office)
