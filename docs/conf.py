"""The documentation site: `sphinx-build -W --keep-going -c docs -b html . site`, from the folder of the checkout.

The checkout itself is the source, so that links between documents, scenarios and notebooks work here as they do on a
code host. What a code host does without is added while a page is read: the menu to the start page, the reference to the
page of the Python interface. Nothing is fetched: mathematics is set as MathML by Docutils, which comes with Sphinx.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math import latex2mathml
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "docs")]

from kfor_sim.version import __version__  # noqa: E402 - of this checkout, found by the line above

project = "kfor-sim"
author = "The kfor-sim developers"
copyright = author  # noqa: A001 - Sphinx's name for it
version = release = __version__
language = "en"

root_doc = "README"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/*.md",
    "scenarios/**.md",
    "benchmarks/README.md",
    "notebooks/README.md",
    "notebooks/*.ipynb",  # answers are kept apart
]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["attrs_inline", "dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 4
myst_dmath_double_inline = False
nb_execution_mode = "off"  # the tests run the notebooks; here their stored outputs are shown

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # units and shapes stand in the text; types of arrays would drown them
default_role = "code"  # docstrings write names in single quotes of this kind
napoleon_google_docstring = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"kfor-sim {release}"
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
html_additional_pages = {"index": "start.html"}
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["site.css"]
html_theme_options = {
    "announcement": "Illustrative: simulated people, stated assumptions.",
    "footer_icons": [],
}

MENU = """
```{toctree}
:hidden:
:caption: Use it

scenarios/README
docs/minimal
docs/teaching
docs/gallery
```

```{toctree}
:hidden:
:glob:
:caption: Notebooks

notebooks/README
notebooks/0*
```

```{toctree}
:hidden:
:caption: The model

docs/model
docs/figures
docs/theories
docs/randomness
docs/limits
```

```{toctree}
:hidden:
:caption: What came out

docs/schedules
docs/conclusions
docs/calibration
docs/sensitivity
docs/discovery
docs/docking
```

```{toctree}
:hidden:
:caption: Build on it

docs/api
docs/scale
benchmarks/README
CONTRIBUTING
scenarios/tables/README
CHANGELOG
```
"""

_PLACE = re.compile(r'<a id="([\w.-]+)"></a>')
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)#:\s]+)\)")
_LINK_TO_PLACE = re.compile(r"\]\(([^)#:\s]*)#([\w.-]+)\)")
_STAR = re.compile(r"(?<![\\*\w])\*(?=\w)")


def add_what_only_the_site_has(app: Sphinx, name: str, content: list[str]) -> None:  # noqa: ARG001 - Sphinx's signature
    """Bring places and links to folders into a form that MyST knows, and add the menu and the reference."""
    content[0] = with_places(content[0], ROOT / f"{name}.md")
    content[0] = _LINK.sub(
        lambda link: link[1] if (ROOT / name).parent.joinpath(link[2]).is_dir() else link[0], content[0]
    )
    if name == root_doc:
        content[0] += MENU
    if name == "docs/api":
        from renewing import of_python

        content[0] += of_python.reference()


def with_places(text: str, page: Path) -> str:
    """Turn the places of a page, and links to those of any page, into MyST's form; names are one to a site there."""

    def named(link: re.Match[str]) -> str:
        there = page.parent / link[1] if link[1] else page
        is_place = (
            there.suffix == ".md" and there.is_file() and f'<a id="{link[2]}"' in there.read_text(encoding="utf-8")
        )
        return f"]({link[1]}#{there.stem}--{link[2]})" if is_place else link[0]

    return _LINK_TO_PLACE.sub(named, _PLACE.sub(rf"[]{{#{page.stem}--\1}}", text))


def keep_stars(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:  # noqa: ARG001
    """Keep a star before a word, as in ``*dimensions``, from opening slanted letters in a docstring."""
    lines[:] = [_STAR.sub(r"\\*", line) for line in lines]


def set_math(self: Any, node: nodes.math | nodes.math_block, *, is_block: bool) -> None:
    """Write an equation as MathML, with its source in LaTeX for whoever copies it.

    Raises:
        MathError: Docutils cannot read it.
    """
    equation = latex2mathml.tex2mathml(node.astext(), as_block=is_block)
    self.body.append(f'<div class="math">{equation}</div>' if is_block else equation)
    raise nodes.SkipNode


def set_inline(self: Any, node: nodes.math) -> None:
    """Set an equation within a line."""
    set_math(self, node, is_block=False)


def set_block(self: Any, node: nodes.math_block) -> None:
    """Set an equation on lines of its own."""
    set_math(self, node, is_block=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Add to Sphinx what the site needs beyond its extensions."""
    app.connect("source-read", add_what_only_the_site_has)
    app.connect("autodoc-process-docstring", keep_stars, priority=400)  # before Napoleon, which knows escaped stars
    app.add_html_math_renderer("mathml", inline_renderers=(set_inline, None), block_renderers=(set_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
