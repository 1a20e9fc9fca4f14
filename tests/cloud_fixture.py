"""Write tiny PLY and PCD texts by hand, with nothing of the code under test."""

SIX_POINTS = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (5, 5, 1), (6, 5, 1), (6, 6, 2)]


def write_ascii_ply(path, rows, fields=("float x", "float y", "float z"), count=None):
    lines = ["ply", "format ascii 1.0", f"element vertex {len(rows) if count is None else count}"]
    lines += [f"property {field}" for field in fields]
    lines += ["end_header", *(" ".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def pcd_text(points="0 0 0 4278190335 5", count=1, data="ascii"):
    return (
        "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z rgb instance_id\nSIZE 4 4 4 4 4\nTYPE F F F U I\n"
        f"COUNT 1 1 1 1 1\nWIDTH {count}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {count}\n"
        f"DATA {data}\n{points}\n"
    )
