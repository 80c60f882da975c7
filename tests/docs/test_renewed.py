"""What the documents take from the code is what the code says; `python docs/renew.py` renews it."""

import pytest
import renew
from renewing import measured


def test_nothing_is_out_of_date():
    stale = list(renew.outdated(renew.documents()))
    assert not stale, f"{'; '.join(stale)}: `python docs/renew.py` renews it"


def test_every_part_stands_in_one_document():
    marked = [name for path in renew.documents() for name in renew.parts_in(path.read_text(encoding="utf-8"))]
    assert sorted(marked) == sorted(renew.PARTS)


def test_marks_come_in_pairs():
    for path in renew.documents():
        text = path.read_text(encoding="utf-8")
        assert text.count("<!-- generated: ") == len(renew.parts_in(text)), path.name


def test_a_changed_part_is_named_and_renewed(tmp_path):
    page = tmp_path / "page.md"
    text = f"before\n<!-- generated: schedule -->\n\n{renew.PARTS['schedule']()}\n\n<!-- end of schedule -->\nafter\n"
    page.write_text(text, encoding="utf-8")
    assert not list(renew.outdated([page]))
    changed = text.replace("10. Record.", "10. Forget.")
    page.write_text(changed, encoding="utf-8")
    assert list(renew.outdated([page])) == ["page.md: schedule"]
    assert renew.renewed(changed) == text


def test_a_part_that_nobody_makes_is_a_fault():
    with pytest.raises(KeyError, match="nonsense"):
        renew.renewed("<!-- generated: nonsense -->\n<!-- end of nonsense -->")


def test_numbers_that_were_measured_with_other_figures_are_named(monkeypatch):
    kept = measured.read()
    other = {**kept, "keys": {**kept["keys"], "fast": "0" * 64}}
    monkeypatch.setattr(measured, "read", lambda: other)
    assert measured.outdated() == ["fast"]


def test_the_program_says_what_is_out_of_date(capsys, monkeypatch, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: schedule -->\n\nsomething else\n\n<!-- end of schedule -->\n", encoding="utf-8")
    monkeypatch.setattr(renew, "documents", lambda: [page])
    assert renew.main(["--check"]) == 1
    assert "page.md: schedule" in capsys.readouterr().err
    assert renew.main([]) == 0
    assert renew.main(["--check"]) == 0


@pytest.mark.slow
def test_what_was_measured_comes_out_again():
    """Eighty runs, a minute on one core; to the last digit that is kept."""
    assert measured.measure() == measured.FILE.read_text(encoding="utf-8")
