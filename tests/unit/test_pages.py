"""Pages: words, tables and pictures as HTML, and that every kind of result has words of its own."""

from typing import get_args

import pytest

from kfor_sim.inventory import PICTURES
from kfor_sim.inventory.folder import Kind
from kfor_sim.report import html
from kfor_sim.report.kinds import KINDS
from kfor_sim.report.page import ON_EVERY_PAGE, STYLE, Picture, Section, figure, page
from kfor_sim.report.parts import Group, Lines, Listing, Paragraph, Sources, Table
from kfor_sim.report.pictures_in_words import DRAWN, Told, in_words
from kfor_sim.report.svg import inlined
from kfor_sim.report.text import Column
from pages import Page, demand_a_whole_page

COLUMNS = (Column("figure"), Column("value", right=True), Column("nothing"))
ROWS = (("`unrest.threshold`", "0.1", ""), ("b", "2", ""), ("c", "3", ""))
DRAWING = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" width="9pt" viewBox="0 0 9 9">
 <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">kfor-sim</rdf:RDF></metadata>
 <style>* { fill: url(https://example.org/x) }</style><script>alert(1)</script>
 <!-- a comment -->
 <defs><clipPath id="p1"><rect width="9" height="9"/></clipPath><path id="glyph" d="M 0 0
 L 1 1"/></defs>
 <g id="figure_1" onclick="alert(2)"><use xlink:href="#glyph" clip-path="url(#p1)" style="fill: url('#p1')"/>
 <image xlink:href="https://example.org/x.png"/><image xlink:href="data:image/png;base64,AA=="/>
 <path style="fill: url(https://example.org/y)" d="M 2 2"/><foreignObject><p>words</p></foreignObject></g>
</svg>"""


def test_code_and_emphasis_are_set_and_everything_else_is_escaped():
    assert html.words("a `b_c.d` & *e f*") == "a <code>b_<wbr>c.<wbr>d</code> &amp; <em>e f</em>"
    assert html.words("*of `x`*") == "<em>of <code>x</code></em>"
    assert html.words("2 * a * b, <b>") == "2 * a * b, &lt;b&gt;"
    assert html.words("an odd ` tick, `<i>`") == "an odd <code> tick, </code>&lt;i&gt;`"
    assert html.plain("a `b.c` and *d*") == "a b.c and d"
    assert html.escaped('"<&') == "&quot;&lt;&amp;"


def test_a_table_has_a_caption_scopes_and_no_empty_column():
    text = html.table(Table(COLUMNS, ROWS, title="Of `figures`", remarks=("because", "")))
    seen = Page(text)
    assert "<caption><span" in text
    assert [each.get("scope") for each in seen.tags("th")] == ["col", "col", "row", "row", "row"]
    assert [each.get("class") for each in seen.tags("td")].count("number") == 3
    assert [each["colspan"] for each in seen.tags("td") if "colspan" in each] == ["2"]
    assert "nothing" not in seen.text
    assert seen.tags("div")[0]["aria-label"] == "Of figures"
    assert text.index("threshold") < text.index("because") < text.index(">b<")


def test_groups_stand_beside_their_rows_or_above_them():
    grouped = Table(COLUMNS, ROWS, remarks=("", "why", ""), groups=("one", "one", "two"), groups_heading="kind")
    beside = Page(html.table(grouped))
    assert [each["rowspan"] for each in beside.tags("th") if "rowspan" in each] == ["3", "1"]  # its remark included
    assert len(beside.tags("tbody")) == 2
    assert [each.get("scope") for each in beside.tags("th")][:3] == ["col"] * 3
    above = Page(html.table(Table(COLUMNS, ROWS, groups=("one", "one", "two"))))
    assert [each["colspan"] for each in above.tags("th") if each.get("scope") == "rowgroup"] == ["2", "2"]


def test_parts_are_set_and_what_is_of_this_machine_is_left_out():
    parts = [
        Paragraph("Words.", title="A heading"),
        Listing(("one", "two"), ordered=True),
        Lines("Results: /a/path"),
        Paragraph("file.csv", role="here"),
        Group((Paragraph("Inside."), Lines("/another"))),
        Sources(
            [{"key": "k", "author": "A", "title": "T", "year": "1999", "address": "https://example.org/a?b=1&c=2",
              "tier": "B", "note": "", "cited_for": ["x"]}]
        ),
    ]  # fmt: skip
    text = html.of_parts(parts)
    seen = Page(text)
    assert text.startswith("<h3>A heading</h3>\n<p>Words.</p>")
    assert "path" not in seen.text
    assert "file.csv" not in seen.text
    assert "Inside." in seen.text
    assert seen.tags("ol") == [{}, {"class": "sources"}]
    assert seen.tags("a") == [{"href": "https://example.org/a?b=1&c=2"}]
    assert "A. T. 1999. (tier B) https://example.org" in seen.text


def test_an_address_that_is_none_of_the_web_is_no_link():
    cited = {"key": "k", "author": "", "title": "T", "year": "", "address": "javascript:alert(1)", "cited_for": []}
    text = html.bibliography([cited])
    assert "<a" not in text
    assert "javascript:alert(1)" in text


def test_keys_of_sources_lead_to_their_entries_and_nothing_else_does():
    cited = {"title": "T", "author": "", "year": "", "address": "", "cited_for": []}
    listed = html.bibliography([{**cited, "key": "hrw-2004"}, {**cited, "key": "https://example.org/x"}], keyed=True)
    assert Page(listed).having("id") == ["source-hrw-2004"]  # rows of tables have an address in place of a key
    assert "[hrw-2004] T" in listed
    text = "<p title='hrw-2004'>[hrw-2004, 2004] x-hrw-2004 hrw-2004-b <code>hrw-2004</code> kps</p>"
    led = html.linked(text, ["hrw-2004", "kps"])
    assert Page(led).tags("a") == [{"href": "#source-hrw-2004"}, {"href": "#source-kps"}]
    assert Page(led).text == Page(text).text
    assert html.linked(text, []) == text


def test_a_drawing_is_all_that_is_left_of_a_picture(tmp_path):
    file = tmp_path / "one.svg"
    file.write_text(DRAWING, encoding="utf-8")
    text = inlined(file, prefix="one-")
    seen = Page(text)
    assert {tag.lower() for tag, _ in seen.seen} == {"svg", "defs", "clippath", "rect", "path", "g", "use", "image"}
    assert seen.having("id") == ["one-p1", "one-glyph"]  # the names that something points to
    assert seen.tags("use") == [
        {"href": "#one-glyph", "clip-path": "url(#one-p1)", "style": "fill: url(#one-p1)"}
    ]  # fmt: skip
    assert seen.tags("image") == [{}, {"href": "data:image/png;base64,AA=="}]
    assert seen.tags("svg") == [{"viewbox": "0 0 9 9", "aria-hidden": "true", "focusable": "false"}]
    assert "example.org" not in text
    assert "alert" not in text
    assert "M 0 0 L 1 1" in text
    assert seen.words == []


@pytest.mark.parametrize("content", ["", "<svg", "<html/>", '<svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'])
def test_what_is_no_picture_gives_nothing(tmp_path, content):
    file = tmp_path / "one.svg"
    file.write_text(content, encoding="utf-8")
    assert inlined(file, prefix="one-") == ""
    assert inlined(tmp_path / "none.svg", prefix="one-") == ""


def test_two_pictures_of_the_same_names_do_not_meet_on_a_page(tmp_path):
    file = tmp_path / "one.svg"
    file.write_text(DRAWING, encoding="utf-8")
    figures = [
        figure(Picture(name, inlined(file, prefix=f"{name}-"), f"The {name}", ("Axes.", "`a` is 1 < 2.")))
        for name in ("first", "second")
    ]
    sections = [Section("all", "Pictures", "\n".join(figures)), Section("none", "Nothing", "")]
    text = page("Two *pictures* & more", illustrative="Illustrative: x.", sections=sections, foot="The end.")
    seen = demand_a_whole_page(text)
    assert [each["aria-label"] for each in seen.tags("div") if each.get("role") == "img"] == [
        "The first. Axes. a is 1 < 2.",
        "The second. Axes. a is 1 < 2.",
    ]
    assert seen.text.count(ON_EVERY_PAGE) == 2
    assert "Nothing" not in seen.text
    assert not seen.tags("nav")  # one section needs no list
    assert "<title>Two *pictures* &amp; more (illustrative)</title>" in text


def test_each_printed_page_says_that_it_is_illustrative_and_shows_what_is_folded():
    printed = STYLE[STYLE.index("@page") :]
    assert f'content: "{ON_EVERY_PAGE}"' in printed
    assert "details::details-content { content-visibility: visible;" in printed
    assert "counter(page)" in printed


def test_every_kind_of_result_and_every_picture_has_its_words():
    assert set(KINDS) == set(get_args(Kind)) - {"lattice", "trials"}
    assert set(DRAWN) == {stem for stems in PICTURES.values() for stem in stems}
    for drawn in DRAWN.values():
        assert len(drawn.axes) > 50, drawn.title


def test_a_picture_without_numbers_of_its_own_tells_the_sentences_of_the_answer():
    told = in_words("tornado", Told({"sentences": ["`unrest.threshold` matters most.", "Luck is 2 %."]}))
    assert told.numbers == "`unrest.threshold` matters most. Luck is 2 %."
    assert told.whole.startswith("Which assumption matters most. A row for each figure")
    assert "unrest.threshold matters most" in told.whole
    long = in_words("tornado", Told({"sentences": ["A sentence of words. " * 200]}))
    assert long.numbers.endswith("A sentence of words. More stands in the tables.")
    assert len(long.numbers) < 1700


def test_numbers_of_a_picture_are_those_of_each_schedule():
    def schedule(name, value):
        row = {"name": "peak_active", "what": "most people", "value": value, "unit": "persons", "low": "1", "high": "9"}
        return {"name": name, "came_out": [row]}

    told = in_words("violence", Told({}, [schedule("slow", "5"), schedule("fast", "7")]))
    assert told.numbers == "Most people: slow 5 (1 to 9), fast 7 (1 to 9) persons."
    alone = in_words("violence", Told({}, [schedule("slow", "5")]))
    assert alone.numbers == "Most people: 5 (1 to 9) persons."
