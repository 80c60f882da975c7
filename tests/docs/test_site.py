"""The documentation site builds without a warning, from this checkout, and shows what it should."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("index", "README", "docs/model", "docs/teaching", "docs/figures", "docs/theories", "docs/gallery", "docs/api")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built once; half a minute."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-c", "docs", "-b", "html", ".", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ, check=False)
    assert built.returncode == 0, built.stderr[-4000:]
    return folder


@pytest.mark.slow
def test_the_pages_are_there(site):
    for page in PAGES:
        assert (site / f"{page}.html").is_file(), page


@pytest.mark.slow
def test_the_start_page_leads_to_every_page_but_the_answers(site):
    menu = (site / "README.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'class="reference internal" href="([^"#]+)\.html"', menu))
    pages = {path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "docs").glob("*.md")}
    notebooks = {path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert pages | notebooks <= linked
    assert not [name for name in linked if "answers" in name]


@pytest.mark.slow
def test_equations_are_set_without_a_network(site):
    model = (site / "docs" / "model.html").read_text(encoding="utf-8")
    assert model.count("<math") > 100
    assert not re.findall(r'<script[^>]+src="https?:', model)
    assert not re.findall(r'<link[^>]+stylesheet[^>]+href="https?:', model)


@pytest.mark.slow
def test_the_reference_has_every_public_function(site):
    from renewing.of_python import functions

    page = (site / "docs" / "api.html").read_text(encoding="utf-8")
    for name in functions():
        assert f'id="kfor_sim.{name}"' in page, name
