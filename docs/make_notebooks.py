"""Run the notebooks of the documentation and keep what they show: ``python docs/make_notebooks.py``.

What differs from one machine or run to the next (times, kernels' names, progress) is left out, so that a notebook changes
only when its numbers do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent
KEPT = {"text/plain", "image/png"}


def executed(path: Path, folder: Path) -> NotebookNode:
    """Return a notebook after running all its cells in ``folder``; raises ``CellExecutionError``."""
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return book


def tidy(book: NotebookNode) -> NotebookNode:
    """Return a notebook with only what is worth keeping."""
    book.metadata = NotebookNode({"language_info": {"name": "python"}})
    for number, cell in enumerate(book.cells):
        cell.id, cell.metadata = f"cell-{number:02d}", NotebookNode()
        if cell.cell_type == "code":
            shown = [o for o in cell.outputs if o.output_type != "stream" or o.name == "stdout"]
            for output in shown:
                if "data" in output:
                    output.data = NotebookNode({k: v for k, v in output.data.items() if k in KEPT})
                    output.metadata = NotebookNode()
            cell.outputs = shown
    return book


def main() -> None:
    """Run every notebook where nothing of it stays behind, and write it back."""
    for path in sorted(FOLDER.rglob("*.ipynb")):
        with tempfile.TemporaryDirectory() as folder:
            nbformat.write(tidy(executed(path, Path(folder))), path)
        print(path)


if __name__ == "__main__":
    main()
