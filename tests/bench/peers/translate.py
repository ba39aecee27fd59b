"""Says generated RAM policies in the languages of the peers.

A statement stays one statement, a pattern stays a pattern of the same kind, and a
condition asks for the same. Services, actions, resources and keys become ones that
AWS has, because a peer is quicker with what it does not know.
"""

import json
import re
from datetime import datetime, timezone

# Of each service: the one of AWS, a resource that it has, what deletes an instance,
# and what stands for the verbs that it lacks.
SERVICES = {
    "kvstore": ("elasticache", "arn:aws:elasticache:*:*:replicationgroup:{}", "DeleteCacheCluster", {"Get*": "List*"}),
    "ecs": ("ec2", "arn:aws:ec2:*:*:instance/{}", "TerminateInstances", {}),
    "rds": ("rds", "arn:aws:rds:*:*:db:{}", "DeleteDBInstance", {"Get*": "Download*"}),
    "oss": ("s3", "arn:aws:s3:::{}", "DeleteBucket", {"Modify*": "Put*", "Start*": "Initiate*"}),
    "ram": ("iam", "arn:aws:iam::*:user/{}", "DeleteUser",
            {"Describe*": "Simulate*", "Modify*": "Update*", "Start*": "Enable*"}),
    "vpc": ("ec2", "arn:aws:ec2:*:*:vpc/{}", "DeleteVpc", {}),
    "slb": ("elasticloadbalancing", "arn:aws:elasticloadbalancing:*:*:loadbalancer/{}", "DeleteLoadBalancer",
            {"List*": "Get*", "Start*": "Register*"}),
    "log": ("logs", "arn:aws:logs:*:*:log-group:{}", "DeleteLogGroup", {"Modify*": "Put*"}),
    "kms": ("kms", "arn:aws:kms:*:*:key/{}", "ScheduleKeyDeletion", {"Modify*": "Update*", "Start*": "Enable*"}),
    "fc": ("lambda", "arn:aws:lambda:*:*:function:{}", "DeleteFunction",
           {"Describe*": "Get*", "Modify*": "Update*", "Start*": "Invoke*"}),
    "cs": ("eks", "arn:aws:eks:*:*:cluster/{}", "DeleteCluster",
           {"Get*": "Access*", "Modify*": "Update*", "Start*": "Register*"}),
    "dds": ("docdb-elastic", "arn:aws:docdb-elastic:*:*:cluster/{}", "DeleteCluster",
            {"Describe*": "Get*", "Modify*": "Update*"}),
    "cdn": ("cloudfront", "arn:aws:cloudfront::*:distribution/{}", "DeleteDistribution",
            {"Modify*": "Update*", "Start*": "Publish*"}),
    "mns": ("sqs", "arn:aws:sqs:*:*:{}", "DeleteQueue", {"Describe*": "Receive*", "Modify*": "Set*"}),
    "ots": ("dynamodb", "arn:aws:dynamodb:*:*:table/{}", "DeleteTable", {"Modify*": "Update*"}),
    "sts": ("sts", "arn:aws:iam::*:role/{}", "TagSession",
            {"Describe*": "Decode*", "List*": "Get*", "Modify*": "Set*", "Create*": "Tag*", "Start*": "Assume*"}),
}
KEYS = {
    "acs:SourceIp": "aws:SourceIp",
    "acs:MFAPresent": "aws:MultiFactorAuthPresent",
    "acs:SecureTransport": "aws:SecureTransport",
    "acs:CurrentTime": "aws:CurrentTime",
    "acs:ResourceTag/env": "aws:ResourceTag/env",
    "acs:RequestTag/team": "aws:RequestTag/team",
}
# The action that ramlint guards, and what destroys as much with AWS.
GUARDED = ("kvstore:DestroyInstance", "elasticache:DeleteReplicationGroup")
ACCOUNTS = ("1000000000000001", "123456789012")


def listed(value):
    """One text as a list of one."""
    return value if isinstance(value, list) else [value]


def action(text):
    """An action or a pattern."""
    if text in ("*", GUARDED[0]):
        return "*" if text == "*" else GUARDED[1]
    service, verb = text.split(":")
    name, _, deletes, lacks = SERVICES[service]
    return f"{name}:{deletes if verb == 'DeleteInstance' else lacks.get(verb, verb)}"


def resource(text):
    """A resource or a pattern; its last part stays."""
    if text == "*":
        return text
    _, service, _, _, rest = text.split(":", 4)
    return SERVICES[service][1].format(rest.split("/")[-1])


def moment(text):
    """A time in UTC: not all of the peers take every offset."""
    return datetime.fromisoformat(text).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def condition(block):
    """The condition of a statement."""
    return {
        operator: {
            # One value stays one value: parliament ends in a traceback at a list for Bool.
            KEYS[key]: moment(values) if operator.startswith("Date") else values
            for key, values in keys.items()
        }
        for operator, keys in block.items()
    }


def to_aws(text):
    """A RAM policy, or the trust policy of a role, as one of AWS."""
    policy = json.loads(text)
    statements = []
    for statement in listed(policy["Statement"]):
        said = {"Effect": statement["Effect"], "Action": [action(each) for each in listed(statement["Action"])]}
        if "Principal" in statement:
            users = [each.replace("acs:ram::" + ACCOUNTS[0], "arn:aws:iam::" + ACCOUNTS[1])
                     for each in statement["Principal"]["RAM"]]
            said["Principal"] = {"AWS": users}
        else:
            said["Resource"] = [resource(each) for each in listed(statement["Resource"])]
        if "Condition" in statement:
            said["Condition"] = condition(statement["Condition"])
        statements.append(said)
    return {"Version": "2012-10-17", "Statement": statements}


def like(attribute, patterns):
    """A test of Cedar that one of some patterns covers a text; nothing for all texts."""
    if "*" in patterns:
        return []
    return ["(" + " || ".join(f'context.{attribute} like "{pattern}"' for pattern in patterns) + ")"]


def tests(block):
    """The tests of Cedar that a condition of AWS asks for."""
    found = []
    for operator, keys in block.items():
        for key, values in keys.items():
            name = f'context["{key.removeprefix("aws:")}"]'
            form = {
                "IpAddress": '{name}.isInRange(ip("{value}"))',
                "Bool": "{name} == {value}",
                "StringEquals": '{name} == "{value}"',
                "StringLike": '{name} like "{value}"',
                "DateLessThan": '{name} < datetime("{value}")',
            }[operator]
            found.append("(" + " || ".join(form.format(name=name, value=value) for value in listed(values)) + ")")
    return found


def to_cedar(policy):
    """A policy of AWS in Cedar. It has patterns for texts alone, so that action and
    resource are texts of the context; its case does not fold, so that it is folded."""
    said = []
    for statement in policy["Statement"]:
        when = like("action", [each.lower() for each in statement["Action"]])
        when += like("resource", statement["Resource"])
        when += tests(statement.get("Condition", {}))
        effect = "permit" if statement["Effect"] == "Allow" else "forbid"
        said.append(f"{effect} (principal, action, resource) when {{ {' && '.join(when) or 'true'} }};\n")
    return "".join(said)


def arn(kind, name):
    """The name of something of the account."""
    return f"arn:aws:iam::{ACCOUNTS[1]}:{kind}/{name}"


def managed(name, document):
    """A policy as the details of an account hold it."""
    day = "2026-01-01T00:00:00Z"
    return {
        "PolicyName": name, "PolicyId": name, "Arn": arn("policy", name), "Path": "/", "DefaultVersionId": "v1",
        "AttachmentCount": 1, "IsAttachable": True, "CreateDate": day, "UpdateDate": day,
        "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": True, "Document": document, "CreateDate": day}],
    }


def details(policies):
    """The details of an account in which nobody holds the policies."""
    return {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [],
            "Policies": [managed(name, document) for name, document in policies]}


ENTRY = re.compile(r"  (\w+): \{ (?:members: \[([^]]*)\], |trust: (\S+), )?policies: \[(\w+)\] \}")


def to_details(folder):
    """An account as `aws iam get-account-authorization-details` tells it, from the
    files that the generator of accounts writes."""
    users, groups, roles, policies, member_of = [], [], [], [], {}
    section = None
    for line in (folder / "ram-attachments.yaml").read_text().splitlines():
        if not line.startswith(" "):
            section = line.removesuffix(":")
            continue
        if section == "policies":
            name, file = line.strip().split(": ")
            document = to_aws((folder / file).read_text())
            policies.append(managed(name, document))
            continue
        name, members, trust, policy = ENTRY.fullmatch(line).groups()
        held = {"Path": "/", "CreateDate": "2026-01-01T00:00:00Z",
                "AttachedManagedPolicies": [{"PolicyName": policy, "PolicyArn": arn("policy", policy)}]}
        if section == "users":
            users.append({"UserName": name, "UserId": name, "Arn": arn("user", name), "UserPolicyList": [], **held})
        elif section == "groups":
            groups.append({"GroupName": name, "GroupId": name, "Arn": arn("group", name), "GroupPolicyList": [],
                           **held})
            for member in members.split(", "):
                member_of.setdefault(member, []).append(name)
        else:
            roles.append({"RoleName": name, "RoleId": name, "Arn": arn("role", name), "RolePolicyList": [],
                          "InstanceProfileList": [], "Tags": [], "RoleLastUsed": {},
                          "AssumeRolePolicyDocument": to_aws((folder / trust).read_text()), **held})
    for user in users:
        user["GroupList"] = member_of.get(user["UserName"], [])
    return {"UserDetailList": users, "GroupDetailList": groups, "RoleDetailList": roles, "Policies": policies}
