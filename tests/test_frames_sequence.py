import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from scenegraph3d.io.frames import (
    Conventions,
    FrameOptions,
    FrameSequence,
    FrameSource,
    RawFrame,
    SkippedFrame,
)
from scenegraph3d.io.frames.sequence import READ_AHEAD

K = np.array([[5.0, 0, 3.5], [0, 5, 2.5], [0, 0, 1]])
SLOW_LOOP = """
import signal
import time
import numpy as np
from test_frames_sequence import raw_frame, sequence

# A test run in the background may have been started with the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

def slow():
    time.sleep(0.1)
    return np.ones((6, 8))

for frame in sequence([raw_frame(str(n), slow) for n in range(9999)]):
    print(frame.name, flush=True)
"""


def raw_frame(name, read_depth=None, T=None):
    return RawFrame(
        name,
        lambda: np.zeros((6, 8, 3), np.uint8),
        read_depth or (lambda: np.ones((6, 8), np.uint16)),
        np.eye(4) if T is None else T,
        K,
    )


def sequence(frames, every=1):
    return FrameSequence(FrameSource("kitchen", Conventions(0.001), frames), FrameOptions(), every)


def test_frames_come_in_order_though_some_take_longer():
    def slow(number):
        def read():
            time.sleep(0.01 * (number % 3))
            return np.full((6, 8), number + 1)

        return read

    frames = list(sequence([raw_frame(str(n), slow(n)) for n in range(20)]))
    assert [frame.name for frame in frames] == [str(n) for n in range(20)]
    assert [frame.depth[0, 0] for frame in frames] == pytest.approx(0.001 * np.arange(1, 21))


def test_every_takes_the_first_and_each_so_manieth():
    frames = sequence([raw_frame(str(n)) for n in range(8)], every=3)
    assert [frame.name for frame in frames] == ["0", "3", "6"]
    assert [frames.frame_name(row) for row in range(len(frames))] == ["0", "3", "6"]


def test_no_more_frames_are_decoded_than_a_bounded_number_ahead():
    decoded = []
    frames = [
        raw_frame(str(n), lambda n=n: decoded.append(n) or np.ones((6, 8))) for n in range(60)
    ]
    opened = sequence(frames)
    decoded.clear()
    for taken, _ in enumerate(opened, start=1):
        time.sleep(0.001)
        assert len(decoded) <= taken + READ_AHEAD
    assert len(decoded) == 60


def test_two_iterations_at_once_do_not_disturb_each_other():
    frames = sequence([raw_frame(str(n)) for n in range(9)])
    assert all(a.name == b.name for a, b in zip(frames, frames, strict=True))


def test_frames_of_one_camera_share_it():
    first, second = sequence([raw_frame("a"), raw_frame("b")])
    assert first.camera is second.camera


def test_leaving_the_loop_ends_its_threads():
    for frame in sequence([raw_frame(str(n)) for n in range(50)]):
        assert frame.name == "0"
        break
    assert not [t for t in threading.enumerate() if t.name.startswith("read-frames")]


def test_an_error_in_a_thread_is_raised_where_the_frame_is_asked_for():
    frames = [raw_frame("0"), raw_frame("1", lambda: 1 / 0), raw_frame("2")]
    names = []
    with pytest.raises(ZeroDivisionError):
        names.extend(frame.name for frame in sequence(frames))
    assert not [t for t in threading.enumerate() if t.name.startswith("read-frames")]


def test_broken_frames_are_left_out_and_named():
    minus_inf = np.full((4, 4), -np.inf)
    sheared = np.eye(4)
    sheared[0, 1] = 0.5
    frames = [
        SkippedFrame("a", "a.pose.txt is missing"),
        raw_frame("b", T=minus_inf),
        raw_frame("c", T=sheared),
        raw_frame("d", T=np.full((4, 4), np.nan)),
        raw_frame("e"),
        raw_frame("f", lambda: np.zeros((6, 8))),
        raw_frame("g", lambda: np.ones((6, 9))),
        raw_frame("h"),
    ]
    opened = sequence(frames)
    assert len(opened) == 4
    assert [frame.name for frame in opened] == ["e", "h"]
    reasons = {frame.name: frame.reason for frame in opened.skipped}
    assert list(reasons) == ["a", "b", "c", "d", "f", "g"]
    assert "missing" in reasons["a"]
    assert "finite" in reasons["b"]
    assert "rigid" in reasons["c"]
    assert "finite" in reasons["d"]
    assert reasons["f"] == "its depth has no reading"
    assert "9 x 6 but colour 8 x 6" in reasons["g"]
    assert len(list(opened)) == 2
    assert len(opened.skipped) == 6, "a second pass names them no second time"


def test_a_broken_frame_asked_for_by_row_is_an_error_with_its_name():
    opened = sequence([raw_frame("a"), raw_frame("b", lambda: np.zeros((6, 8)))])
    with pytest.raises(ValueError, match="frame b: its depth has no reading"):
        opened.read(1)


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        pytest.param([], "kitchen must hold at least 1 frame, got 0", id="empty"),
        pytest.param(
            [SkippedFrame("a", "no pose"), SkippedFrame("b", "no depth")],
            "none of 2 frames can be used; the first, a: no pose",
            id="all incomplete",
        ),
        pytest.param(
            [raw_frame("a", lambda: np.zeros((6, 8)))],
            "none of 1 frames can be used; the first, a: its depth has no reading",
            id="all without depth",
        ),
        pytest.param(
            [raw_frame("a", lambda: np.ones((3, 4)))],
            "frame a: its depth is 4 x 3 but colour 8 x 6: give depth_intrinsics",
            id="depth of another size",
        ),
    ],
)
def test_frames_none_of_which_fit_are_refused_at_once(frames, message):
    with pytest.raises(ValueError, match=message):
        sequence(frames)


def test_frames_that_break_after_opening_end_in_an_error():
    states = iter([np.ones((6, 8)), np.zeros((6, 8))])
    opened = sequence([raw_frame("a", lambda: next(states))])
    with pytest.raises(ValueError, match="none of 1 frames can be used"):
        list(opened)


def test_without_leaves_out_what_was_done_before():
    opened = sequence([raw_frame(str(n)) for n in range(4)])
    rest = opened.without({"0", "2"})
    assert [frame.name for frame in rest] == ["1", "3"]
    assert len(opened) == 4
    assert list(opened.without({"0", "1", "2", "3"})) == []


@pytest.mark.parametrize("every", [0, -1])
def test_every_must_be_positive(every):
    with pytest.raises(ValueError, match="every must be at least 1"):
        sequence([raw_frame("a")], every=every)


def test_ctrl_c_ends_the_program_and_its_threads():
    loop = [sys.executable, "-c", SLOW_LOOP]
    with subprocess.Popen(loop, cwd=Path(__file__).parent, text=True, stdout=-1, stderr=-1) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "0\n"
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=20)
    assert "KeyboardInterrupt" in errors
    assert run.returncode == -signal.SIGINT
