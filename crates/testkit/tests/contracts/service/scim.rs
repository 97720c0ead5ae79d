//! People and teams that an identity provider keeps.

use almanac_domain::audit::AuditFilter;
use almanac_domain::key::NewKey;
use almanac_domain::member::{ChangeMember, MemberState};
use almanac_domain::provisioning::{
    ChangeScimGroup, ChangeScimUser, MemberEdit, NewScimUser, ScimPage, ScimUserFilter,
};
use almanac_domain::sharing::TeamInput;
use almanac_domain::{KeyScope, OrgRole, PageRequest, UserId};
use almanac_service::provisioning::{self, Provisioner, groups, users};
use almanac_service::{Error, account, api_key, audit, domain, member, organization, team};
use almanac_testkit::{Person, TestApp, client, for_each_backend};
use chrono::TimeDelta;

const ALL: ScimPage = ScimPage { offset: 0, count: 100 };

async fn token_of(test: &TestApp, admin: &Person) -> Provisioner {
    let issued = provisioning::make(&test.app, admin).await.unwrap();
    provisioning::authenticate(&test.app, &issued.text.0, &client("192.0.2.7")).await.unwrap()
}

/// The identity provider of the organization, which has proven `fahrrad.test`.
async fn provider(test: &TestApp) -> Provisioner {
    domain::vouch(&test.app, test.admin.org_id, "fahrrad.test").await.unwrap();
    token_of(test, &test.admin).await
}

fn new(email: &str) -> NewScimUser {
    NewScimUser {
        user_name: email.to_uppercase(),
        external_id: Some(format!("id of {email}")),
        email: email.to_owned(),
        name: None,
        role: None,
        state: MemberState::Active,
    }
}

fn state(state: MemberState) -> ChangeScimUser {
    ChangeScimUser { state: Some(state), ..ChangeScimUser::default() }
}

fn role(role: OrgRole) -> ChangeScimUser {
    ChangeScimUser { role: Some(role), ..ChangeScimUser::default() }
}

async fn actions(test: &TestApp) -> Vec<(String, Option<UserId>)> {
    let page = audit::list(&test.app, &test.admin, &AuditFilter::default(), None, 50).await.unwrap();
    page.items.into_iter().map(|entry| (entry.action, entry.actor_id)).collect()
}

for_each_backend! {
    async fn r27_token_is_made_by_a_confirmed_administrator_and_ends_at_once(test: TestApp) {
        let (app, admin) = (&test.app, &test.admin);
        let manager = test.person("Max", Some(admin.org_id), OrgRole::Manager).await;
        assert!(matches!(provisioning::get(app, &manager).await, Err(Error::Forbidden)));
        assert!(matches!(provisioning::make(app, &manager).await, Err(Error::Forbidden)));
        assert!(matches!(provisioning::revoke(app, &manager).await, Err(Error::Forbidden)));
        let known = provisioning::get(app, admin).await.unwrap();
        assert_eq!((known.base_url.as_str(), known.token), ("https://almanac.example/scim/v2", None));
        let first = provisioning::make(app, admin).await.unwrap().text.0;
        let second = provisioning::make(app, admin).await.unwrap().text.0;
        let here = client("192.0.2.7");
        assert!(matches!(provisioning::authenticate(app, &first, &here).await, Err(Error::Unauthenticated)));
        let by = provisioning::authenticate(app, &second, &here).await.unwrap();
        assert_eq!(by.org_id(), admin.org_id);
        assert_eq!(provisioning::get(app, admin).await.unwrap().token.unwrap().last_used_at, Some(app.now()));
        provisioning::revoke(app, admin).await.unwrap();
        provisioning::revoke(app, admin).await.unwrap();
        assert!(matches!(provisioning::authenticate(app, &second, &here).await, Err(Error::Unauthenticated)));
        let done: Vec<String> = actions(&test).await.into_iter().map(|entry| entry.0).collect();
        let expected = ["provisioning.token.revoke", "provisioning.token.rotate", "provisioning.token.create"];
        assert_eq!(done[..3], expected);
        test.clock.advance(TimeDelta::minutes(11));
        assert!(matches!(provisioning::make(app, admin).await, Err(Error::Unconfirmed)));
    }

    async fn r05_wrong_tokens_have_to_wait_and_the_right_one_does_not(test: TestApp) {
        let right = provisioning::make(&test.app, &test.admin).await.unwrap().text.0;
        let here = client("192.0.2.7");
        for _ in 0..10 {
            let wrong = provisioning::authenticate(&test.app, "scim_wrong", &here).await;
            assert!(matches!(wrong, Err(Error::Unauthenticated)), "{wrong:?}");
        }
        let busy = provisioning::authenticate(&test.app, "scim_wrong", &here).await;
        assert!(matches!(busy, Err(Error::Busy { .. })), "{busy:?}");
        provisioning::authenticate(&test.app, &right, &here).await.unwrap();
    }

    async fn created_user_is_a_viewer_without_a_password(test: TestApp) {
        let by = provider(&test).await;
        let made = users::create(&test.app, by, new("uma@fahrrad.test")).await.unwrap();
        assert_eq!((made.user_name.as_str(), made.name.as_str()), ("uma@fahrrad.test", "uma"));
        assert_eq!((made.role, made.state), (OrgRole::Viewer, MemberState::Active));
        let page = member::list(&test.app, &test.admin, "uma", PageRequest::default()).await.unwrap();
        assert_eq!((page.items[0].user.id, page.items[0].user.email_verified_at), (made.id, None));
        let first = actions(&test).await.remove(0);
        assert_eq!(first, ("member.join".to_owned(), None));
        let again = users::create(&test.app, by, new("uma@fahrrad.test")).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    }

    async fn r17_addresses_outside_of_verified_domains_are_refused(test: TestApp) {
        let by = provider(&test).await;
        for email in ["uma@example.net", "uma", "uma@fahrrad.test@example.net", "ada@sub.fahrrad.test"] {
            let refused = users::create(&test.app, by, new(email)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{email}: {refused:?}");
        }
    }

    async fn r16_account_of_somebody_else_is_never_taken_over(test: TestApp) {
        let by = provider(&test).await;
        let eve = test.stranger().await;
        // Not in a verified domain: as if there were no account.
        let refused = users::create(&test.app, by, new("eve@example.org")).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        domain::vouch(&test.app, test.admin.org_id, "example.org").await.unwrap();
        let refused = users::create(&test.app, by, new("eve@example.org")).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert!(matches!(users::get(&test.app, by, eve.user_id).await, Err(Error::NotFound)));
    }

    async fn member_of_this_address_is_linked_as_they_are(test: TestApp) {
        let by = provider(&test).await;
        let mia = test.person("Mia", Some(test.admin.org_id), OrgRole::Developer).await;
        test.change(&mia, OrgRole::Developer, MemberState::Deactivated).await;
        let input = NewScimUser { name: Some("Other".to_owned()), ..new("MIA@example.org") };
        let made = users::create(&test.app, by, input).await.unwrap();
        assert_eq!((made.id, made.name.as_str(), made.role), (mia.user_id, "Mia", OrgRole::Developer));
        assert_eq!(made.state, MemberState::Active, "as it was asked for");
        assert_eq!(actions(&test).await[0].0, "provisioning.user.link");
    }

    async fn r08_deactivation_ends_sessions_and_keys_at_once(test: TestApp) {
        let by = provider(&test).await;
        let mia = test.person("Mia", Some(test.admin.org_id), OrgRole::Developer).await;
        let key = NewKey { name: "CI".to_owned(), scopes: vec![KeyScope::QueryRead], expires_at: None, networks: Vec::new(), notes: String::new() };
        let key = api_key::create(&test.app, &mia, key).await.unwrap().text.0;
        users::create(&test.app, by, new("mia@example.org")).await.unwrap();
        let here = client("192.0.2.2");
        api_key::authenticate(&test.app, &key, &here).await.unwrap();
        users::change(&test.app, by, mia.user_id, state(MemberState::Deactivated)).await.unwrap();
        assert!(account::authenticate(&test.app, &mia.secret.0, &here).await.unwrap().is_none());
        assert!(matches!(api_key::authenticate(&test.app, &key, &here).await, Err(Error::Unauthenticated)));
        let back = users::change(&test.app, by, mia.user_id, state(MemberState::Active)).await.unwrap();
        assert_eq!(back.state, MemberState::Active);
        api_key::authenticate(&test.app, &key, &here).await.unwrap();
        assert!(account::authenticate(&test.app, &mia.secret.0, &here).await.unwrap().is_none());
    }

    async fn r25_last_administrator_stays_and_nobody_becomes_one(test: TestApp) {
        let (app, by) = (&test.app, provider(&test).await);
        users::create(app, by, new(TestApp::EMAIL)).await.unwrap();
        let ada = test.admin.user_id;
        let refused = [
            users::change(app, by, ada, state(MemberState::Deactivated)).await.err(),
            users::delete(app, by, ada).await.err(),
        ];
        assert!(refused.iter().all(|error| matches!(error, Some(Error::Conflict(text)) if text == member::LAST_ADMIN)));
        let kept = users::change(app, by, ada, role(OrgRole::Viewer)).await.unwrap();
        assert_eq!(kept.role, OrgRole::Admin);
        let wanted = NewScimUser { role: Some(OrgRole::Admin), ..new("uma@fahrrad.test") };
        assert!(matches!(users::create(app, by, wanted).await, Err(Error::Invalid(_))));
        let uma = users::create(app, by, new("uma@fahrrad.test")).await.unwrap();
        assert!(matches!(users::change(app, by, uma.id, role(OrgRole::Admin)).await, Err(Error::Invalid(_))));
        let manager = users::change(app, by, uma.id, role(OrgRole::Manager)).await.unwrap();
        assert_eq!(manager.role, OrgRole::Manager);
    }

    async fn name_of_somebody_of_other_organizations_stays(test: TestApp) {
        let (app, by) = (&test.app, provider(&test).await);
        let uma = users::create(app, by, new("uma@fahrrad.test")).await.unwrap();
        let named = |name: &str| ChangeScimUser { name: Some(name.to_owned()), ..ChangeScimUser::default() };
        assert_eq!(users::change(app, by, uma.id, named("Uma U")).await.unwrap().name, "Uma U");
        let eve = test.stranger().await;
        let mut tx = app.db().write(almanac_store::Scope::System).await.unwrap();
        almanac_store::membership::insert(&mut tx, eve.org_id, uma.id, OrgRole::Viewer, app.now()).await.unwrap();
        tx.save().await.unwrap();
        assert_eq!(users::change(app, by, uma.id, named("Nobody")).await.unwrap().name, "Uma U");
    }

    async fn plan_limits_members_also_here(test: TestApp) {
        let (app, by) = (&test.app, provider(&test).await);
        organization::set_plan(app, test.admin.org_id, "free").await.unwrap();
        let full = users::create(app, by, new("uma@fahrrad.test")).await;
        assert!(matches!(full, Err(Error::Quota(_))), "{full:?}");
        let waiting = NewScimUser { state: MemberState::Deactivated, ..new("uma@fahrrad.test") };
        let uma = users::create(app, by, waiting).await.unwrap();
        let full = users::change(app, by, uma.id, state(MemberState::Active)).await;
        assert!(matches!(full, Err(Error::Quota(_))), "{full:?}");
    }

    async fn deleted_user_is_deactivated_and_can_come_back(test: TestApp) {
        let (app, by) = (&test.app, provider(&test).await);
        let uma = users::create(app, by, new("uma@fahrrad.test")).await.unwrap();
        users::delete(app, by, uma.id).await.unwrap();
        assert!(matches!(users::get(app, by, uma.id).await, Err(Error::NotFound)));
        let page = member::list(app, &test.admin, "uma", PageRequest::default()).await.unwrap();
        assert_eq!(page.items[0].state, MemberState::Deactivated);
        assert_eq!(actions(&test).await[0].0, "provisioning.user.delete");
        let back = users::create(app, by, new("uma@fahrrad.test")).await.unwrap();
        assert_eq!((back.id, back.state), (uma.id, MemberState::Active));
    }

    async fn r21_other_organization_sees_and_changes_nothing(test: TestApp) {
        let (app, by) = (&test.app, provider(&test).await);
        let theirs = token_of(&test, &test.stranger().await).await;
        let uma = users::create(app, by, new("uma@fahrrad.test")).await.unwrap();
        let data = ChangeScimGroup { name: Some("Data".to_owned()), ..ChangeScimGroup::default() };
        let group = groups::create(app, by, data.clone()).await.unwrap();
        let own = groups::create(app, theirs, data).await.unwrap();
        let refused = [
            users::get(app, theirs, uma.id).await.err(),
            users::change(app, theirs, uma.id, state(MemberState::Deactivated)).await.err(),
            users::delete(app, theirs, uma.id).await.err(),
            groups::get(app, theirs, group.id).await.err(),
            groups::change(app, theirs, group.id, ChangeScimGroup::default()).await.err(),
            groups::delete(app, theirs, group.id).await.err(),
        ];
        assert!(refused.iter().all(|error| matches!(error, Some(Error::NotFound))), "{refused:?}");
        let foreign = ChangeScimGroup { members: vec![MemberEdit::Add(vec![uma.id])], ..ChangeScimGroup::default() };
        let refused = groups::change(app, theirs, own.id, foreign).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert_eq!(users::list(app, theirs, &ScimUserFilter::default(), ALL).await.unwrap().total, 0);
    }

    async fn groups_are_teams_whose_other_members_stay(test: TestApp) {
        let (app, admin, by) = (&test.app, &test.admin, provider(&test).await);
        let uma = users::create(app, by, new("uma@fahrrad.test")).await.unwrap().id;
        let tom = users::create(app, by, new("tom@fahrrad.test")).await.unwrap().id;
        let edit = |edit| ChangeScimGroup { members: vec![edit], ..ChangeScimGroup::default() };
        let input = ChangeScimGroup { name: Some("Data".to_owned()), ..edit(MemberEdit::Replace(vec![uma])) };
        let made = groups::create(app, by, input.clone()).await.unwrap();
        team::add_member(app, admin, made.id, admin.user_id).await.unwrap();
        let both = groups::change(app, by, made.id, edit(MemberEdit::Add(vec![tom]))).await.unwrap();
        assert_eq!(both.members.iter().map(|member| member.0).collect::<Vec<_>>(), [uma, tom]);
        let one = groups::change(app, by, made.id, edit(MemberEdit::Remove(vec![uma]))).await.unwrap();
        assert_eq!(one.members.len(), 1);
        groups::change(app, by, made.id, edit(MemberEdit::Replace(Vec::new()))).await.unwrap();
        let left = team::members(app, admin, made.id).await.unwrap();
        assert_eq!(left.iter().map(|person| person.id).collect::<Vec<_>>(), [admin.user_id]);
        let taken = groups::create(app, by, input).await;
        assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
        let own = team::create(app, admin, TeamInput { name: "Own".to_owned() }).await.unwrap();
        assert!(matches!(groups::get(app, by, own.id).await, Err(Error::NotFound)));
        groups::delete(app, by, made.id).await.unwrap();
        assert!(matches!(team::get(app, admin, made.id).await, Err(Error::NotFound)));
        let done: Vec<String> = actions(&test).await.into_iter().map(|entry| entry.0).collect();
        assert_eq!((done[0].as_str(), done[2].as_str()), ("team.delete", "team.change"));
    }

    async fn member_who_was_removed_is_kept_no_more(test: TestApp) {
        let (app, by) = (&test.app, provider(&test).await);
        let uma = users::create(app, by, new("uma@fahrrad.test")).await.unwrap();
        let demoted = ChangeMember { role: Some(OrgRole::Developer), state: None };
        member::change(app, &test.admin, uma.id, demoted).await.unwrap();
        assert_eq!(users::get(app, by, uma.id).await.unwrap().role, OrgRole::Developer);
        member::remove(app, &test.admin, uma.id).await.unwrap();
        assert!(matches!(users::get(app, by, uma.id).await, Err(Error::NotFound)));
    }
}
