"""Who is compared with ramlint: how each is installed, started, and asked whether it
did its work."""

import json
import re
import subprocess
import sys
from pathlib import Path

import translate

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
WORK = PROJECT / "target" / "peers"
BIN = WORK / "venv" / "bin"
INPUTS = WORK / "inputs"
SERVICES = WORK / "services"


class Unavailable(Exception):
    """Why a program cannot be compared here."""


def run(*argv, **more):
    """Runs a step of the preparation, and says what it said if it fails."""
    done = subprocess.run([str(each) for each in argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode:
        last = done.stdout.strip().splitlines()[-1:] or ["it said nothing"]
        raise Unavailable(f"`{Path(argv[0]).name} {argv[1]}` failed: {last[0]}")


def from_pypi(name):
    """Installs a package into the virtual environment, in the version of the constraints."""
    if not (BIN / "pip").exists():
        run(sys.executable, "-m", "venv", WORK / "venv")
    run(BIN / "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", HERE / "constraints.txt",
        name)


def decide():
    """Builds the program that the two crates are called from."""
    run("cargo", "build", "--release", "--locked", "--manifest-path", HERE / "decide" / "Cargo.toml",
        "--target-dir", WORK / "cargo")
    return WORK / "cargo" / "release" / "ramlint-peers"


def services():
    """iam-policy-validator asks the network what services there are, or a folder. The
    folder is made from what parliament brings along."""
    found = list((WORK / "venv").glob("lib/python*/site-packages/parliament/iam_definition.json"))
    if not found:
        raise Unavailable("it asks the network for the services of AWS; without one they come from parliament")
    SERVICES.mkdir(parents=True, exist_ok=True)
    index = []
    for service in json.loads(found[0].read_text()):
        prefix = service["prefix"]
        kinds = [kind["resource_type"].rstrip("*") for each in service["privileges"] for kind in each["resource_types"]]
        index.append({"service": prefix, "url": f"https://localhost/{prefix}.json"})
        told = {
            "Name": prefix,
            "Actions": [{
                "Name": each["privilege"],
                "ActionConditionKeys": sorted({key for kind in each["resource_types"]
                                               for key in kind["condition_keys"]}),
                "Resources": [{"Name": kind["resource_type"].rstrip("*")} for kind in each["resource_types"]
                              if kind["resource_type"]],
            } for each in service["privileges"]],
            "Resources": [{"Name": each["resource"], "ARNFormats": [each["arn"]],
                           "ConditionKeys": each["condition_keys"]}
                          for each in service["resources"] if each["resource"] in kinds],
            "ConditionKeys": [{"Name": each["condition"], "Types": [each["type"]]} for each in service["conditions"]],
        }
        (SERVICES / f"{prefix}.json").write_text(json.dumps(told))
    (SERVICES / "_services.json").write_text(json.dumps(index))


class Program:
    """One that is measured: its name with the version, a command, and what shows from
    its output that it did the work."""

    def __init__(self, name, argv, says, ends=(0,)):
        self.name = name
        self.argv = [str(each) for each in argv]
        self.says = says
        self.ends = ends


def version(package):
    """The version of a package that the constraints name."""
    return re.search(rf"^{package}==(\S+)$", (HERE / "constraints.txt").read_text(), re.M)[1]


def findings(text, count):
    """What `ramlint check --format json` found."""
    report = json.loads(text)
    assert report["complete"] and report["inputs"]["documents"] == count
    return f"{len(report['findings']):,} findings"


def ramlint_on_policies(program, count):
    return Program("ramlint `check`", [program, "check", "--format", "json", INPUTS / f"ram-{count}"],
                   lambda text: findings(text, count), (0, 1))


def parliament(count):
    from_pypi("parliament")
    return Program(f"parliament {version('parliament')}",
                   [BIN / "parliament", "--json", "--include_policy_extension", ".json",
                    "--directory", INPUTS / f"aws-{count}"],
                   lambda text: f"{len([json.loads(line) for line in text.splitlines()]):,} findings", (0, 1))


def validator(count):
    from_pypi("iam-policy-validator")
    services()

    def says(text):
        report = json.loads(text)
        assert report["total_policies"] == count
        return f"{report['total_issues']:,} findings"

    return Program(f"iam-policy-validator {version('iam-policy-validator')}",
                   [BIN / "iam-validator", "--log-level", "critical", "validate", "--format", "json",
                    "--policy-type", "IDENTITY_POLICY", "--aws-services-dir", SERVICES,
                    "--path", INPUTS / f"aws-{count}"],
                   says, (0, 1))


def cloudsplaining(count):
    from_pypi("cloudsplaining")
    (WORK / "report").mkdir(exist_ok=True)

    def says(_):
        risks = json.loads((WORK / "report" / f"iam-results-details-{count}.json").read_text())
        assert len(risks["customer_managed_policies"]) == count
        return f"{count:,} policies in its report"

    return Program(f"cloudsplaining {version('cloudsplaining')}",
                   [BIN / "cloudsplaining", "scan", "--skip-open-report", "--output", WORK / "report",
                    "--input-file", INPUTS / f"details-{count}.json"],
                   says, (0, 1))


def crate(name, count):
    def says(text):
        assert text.startswith(f"{count} policies")
        return text.strip()

    return Program(name, [decide(), name.split()[0], INPUTS / f"aws-{count}"], says)


def on_policies(program, count):
    """Programs that read policy files; to each, how to get it."""
    return [
        ("ramlint", lambda: ramlint_on_policies(program, count)),
        ("iam-rs", lambda: crate("iam-rs 0.8.0", count)),
        ("cedar", lambda: crate("cedar 4.14.1", count)),
        ("parliament", lambda: parliament(count)),
        ("iam-policy-validator", lambda: validator(count)),
        ("cloudsplaining", lambda: cloudsplaining(count)),
    ]


def told(who, count):
    """How many have the action themselves, and how many by becoming a role only."""
    own, roles = sum(who.values()), len(who) - sum(who.values())
    return f"{own:,} of {count:,} have the action, {roles:,} more by a role"


def ramlint_on_account(program, count):
    def says(text):
        report = json.loads(text)
        who = {}
        for line in report["principals"]:
            if line["id"].startswith(("user/", "role/")):
                own = line["answer"] in ("allowed", "allowed_if")
                if own or line["reach"]:
                    who[line["id"]] = own
        assert report["complete"]
        return told(who, count)

    return Program("ramlint `who-can`", [program, "who-can", "--format", "json", INPUTS / f"account-{count}"], says)


def iamprover(count):
    from_pypi("iamprover")
    invariants = INPUTS / "invariants.yaml"
    invariants.write_text("invariants:\n  - id: destroys\n    description: Nobody destroys a cache\n"
                          f'    forbid: {{ action: "{translate.GUARDED[1]}", resource: "*" }}\n')

    def says(text):
        (invariant,) = json.loads(text)
        return told({each["principal"]: "steps" not in each for each in invariant["counterexamples"]}, count)

    return Program(f"iamprover {version('iamprover')}",
                   [BIN / "iamprover", "verify", "--format", "json", "--closure", "assume-role",
                    "--invariants", invariants, "--gaad", INPUTS / f"account-{count}.json"],
                   says, (0, 2))


def on_account(program, count):
    """Programs that know who holds what; to each, how to get it."""
    return [
        ("ramlint", lambda: ramlint_on_account(program, count)),
        ("iamprover", lambda: iamprover(count)),
    ]
