//! Whole templates, with everything they declare.

use super::read;
use crate::readers::declared::What;
use crate::readers::evaluated::Evaluated;

const CARRIED: &str = "\
ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Crew: { Type: String, Default: redis }
Resources:
  Staff:
    Type: ALIYUN::RAM::Group
    Properties:
      GroupName: { 'Fn::Sub': '${Crew}-staff' }
      Policies:
        - PolicyName: { 'Fn::Join': ['-', [own, { Ref: Crew }]] }
          PolicyDocument:
            Version: '1'
            Statement:
              - { Effect: Allow, Action: ['kvstore:*'], Resource: ['*'] }
      PolicyAttachments:
        System: [AliyunKvstoreReadOnlyAccess]
  Mia:
    Type: ALIYUN::RAM::User
    Properties:
      UserName: mia
      Groups: [{ Ref: Staff }]
  Guard:
    Type: ALIYUN::RAM::ManagedPolicy
    Properties:
      PolicyName: Guard
      Users: [{ Ref: Mia }]
      PolicyDocument:
        Version: '1'
        Statement: [{ Effect: Deny, Action: 'kvstore:DestroyInstance', Resource: '*' }]
";

#[test]
fn policies_that_principals_carry_and_a_managed_one() {
    let outcome = read("stack/t.yml", CARRIED);
    assert_eq!(
        outcome.lines(),
        [
            "group:redis-staff @ 5:3",
            "doc custom:own-redis #/Resources/Staff/Properties/Policies/0/PolicyDocument @ 12:13 @ 10:11",
            "attach group:redis-staff~Staff <- custom:own-redis~Staff/Policies/0 [account] @ 10:11",
            "attach group:redis-staff~Staff <- system:AliyunKvstoreReadOnlyAccess [account] @ 16:18",
            "user:mia @ 17:3",
            "member user:mia~Mia in group:redis-staff~Staff @ 21:16",
            "doc custom:Guard #/Resources/Guard/Properties/PolicyDocument @ 28:9 @ 22:3",
            "attach user:mia~Mia <- custom:Guard~Guard [account] @ 26:15",
        ]
    );
    assert_eq!(outcome.not_analysed(), [""; 0]);
    assert!(outcome.recognised);
    let addresses = outcome.declared.iter().map(|one| one.address.as_deref());
    let expected = [
        Some("stack/t.yml#Staff"),
        Some("stack/t.yml#Staff/Policies/0"),
        None,
        None,
        Some("stack/t.yml#Mia"),
        None,
        Some("stack/t.yml#Guard"),
        None,
    ];
    assert_eq!(addresses.collect::<Vec<_>>(), expected);
}

#[test]
fn a_document_keeps_the_places_of_its_bytes() {
    let outcome = read("t.yml", CARRIED);
    let documents = outcome.declared.iter().filter_map(|one| match &one.what {
        What::Policy { document, .. } => document.as_ref(),
        _ => None,
    });
    let actions: Vec<&str> = documents
        .map(|document| {
            let statement = document.value.get("Statement").unwrap();
            let action = statement.items()[0].get("Action").unwrap();
            let action = action.items().first().unwrap_or(action);
            outcome
                .sources
                .slice(action.as_fragment().unwrap().at().unwrap())
        })
        .collect();
    assert_eq!(actions, ["kvstore:*", "kvstore:DestroyInstance"]);
}

const ATTACHED: &str = "\
ROSTemplateFormatVersion: '2015-09-01'
Resources:
  Robot: { Type: 'ALIYUN::RAM::User', Properties: { UserName: { 'Fn::Sub': 'robot-${ALIYUN::StackId}' } } }
  Whole:
    Type: ALIYUN::RAM::AttachPolicyToUser
    Properties: { UserName: { 'Fn::GetAtt': [Robot, UserName] }, PolicyType: System, PolicyName: AliyunKvstoreFullAccess }
  Group:
    Type: ALIYUN::ResourceManager::PolicyAttachment
    Properties:
      PrincipalType: IMSUser
      PrincipalName: { 'Fn::Join': ['', [{ Ref: Robot }, '@', { Ref: 'ALIYUN::TenantId' }, '.onaliyun.com']] }
      PolicyType: System
      PolicyName: AdministratorAccess
      ResourceGroupId: rg-8d
";

#[test]
fn attachments_of_their_own_join_by_the_address() {
    let outcome = read("t.yml", ATTACHED);
    assert_eq!(
        outcome.lines(),
        [
            "user:robot-${ALIYUN::StackId} @ 3:3",
            "attach user:robot-${ALIYUN::StackId}~Robot <- system:AliyunKvstoreFullAccess [account] @ 4:3",
            "attach user:robot-${ALIYUN::StackId}@${ALIYUN::TenantId}.onaliyun.com~Robot \
             <- system:AdministratorAccess [rg:rg-8d] @ 7:3",
        ]
    );
}

#[test]
fn a_json_template_says_the_same() {
    let text = r#"{
  "ROSTemplateFormatVersion": "2015-09-01",
  "Resources": {
    "Bot": {"Type": "ALIYUN::RAM::User", "Properties": {"UserName": "bot"}},
    "Full": {
      "Type": "ALIYUN::RAM::AttachPolicyToUser",
      "Properties": {"UserName": {"Ref": "Bot"}, "PolicyType": "Custom", "PolicyName": {"Fn::Sub": "${Bot}-\u0078"}}
    }
  }
}"#;
    let outcome = read("t.json", text);
    assert_eq!(
        outcome.lines(),
        [
            "user:bot @ 4:5",
            "attach user:bot~Bot <- custom:bot-x~Bot [account] @ 5:5",
        ]
    );
}

const TERRAFORM: &str = "\
ROSTemplateFormatVersion: '2015-09-01'
Transform: Aliyun::Terraform-v1.5
Parameters:
  team: { Type: String, Default: cache }
  open: { Type: String }
Workspace:
  main.tf: |-
    resource \"alicloud_ram_policy\" \"p\" {
      policy_document = jsonencode({ Action = \"kvstore:*\" })
    }
  modules/a/main.tf: \"locals { x = \\\"y\\\" }\"
";

#[test]
fn terraform_is_handed_over_with_its_places() {
    let outcome = read("stack/t.yml", TERRAFORM);
    let [workspace] = outcome.workspaces.as_slice() else {
        panic!("one workspace");
    };
    assert_eq!(workspace.folder, "stack/t.yml#Workspace");
    let mut found = Vec::new();
    for (name, text) in &workspace.files {
        for word in ["kvstore:*", "\"y\""] {
            if let Some(start) = text.text.find(word) {
                let offset = |at: usize| u32::try_from(at).unwrap();
                let at = text.map.range(offset(start), offset(start + word.len()));
                let at = at.unwrap();
                found.push((name.as_str(), outcome.place(at), outcome.sources.slice(at)));
            }
        }
    }
    assert_eq!(
        found,
        [
            ("main.tf", "9:48".to_owned(), "kvstore:*"),
            ("modules/a/main.tf", "11:36".to_owned(), "\\\"y\\\""),
        ]
    );
    let text: Vec<&str> = workspace
        .files
        .iter()
        .map(|(_, text)| text.text.as_str())
        .collect();
    assert!(text[0].starts_with("resource \"alicloud_ram_policy\" \"p\" {\n  policy_document"));
    let values: Vec<(&str, Option<&str>)> = workspace
        .values
        .iter()
        .map(|(name, value)| (name.as_str(), Evaluated::as_str(value)))
        .collect();
    assert_eq!(values, [("team", Some("cache"))]);
}

#[test]
fn terraform_in_a_json_template_is_handed_over_too() {
    let text = r#"{"ROSTemplateFormatVersion": "2015-09-01", "Transform": "Aliyun::Terraform-v1.2",
"Workspace": {"main.tf": "locals {\n  a = \"b\"\n}"}}"#;
    let outcome = read("t.json", text);
    let (name, fragment) = &outcome.workspaces[0].files[0];
    assert_eq!(
        (name.as_str(), fragment.text.as_str()),
        ("main.tf", "locals {\n  a = \"b\"\n}")
    );
    let start = u32::try_from(fragment.text.find("\"b\"").unwrap()).unwrap();
    let at = fragment.map.range(start, start + 3).unwrap();
    assert_eq!(outcome.sources.slice(at), r#"\"b\""#);
}
