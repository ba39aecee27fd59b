//! RAM438: a document is longer than RAM takes

use std::collections::BTreeMap;

use crate::model::account::{ControlDocument, PolicyDocument, PolicyKind};
use crate::model::policy::{Document, DocumentId, DocumentKind};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, written};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM438",
    name: "document-too-long",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a document is longer than RAM takes",
            "文档超过 RAM 允许的长度",
        ),
        finds: Text::new(
            "A document with more characters than its kind may have: 6144 for a custom policy, 4096 for a control policy and for the inline policy of an access configuration, 2048 for a session policy.",
            "文档的字符数超过其类型的上限：自定义策略 6144，管控策略以及访问配置的内置策略 4096，会话策略 2048。",
        ),
        matters: Text::new(
            "RAM refuses the document for its length. In a rollout of many policies this one is missing, and with it the guard that made it too long.",
            "RAM 会因长度拒绝该文档。在批量下发策略时，缺少的正是这一个，以及使其过长的那道防线。",
        ),
        advice: Text::new(
            "Write patterns in place of long lists, remove white space, or split the policy. Splitting leaves access as it is where both parts are attached together.",
            "用模式代替长列表、去除空白，或拆分策略。拆分后若一并授权，访问权限不变。",
        ),
        limits: Text::new(
            "RAM counts characters of the text that it is sent; Terraform counts bytes. A document that is too long only as it is written, or that nobody is said to attach, is reported as low, and the length of trust policies is not documented.",
            "RAM 统计所收到文本的字符数；Terraform 统计字节数。仅按书写形式过长的文档，或未说明授权给谁的文档，按 low 报告；信任策略的长度上限没有文档说明。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "policies": [{"type": "Custom", "name": "P", "document": «»{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:GetObject", "Resource": ["acs:oss:*:*:bucket-000/logs/*", "acs:oss:*:*:bucket-001/logs/*", "acs:oss:*:*:bucket-002/logs/*", "acs:oss:*:*:bucket-003/logs/*", "acs:oss:*:*:bucket-004/logs/*", "acs:oss:*:*:bucket-005/logs/*", "acs:oss:*:*:bucket-006/logs/*", "acs:oss:*:*:bucket-007/logs/*", "acs:oss:*:*:bucket-008/logs/*", "acs:oss:*:*:bucket-009/logs/*", "acs:oss:*:*:bucket-010/logs/*", "acs:oss:*:*:bucket-011/logs/*", "acs:oss:*:*:bucket-012/logs/*", "acs:oss:*:*:bucket-013/logs/*", "acs:oss:*:*:bucket-014/logs/*", "acs:oss:*:*:bucket-015/logs/*", "acs:oss:*:*:bucket-016/logs/*", "acs:oss:*:*:bucket-017/logs/*", "acs:oss:*:*:bucket-018/logs/*", "acs:oss:*:*:bucket-019/logs/*", "acs:oss:*:*:bucket-020/logs/*", "acs:oss:*:*:bucket-021/logs/*", "acs:oss:*:*:bucket-022/logs/*", "acs:oss:*:*:bucket-023/logs/*", "acs:oss:*:*:bucket-024/logs/*", "acs:oss:*:*:bucket-025/logs/*", "acs:oss:*:*:bucket-026/logs/*", "acs:oss:*:*:bucket-027/logs/*", "acs:oss:*:*:bucket-028/logs/*", "acs:oss:*:*:bucket-029/logs/*", "acs:oss:*:*:bucket-030/logs/*", "acs:oss:*:*:bucket-031/logs/*", "acs:oss:*:*:bucket-032/logs/*", "acs:oss:*:*:bucket-033/logs/*", "acs:oss:*:*:bucket-034/logs/*", "acs:oss:*:*:bucket-035/logs/*", "acs:oss:*:*:bucket-036/logs/*", "acs:oss:*:*:bucket-037/logs/*", "acs:oss:*:*:bucket-038/logs/*", "acs:oss:*:*:bucket-039/logs/*", "acs:oss:*:*:bucket-040/logs/*", "acs:oss:*:*:bucket-041/logs/*", "acs:oss:*:*:bucket-042/logs/*", "acs:oss:*:*:bucket-043/logs/*", "acs:oss:*:*:bucket-044/logs/*", "acs:oss:*:*:bucket-045/logs/*", "acs:oss:*:*:bucket-046/logs/*", "acs:oss:*:*:bucket-047/logs/*", "acs:oss:*:*:bucket-048/logs/*", "acs:oss:*:*:bucket-049/logs/*", "acs:oss:*:*:bucket-050/logs/*", "acs:oss:*:*:bucket-051/logs/*", "acs:oss:*:*:bucket-052/logs/*", "acs:oss:*:*:bucket-053/logs/*", "acs:oss:*:*:bucket-054/logs/*", "acs:oss:*:*:bucket-055/logs/*", "acs:oss:*:*:bucket-056/logs/*", "acs:oss:*:*:bucket-057/logs/*", "acs:oss:*:*:bucket-058/logs/*", "acs:oss:*:*:bucket-059/logs/*", "acs:oss:*:*:bucket-060/logs/*", "acs:oss:*:*:bucket-061/logs/*", "acs:oss:*:*:bucket-062/logs/*", "acs:oss:*:*:bucket-063/logs/*", "acs:oss:*:*:bucket-064/logs/*", "acs:oss:*:*:bucket-065/logs/*", "acs:oss:*:*:bucket-066/logs/*", "acs:oss:*:*:bucket-067/logs/*", "acs:oss:*:*:bucket-068/logs/*", "acs:oss:*:*:bucket-069/logs/*", "acs:oss:*:*:bucket-070/logs/*", "acs:oss:*:*:bucket-071/logs/*", "acs:oss:*:*:bucket-072/logs/*", "acs:oss:*:*:bucket-073/logs/*", "acs:oss:*:*:bucket-074/logs/*", "acs:oss:*:*:bucket-075/logs/*", "acs:oss:*:*:bucket-076/logs/*", "acs:oss:*:*:bucket-077/logs/*", "acs:oss:*:*:bucket-078/logs/*", "acs:oss:*:*:bucket-079/logs/*", "acs:oss:*:*:bucket-080/logs/*", "acs:oss:*:*:bucket-081/logs/*", "acs:oss:*:*:bucket-082/logs/*", "acs:oss:*:*:bucket-083/logs/*", "acs:oss:*:*:bucket-084/logs/*", "acs:oss:*:*:bucket-085/logs/*", "acs:oss:*:*:bucket-086/logs/*", "acs:oss:*:*:bucket-087/logs/*", "acs:oss:*:*:bucket-088/logs/*", "acs:oss:*:*:bucket-089/logs/*", "acs:oss:*:*:bucket-090/logs/*", "acs:oss:*:*:bucket-091/logs/*", "acs:oss:*:*:bucket-092/logs/*", "acs:oss:*:*:bucket-093/logs/*", "acs:oss:*:*:bucket-094/logs/*", "acs:oss:*:*:bucket-095/logs/*", "acs:oss:*:*:bucket-096/logs/*", "acs:oss:*:*:bucket-097/logs/*", "acs:oss:*:*:bucket-098/logs/*", "acs:oss:*:*:bucket-099/logs/*", "acs:oss:*:*:bucket-100/logs/*", "acs:oss:*:*:bucket-101/logs/*", "acs:oss:*:*:bucket-102/logs/*", "acs:oss:*:*:bucket-103/logs/*", "acs:oss:*:*:bucket-104/logs/*", "acs:oss:*:*:bucket-105/logs/*", "acs:oss:*:*:bucket-106/logs/*", "acs:oss:*:*:bucket-107/logs/*", "acs:oss:*:*:bucket-108/logs/*", "acs:oss:*:*:bucket-109/logs/*", "acs:oss:*:*:bucket-110/logs/*", "acs:oss:*:*:bucket-111/logs/*", "acs:oss:*:*:bucket-112/logs/*", "acs:oss:*:*:bucket-113/logs/*", "acs:oss:*:*:bucket-114/logs/*", "acs:oss:*:*:bucket-115/logs/*", "acs:oss:*:*:bucket-116/logs/*", "acs:oss:*:*:bucket-117/logs/*", "acs:oss:*:*:bucket-118/logs/*", "acs:oss:*:*:bucket-119/logs/*", "acs:oss:*:*:bucket-120/logs/*", "acs:oss:*:*:bucket-121/logs/*", "acs:oss:*:*:bucket-122/logs/*", "acs:oss:*:*:bucket-123/logs/*", "acs:oss:*:*:bucket-124/logs/*", "acs:oss:*:*:bucket-125/logs/*", "acs:oss:*:*:bucket-126/logs/*", "acs:oss:*:*:bucket-127/logs/*", "acs:oss:*:*:bucket-128/logs/*", "acs:oss:*:*:bucket-129/logs/*", "acs:oss:*:*:bucket-130/logs/*", "acs:oss:*:*:bucket-131/logs/*", "acs:oss:*:*:bucket-132/logs/*", "acs:oss:*:*:bucket-133/logs/*", "acs:oss:*:*:bucket-134/logs/*", "acs:oss:*:*:bucket-135/logs/*", "acs:oss:*:*:bucket-136/logs/*", "acs:oss:*:*:bucket-137/logs/*", "acs:oss:*:*:bucket-138/logs/*", "acs:oss:*:*:bucket-139/logs/*", "acs:oss:*:*:bucket-140/logs/*", "acs:oss:*:*:bucket-141/logs/*", "acs:oss:*:*:bucket-142/logs/*", "acs:oss:*:*:bucket-143/logs/*", "acs:oss:*:*:bucket-144/logs/*", "acs:oss:*:*:bucket-145/logs/*", "acs:oss:*:*:bucket-146/logs/*", "acs:oss:*:*:bucket-147/logs/*", "acs:oss:*:*:bucket-148/logs/*", "acs:oss:*:*:bucket-149/logs/*", "acs:oss:*:*:bucket-150/logs/*", "acs:oss:*:*:bucket-151/logs/*", "acs:oss:*:*:bucket-152/logs/*", "acs:oss:*:*:bucket-153/logs/*", "acs:oss:*:*:bucket-154/logs/*", "acs:oss:*:*:bucket-155/logs/*", "acs:oss:*:*:bucket-156/logs/*", "acs:oss:*:*:bucket-157/logs/*", "acs:oss:*:*:bucket-158/logs/*", "acs:oss:*:*:bucket-159/logs/*", "acs:oss:*:*:bucket-160/logs/*", "acs:oss:*:*:bucket-161/logs/*", "acs:oss:*:*:bucket-162/logs/*", "acs:oss:*:*:bucket-163/logs/*", "acs:oss:*:*:bucket-164/logs/*", "acs:oss:*:*:bucket-165/logs/*", "acs:oss:*:*:bucket-166/logs/*", "acs:oss:*:*:bucket-167/logs/*", "acs:oss:*:*:bucket-168/logs/*", "acs:oss:*:*:bucket-169/logs/*", "acs:oss:*:*:bucket-170/logs/*", "acs:oss:*:*:bucket-171/logs/*", "acs:oss:*:*:bucket-172/logs/*", "acs:oss:*:*:bucket-173/logs/*", "acs:oss:*:*:bucket-174/logs/*", "acs:oss:*:*:bucket-175/logs/*", "acs:oss:*:*:bucket-176/logs/*", "acs:oss:*:*:bucket-177/logs/*", "acs:oss:*:*:bucket-178/logs/*", "acs:oss:*:*:bucket-179/logs/*", "acs:oss:*:*:bucket-180/logs/*", "acs:oss:*:*:bucket-181/logs/*", "acs:oss:*:*:bucket-182/logs/*", "acs:oss:*:*:bucket-183/logs/*", "acs:oss:*:*:bucket-184/logs/*", "acs:oss:*:*:bucket-185/logs/*", "acs:oss:*:*:bucket-186/logs/*", "acs:oss:*:*:bucket-187/logs/*", "acs:oss:*:*:bucket-188/logs/*", "acs:oss:*:*:bucket-189/logs/*"]}]}}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "policies": [{"type": "Custom", "name": "P", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:GetObject", "Resource": ["acs:oss:*:*:bucket-*/logs/*"]}]}}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/product-overview/limits",
            "https://help.aliyun.com/zh/resource-management/developer-reference/api-resourcedirectorymaster-2022-04-19-attachcontrolpolicy",
            "https://www.alibabacloud.com/help/en/ram/developer-reference/api-ims-2019-08-15-getaccountsummary",
        ],
    },
    check: Check::Model(check),
};

/// What a document is sent as, which decides how long it may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Custom,
    Inline,
    Control,
    Session,
}

impl Sent {
    /// The most characters (quotas page of the RAM manual, control policy and STS
    /// pages).
    const fn limit(self) -> u32 {
        match self {
            Self::Custom => 6144,
            Self::Inline | Self::Control => 4096,
            Self::Session => 2048,
        }
    }

    const fn name(self, language: Language) -> &'static str {
        match self {
            Self::Custom => language.pick("a custom policy", "自定义策略"),
            Self::Inline => language.pick("an inline policy", "内置策略"),
            Self::Control => language.pick("a control policy", "管控策略"),
            Self::Session => language.pick("a session policy", "会话策略"),
        }
    }
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let declared = declared(context);
    for (id, document) in written::documents(context.model) {
        let sent = declared.get(&id).copied();
        let Some(kind) = sent.or_else(|| by_kind(document.kind)) else {
            continue;
        };
        let written = as_written(document, context).unwrap_or(document.length);
        let longest = written.max(document.length);
        if longest <= kind.limit() {
            continue;
        }
        let mut found = finding(document, kind, longest, context);
        if sent.is_none() || document.length <= kind.limit() {
            found.level = Level::Low;
            found.confidence = Confidence::Medium;
        }
        into.push(found);
    }
}

fn finding(document: &Document, kind: Sent, length: u32, context: &Context<'_>) -> Finding {
    let language = context.language;
    let (limit, name) = (kind.limit(), kind.name(language));
    let help = if document.length <= limit {
        language.pick(
            "remove white space, or shorten the lists",
            "去除空白，或缩短列表",
        )
    } else {
        language.pick(
            "write patterns in place of long lists, or split it",
            "用模式代替长列表，或将其拆分",
        )
    };
    let words = Words::new(
        say!(
            language,
            "the document has {length} characters and {name} may have {limit}",
            "文档有 {length} 个字符，而{name}最多 {limit} 个"
        ),
        language.pick("RAM refuses this length", "RAM 会拒绝这一长度"),
        help,
    );
    let mut found = fault::finding(&RULE, document.at.first(), words, context);
    if length > document.length {
        let compact = document.length;
        found.notes.push(say!(
            language,
            "without white space it has {compact} characters",
            "去除空白后有 {compact} 个字符"
        ));
    }
    found
}

/// The characters of a document that is a file of its own: what a tool sends that
/// takes the file as it is.
fn as_written(document: &Document, context: &Context<'_>) -> Option<u32> {
    let own = context.text(document.at);
    let file = context.sources.text(document.at.file);
    let alone = own.starts_with('{') && file.trim() == own;
    alone.then(|| u32::try_from(own.chars().count()).unwrap_or(u32::MAX))
}

const fn by_kind(kind: DocumentKind) -> Option<Sent> {
    match kind {
        DocumentKind::Identity => Some(Sent::Custom),
        DocumentKind::Control => Some(Sent::Control),
        DocumentKind::Session => Some(Sent::Session),
        DocumentKind::Trust | DocumentKind::Resource => None,
    }
}

/// The documents that the input says what they are sent as.
fn declared(context: &Context<'_>) -> BTreeMap<DocumentId, Sent> {
    let mut found = BTreeMap::new();
    for account in &context.model.accounts {
        for policy in &account.policies {
            let sent = match policy.kind {
                PolicyKind::Custom => Sent::Custom,
                PolicyKind::Inline => Sent::Inline,
                PolicyKind::System => continue,
            };
            if let PolicyDocument::Known { document, .. } = policy.document {
                found.insert(document, sent);
            }
            found.extend(policy.other_versions.iter().map(|(_, id)| (*id, sent)));
        }
        for policy in &account.control_policies {
            if let ControlDocument::Known(document) = policy.document {
                found.insert(document, Sent::Control);
            }
        }
        let sessions = account
            .principals
            .iter()
            .filter_map(|one| one.session_policy);
        found.extend(sessions.map(|document| (document, Sent::Session)));
    }
    found
}

#[cfg(test)]
mod tests {

    use crate::rules::kit::Level;
    use crate::rules::kit::marked::check;

    fn allow(resources: usize, space: &str) -> String {
        let list: Vec<String> = (0..resources)
            .map(|number| format!("{space}\"acs:oss:*:*:bucket-{number:04}/*\""))
            .collect();
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"oss:GetObject","Resource":[{}]}}]}}"#,
            list.join(",")
        )
    }

    #[test]
    fn a_file_is_long_as_written_and_without_white_space() {
        let level = |text: &str| {
            let found = check("RAM438", &[("p.json", text)]);
            found.first().map(|found| (found.level, found.notes.len()))
        };
        assert_eq!(level(&allow(200, "")), None);
        let spaced = format!("«»{}", allow(200, "        "));
        assert_eq!(level(&spaced), Some((Level::Low, 1)));
        let long = format!("«»{}", allow(300, ""));
        assert_eq!(level(&long), Some((Level::Low, 0)));
    }

    #[test]
    fn a_control_policy_may_have_less() {
        let text = allow(150, "");
        check("RAM438", &[("p.json", &text)]);
        let text = format!("«»{text}");
        check("RAM438", &[("control-policies/p.json", &text)]);
    }
}
