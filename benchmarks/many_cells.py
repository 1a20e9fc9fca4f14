"""Search 10,000 generated cells for a description: seconds, and how often the right one is found.

    python benchmarks/many_cells.py

The other figure is the same search done cell by cell, on a sample, scaled to all of them.
"""

from __future__ import annotations

import time

import numpy as np

from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization import CellIndex, localize, search_cells
from scenegraph3d.synthetic.cells import CELL_SIZE, generate_cells

NUM_CELLS = 10_000
NUM_QUERIES = 100
SAMPLE = 50  # cells that are searched one by one
LIMITS = np.array([0.0, 0.0, CELL_SIZE, CELL_SIZE])


def main() -> None:
    tasks = generate_cells(NUM_CELLS, seed=1000)
    index = CellIndex.of([build_graph(task.map) for task in tasks], np.tile(LIMITS, (NUM_CELLS, 1)))
    queries = [parse_location(task.text) for task in tasks[:NUM_QUERIES]]
    search_cells(index, queries[0])
    seconds, rank = [], []
    for cell, query in enumerate(queries):
        started = time.perf_counter()
        found = [match.cell for match in search_cells(index, query, top=10)]
        seconds.append(time.perf_counter() - started)
        rank.append(found.index(cell) if cell in found else NUM_CELLS)
    started = time.perf_counter()
    for graph in index.graphs[:SAMPLE]:
        localize(graph, queries[0], limits=LIMITS)
    alone = (time.perf_counter() - started) / SAMPLE * NUM_CELLS
    middle, longest = np.median(seconds), max(seconds)
    asked = f"{NUM_CELLS} cells, {NUM_QUERIES} descriptions"
    print(f"{asked}: median {middle:.2f} s, {longest:.2f} s at most")
    print(f"cell by cell: {alone:.0f} s, {alone / middle:.0f} times as long")
    for top in (1, 5, 10):
        share = np.mean(np.array(rank) < top)
        print(f"right cell among the first {top}: {share:.1%} (chance {top / NUM_CELLS:.2%})")


if __name__ == "__main__":
    main()
