import pytest

from kfor_sim.scenario.lines import key_lines, line_of

TEXT = '''\
title = "a"            # 1

[unrest]               # 3
threshold = { value = 1, unit = "[" }
rest_weeks = {         # 5
  value = 3,
  unit = "week",       # [[trap]]
}
note = """
[trap]                 # 10
key = 1
"""
list = [               # 13
  "]",
  [1, 2], # ]
]
"quoted key" = 1       # 17
deep.dotted.key = 2    # 18

[[population.returned]]
on = 1999-06-12        # 21
[[population.returned]]
on = 1999-06-13        # 23
[population.returned.more]
x = 1                  # 25
[events."march 2004"]
on = 2004-03-17        # 27
[[events."march 2004".tension]]
size = 1               # 29
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("unrest",), 3),
        (("unrest", "threshold"), 4),
        (("unrest", "threshold", "unit"), 4),
        (("unrest", "rest_weeks"), 5),
        (("unrest", "note"), 9),
        (("unrest", "list"), 13),
        (("unrest", "list", 1, 0), 13),
        (("unrest", "quoted key"), 17),
        (("unrest", "deep", "dotted", "key"), 18),
        (("population", "returned"), 20),
        (("population", "returned", 0, "on"), 21),
        (("population", "returned", 1), 22),
        (("population", "returned", 1, "on"), 23),
        (("population", "returned", 1, "more", "x"), 25),
        (("events", "march 2004", "on"), 27),
        (("events", "march 2004", "tension", 0, "size"), 29),
        (("unrest", "missing"), 3),
        (("missing",), None),
        (("trap",), None),
        (("unrest", "key"), 3),
    ],
)
def test_line_of_a_key(path, line):
    assert line_of(path, key_lines(TEXT)) == line


def test_lines_are_those_of_toml_not_those_of_unicode():
    assert key_lines("a = 'x\u2028y\u0085z'\nb = 1") == {("a",): 1, ("b",): 2}


def test_windows_line_ends():
    assert key_lines("a = 1\r\n[t]\r\nb = 2\r\n") == {("a",): 1, ("t",): 2, ("t", "b"): 3}
