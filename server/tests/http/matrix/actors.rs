//! Everybody who may knock.

use std::collections::BTreeMap;

use almanac_domain::key::NewKey;
use almanac_domain::member::MemberState;
use almanac_domain::{KeyScope, OrgRole, ProjectRole};
use almanac_service::api_key;
use almanac_store::member;
use almanac_testkit::{Person, TestApp};
use chrono::TimeDelta;

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::Story;

/// Who knocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Outsider,
    Viewer,
    Editor,
    Owner,
    Admin,
    Removed,
    ExpiredKey,
    OtherKey,
    RightKey,
}

/// All of them, in the order of the table.
pub const WHO: [Who; 10] = [
    Who::Nobody,
    Who::Outsider,
    Who::Viewer,
    Who::Editor,
    Who::Owner,
    Who::Admin,
    Who::Removed,
    Who::ExpiredKey,
    Who::OtherKey,
    Who::RightKey,
];

/// The people of the story.
pub struct Actors {
    pub outsider: Person,
    pub viewer: Person,
    pub editor: Person,
    pub owner: Person,
    pub admin: Person,
    pub removed: Person,
    expired: String,
    keys: BTreeMap<Vec<KeyScope>, String>,
}

fn input(scopes: &[KeyScope]) -> NewKey {
    NewKey {
        name: "Program".to_owned(),
        scopes: scopes.to_vec(),
        expires_at: None,
        networks: Vec::new(),
        notes: String::new(),
    }
}

async fn issue(test: &TestApp, person: &Person, input: NewKey) -> String {
    api_key::create(&test.app, person, input).await.unwrap().text.0
}

impl Actors {
    pub async fn gather(server: &TestServer, story: &Story) -> Self {
        let test = &server.test;
        let org = Some(test.admin.org_id);
        let project = story.project.parse().unwrap();
        let hour = Some(test.app.now() + TimeDelta::hours(1));
        let expired =
            issue(test, &test.admin, NewKey { expires_at: hour, ..input(&[KeyScope::Admin]) }).await;
        test.clock.advance(TimeDelta::hours(1));
        let viewer = test.person("Vic", org, OrgRole::Viewer).await;
        let mut tx = test.app.write(test.admin.org_id).await.unwrap();
        member::put(&mut tx, project, viewer.user_id, ProjectRole::Viewer, test.app.now()).await.unwrap();
        tx.save().await.unwrap();
        let removed = test.colleague("Rob", project, ProjectRole::Owner).await;
        test.change(&removed, OrgRole::Developer, MemberState::Deactivated).await;
        Self {
            outsider: test.person("Ede", None, OrgRole::Admin).await,
            viewer,
            editor: test.colleague("Emil", project, ProjectRole::Editor).await,
            owner: test.colleague("Olga", project, ProjectRole::Owner).await,
            admin: test.another_session(&test.admin).await,
            removed,
            expired,
            keys: BTreeMap::new(),
        }
    }

    /// The person, if it is one who is let in.
    pub fn person(&self, who: Who) -> Option<&Person> {
        match who {
            Who::Outsider => Some(&self.outsider),
            Who::Viewer => Some(&self.viewer),
            Who::Editor => Some(&self.editor),
            Who::Owner => Some(&self.owner),
            Who::Admin => Some(&self.admin),
            Who::Nobody | Who::Removed | Who::ExpiredKey | Who::OtherKey | Who::RightKey => None,
        }
    }

    /// How they knock; keys are chosen by the scopes that are enough.
    pub async fn browser(&mut self, server: &TestServer, who: Who, enough: &[KeyScope]) -> Browser {
        if let Some(person) = self.person(who) {
            return server.browser(person);
        }
        match who {
            Who::Removed => server.browser(&self.removed),
            Who::ExpiredKey => Browser::program(&server.url, &self.expired),
            Who::RightKey => {
                let first = enough.first().copied().unwrap_or(KeyScope::Admin);
                Browser::program(&server.url, &self.key(server, vec![first]).await)
            }
            Who::OtherKey => {
                let other = |scope: &KeyScope| *scope != KeyScope::Admin && !enough.contains(scope);
                let mut scopes: Vec<KeyScope> = KeyScope::ALL.into_iter().filter(other).collect();
                if scopes.is_empty() {
                    scopes.push(KeyScope::AnalyticsRead);
                }
                Browser::program(&server.url, &self.key(server, scopes).await)
            }
            _ => server.stranger(),
        }
    }

    /// The administrator's key with these scopes.
    async fn key(&mut self, server: &TestServer, scopes: Vec<KeyScope>) -> String {
        if let Some(key) = self.keys.get(&scopes) {
            return key.clone();
        }
        let key = issue(&server.test, &self.admin, input(&scopes)).await;
        self.keys.insert(scopes, key.clone());
        key
    }
}
