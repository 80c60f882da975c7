"""Measure kfor-sim side by side with what it is compared with, in one run, and print the ratios as they come.

python benchmarks                                     every part but the long one, some ten minutes
python benchmarks --quick                             the same made small, for trying out
python benchmarks --only residents week               some parts
python benchmarks --mesa-frames frames/bin/python     with mesa-frames, from an environment of its own
python benchmarks --write                             also renew benchmarks/README.md and benchmarks/scaling.png
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from measuring import Finding, Settings, said
from readme import PICTURE, section, write

PARTS = {
    "processes": "whole commands: start-up, imports, a replicate, full scale, the default run, and their memory",
    "residents": "the residents' step against one Mesa agent each, and against one pass over their traits",
    "frames": "the residents' step against mesa-frames; needs it here or in the environment of --mesa-frames",
    "compiled": "the residents' step against the same by numba, first use included; needs numba here",
    "scaling": "how cost grows with residents, weeks, replicates and workers",
    "units": "what living through a run, packing, saving, tabulating and handing it over cost each",
    "week": "the share of each of a week's ten processes",
    "lattice": "Epstein's run 2 on the compiled lattice against Mesa's own example; needs numba here",
    "endurance": "1,000 replicates with one and two workers, and killed in the middle; half an hour, only if asked for",
}
LONG = ("endurance",)


def main() -> None:
    """Run the parts asked for, and write where asked to."""
    parser = _parser()
    asked = parser.parse_args()
    if asked.write and (asked.quick or asked.json):
        parser.error("--write keeps what was measured in full: leave out --quick and --json")
    settings = Settings(asked.quick, asked.mesa_frames, PICTURE if asked.write else None)
    found = {part: _run(part, settings, as_json=asked.json) for part in asked.only}
    if asked.write:
        write({part: section(import_module(part), findings) for part, findings in found.items()}, order=PARTS)


def _parser() -> argparse.ArgumentParser:
    """Describe the command."""
    parts = "\n".join(f"  {name:<12}{what}" for name, what in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python benchmarks",
        description=__doc__,
        epilog=f"parts:\n{parts}\n\nRatios are those of pairs run in turn (A B A B ...): the median, and the lowest and"
        " highest pair.\nThey travel better than seconds, which are those of one machine on one day.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    default = [part for part in PARTS if part not in LONG]
    parser.add_argument("--only", nargs="+", choices=PARTS, default=default, metavar="PART", help="run these parts")
    parser.add_argument("--quick", action="store_true", help="make every part small; the figures mean little")
    parser.add_argument("--write", action="store_true", help="renew the parts' sections of benchmarks/README.md")
    parser.add_argument(
        "--mesa-frames", type=Path, metavar="PYTHON", help="an interpreter that can import mesa-frames and kfor-sim"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON value a line for each row or remark")
    return parser


def _run(part: str, settings: Settings, *, as_json: bool) -> list[Finding]:
    """Run one part and print what it finds as it comes."""
    module = import_module(part)
    if not as_json:
        print(f"\n{module.TITLE}", flush=True)
    findings: list[Finding] = []
    for finding in module.measure(settings):
        print(_json(finding) if as_json else said(finding), flush=True)
        findings.append(finding)
    return findings


def _json(finding: Finding) -> str:
    """Give a row as an object, a remark as a string."""
    return json.dumps(finding if isinstance(finding, str) else asdict(finding))


if __name__ == "__main__":
    main()
