#!/usr/bin/env python3
"""Compares ramlint with other programs of its kind, on the same generated policies.

Installs what can be installed below `target/peers`, writes nothing anywhere else, and
prints tables of medians. `--write` puts them into the README beside this file too.
`RAMLINT` names the program that is measured; without it, the release is built.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers
import translate
from peers import HERE, INPUTS, PROJECT, WORK, Unavailable, run

BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
# Who takes longer than this, in seconds, is measured in fewer rounds.
LONG, FEWER = 10, 3
# Who takes less than this is run more than once in a round.
SHORT, MORE = 0.2, 5


def inputs(policies, principals):
    """Generates what is read, once as it is and once in the languages of the peers."""
    make = ["cargo", "run", "--quiet", "--manifest-path", PROJECT / "tests/bench/Cargo.toml", "--bin", "corpus", "--"]
    for count in policies:
        run(*make, "policies", INPUTS / f"ram-{count}", count)
        folder = INPUTS / f"aws-{count}"
        folder.mkdir(exist_ok=True)
        held = []
        for path in sorted((INPUTS / f"ram-{count}").glob("p*.json")):
            policy = translate.to_aws(path.read_text())
            (folder / path.name).write_text(json.dumps(policy, indent=2) + "\n")
            (folder / path.with_suffix(".cedar").name).write_text(translate.to_cedar(policy))
            held.append((path.stem, policy))
        (INPUTS / f"details-{count}.json").write_text(json.dumps(translate.details(held)))
    for count in principals:
        folder = INPUTS / f"account-{count}"
        run(*make, "account", folder, count)
        folder.with_suffix(".json").write_text(json.dumps(translate.to_details(folder)))


def once(program):
    """Runs a program to its end: seconds, seconds of the processors, and what it printed."""
    home = WORK / "home"
    home.mkdir(exist_ok=True)
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryFile(dir=WORK) as out, tempfile.TemporaryFile(dir=WORK) as error:
        start = time.perf_counter()
        child = subprocess.Popen(program.argv, stdin=subprocess.DEVNULL, stdout=out, stderr=error, env=surroundings,
                                 cwd=home)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        error.seek(0)
        text = out.read().decode()
        complaint = error.read().decode()
        # Python ends a program that failed with 1, which many say for "findings".
        if child.returncode not in program.ends or "Traceback (most recent call last)" in complaint:
            last = (complaint.strip() or text.strip()).splitlines()[-1:]
            raise Unavailable(f"it ended with {child.returncode}: {' '.join(last)}")
    return seconds, usage.ru_utime + usage.ru_stime, text


def measure(candidates, rounds):
    """Runs all in turn, round after round: each program's seconds, those of the
    processors and its words, and why the others are missing."""
    programs, missing = [], []
    for name, prepare in candidates:
        try:
            program = prepare()
            # Not counted: files come into memory, and Python compiles its modules.
            seconds, _, text = once(program)
            programs.append((program, seconds, program.says(text)))
        except (Unavailable, OSError, ValueError, KeyError, AssertionError) as error:
            missing.append(f"{name} is missing: {error or 'its output is not what it was'}.")
            if not programs:
                sys.exit(missing[0])
    taken = {program.name: [] for program, _, _ in programs}
    worked = {program.name: [] for program, _, _ in programs}
    for number in range(rounds):
        for program, first, _ in programs:
            if first > LONG and number >= FEWER:
                continue
            for _ in range(MORE if first < SHORT else 1):
                seconds, work, _ = once(program)
                taken[program.name].append(seconds)
                worked[program.name].append(work)
        print(f"  round {number + 1} of {rounds}", file=sys.stderr)
    return [(program.name, taken[program.name], worked[program.name], said) for program, _, said in programs], missing


def digits(number):
    """Two significant digits, or all before the point."""
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.1f}" if number >= 0.995 else f"{number:.2f}"


def period(seconds):
    """A time in the unit that suits it."""
    return f"{digits(seconds)} s" if seconds >= 1 else f"{digits(seconds * 1e3)} ms"


def table(title, rows, missing):
    """What was measured, in Markdown; the first row is what the others are held against."""
    lines = [f"| {title} | takes | from – to | of ramlint's | processor time | of ramlint's | says |",
             "|---|---|---|---|---|---|---|"]
    times = [(statistics.median(taken), statistics.median(worked)) for _, taken, worked, _ in rows]
    for (name, taken, _, said), (median, work) in zip(rows, times):
        lines.append(f"| {name} | {period(median)} | {period(min(taken))} – {period(max(taken))} | "
                     f"{digits(median / times[0][0])} | {period(work)} | {digits(work / times[0][1])} | {said} |")
    return "\n".join(lines + [""] + [f"{line}\n" for line in missing])


def ramlint():
    """The program that the others are compared with."""
    if named := os.environ.get("RAMLINT"):
        return Path(named).resolve()
    run("cargo", "build", "--release", "--locked", "--manifest-path", PROJECT / "Cargo.toml", "--target-dir",
        PROJECT / "target")
    return PROJECT / "target/release/ramlint"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often each runs (default: %(default)s)")
    parser.add_argument("--policies", type=int, nargs="*", default=[1, 1_000], help="numbers of policy files")
    parser.add_argument("--principals", type=int, nargs="*", default=[10_000], help="numbers of principals")
    parser.add_argument("--write", action="store_true", help="put the tables into the README too")
    arguments = parser.parse_args()
    INPUTS.mkdir(parents=True, exist_ok=True)
    try:
        program = ramlint()
        inputs(arguments.policies, arguments.principals)
    except (Unavailable, OSError) as error:
        sys.exit(str(error))
    load = os.getloadavg()[0]
    tables = []
    for count in arguments.policies:
        title = "one policy file" if count == 1 else f"{count:,} policy files"
        print(title, file=sys.stderr)
        tables.append(table(title, *measure(peers.on_policies(program, count), arguments.rounds)))
    for count in arguments.principals:
        title = f"{count:,} principals"
        print(title, file=sys.stderr)
        tables.append(table(title, *measure(peers.on_account(program, count), arguments.rounds)))
    text = "\n".join([f"Measured on {os.cpu_count()} cores, with {load:.1f} processes waiting for them before "
                      f"({os.getloadavg()[0]:.1f} after); processor time hardly depends on those. Medians, of whole "
                      "processes.\n", *tables])
    print(text)
    if arguments.write:
        path = HERE / "README.md"
        before, rest = path.read_text().split(BEGIN)
        _, after = rest.split(END)
        path.write_text(f"{before}{BEGIN}{text}{END}{after}")


if __name__ == "__main__":
    main()
