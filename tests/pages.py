"""A reader of pages that demands what a browser forgives: right nesting, names of their own, and no loads."""

from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "wbr"})
REFERENCES = ("aria-labelledby", "aria-describedby", "for")


class Page(HTMLParser):
    """Reads a page; demands that what is opened is closed, in order.

    Attributes:
        seen: Every tag with its attributes.
        words: All text, piece by piece.
        headings: The levels of the headings, in their order.
    """

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.words, self.headings = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert len(dict(attributes)) == len(attributes), (tag, attributes)  # no attribute twice
        self.seen.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def having(self, name):
        return [attributes[name] for _, attributes in self.seen if name in attributes]

    def tags(self, tag):
        return [attributes for name, attributes in self.seen if name == tag]


def demand_a_whole_page(text):
    """Read a page, and demand of it what every page of ours must be."""
    page = Page(text)
    ids = page.having("id")
    assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)
    for name in REFERENCES:
        for value in page.having(name):
            assert set(value.split()) <= set(ids), value
    for tag, attributes in page.seen:
        assert tag not in ("script", "link", "iframe", "object", "embed"), tag
        assert not [name for name in attributes if name.startswith("on")], attributes
        href = attributes.get("href", "#")
        if tag == "a" and not href.startswith("#"):
            assert href.startswith(("https://", "http://")), href
        elif href.startswith("#"):
            assert href == "#" or href[1:] in ids, href
        else:
            assert href.startswith("data:image/png"), (tag, href)
        assert attributes.get("src", "data:").startswith("data:"), attributes
        assert "url(" not in (attributes.get("style") or "").replace("url(#", ""), attributes
    (style,) = text.split("<style>")[1:]
    assert "url(" not in style.partition("</style>")[0]
    assert "@import" not in style.partition("</style>")[0]
    assert page.tags("html")[0]["lang"] == "en"
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    for name in ("th", "td"):
        assert all(attributes.get("scope") or name == "td" for attributes in page.tags(name))
    for attributes in page.tags("div"):
        if attributes.get("role") in ("img", "region"):
            assert len(attributes["aria-label"]) > 5, attributes
    return page
