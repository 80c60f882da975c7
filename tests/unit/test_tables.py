"""The tables of a scenario: what the shipped ones hold, and what a reader is told about faulty ones."""

# ruff: noqa: E501 - a mistake and the message it must give stand side by side

import csv
import pickle
import shutil
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario.polygons import read_polygons
from kfor_sim.scenario.tables import Tables, read_tables

SHIPPED = Path(__file__).parents[2] / "scenarios" / "tables"
NAMES = ("municipalities", "neighbours", "contingents", "contributions", "strength")


def paths_in(folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"{name}.csv" for name in NAMES}
    return {**paths, "polygons": folder / "polygons.geojson"} if (folder / "polygons.geojson").exists() else paths


def faults_of(paths: dict[str, Path]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_tables(paths)
    return [str(fault) for fault in caught.value.faults]


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return read_tables(paths_in(SHIPPED))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "tables")
    return tmp_path / "tables"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


class TestShipped:
    def test_counts(self, shipped):
        assert [len(getattr(shipped, name)) for name in (*NAMES, "polygons")] == [30, 68, 34, 144, 89, 30]

    def test_sums_miss_the_total_in_two_places_only(self, shipped):
        gaps = {row.name: sum(row.population) - row.population_total for row in shipped.municipalities}
        assert {name: gap for name, gap in gaps.items() if gap} == {"Zvečan": 40, "Đakovica": -300}

    def test_the_list_of_late_2009_is_complete_and_used(self, shipped):
        rows = [row for row in shipped.contributions if row.on == date(2009, 11, 15)]
        assert [len(rows), sum(row.troops for row in rows if row.use)] == [31, 12_642]

    def test_nations_are_those_of_2009_and_those_that_left(self, shipped):
        in_2009 = {row.nation for row in shipped.contributions if row.on == date(2009, 11, 15)}
        left = {row.nation: row.exit for row in shipped.contingents if row.exit}
        assert {row.nation for row in shipped.contingents} == in_2009 | left.keys()
        assert {nation: day.year for nation, day in left.items()} == {
            "United Arab Emirates": 2001,
            "Russia": 2003,
            "Spain": 2009,
            "Belgium": 2010,
            "Slovakia": 2010,
            "Morocco": 2014,
            "France": 2014,
        }
        assert left["Russia"] == date(2003, 7, 2)

    def test_lead_nations_hold_the_five_sectors(self, shipped):
        leads = {
            "France": "North",
            "United Kingdom": "Centre",
            "United States": "East",
            "Germany": "South",
            "Italy": "West",
        }
        sectors = {row.nation: (row.sector, row.sector_evidence) for row in shipped.contingents}
        assert {nation: sectors[nation] for nation in leads} == {n: (s, "documented") for n, s in leads.items()}
        assert {row.brigade for row in shipped.municipalities} == set(leads.values())

    def test_a_sector_without_a_source_is_theatre_wide(self, shipped):
        assert all(row.source_title for row in shipped.contingents)
        evidence = Counter(row.sector_evidence for row in shipped.contingents)
        assert evidence == {"documented": 13, "inferred": 1, "theatre-wide": 20}
        sectors = Counter(row.sector for row in shipped.contingents)
        assert sectors == {"North": 5, "Centre": 4, "South": 3, "East": 1, "West": 1, "theatre-wide": 20}

    def test_planned_standby_and_later_troops_are_not_used(self, shipped):
        used = [row for row in shipped.contributions if row.use]
        assert max(row.on for row in used) == date(2009, 11, 15)
        assert not any(word in row.qualifier for row in used for word in ("planned", "standby", "ceiling"))

    def test_summer_1999_is_near_the_fifty_thousand_before_scaling(self, shipped):
        first = {}
        for row in sorted(shipped.contributions, key=lambda row: row.on):
            if row.use and row.on.year == 1999:
                first.setdefault(row.nation, row.troops)
        assert len(first) == 14
        assert sum(first.values()) == 47_925

    def test_three_figures_are_pinned(self, shipped):
        pinned = [(row.on, row.troops) for row in shipped.strength if row.role == "pinned"]
        assert pinned == [(date(1999, 6, 12), 50_000), (date(2003, 12, 31), 15_000), (date(2008, 2, 17), 15_900)]

    def test_marks_are_deployed_totals(self, shipped):
        checks = [row for row in shipped.strength if row.role == "check"]
        assert len(checks) == 53
        assert {row.scope for row in checks} == {"total", "unspecified"}
        assert not any(word in row.qualifier for row in checks for word in ("bound", "planned", "pledged", "target"))

    def test_the_history_page_is_kept_beside_the_mission(self, shipped):
        kept = {(row.on, row.troops): row.role for row in shipped.strength}
        assert kept[date(2003, 6, 15), 26_000] == kept[date(2003, 12, 15), 17_500] == "check"

    def test_input_of_the_first_deployment_is_no_mark(self, shipped):
        roles = {row.role for row in shipped.strength if row.on in (date(1999, 9, 8), date(1999, 9, 22))}
        assert roles == {"context"}

    def test_each_row_has_a_source(self, shipped):
        rows = (*shipped.municipalities, *shipped.contributions, *shipped.strength)
        assert all(row.source_title for row in rows)
        assert all(row.url or row.source_key for row in shipped.strength)

    def test_source_keys_exist(self, shipped):
        keys = tomllib.loads((SHIPPED.parent / "sources.toml").read_text(encoding="utf-8"))
        assert {row.source_key for row in shipped.strength if row.source_key} <= keys.keys()

    def test_polygons_cover_the_places(self, shipped):
        for row in shipped.municipalities:
            points = [point for ring in shipped.polygons[row.name] for point in ring]
            assert min(x for x, _ in points) < row.longitude < max(x for x, _ in points)
            assert min(y for _, y in points) < row.latitude < max(y for _, y in points)
        assert all(ring[0] == ring[-1] for rings in shipped.polygons.values() for ring in rings)

    def test_indicators_that_are_not_safe_say_so(self):
        rows = rows_of("indicators.csv")
        assert len(rows) == 76
        assert {row["use"] for row in rows} == {"yes", "no"}
        assert all(row["use_note"] for row in rows if row["use"] == "no")
        swapped = [row for row in rows if row["indicator"] == "murders_per_year"]
        assert [(row["value"], row["use"]) for row in swapped] == [("136", "no"), ("245", "no")]
        safe = [int(row["value"]) for row in rows if row["indicator"] == "murders_cumulative" and row["use"] == "yes"]
        assert safe == [286, 348, 379, 636]

    def test_a_copy_for_another_process_is_equal(self, shipped):
        assert pickle.loads(pickle.dumps(shipped)) == shipped

    def test_the_smallest_tables(self):
        tables = read_tables(paths_in(SHIPPED / "minimal"))
        (town,) = tables.municipalities
        assert (town.name, town.population) == ("Sample town", (90_000, 10_000, 0, 0))
        assert tables.neighbours == tables.strength == ()
        assert [(row.nation, row.troops) for row in tables.contributions] == [("Sample nation", 1_000)]
        assert set(tables.polygons) == {"Sample town"}


FAULTS = [
    ("municipalities.csv", ",serb,", ",serbs,", ["municipalities.csv: unknown column 'serbs'; did you mean 'serb'?", "municipalities.csv: column 'serb' is missing"]),
    ("municipalities.csv", "name,name_sq", "name,name", ["municipalities.csv: column 'name' stands there twice"]),
    ("municipalities.csv", "name,name_sq,district", "name;name_sq;district", ["unknown column 'name;name_sq;district'", "column 'name' is missing"]),
    ("municipalities.csv", "Gjilan,Gnjilane,East", "Gjilan,Gnjilane,East,", ["municipalities.csv:26: has 18 cells; the header has 17 columns"]),
    ("municipalities.csv", "116000", "-116000", ["municipalities.csv:26: albanian is '-116000'; a whole number from 0 up"]),
    ("municipalities.csv", "116000", '"116,000"', ["municipalities.csv:26: albanian is '116,000'"]),
    ("municipalities.csv", "116000", "NaN", ["municipalities.csv:26: albanian is 'NaN'"]),
    ("municipalities.csv", "116000", "٣", ["municipalities.csv:26: albanian is '٣'"]),
    ("municipalities.csv", "116000", "9" * 30, ["municipalities.csv:26: albanian is too large; at most 100,000,000"]),
    ("municipalities.csv", "116000", "100000001", ["municipalities.csv:26: albanian is too large; at most 100,000,000"]),
    ("municipalities.csv", "116000", "117000", ["municipalities.csv:26: communities add up to 130,655, the total is 129,655; they may differ by 0.25% at most"]),
    ("municipalities.csv", "Gnjilane,Gjilan", ",Gjilan", ["municipalities.csv:26: name is empty"]),
    ("municipalities.csv", "Gnjilane,Gjilan", "Priština ,Gjilan", ["municipalities.csv:26: municipality 'Priština' stands there twice; first at municipalities.csv:18"]),
    ("municipalities.csv", "Gnjilane,Gjilan", "P" * 81 + ",Gjilan", ["municipalities.csv:26: name has 81 characters; at most 80"]),
    ("municipalities.csv", "Gnjilane,Gjilan", '"Gnji\nlane",Gjilan', ["municipalities.csv:26: name holds a line break"]),
    ("municipalities.csv", "42.4503", "142.4503", ["municipalities.csv:26: latitude is '142.4503'; a number from -90 to 90"]),
    ("municipalities.csv", "42.4503", "nan", ["municipalities.csv:26: latitude is 'nan'"]),
    ("municipalities.csv", "Gnjilane,Gjilan", '"Gnjilane,Gjilan', ["municipalities.csv:26: is not CSV: "]),
    ("neighbours.csv", "Dragaš,Prizren", "Dragas,Prizren", ["neighbours.csv:4: unknown municipality 'Dragas'; did you mean 'Dragaš'?"]),
    ("neighbours.csv", "Dragaš,Prizren", "Dragaš,Dragaš", ["neighbours.csv:4: 'Dragaš' is its own neighbour; a pair names two municipalities"]),
    ("neighbours.csv", "Dragaš,Prizren", "Dragaš,Prizren\nPrizren,Dragaš", ["neighbours.csv:5: 'Prizren' and 'Dragaš' are paired twice; first at neighbours.csv:4"]),
    ("neighbours.csv", "Dragaš,Prizren\n", "", ["neighbours.csv: no way leads from Kosovska Mitrovica to Dragaš; add the pairs that join them"]),
    ("contingents.csv", "Armenia,partner", "Armenia,partners", ["contingents.csv:2: category is 'partners'; did you mean 'partner'?"]),
    ("contingents.csv", "Armenia,partner", "Austria,partner", ["contingents.csv:3: nation 'Austria' stands there twice; first at contingents.csv:2"]),
    ("contingents.csv", "South,documented", "Sout,documented", ["contingents.csv:3: sector 'Sout' is no brigade area; did you mean 'South'?"]),
    ("contingents.csv", "South,documented", "South,theatre-wide", ["contingents.csv:3: sector is 'South' and sector_evidence is 'theatre-wide'; both or none are theatre-wide"]),
    ("contingents.csv", ",,2003-07-02", ",2004-01-01,2003-07-02", ["contingents.csv:25: exit 2003-07-02 is not after entry 2004-01-01"]),
    ("contingents.csv", ",2003-07-02", ",2003-07-32", ["contingents.csv:25: exit is '2003-07-32'; a date as YYYY-MM-DD, YYYY-MM or YYYY"]),
    ("contingents.csv", ",2003-07-02", ",2003-W27-3", ["contingents.csv:25: exit is '2003-W27-3'"]),
    ("contingents.csv", ",2003-07-02", ",1999-08-01", ["contributions.csv:96: Russia has 3,595 troops on 1999-09-08; it left on 1999-08-01"]),
    ("contributions.csv", "2009-11,year,Armenia", "2009-11,year,Armennia", ["contributions.csv:4: unknown nation 'Armennia'; did you mean 'Armenia'?"]),
    ("contributions.csv", "1999-06-08,day,Austria", "2009-11,month,Austria", ["contributions.csv:7: a second figure for Austria on 2009-11-15 is used; first at contributions.csv:6; use one"]),
    ("contributions.csv", "70,deployed,yes", "70,deployed,no", ["contributions.csv: no used row gives troops for Armenia; use one, or remove the nation"]),
    ("contributions.csv", "70,deployed,yes", "0,deployed,yes", ["contributions.csv: no used row gives troops for Armenia"]),
    ("contributions.csv", "70,deployed,yes", "70,deployed,true", ["contributions.csv:4: use is 'true'; allowed: yes, no"]),
    ("contributions.csv", "no,after the period", "no,", ["contributions.csv:2: is not used and does not say why; write the reason in use_note"]),
    ("contributions.csv", "2009-11,year,Armenia", "2009-11,day,Armenia", ["contributions.csv:4: precision is 'day' and date is '2009-11'; at best month"]),
    ("strength.csv", "total,pledged,context", "total,pledged,contexts", ["strength.csv:2: role is 'contexts'; did you mean 'context'?"]),
    ("strength.csv", "total,pledged,context", "kosovo,pledged,context", ["strength.csv:2: scope is 'kosovo'; did you mean 'in-kosovo'?"]),
    ("polygons.geojson", '"name":"Peć"', '"name":"Pec"', ["polygons.geojson: polygon of an unknown municipality 'Pec'; did you mean 'Peć'?", "polygons.geojson: no polygon for Peć"]),
    ("polygons.geojson", '"name":"Peć"', '"label":"Peć"', ["polygons.geojson: feature 1: is no polygon with a name"]),
    ("polygons.geojson", '"name":"Peć"', '"name":"Prizren"', ["'Prizren' stands there twice; keep one of them"]),
    ("polygons.geojson", "20.4034", "NaN", ["polygons.geojson: feature 1: is no polygon with a name"]),
    ("polygons.geojson", "20.4034", "1" + "0" * 400, ["polygons.geojson: feature 1: is no polygon with a name"]),
    ("polygons.geojson", '"features"', '"feature"', ["polygons.geojson: holds no features"]),
    ("polygons.geojson", "{", "(", ["polygons.geojson: is not JSON; save it as GeoJSON"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), FAULTS, ids=lambda value: str(value)[:30])
def test_a_fault_is_named_by_file_and_line(folder, file, old, new, expected):
    edit(folder, file, old, new)
    faults = faults_of(paths_in(folder))
    assert len(faults) == len(expected), faults
    for text in expected:
        assert any(text in fault for fault in faults), faults


def test_all_faults_come_at_once(folder):
    edit(folder, "municipalities.csv", "116000", "many")
    edit(folder, "municipalities.csv", "Vitina,Viti", "Priština,Viti")
    edit(folder, "contingents.csv", "Armenia,partner", "Armenia,friend")
    edit(folder, "contributions.csv", "70,deployed", "lots,deployed")
    edit(folder, "strength.csv", "47868", "")
    (folder / "neighbours.csv").unlink()
    (folder / "polygons.geojson").write_bytes(b"\xff")
    places = [fault.split(": ")[0] for fault in faults_of(paths_in(folder))]
    assert sorted(places) == [
        "contingents.csv:2",
        "contributions.csv:4",
        "municipalities.csv:26",
        "municipalities.csv:27",
        "neighbours.csv",
        "polygons.geojson",
        "strength.csv:2",
    ]


def test_many_faults_of_one_table_are_counted_not_printed(folder):
    rows = "\n".join("Nowhere," for _ in range(1_000))
    (folder / "neighbours.csv").write_text(f"a,b\n{rows}\n", encoding="utf-8")
    faults = faults_of(paths_in(folder))
    assert len(faults) == 101
    assert faults[-1] == "neighbours.csv: has 900 more faults"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "strength.csv: is empty; the columns are date, troops"),
        (b" \n\n", "strength.csv: is empty"),
        ("date,Größe\n".encode("latin-1"), "strength.csv: is not UTF-8 (byte 8); save it as CSV UTF-8"),
        (
            b"date;troops;scope;role\n",
            "strength.csv: has one column with semicolons in it; separate the columns by commas",
        ),
        (b"date,troops,scope,role\n" + b"#" * 2 * 1024 * 1024, "strength.csv: is larger than 2 MiB"),
    ],
    ids=["empty", "blank", "latin-1", "semicolons", "huge"],
)
def test_a_file_that_is_no_table(folder, content, expected):
    (folder / "strength.csv").write_bytes(content)
    (fault,) = faults_of(paths_in(folder))
    assert fault.startswith(expected)


def test_files_that_are_not_there(folder):
    paths = {**paths_in(folder), "strength": folder, "neighbours": folder / "none.csv", "contingents": Path("a\0b")}
    del paths["municipalities"]
    faults = faults_of(paths)
    assert faults[0] == 'tables.municipalities: missing; write municipalities = "municipalities.csv"'
    assert faults[1].startswith("none.csv: no such file")
    assert faults[-1] == "tables: is a folder or no ordinary file; name a table file"
    assert len(faults) == 4


def test_a_spreadsheet_may_have_saved_them(folder, shipped):
    for name in NAMES:
        path = folder / f"{name}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n,,\r\n")
    assert read_tables(paths_in(folder)) == shipped


@pytest.mark.parametrize("count", [0, 501])
def test_the_number_of_municipalities_is_bounded(folder, count):
    header = "name,brigade,population_total,albanian,serb,roma-ashkali-egyptian,other,latitude,longitude\n"
    rows = "".join(f"Place {number},North,1,1,0,0,0,42,21\n" for number in range(count))
    (folder / "minimal" / "municipalities.csv").write_text(header + rows, encoding="utf-8")
    assert f"municipalities.csv: has {count} municipalities; from 1 to 500" in faults_of(paths_in(folder / "minimal"))


def test_a_row_over_two_lines_does_not_shift_the_count(folder):
    (folder / "neighbours.csv").write_text('a,b\n"Dra\ngaš",Prizren\n\nPeć,\n', encoding="utf-8")
    assert [fault.split(": ")[0] for fault in faults_of(paths_in(folder))] == ["neighbours.csv:2", "neighbours.csv:5"]


def test_somebody_must_live_somewhere_not_everywhere(folder):
    edit(folder, "municipalities.csv", "70457,70457", "0,0")
    assert min(row.population_total for row in read_tables(paths_in(folder)).municipalities) == 0
    edit(folder, "minimal/municipalities.csv", "100000,90000,10000", "0,0,0")
    assert faults_of(paths_in(folder / "minimal")) == [
        "municipalities.csv: nobody lives in any municipality; give at least one community a population"
    ]


def test_strength_and_polygons_may_be_left_out(shipped):
    paths = {name: path for name, path in paths_in(SHIPPED).items() if name not in ("strength", "polygons")}
    tables = read_tables(paths)
    assert (tables.strength, tables.polygons) == ((), {})
    assert tables.municipalities == shipped.municipalities


class TestChecksums:
    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            ("contributions.csv", "a personal page", "a private page"),
            ("contributions.csv", "Albania,member,13", "Albania,member,14"),
            ("strength.csv", "without Russia", "Russia apart"),
            ("neighbours.csv", "Dečani,Peć\nDečani,Đakovica", "Đakovica,Dečani\nPeć,Dečani"),
            ("contingents.csv", "no source found", "nothing found"),
            ("municipalities.csv", "as in the source", "as the source has it"),
        ],
    )
    def test_words_and_unused_rows_do_not_count(self, folder, shipped, file, old, new):
        edit(folder, file, old, new)
        assert read_tables(paths_in(folder)).checksums() == shipped.checksums()

    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            ("contributions.csv", "70,deployed", "71,deployed"),
            ("contributions.csv", "1999-06-08,day,Austria", "1999-06-09,day,Austria"),
            ("strength.csv", "47868", "47869"),
            ("neighbours.csv", "Kosovo Polje,Lipljan\n", ""),
            ("contingents.csv", "2003-07-02", "2003-07-03"),
            ("contingents.csv", "South,documented", "North,documented"),
            ("municipalities.csv", "116000", "116001"),
            ("municipalities.csv", "42.4503", "42.4504"),
        ],
    )
    def test_a_number_changes_the_sum_of_its_own_table(self, folder, shipped, file, old, new):
        edit(folder, file, old, new)
        changed, before = read_tables(paths_in(folder)).checksums(), shipped.checksums()
        assert [name for name in before if changed[name] != before[name]] == [file.removesuffix(".csv")]

    def test_the_order_of_places_counts(self, folder, shipped):
        path = folder / "municipalities.csv"
        first, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([first, *reversed(rows)]), encoding="utf-8")
        assert read_tables(paths_in(folder)).checksums()["municipalities"] != shipped.checksums()["municipalities"]


def test_citations_are_distinct_and_leave_out_unused_rows(shipped):
    titles, addresses = zip(*shipped.citations, strict=True)
    assert max(Counter(titles).values()) == max(Counter(filter(None, addresses)).values()) == 1
    assert {"NATO's role in the Kosovo conflict (topic text)", "Table reposted on FAR-Maroc forum"} <= set(titles)
    assert not any("Modellbauclub" in title for title in titles)


def test_marks_after_the_end_are_not_cited(shipped):
    later = set(shipped.citations) - set(shipped.citations_until(date(2008, 12, 31)))
    assert {"NATO KFOR placemat, Feb 2017", "Reuters via Irish Times, 11 Jun 2009"} <= {title for title, _ in later}
    assert len(later) == len({row.url for row in shipped.strength if row.role == "check" and row.on.year > 2008}) - 1


def test_polygons_alone_name_their_file(tmp_path):
    path = tmp_path / "outlines.geojson"
    path.write_text('{"features": [{}]}', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"outlines\.geojson: feature 1: is no polygon with a name"):
        read_polygons(path)


def test_a_place_of_several_parts_has_several_rings(tmp_path):
    square = [[0, 0], [1, 0], [1, 1], [0, 0]]
    path = tmp_path / "outlines.geojson"
    path.write_text(
        '{"features": [{"properties": {"name": "Isles"}, "geometry": {"type": "MultiPolygon", '
        f'"coordinates": [[{square}], [{square}]]}}}}]}}',
        encoding="utf-8",
    )
    assert read_polygons(path) == {"Isles": [((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))] * 2}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from(["municipalities.csv", "neighbours.csv", "contingents.csv", "contributions.csv"]),
    at=st.integers(0, 600),
    length=st.integers(0, 40),
    junk=st.one_of(st.binary(max_size=12), st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace"))),
)
def test_junk_is_either_read_or_told_as_faults(tmp_path, file, at, length, junk):
    for name in NAMES:
        shutil.copy(SHIPPED / "minimal" / f"{name}.csv", tmp_path)
    content = (tmp_path / file).read_bytes()
    (tmp_path / file).write_bytes(content[:at] + junk + content[at + length :])
    faults, tables = (), None
    try:
        tables = read_tables(paths_in(tmp_path))
    except ScenarioError as error:
        faults = error.faults
    assert faults or tables.contingents
    assert "\n" not in "".join(str(fault) for fault in faults)


def test_homicides_are_read_and_cited_and_change_no_number(tmp_path):
    header = "start,end,deaths,source_title\n"
    (tmp_path / "homicides.csv").write_text(header + "1999-06-12,1999-06-26,40,A count\n", encoding="utf-8")
    tables = read_tables({**paths_in(SHIPPED / "minimal"), "homicides": tmp_path / "homicides.csv"})
    (row,) = tables.homicides
    assert (row.start, row.end, row.deaths) == (date(1999, 6, 12), date(1999, 6, 26), 40)
    assert ("A count", "") in tables.citations
    assert tables.checksums() == read_tables(paths_in(SHIPPED / "minimal")).checksums()


def test_a_period_of_homicides_must_not_end_before_it_starts(tmp_path):
    (tmp_path / "homicides.csv").write_text("start,end,deaths\n1999-06-12,1999-06-12,4\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"homicides.csv:2: end 1999-06-12 is not after start 1999-06-12"):
        read_tables({**paths_in(SHIPPED / "minimal"), "homicides": tmp_path / "homicides.csv"})
