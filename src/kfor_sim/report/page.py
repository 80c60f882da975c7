"""The frame of every page: one HTML file that needs no other, for a screen, a phone, the dark, and paper.

A page says on its first lines, in its foot and on every printed page that it is illustrative. It loads nothing and runs
no script: what can be folded away is `details`, which paper shows open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kfor_sim.report.html import escaped, folded, paragraphs, plain, words

ON_EVERY_PAGE = "Illustrative: simulated, not a forecast"

STYLE = """
:root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fff; --faint: #595959; --line: #d5d5d5; --box: #f2f5fb;
  --mark: #2f6fe4; --warn: #a84b17; --link: #1a56b8; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #ececee; --paper: #17181b; --faint: #b4b4ba; --line: #45464b; --box: #22252c; --mark: #5790fc;
    --warn: #e8935a; --link: #8ab4ff; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.02rem; margin: 1.6rem 0 .4rem; }
a { color: var(--link); }
.skip { position: absolute; left: -100vw; } .skip:focus { position: static; }
.illustrative { color: var(--warn); font-weight: 600; margin: 0 0 1rem; }
footer, .faint, figcaption, caption { color: var(--faint); font-size: .9rem; }
nav ol { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: 0; list-style: none;
  font-size: .92rem; }
.found { background: var(--box); border-left: .3rem solid var(--mark); padding: .3rem 1.1rem; margin: .8rem 0;
  font-size: 1.1rem; }
.not { border-left: .3rem solid var(--warn); padding: .1rem 1.1rem; margin: .8rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; margin: .8rem 0; }
dt { color: var(--faint); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: 1rem 0; } .table:focus-visible { outline: 2px solid var(--mark); }
table { border-collapse: collapse; min-width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .4rem; }
tbody th { min-width: 9rem; max-width: 26rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; } tbody th { font-weight: 400; }
tbody th[scope=rowgroup] { font-weight: 600; } tr.group th { padding-top: .9rem; }
th.number, td.number { text-align: right; white-space: nowrap; } td.number.wraps { white-space: normal; }
th.number + th:not(.number), td.number + td:not(.number) { padding-left: .4rem; }
tr.remarked > * { border-bottom: 0; padding-bottom: 0; } tr.remark td { color: var(--faint); padding-left: 1rem; }
.staying { display: block; position: sticky; left: 0; max-width: min(calc(100vw - 3rem), 58rem); }
code { font-size: .92em; font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
ul, ol { padding-left: 1.4rem; } li { margin: .25rem 0; }
.beside { columns: 2 22rem; column-gap: 2.4rem; } .beside li { break-inside: avoid; }
.sources li { overflow-wrap: anywhere; }
figure { margin: 1.4rem 0; }
.picture { background: #fff; overflow-x: auto; border: 1px solid var(--line); }
.picture svg { display: block; width: 100%; min-width: 36rem; height: auto; }
.picture svg * { stroke-linejoin: round; stroke-linecap: butt; }
figcaption { padding-top: .4rem; } figcaption b { color: var(--ink); }
details { margin: .8rem 0; } summary { cursor: pointer; color: var(--link); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); }
@media (max-width: 34rem) {
  body { padding: 1rem; } h1 { font-size: 1.4rem; } .found { font-size: 1.02rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  nav ol { display: block; columns: 2; }
}
@page { size: A4; margin: 16mm 15mm 18mm;
  @bottom-left { content: "ON_EVERY_PAGE"; font: 8pt sans-serif; color: #595959; }
  @bottom-right { content: counter(page) " of " counter(pages); font: 8pt sans-serif; color: #595959; } }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; } nav, .skip { display: none; } a { color: inherit; }
  h1 { font-size: 17pt; } h2 { font-size: 12.5pt; margin-top: 1.6rem; } h3 { font-size: 10.5pt; }
  h2, h3, caption, summary { break-after: avoid; } tr, figure, .found, li { break-inside: avoid; }
  .found { font-size: 10.5pt; } table { font-size: 8pt; } caption, figcaption, .faint { font-size: 8.5pt; }
  thead { display: table-header-group; }
  tr.remarked { break-after: avoid; } .table, .picture { overflow: visible; }
  .picture svg { min-width: 0; max-height: 215mm; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; color: inherit; }
  summary::-webkit-details-marker { display: none; }
  .screen { display: none; }
}
""".replace("ON_EVERY_PAGE", ON_EVERY_PAGE)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page.

    Attributes:
        anchor: Its name in addresses.
        title: What stands above it.
        body: Its HTML; a section without any is left out.
    """

    anchor: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a page.

    Attributes:
        name: Its name in addresses; no other picture of the page has it.
        drawing: The drawing, as `svg.inlined` gives it.
        title: What it shows.
        words: What is to be seen, for those who do not see it and for all others; sentences by paragraph.
    """

    name: str
    drawing: str
    title: str
    words: Sequence[str]


def figure(picture: Picture) -> str:
    """Set a picture on a white ground, with its title, its words, and the mark `illustrative`."""
    named, heard = f"picture-{picture.name}", plain(" ".join([f"{picture.title}.", *picture.words]))
    return (
        f'<figure id="{named}" aria-labelledby="{named}-title">\n'
        f'<div class="picture" role="img" aria-label="{escaped(heard)}">{picture.drawing}</div>\n'
        f'<figcaption><b id="{named}-title">{words(picture.title)}.</b> {ON_EVERY_PAGE}.\n'
        f"{folded('The picture in words', paragraphs(picture.words))}</figcaption>\n</figure>"
    )


def page(title: str, *, illustrative: str, sections: Iterable[Section], foot: str, lead: str = "") -> str:
    """Set a page.

    Args:
        title: What it is about, in plain text.
        illustrative: The line under the title.
        sections: What it says; those without a body are left out.
        foot: Its last line, in plain text.
        lead: HTML between the title and the first section.

    Returns:
        The whole file.
    """
    shown = [section for section in sections if section.body]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)} (illustrative)</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#content">Skip to the content</a>\n'
        f'<header>\n<h1>{words(title)}</h1>\n<p class="illustrative">{escaped(illustrative)}</p>\n{_contents(shown)}'
        f'</header>\n<main id="content">\n{lead}'
        + "\n".join(map(_section, shown))
        + f"\n</main>\n<footer><p>{words(foot)}</p></footer>\n</body>\n</html>\n"
    )


def _contents(sections: Sequence[Section]) -> str:
    """List the sections."""
    if len(sections) < 2:
        return ""
    items = "".join(f'<li><a href="#{each.anchor}">{escaped(each.title)}</a></li>' for each in sections)
    return f'<nav aria-label="Contents"><ol>{items}</ol></nav>\n'


def _section(section: Section) -> str:
    heading = f"{section.anchor}-heading"
    return (
        f'<section id="{section.anchor}" aria-labelledby="{heading}">\n'
        f'<h2 id="{heading}">{escaped(section.title)}</h2>\n{section.body}\n</section>'
    )
