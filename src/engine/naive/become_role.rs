//! Becoming a role: the caller's side and the role's trust, hop by hop (R45 to
//! R52, D24).

use crate::engine::formula::World;
use crate::engine::naive::values::{self, wild};
use crate::engine::naive::{Decision, Naive, NaiveRequest, Scene};
use crate::engine::question::{Question, Resources};
use crate::model::account::{PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::KeyRole;
use crate::model::policy::{DocumentId, Effect, Known, PrincipalElement, PrincipalForm, Statement};
use crate::source::fragment::HOLE;

/// Longest session of a role that does not say, in seconds.
const LONGEST_SESSION: i128 = 43_200;

/// Units of an instant in a second.
const SECOND: i128 = 10_000_000_000;

impl Naive<'_> {
    /// Whether a caller becomes a role by one request.
    #[must_use]
    pub fn can_assume(
        &self,
        caller: PrincipalId,
        role: PrincipalId,
        world: &World,
        request: &NaiveRequest,
    ) -> bool {
        let Some(target) = self.account.principal(role) else {
            return false;
        };
        let Some(assume) = self.catalogue.assume_actions().next() else {
            return false;
        };
        let own = self.account.id.as_deref().unwrap_or("");
        let spellings = assume
            .templates()
            .map(|arn| {
                arn.replace("{account}", own)
                    .replace("{name}", &target.name)
            })
            .collect();
        let mut hop = self.clone();
        hop.question = Question {
            action: assume.action.to_owned(),
            catalogued: true,
            resources: Resources::Fixed(spellings),
        };
        hop.is_allowed(caller, world, request)
            && hop.is_trusted(caller, target.trust, world, request)
    }

    /// Whether requests lead from a caller through roles to the action: one
    /// request for each role and a last one for the action, none before the one
    /// that gave the session, none after the session's end.
    #[must_use]
    pub fn reaches(
        &self,
        caller: PrincipalId,
        roles: &[PrincipalId],
        world: &World,
        requests: &[NaiveRequest],
    ) -> bool {
        let Some((last, hops)) = requests.split_last() else {
            return false;
        };
        let mut here = caller;
        let mut ends: Option<(i128, i128)> = None;
        let mut in_time = |request: &NaiveRequest, session: i128| {
            let Some(now) = self.instant(request) else {
                return true;
            };
            let fits = ends.is_none_or(|(first, last)| first <= now && now <= last);
            ends = Some((now, now + session * SECOND));
            fits
        };
        for (role, request) in roles.iter().zip(hops) {
            let session = self
                .account
                .principal(*role)
                .and_then(|role| role.max_session_seconds)
                .map_or(LONGEST_SESSION, i128::from);
            if !self.can_assume(here, *role, world, request) || !in_time(request, session) {
                return false;
            }
            here = *role;
        }
        hops.len() == roles.len() && in_time(last, 0) && self.is_allowed(here, world, last)
    }

    fn instant(&self, request: &NaiveRequest) -> Option<i128> {
        let key = self
            .catalogue
            .keys()
            .find(|key| key.role == KeyRole::Time)?;
        let given = request.keys.get(key.name)?.as_ref()?;
        values::given_instant(given.first()?)
    }

    fn is_allowed(&self, caller: PrincipalId, world: &World, request: &NaiveRequest) -> bool {
        let kind = self.account.principal(caller).map(|found| found.kind);
        if kind == Some(PrincipalKind::SsoUser) {
            let sessions = self.sessions(caller, world, request);
            return sessions
                .iter()
                .any(|ruling| ruling.decision == Decision::Allowed);
        }
        self.principal(caller, world, request).decision == Decision::Allowed
    }

    fn is_trusted(
        &self,
        caller: PrincipalId,
        trust: Trust,
        world: &World,
        request: &NaiveRequest,
    ) -> bool {
        let Some(principal) = self.account.principal(caller) else {
            return false;
        };
        if matches!(
            principal.kind,
            PrincipalKind::Group | PrincipalKind::SsoGroup
        ) {
            return false;
        }
        let name = match principal.kind {
            PrincipalKind::User | PrincipalKind::Role => {
                Some(format!("{}/{}", principal.kind.word(), principal.name))
            }
            _ => None,
        };
        let scene = Scene {
            world,
            request,
            subject: name.as_deref(),
        };
        match trust {
            Trust::None => false,
            Trust::Unknown(gap) => self.choice_of(gap, scene) == 1,
            Trust::Known(document) => {
                self.trust(document, Effect::Allow, principal.kind, scene)
                    && !self.trust(document, Effect::Deny, principal.kind, scene)
            }
        }
    }

    /// Whether some statement of a trust document applies to the caller.
    fn trust(
        &self,
        document: DocumentId,
        effect: Effect,
        kind: PrincipalKind,
        scene: Scene<'_>,
    ) -> bool {
        let names = |statement: &Statement| {
            self.model
                .pools
                .principals(statement.principals)
                .iter()
                .any(|principal| self.names_caller(principal, kind, scene))
        };
        self.model.pools.statements(document).any(|(_, statement)| {
            statement.effect == effect && names(statement) && self.statement(statement, scene)
        })
    }

    fn names_caller(
        &self,
        principal: &PrincipalElement,
        kind: PrincipalKind,
        scene: Scene<'_>,
    ) -> bool {
        let text = self.model.pools.str(principal.element.text);
        match principal.form {
            PrincipalForm::Service | PrincipalForm::Federated => return false,
            PrincipalForm::Other => {
                return text.contains('*') && self.reading("principal-wildcard", "", scene);
            }
            PrincipalForm::Ram => {}
        }
        match principal.element.known {
            Known::Nothing(gap) => self.choice_of(gap, scene) == 1,
            Known::Holes(gap) => {
                let filled = text.replace(HOLE, "*");
                let fits = fields(&filled)
                    .is_none_or(|(owner, who)| self.is_own(owner) && is_caller(who, scene.subject));
                fits && self.choice_of(gap, scene) == 1
            }
            Known::Whole => {
                let Some((owner, who)) = fields(text) else {
                    return text.contains('*') && self.reading("principal-wildcard", text, scene);
                };
                let account_fits = match self.account.id {
                    None if !owner.contains('*') => self.gap("own-account", owner, scene) == 1,
                    _ => self.is_own(owner),
                };
                if !account_fits || !is_caller(who, scene.subject) {
                    return false;
                }
                if owner.contains(['*', '?']) || who.contains(['*', '?']) {
                    return self.reading("principal-wildcard", text, scene);
                }
                who != "root"
                    || kind == PrincipalKind::User
                    || self.reading("root-includes-roles", "", scene)
            }
        }
    }

    fn is_own(&self, owner: &str) -> bool {
        let own = self.account.id.as_deref();
        own.is_none_or(|id| wild(owner, id, false))
    }
}

/// Account and last part of a principal's ARN.
fn fields(arn: &str) -> Option<(&str, &str)> {
    let mut fields = arn.splitn(5, ':');
    let mut next = || fields.next();
    match (next(), next(), next(), next(), next()) {
        (Some("acs"), Some("ram"), Some(_), Some(owner), Some(who)) => Some((owner, who)),
        _ => None,
    }
}

fn is_caller(who: &str, subject: Option<&str>) -> bool {
    who == "root" || subject.is_some_and(|name| wild(who, name, true))
}
