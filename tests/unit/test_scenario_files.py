import os
import sys

import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load, scenario_folder, shipped
from kfor_sim.scenario.overlays import LONGEST_CHAIN
from kfor_sim.scenario.reading import DEPTH_LIMIT, SIZE_LIMIT, read_toml

OVERLAY = b'extends = "documented"\n'


def refusal(path):
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


def written(folder, content, name="mine.toml"):
    path = folder / name
    path.write_bytes(content)
    return path


def test_an_overlay_that_changes_nothing_has_the_content_of_its_base(tmp_path):
    assert load(written(tmp_path, OVERLAY)).hash == load("documented").hash


def test_a_path_as_text_is_a_path(tmp_path):
    assert load(str(written(tmp_path, OVERLAY))).name == "mine"


def test_a_bare_name_is_shipped_even_if_a_file_of_that_name_is_near(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, b"nonsense", "documented")
    assert load("documented").path == scenario_folder() / "documented.toml"


def test_an_unknown_name_lists_what_is_shipped():
    message = refusal("documentd")
    assert "did you mean 'documented'?" in message
    for name in shipped():
        assert name in message
    for name in shipped():
        assert name in refusal("xyz")


@pytest.mark.parametrize(
    "name", ["", " ", "sources", "documented.toml", "a/b", "\0.toml", "x" * 5000 + ".toml", "a\\b"]
)
def test_names_that_cannot_be_used(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "fault" in refusal(name)


def test_a_folder_is_refused(tmp_path):
    assert "is a folder" in refusal(tmp_path)


def test_an_empty_file_is_refused(tmp_path):
    for content in (b"", b" \n\t", b"\xef\xbb\xbf"):
        assert "is empty" in refusal(written(tmp_path, content))


def test_a_byte_order_mark_is_passed_over(tmp_path):
    assert load(written(tmp_path, b"\xef\xbb\xbf" + OVERLAY)).extends == ("documented",)


def test_broken_utf8_is_placed(tmp_path):
    content = OVERLAY + b'title = "Pri\x9atina"'
    position = content.index(b"\x9a") + 1
    assert f"is not UTF-8 text (byte {position}, line 2); save it as UTF-8" in refusal(written(tmp_path, content))


def test_a_file_in_another_encoding_is_refused(tmp_path):
    assert "is not UTF-8" in refusal(written(tmp_path, 'title = "Priština"'.encode("utf-16")))


def test_size_is_capped(tmp_path):
    assert load(written(tmp_path, OVERLAY + b"#" * (SIZE_LIMIT - len(OVERLAY)))).name == "mine"
    message = refusal(written(tmp_path, OVERLAY + b"#" * (SIZE_LIMIT - len(OVERLAY) + 1)))
    assert "too big" in message
    assert "1024 KiB" in message


def test_depth_is_capped(tmp_path):
    deep = "a = " + "[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT
    assert read_toml(written(tmp_path, deep.encode())).content
    assert "inside one another" in refusal(written(tmp_path, f"a = [{deep[4:]}]".encode()))
    for bracket in (b"[" * 100_000, b"a = " + b"{a = " * 50_000, b"[" + b"a." * 50_000 + b"a]"):
        assert "fault" in refusal(written(tmp_path, bracket))


def test_numbers_that_python_cannot_read(tmp_path):
    assert "not TOML" in refusal(written(tmp_path, b"a = " + b"9" * 10_000))
    assert "not TOML" in refusal(written(tmp_path, b"a = 1999-02-30"))


def test_a_file_that_may_not_be_read(tmp_path):
    path = written(tmp_path, OVERLAY)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "cannot be read; permission denied" in refusal(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert "not an ordinary file" in refusal(tmp_path / "pipe.toml")


def test_a_link_in_a_circle_is_refused(tmp_path):
    (tmp_path / "a.toml").symlink_to(tmp_path / "a.toml")
    assert "fault" in refusal(tmp_path / "a.toml")
    assert "extends" in refusal(written(tmp_path, b'extends = "a.toml"'))


def test_a_circle_of_bases_is_told(tmp_path):
    for name, base in (("a", "b"), ("b", "c"), ("c", "a")):
        written(tmp_path, f'extends = "{base}.toml"'.encode(), f"{name}.toml")
    assert "extends itself: a.toml -> b.toml -> c.toml -> a.toml" in refusal(tmp_path / "a.toml")


def test_a_circle_behind_a_link_is_told(tmp_path):
    written(tmp_path, b'extends = "b.toml"', "a.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    assert "extends itself" in refusal(tmp_path / "a.toml")


def test_the_chain_of_bases_is_capped(tmp_path):
    written(tmp_path, OVERLAY, "0.toml")
    for number in range(1, LONGEST_CHAIN):
        written(tmp_path, f'extends = "{number - 1}.toml"'.encode(), f"{number}.toml")
    longest = load(tmp_path / f"{LONGEST_CHAIN - 2}.toml")
    assert len(longest.extends) == LONGEST_CHAIN - 1
    assert longest.extends[-1] == "documented"
    assert "too long" in refusal(tmp_path / f"{LONGEST_CHAIN - 1}.toml")


def test_a_base_behind_a_link_that_leaves_the_folder_is_refused(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    written(tmp_path, OVERLAY, "outside.toml")
    (inside / "link.toml").symlink_to(tmp_path / "outside.toml")
    assert "leaves the folder" in refusal(written(inside, b'extends = "link.toml"'))


def test_a_base_in_a_folder_below_is_allowed(tmp_path):
    (tmp_path / "below").mkdir()
    written(tmp_path / "below", OVERLAY, "base.toml")
    assert load(written(tmp_path, b'extends = "below/base.toml"')).extends == ("base", "documented")
    assert "leaves the folder" in refusal(written(tmp_path, b'extends = "../mine.toml"', "other.toml"))


def test_a_file_that_is_a_link_extends_beside_the_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.toml").symlink_to(written(tmp_path / "real", b'extends = "base.toml"'))
    written(tmp_path, OVERLAY, "base.toml")
    assert load(tmp_path / "link.toml").extends == ("base", "documented")


def test_all_shipped_scenarios_load():
    assert "documented" in shipped()
    for name in shipped():
        assert load(name).name == name
