//! One answer of an API: which call it is to, what was asked, and of what it says
//! only what is used. Nothing else is kept, so that no secret of an answer can
//! come out again.

use std::rc::Rc;

use crate::readers::dump::calls::{self, Body, Call};
use crate::readers::dump::file_name::{self, Key};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::{Candidate, has_words};
use crate::source::Span;
use crate::syntax::{Kind, Value};

/// Members of answers that are used, at any depth.
const USED: &[&str] = &[
    "AccessAssignments",
    "AccessConfigurationId",
    "AccessConfigurationName",
    "AccessConfigurations",
    "AccessKey",
    "AccessKeyId",
    "AccessKeys",
    "Account",
    "AccountId",
    "Accounts",
    "Arn",
    "AssumeRolePolicyDocument",
    "ClientIds",
    "ControlPolicies",
    "ControlPolicy",
    "ControlPolicyAttachment",
    "ControlPolicyAttachments",
    "DefaultPolicyVersion",
    "DefaultVersion",
    "EffectScope",
    "EncodedSAMLMetadataDocument",
    "Fingerprints",
    "Folder",
    "FolderId",
    "Folders",
    "Group",
    "GroupId",
    "GroupMembers",
    "GroupName",
    "GroupPrincipalName",
    "Groups",
    "InstanceId",
    "InstanceRamRoleSet",
    "InstanceRamRoleSets",
    "IsDefaultVersion",
    "IsTruncated",
    "IssuanceLimitTime",
    "IssuerUrl",
    "LoginProfile",
    "Marker",
    "MasterAccountId",
    "MaxSessionDuration",
    "NextToken",
    "OIDCProvider",
    "OIDCProviderName",
    "OIDCProviders",
    "PageNumber",
    "PageSize",
    "PermissionPolicies",
    "PermissionPolicyDocument",
    "PermissionPolicyName",
    "PermissionPolicyType",
    "Policies",
    "Policy",
    "PolicyAttachment",
    "PolicyAttachments",
    "PolicyDocument",
    "PolicyId",
    "PolicyName",
    "PolicyType",
    "PolicyVersion",
    "PolicyVersions",
    "PrincipalId",
    "PrincipalName",
    "PrincipalType",
    "RamRoleName",
    "ResourceDirectory",
    "ResourceDirectoryId",
    "ResourceDirectoryPath",
    "ResourceGroupId",
    "Role",
    "RoleId",
    "RoleName",
    "RolePrincipalName",
    "Roles",
    "RootFolderId",
    "SAMLProvider",
    "SAMLProviderName",
    "SAMLProviders",
    "Status",
    "TargetAttachment",
    "TargetAttachments",
    "TargetId",
    "TargetType",
    "TotalCount",
    "TotalCounts",
    "User",
    "UserId",
    "UserName",
    "UserPrincipalName",
    "Users",
    "VersionId",
];

/// Members whose value is a document, kept whole where it is an object.
const DOCUMENTS: &[&str] = &[
    "AssumeRolePolicyDocument",
    "PermissionPolicyDocument",
    "PolicyDocument",
];

/// Wrappers that tools put around an answer.
const WRAPPERS: &[&str] = &["response", "Response", "body", "Body"];

/// How many wrappers are taken off.
const MAX_WRAPPERS: u32 = 3;

/// One answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) call: &'static Call,
    /// What the request said and the answer does not repeat.
    pub(super) keys: Vec<Key>,
    /// The `Marker`, `NextToken` or `PageNumber` of the request; `None` where it is
    /// not known, empty where it is known that there was none.
    pub(super) asked: Option<String>,
    /// Parameters of the request by which it lists less than all.
    pub(super) filtered: bool,
    /// The number of the page in the file name, else the place in the stream.
    pub(super) page: Option<u64>,
    pub(super) body: Evaluated,
    pub(super) path: Rc<str>,
    /// JSON pointer of the answer in its file.
    pub(super) pointer: String,
    pub(super) at: Span,
}

/// What a value of a dump turned out to be.
pub(super) enum Found<'a> {
    Answer(Box<Answer>),
    /// A call that is not read, by its name.
    Unknown(&'a str, bool),
    /// An answer of which only the request, or a file name, tells whose it is.
    NotTold(&'static Call),
    /// A file that is named for a call and holds no answer to it.
    Failed(&'static Call),
    Nothing,
}

/// Whether a value is a recorded call.
fn recorded<'a>(value: Value<'a>) -> Option<(&'a str, Value<'a>)> {
    let call = value.get("call")?.as_str()?;
    Some((call, value.get("response")?))
}

/// The answer under what tools wrap around one, with its pointer.
fn unwrapped<'a>(mut value: Value<'a>, pointer: &mut String) -> Value<'a> {
    for _ in 0..MAX_WRAPPERS {
        let inner = WRAPPERS.iter().find_map(|key| {
            let inner = value.get(key)?;
            (inner.kind() == Kind::Object).then_some((key, inner))
        });
        let Some((key, inner)) = inner else { break };
        pointer.push('/');
        pointer.push_str(key);
        value = inner;
    }
    value
}

/// The values of a text that may be answers, with their pointers: its top-level
/// ones, and the elements of a list of recorded calls.
pub(super) fn values<'a>(candidate: &Candidate<'a>) -> Vec<(String, Value<'a>)> {
    let roots: Vec<Value<'a>> = candidate.roots().collect();
    let many = roots.len() > 1;
    let mut values = Vec::new();
    for (number, root) in (0_usize..).zip(roots) {
        let pointer = if many {
            format!("/{number}")
        } else {
            String::new()
        };
        if root.kind() == Kind::Array {
            let items = (0_usize..).zip(root.items());
            let items = items.map(|(number, item)| (format!("{pointer}/{number}"), item));
            values.extend(items.filter(|(_, item)| recorded(*item).is_some()));
        } else {
            values.push((pointer, root));
        }
    }
    values
}

/// Whether a value is of a dump: enough to say so, without reading it.
pub(super) fn is_of_dump(value: Value<'_>, path: &str) -> bool {
    if let Some((call, _)) = recorded(value) {
        return call.contains('.');
    }
    let body = unwrapped(value, &mut String::new());
    let shapes = calls::of_shape(body);
    if shapes.iter().any(|call| call.is_told(body)) {
        return true;
    }
    let name = file_name::parse(path);
    let named: Vec<_> = calls::named(name.product, name.action).collect();
    shapes
        .iter()
        .any(|call| named.iter().any(|one| std::ptr::eq(*one, *call)))
        || (!named.is_empty() && is_failure(body))
}

/// Whether an answer says that the call failed, or nothing at all.
fn is_failure(body: Value<'_>) -> bool {
    body.get("RequestId").is_some() || (body.get("Code").is_some() && body.get("Message").is_some())
}

/// Reads one value.
pub(super) fn read<'a>(
    candidate: &Candidate<'a>,
    mut pointer: String,
    value: Value<'a>,
    number: Option<u64>,
) -> Found<'a> {
    if let Some((name, response)) = recorded(value) {
        pointer.push_str("/response");
        let body = unwrapped(response, &mut pointer);
        let (product, action) = name.split_once('.').unwrap_or(("", name));
        let product = (!product.is_empty()).then_some(product);
        let mut named = calls::named(product, action).peekable();
        let Some(first) = named.peek().copied() else {
            let start = usize::try_from(value.at().start).unwrap_or(usize::MAX);
            let end = usize::try_from(value.at().end).unwrap_or(usize::MAX);
            let text = candidate.text.get(start..end).unwrap_or("");
            return Found::Unknown(name, has_words(text));
        };
        let shapes = calls::of_shape(body);
        let Some(call) = named.find(|call| shapes.iter().any(|one| std::ptr::eq(*one, *call)))
        else {
            return Found::Failed(first);
        };
        return asked(call, value.get("args"), body, number)
            .map_or(Found::NotTold(call), |answer| {
                finished(answer, candidate, pointer, value)
            });
    }
    let body = unwrapped(value, &mut pointer);
    let name = file_name::parse(candidate.path);
    let shapes = calls::of_shape(body);
    let told: Vec<_> = shapes
        .iter()
        .copied()
        .filter(|call| call.is_told(body))
        .collect();
    let mut named = calls::named(name.product, name.action).peekable();
    let is_named = named.peek().copied();
    let by_name = named.find(|call| shapes.iter().any(|one| std::ptr::eq(*one, *call)));
    let call = match (by_name, told.as_slice()) {
        (Some(call), []) => call,
        (Some(call), told) if told.iter().any(|one| std::ptr::eq(*one, call)) => call,
        (_, [call]) => call,
        (_, [first, ..]) => return Found::NotTold(first),
        (None, []) => {
            return match (is_named, shapes.first()) {
                (Some(call), _) if is_failure(body) => Found::Failed(call),
                (_, Some(call)) if body.get("RequestId").is_some() => Found::NotTold(call),
                _ => Found::Nothing,
            };
        }
    };
    let is_own_name = by_name.is_some_and(|one| std::ptr::eq(one, call));
    let keys = if is_own_name { name.keys } else { Vec::new() };
    if keys.len() < call.keys.len() {
        return Found::NotTold(call);
    }
    let mut keys = keys;
    keys.truncate(call.keys.len());
    let answer = Answer {
        call,
        keys,
        asked: None,
        filtered: false,
        page: if is_own_name {
            name.page.or(number)
        } else {
            number
        },
        body: used(body),
        path: candidate.path.into(),
        pointer: String::new(),
        at: value.at(),
    };
    finished(answer, candidate, pointer, value)
}

fn finished<'a>(
    answer: Answer,
    candidate: &Candidate<'a>,
    pointer: String,
    value: Value<'a>,
) -> Found<'a> {
    Found::Answer(Box::new(Answer {
        path: candidate.path.into(),
        pointer,
        at: value.at(),
        ..answer
    }))
}

/// An answer with the parameters of its request.
fn asked(
    call: &'static Call,
    args: Option<Value<'_>>,
    body: Value<'_>,
    number: Option<u64>,
) -> Option<Answer> {
    let argument = |name: &str| {
        let args = args?;
        let mut members = args.members();
        let found = members.find(|(key, _)| {
            let key = key.text().trim_start_matches('-');
            key.eq_ignore_ascii_case(name)
        });
        found.map(|(_, value)| value.text())
    };
    let keys: Option<Vec<Key>> = call
        .keys
        .iter()
        .map(|name| {
            argument(name)
                .filter(|text| !text.is_empty())
                .map(Key::exactly)
        })
        .collect();
    let asked = ["Marker", "NextToken", "PageNumber"]
        .iter()
        .find_map(|name| argument(name));
    let filtered = args.is_some_and(|args| {
        let mut members = args.members();
        members.any(|(key, _)| !is_plain(key.text().trim_start_matches('-'), call))
    });
    Some(Answer {
        call,
        keys: keys?,
        asked: Some(asked.unwrap_or("").to_owned()),
        filtered,
        page: number,
        body: used(body),
        path: "".into(),
        pointer: String::new(),
        at: body.at(),
    })
}

/// Parameters that do not make a request list less than all.
fn is_plain(parameter: &str, call: &Call) -> bool {
    const PLAIN: &[&str] = &[
        "Marker",
        "MaxItems",
        "NextToken",
        "MaxResults",
        "PageNumber",
        "PageSize",
        "DirectoryId",
        "RegionId",
        "Language",
        "IncludeTags",
    ];
    PLAIN
        .iter()
        .chain(call.keys)
        .any(|name| parameter.eq_ignore_ascii_case(name))
}

/// A value with those of its members that are used.
fn used(value: Value<'_>) -> Evaluated {
    let data = match value.kind() {
        Kind::Array => Data::List(Rc::new(value.items().map(used).collect())),
        Kind::Object => {
            let members = value
                .members()
                .filter(|(key, _)| USED.contains(&key.text()));
            let members = members.map(|(key, member)| {
                let whole = DOCUMENTS.contains(&key.text());
                let member = if whole {
                    Evaluated::of(member)
                } else {
                    used(member)
                };
                (Evaluated::of(key), member)
            });
            Data::Map(Rc::new(members.collect()))
        }
        _ => return Evaluated::of(value),
    };
    Evaluated::new(data, value.at())
}

impl Answer {
    /// The elements of the list that the answer is, with their pointers; the object
    /// itself where it is one.
    pub(super) fn items(&self) -> Vec<(String, &Evaluated)> {
        let list = |outer: &str, inner: Option<&str>| {
            let list = self.body.get(outer);
            let list = match inner {
                Some(inner) => list.and_then(|list| list.get(inner)),
                None => list,
            };
            let base = match inner {
                Some(inner) => format!("{}/{outer}/{inner}", self.pointer),
                None => format!("{}/{outer}", self.pointer),
            };
            let items = list.map_or(&[][..], Evaluated::items);
            let items = (0_usize..).zip(items);
            items
                .map(|(number, item)| (format!("{base}/{number}"), item))
                .collect()
        };
        match self.call.body {
            Body::Wrapped(outer, inner) => list(outer, Some(inner)),
            Body::Flat(outer) => list(outer, None),
            Body::Object(key) => {
                let object = self.body.get(key);
                let pointer = format!("{}/{key}", self.pointer);
                object.map(|object| (pointer, object)).into_iter().collect()
            }
            Body::Top => vec![(self.pointer.clone(), &self.body)],
        }
    }

    /// The elements of a list under two keys, whatever the call.
    pub(super) fn wrapped(&self, outer: &str, inner: &str) -> &[Evaluated] {
        let list = self.body.get(outer).and_then(|list| list.get(inner));
        list.map_or(&[], Evaluated::items)
    }

    /// A member of the answer as a text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.body.get(key).and_then(Evaluated::to_text)
    }
}
