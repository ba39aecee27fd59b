//! What each type of resource declares, and what of a template is not read.

use super::{Outcome, read};

/// A template with these resources, whose places are shown by the text there.
fn resources(text: &str) -> Outcome {
    let mut whole = String::from(
        "ROSTemplateFormatVersion: '2015-09-01'\nParameters:\n  Open: { Type: String }\n  \
         List: { Type: CommaDelimitedList }\nConditions:\n  On: !Equals [!Ref Open, on]\nResources:\n",
    );
    for line in text.lines() {
        whole.push_str("  ");
        whole.push_str(line);
        whole.push('\n');
    }
    let mut outcome = read("t.yml", &whole);
    outcome.by_text = true;
    outcome
}

#[test]
fn what_each_type_declares() {
    for (text, expected) in [
        (
            "R:\n  Type: ALIYUN::RAM::Role\n  Properties: { RoleName: r, AssumeRolePolicyDocument: { Version: '1' } }",
            &[
                "role:r trust #/Resources/R/Properties/AssumeRolePolicyDocument @ `{ Version: '1' }` @ `R`",
            ] as &[&str],
        ),
        (
            "R: { Type: ALIYUN::ResourceManager::Role, Properties: { RoleName: r, AssumeRolePolicyDocument: '{}' } }",
            &["role:r trust #/Resources/R/Properties/AssumeRolePolicyDocument @ `'{}'` @ `R`"]
                as &[&str],
        ),
        (
            "R: { Type: ALIYUN::RAM::Role, Properties: { RoleName: r, IgnoreExisting: true, AssumeRolePolicyDocument: {} } }",
            &["role:r trust #/Resources/R/Properties/AssumeRolePolicyDocument @ `{}` (kept) @ `R`"]
                as &[&str],
        ),
        (
            "P: { Type: ALIYUN::RAM::ManagedPolicy, Properties: { PolicyName: p, PolicyDocument: {}, PolicyDocumentUnchecked: {a: 1}, IgnoreExisting: !Ref Open, Groups: g, Roles: [!If [On, a, b]] } }",
            &[
                "doc custom:p #/Resources/P/Properties/PolicyDocumentUnchecked @ `{a: 1}` (kept) @ `P`",
                "attach group:g <- custom:p~P [account] @ `g`",
                "attach role:a <- custom:p~P [account] @ `a` if ON",
                "attach role:b <- custom:p~P [account] @ `b` if not ON",
            ] as &[&str],
        ),
        (
            "P: { Type: ALIYUN::RAM::ManagedPolicy, Properties: { PolicyName: p, IgnoreExisting: false, PolicyDocument: {}, Users: !Ref List } }",
            &[
                "doc custom:p #/Resources/P/Properties/PolicyDocument @ `{}` @ `P`",
                "attach user:<parameter List> <- custom:p~P [account] @ `!Ref List`",
            ] as &[&str],
        ),
        (
            "U:\n  Type: ALIYUN::RAM::User\n  Properties:\n    UserName: u\n    Policies:\n      - !If\n        - On\n        - PolicyName: a\n          IgnoreExisting: true\n          PolicyDocument: {}\n        - !Ref ALIYUN::NoValue\n    PolicyAttachments: { System: [!Ref List, S], Custom: !If [On, [C], []], Other: [x] }",
            &[
                "user:u @ `U`",
                "doc custom:a #/Resources/U/Properties/Policies/0/Fn::If/1/PolicyDocument @ `{}` (kept) @ `PolicyName: a\n            IgnoreExisting: true\n            PolicyDocument: {}` if ON",
                "attach user:u~U <- custom:a~U/Policies/0/Fn::If/1 [account] @ `PolicyName: a\n            IgnoreExisting: true\n            PolicyDocument: {}` if ON",
                "attach user:u~U <- system:<parameter List> [account] @ `!Ref List`",
                "attach user:u~U <- system:S [account] @ `S`",
                "attach user:u~U <- custom:C [account] @ `C` if ON",
            ] as &[&str],
        ),
        (
            "A: { Type: ALIYUN::RAM::UserToGroupAddition, Properties: { GroupName: g, Users: [a, b] } }",
            &[
                "member user:a in group:g @ `a`",
                "member user:b in group:g @ `b`",
            ] as &[&str],
        ),
        (
            "A: { Type: ALIYUN::RAM::UserToGroupAddition, Properties: { GroupName: g } }\nB: { Type: ALIYUN::CloudSSO::UserToGroupAddition, Properties: { GroupId: s, UserIds: [a] } }",
            &[
                "member user:<undeclared Users> in group:g @ `A`",
                "member sso-user:<undeclared UserId> in sso-group:s @ `B`",
            ] as &[&str],
        ),
        (
            "A: { Type: ALIYUN::RAM::AttachPolicyToGroup, Properties: { GroupName: g, PolicyName: p, PolicyType: !Ref Open } }",
            &[
                "attach group:g <- system:p [account] @ `A` if policy-type t.yml#A",
                "attach group:g <- custom:p [account] @ `A` if not policy-type t.yml#A",
            ] as &[&str],
        ),
        (
            "A: { Type: ALIYUN::RAM::AttachPolicyToRole, Properties: { PolicyName: p, PolicyType: system } }",
            &["attach role:<undeclared RoleName> <- system:p [account] @ `A`"] as &[&str],
        ),
        (
            "A: { Type: ALIYUN::ResourceManager::PolicyAttachment, Properties: { PrincipalType: ServiceRole, PrincipalName: r, PolicyName: p, PolicyType: Custom, ResourceGroupId: !Ref Open } }",
            &["attach role:r <- custom:p [rg:<parameter Open>] @ `A`"] as &[&str],
        ),
        (
            "C: { Type: ALIYUN::ResourceManager::ControlPolicy, Properties: { ControlPolicyName: c, PolicyDocument: '{}' } }\nD: { Type: ALIYUN::ResourceManager::ControlPolicyAttachment, Count: 2, Properties: { PolicyId: !GetAtt C.PolicyId, TargetId: !Select [!Ref 'ALIYUN::Index', [fd-1, fd-2]] } }",
            &[
                "control c #/Resources/C/Properties/PolicyDocument @ `'{}'` @ `C`",
                "bind fd-1 <- <computed C.PolicyId>~C @ `D`",
                "bind fd-2 <- <computed C.PolicyId>~C @ `D`",
            ] as &[&str],
        ),
        (
            "U: { Type: ALIYUN::CloudSSO::User, Properties: { UserName: u } }\nG: { Type: ALIYUN::CloudSSO::Group, Properties: { GroupName: g } }\nM: { Type: ALIYUN::CloudSSO::UserToGroupAddition, Properties: { GroupId: !GetAtt G.GroupId, UserId: !GetAtt U.UserId } }",
            &[
                "sso-user:u @ `U`",
                "sso-group:g @ `G`",
                "member sso-user:<computed U.UserId>~U in sso-group:<computed G.GroupId>~G @ `!GetAtt U.UserId`",
            ] as &[&str],
        ),
        (
            "C: { Type: ALIYUN::CloudSSO::AccessConfiguration, Properties: { AccessConfigurationName: c, PermissionPolicies: [{ PermissionPolicyType: System, PermissionPolicyName: S }, { PermissionPolicyType: Inline, PermissionPolicyName: i, PermissionPolicyDocument: '{}' }] } }\nB: { Type: ALIYUN::CloudSSO::PermissionPolicyToAccessConfigurationAddition, Properties: { AccessConfigurationId: !GetAtt C.AccessConfigurationId, PermissionPolicyType: System, PermissionPolicyName: T } }\nA: { Type: ALIYUN::CloudSSO::AccessAssignment, Properties: { AccessConfigurationId: !GetAtt C.AccessConfigurationId, PrincipalType: Group, PrincipalId: g-1, TargetType: RD-Account, TargetId: '1000000000000001' } }",
            &[
                "configuration c [\"S\"] [\"#/Resources/C/Properties/PermissionPolicies/1/PermissionPolicyDocument @ `'{}'`\"] @ `C`",
                "configuration <computed C.AccessConfigurationId>~C [\"T\"] [] @ `B`",
                "assign sso-group:g-1 <- <computed C.AccessConfigurationId>~C in 1000000000000001 @ `A`",
            ] as &[&str],
        ),
        (
            "R: { Type: ALIYUN::RAM::Role, Properties: { RoleName: r } }\nA: { Type: ALIYUN::ECS::RamRoleAttachment, Properties: { RamRoleName: !Ref R, Policy: '{}' } }\nE: { Type: ALIYUN::ECS::Instance, Properties: { RamRoleName: !GetAtt R.RoleName } }\nF: { Type: ALIYUN::FC3::Function, Properties: { Role: !GetAtt R.Arn } }\nG: { Type: ALIYUN::RDS::Account, Properties: { Role: admin } }",
            &[
                "role:r trust no document @ `R`",
                "t.yml#A of ecs.aliyuncs.com wears r~R @ `A`",
                "session r~R #/Resources/A/Properties/Policy @ `'{}'` @ `A`",
                "t.yml#E of ecs.aliyuncs.com wears r~R @ `E`",
                "t.yml#F of fc.aliyuncs.com wears r~R @ `F`",
            ] as &[&str],
        ),
        (
            "K: { Type: ALIYUN::RAM::AccessKey, Properties: { UserName: u } }\nS: { Type: ALIYUN::RAM::SAMLProvider, Properties: { SAMLProviderName: s } }\nL: { Type: ALIYUN::RAM::SecurityPreference, Properties: {} }",
            &["key of u @ `K`", "saml s @ `S`"] as &[&str],
        ),
        (
            "U: { Type: ALIYUN::RAM::User, Properties: { UserName: u, LoginProfile: { Password: x } } }\nL: { Type: ALIYUN::RAM::LoginProfile, Properties: { UserName: v, Password: x } }",
            &[
                "user:u @ `U`",
                "password of u @ `{ Password: x }`",
                "password of v @ `L`",
            ] as &[&str],
        ),
        (
            "S: { Type: ALIYUN::RAM::SAMLProvider, Properties: { SAMLProviderName: s, SAMLMetadataDocument: <md/> } }\nO: { Type: ALIYUN::RAM::OIDCProvider, Properties: { OIDCProviderName: o, IssuerUrl: https://issuer.example, ClientIds: [sts, other], Fingerprints: [ab] } }",
            &[
                "saml s, metadata <md/> @ `S`",
                "oidc o, issuer https://issuer.example, client id sts, client id other, fingerprint ab @ `O`",
            ] as &[&str],
        ),
        (
            "U: { Type: ALIYUN::RAM::User, Count: 2, Properties: { UserName: !Sub 'u${ALIYUN::Index}' } }\nG: { Type: ALIYUN::RAM::UserToGroupAddition, Properties: { GroupName: g, Users: !Ref U } }",
            &[
                "user:u0 @ `U`",
                "user:u1 @ `U`",
                "member user:u0~U[0] in group:g @ `!Ref U`",
                "member user:u1~U[1] in group:g @ `!Ref U`",
            ] as &[&str],
        ),
        (
            "U: { Type: ALIYUN::RAM::User, Count: !Ref Open, Properties: { UserName: !Sub 'u${ALIYUN::Index}' } }\nV: { Type: ALIYUN::RAM::User, Count: 0, Properties: { UserName: v } }",
            &["user:u${ALIYUN::Index} @ `U` if count t.yml#U"] as &[&str],
        ),
        (
            "U: { Type: ALIYUN::RAM::User, Properties: !If [On, { UserName: a }, { UserName: b }] }",
            &["user:a @ `U` if ON", "user:b @ `U` if not ON"] as &[&str],
        ),
        (
            "U: { Type: ALIYUN::RAM::User, Properties: { UserName: a } }\nU: { Type: ALIYUN::RAM::User, Properties: { UserName: b } }",
            &["user:b @ `U`"] as &[&str],
        ),
    ] {
        let on = "condition ${Open} is `on` in t.yml";
        let lines = resources(text).lines();
        let lines: Vec<String> = lines.iter().map(|line| line.replace(on, "ON")).collect();
        assert_eq!(lines, expected, "{text}");
    }
}

#[test]
fn what_is_not_read_is_reported() {
    for (text, expected) in [
        (
            "X: { Type: ALIYUN::RAM::Robot, Properties: {} }",
            "UnknownResource(\"ALIYUN::RAM::Robot\") @ ALIYUN::RAM::Robot",
        ),
        (
            "X: { Type: ALIYUN::CloudSSO::UserProvision }",
            "UnknownResource(\"ALIYUN::CloudSSO::UserProvision\") @ ALIYUN::CloudSSO::UserProvision",
        ),
        ("X: { Type: !Ref Open }", "NotKnown(\"Type\") @ !Ref Open"),
        (
            "X: { Type: ALIYUN::ROS::Stack, Properties: { TemplateURL: u } }",
            "NestedTemplate(\"ALIYUN::ROS::Stack\") @ ALIYUN::ROS::Stack",
        ),
        (
            "X: { Type: ALIYUN::RAM::User, Properties: !Ref Open }",
            "Structure(BadKey { key: \"Properties\", wanted: \"a mapping\" }) @ !Ref Open",
        ),
        (
            "X: { Type: ALIYUN::RAM::User, Properties: { UserName: u, PolicyAttachments: { Sytem: [] } } }",
            "Structure(UnknownKey(\"Sytem\")) @ Sytem",
        ),
        (
            "X: { Type: ALIYUN::RAM::AttachPolicyToUser, Properties: { UserName: u, PolicyName: p, PolicyType: Own } }",
            "Structure(BadKey { key: \"PolicyType\", wanted: \"`System` or `Custom`\" }) @ Own",
        ),
        (
            "A: &a { Type: ALIYUN::ECS::VPC }\nX: *a",
            "Unparsable(YamlAlias) @ *a",
        ),
        (
            "A: { Type: ALIYUN::ECS::VPC, Properties: &a {} }\nX: { Type: ALIYUN::RAM::User, Properties: { <<: *a, UserName: u } }",
            "Unparsable(YamlAlias) @ *a",
        ),
    ] {
        assert_eq!(resources(text).not_analysed(), [expected], "{text}");
    }
    let outcome = read(
        "t.yml",
        "ROSTemplateFormatVersion: x\nTransform: Aliyun::Serverless-2018-04-03\nResources: {}",
    );
    assert_eq!(
        outcome.not_analysed(),
        ["Transform(\"Aliyun::Serverless-2018-04-03\") @ Aliyun::Serverless-2018-04-03"]
    );
}

#[test]
fn a_template_without_ram_holds_nothing() {
    let outcome = resources("X: { Type: ALIYUN::ECS::VPC, Properties: { VpcName: !Ref Open } }");
    assert!(!outcome.recognised);
    assert!(outcome.lines().is_empty());
    let outcome = resources("X: { Type: ALIYUN::RAM::SecurityPreference }");
    assert!(outcome.recognised);
}

#[test]
fn documents_of_other_services_are_found() {
    let outcome = resources(
        "B:\n  Type: ALIYUN::OSS::Bucket\n  Properties:\n    Policy:\n      Statement:\n        - { Effect: Allow, Principal: ['*'], Action: 'oss:*', Resource: !Sub 'acs:oss:*:*:${Open}' }",
    );
    let other: Vec<&str> = outcome
        .model
        .other_documents
        .iter()
        .map(|document| document.path.as_str())
        .collect();
    assert_eq!(other, ["t.yml#/Resources/B/Properties/Policy"]);
}
