"""The gallery: every picture is declared, with a text alternative, a command that exists, and a page that shows it."""

import re

import pytest
from renewing.of_pictures import FOLDER, declared

from kfor_sim.cli.program import SUMMARIES

PICTURES = declared()


def test_every_picture_of_the_folder_is_declared_and_no_other():
    there = {path.name for path in FOLDER.iterdir() if path.suffix in {".png", ".svg", ".gif"}}
    assert {each.file for each in PICTURES} == there
    assert len(PICTURES) > 20


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.file)
def test_a_picture_has_words_for_those_who_cannot_see_it(picture):
    assert len(picture.alternative.split()) >= 15, "too short to stand for a picture"
    assert not re.search(r"[\[\]]", picture.alternative), "brackets would end the text alternative"
    assert picture.shows.endswith(".")
    assert picture.alternative.endswith(".")


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.file)
def test_a_picture_names_a_command_and_a_page_that_exist(picture):
    program, command, *_ = picture.command.split()
    assert program == "kfor-sim"
    assert command in SUMMARIES
    assert (FOLDER.parent / picture.page).is_file()


def test_pages_that_discuss_a_picture_show_it():
    for picture in PICTURES:
        assert f"pictures/{picture.file})" in (FOLDER.parent / picture.page).read_text(encoding="utf-8"), picture.file
