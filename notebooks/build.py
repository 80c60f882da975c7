"""Make the notebooks from their texts, each in a fresh kernel, so that two builds differ only where they must.

python notebooks/build.py               all of them, and the answers
python notebooks/build.py 03 04         some, by the start of their names; the answers to them too
python notebooks/build.py answers/03    the answers to one
python notebooks/build.py --check       make nothing; say which notebooks have other cells than their texts

The texts are what is written by hand: text/NN-name.md here, answers/text/NN-name.md for the answers (Jupytext's
Markdown: code stands between fences, two empty lines part two cells of words).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).resolve().parent
SECONDS = 240
QUIET = "--IPKernelApp.log_level=40"  # kernels that talk over TCP warn of it in the first cell that says anything
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def main() -> int:
    """Make the notebooks asked for, or check them; the exit code is 1 where one is stale or fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="the start of a name, such as 03 or answers/03")
    parser.add_argument("--check", action="store_true", help="compare cells with the texts, and make nothing")
    asked = parser.parse_args()
    texts = list(asked_for(asked.names))
    if not texts:
        parser.error(f"no text begins like that; there are {', '.join(name_of(text) for text in every_text())}")
    return check(texts) if asked.check else make(texts)


def every_text(folder: Path = HERE) -> list[Path]:
    """Give the texts in order, those of the notebooks first."""
    return [text for part in ("", "answers") for text in sorted((folder / part / "text").glob("[0-9]*.md"))]


def asked_for(names: Sequence[str], folder: Path = HERE) -> Iterator[Path]:
    """Give the texts whose names begin as one of ``names`` does; all where none is asked for."""
    for text in every_text(folder):
        ways = (name_of(text), text.stem)
        if not names or any(way.startswith(name) for way in ways for name in names):
            yield text


def name_of(text: Path) -> str:
    """Name a notebook as a user does: ``03-schedules-compared`` or ``answers/03-schedules-compared``."""
    is_answer = text.parent.parent.name == "answers"
    return f"answers/{text.stem}" if is_answer else text.stem


def notebook_of(text: Path) -> Path:
    """Give the notebook that is made from a text: one folder up."""
    return text.parent.parent / f"{text.stem}.ipynb"


def cells_of(text: Path) -> NotebookNode:
    """Read a text as a notebook without outputs; a cell is named by what it says, so that others may come before it."""
    notebook = jupytext.read(text, fmt="md")
    notebook.metadata = NotebookNode(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        digest = sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[digest] += 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        cell.metadata = NotebookNode({"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {})
    return notebook


def executed(notebook: NotebookNode) -> NotebookNode:
    """Run a notebook in a kernel of its own and in an empty folder; leave out what each build has anew.

    Raises:
        nbclient.exceptions.CellExecutionError: A cell fails.
    """
    with TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=SECONDS,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=[QUIET],
            resources={"metadata": {"path": folder}},
        )
        client.execute(env={**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"})
    notebook.metadata = NotebookNode(METADATA)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [_steady(output) for output in cell.outputs]
    return notebook


def _steady(output: NotebookNode) -> NotebookNode:
    """Leave out the count and the metadata of an output."""
    if output.output_type == "execute_result":
        output.execution_count = None
    if "metadata" in output:
        output.metadata = NotebookNode()
    return output


def make(texts: Sequence[Path]) -> int:
    """Run and write notebooks, and say of each how long it took and how large it is."""
    failed = 0
    for text in texts:
        before = perf_counter()
        try:
            notebook = executed(cells_of(text))
        except Exception as error:
            print(f"{name_of(text)}: {error}", file=sys.stderr)
            failed += 1
            continue
        nbformat.validate(notebook)
        nbformat.write(notebook, notebook_of(text))
        size = notebook_of(text).stat().st_size / 1000
        print(f"{name_of(text)}: {perf_counter() - before:.0f} s, {size:,.0f} kB{_noise(notebook)}")
    return 1 if failed else 0


def _noise(notebook: NotebookNode) -> str:
    """Say what its cells wrote to stderr, such as warnings; there should be nothing."""
    noise = [
        output.text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr"
    ]
    return f"; ON STDERR: {''.join(noise)}" if noise else ""


def check(texts: Sequence[Path]) -> int:
    """Name the notebooks that are missing or have other cells than their texts."""
    stale = [text for text in texts if is_stale(text)]
    for text in stale:
        print(f"{name_of(text)} is not what its text says; python notebooks/build.py {name_of(text)}")
    return 1 if stale else 0


def is_stale(text: Path) -> bool:
    """Tell whether the notebook of a text is missing, or has other cells."""
    if not notebook_of(text).is_file():
        return True
    return _told(nbformat.read(notebook_of(text), as_version=4)) != _told(cells_of(text))


def _told(notebook: NotebookNode) -> list[tuple[str, str, str, list[str]]]:
    """What a notebook says, its outputs left out: name, kind, words and tags of each cell."""
    return [(cell.id, cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]


if __name__ == "__main__":
    raise SystemExit(main())
