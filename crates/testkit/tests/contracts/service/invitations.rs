//! Invitations, and belonging to several organizations.

use almanac_domain::account::{Password, SignIn};
use almanac_domain::consent::Purpose;
use almanac_domain::invitation::{AcceptInvitation, Guest, InvitationState, Invite, ProjectGrant, Visitor};
use almanac_domain::{Actor, OrgRole, PageRequest, ProjectRole};
use almanac_service::{App, Error, account, consent, invitation, project};
use almanac_store::{Scope, membership};
use almanac_testkit::{TestApp, client, for_each_backend, secret_in};
use chrono::TimeDelta;

const PASSWORD: &str = "a bicycle made of glass";

fn guest(email: &str) -> Guest {
    Guest { email: email.to_owned(), role: None, name: String::new() }
}

fn invite(emails: &[&str], role: OrgRole) -> Invite {
    Invite { guests: emails.iter().map(|email| guest(email)).collect(), role, project: None }
}

fn accept(token: &str) -> AcceptInvitation {
    AcceptInvitation { token: token.to_owned(), name: None, password: None, locale: None, consents: None }
}

fn newcomer(token: &str) -> AcceptInvitation {
    let password = Some(Password(PASSWORD.to_owned()));
    AcceptInvitation { name: Some("Bob".to_owned()), password, ..accept(token) }
}

/// Invites an address; the secret of the link in the mail.
async fn secret(test: &TestApp, by: &Actor, email: &str) -> String {
    test.mails().await;
    invitation::invite(&test.app, by, invite(&[email], OrgRole::Developer)).await.unwrap();
    let mails = test.mails().await;
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, email));
    secret_in(&mails[0].text)
}

async fn states(app: &App, by: &Actor) -> Vec<InvitationState> {
    let page = invitation::list(app, by, PageRequest::default()).await.unwrap();
    page.items.into_iter().map(|invitation| invitation.state).collect()
}

fn wrong_fields(error: Error) -> Vec<String> {
    let Error::Invalid(fields) = error else { panic!("{error:?}") };
    fields.into_iter().map(|field| format!("{}: {}", field.field, field.message)).collect()
}

for_each_backend! {
    async fn new_person_accepts_and_is_signed_in_with_a_proved_address(test: TestApp) {
        let here = client("192.0.2.9");
        let project = test.project().await;
        test.mails().await;
        let grant = ProjectGrant { project_id: project.id, role: ProjectRole::Editor };
        let input = Invite { project: Some(grant), ..invite(&["Bob@Example.org"], OrgRole::Developer) };
        let invited = invitation::invite(&test.app, &test.admin, input).await.unwrap();
        assert_eq!(invited[0].link, None, "it is in the mail");
        let mail = test.mails().await.remove(0);
        assert!(mail.text.contains("https://almanac.example/invitation/"), "{}", mail.text);
        let token = secret_in(&mail.text);
        let offer = invitation::look(&test.app, None, &token, &here).await.unwrap();
        assert_eq!((offer.organization.as_str(), offer.visitor), ("Fahrrad GmbH", Visitor::New));
        let (me, secret) = invitation::accept(&test.app, None, newcomer(&token), &here).await.unwrap();
        assert_eq!((me.user.email.as_str(), me.role), ("bob@example.org", OrgRole::Developer));
        assert!(me.user.email_verified_at.is_some());
        let bob = account::authenticate(&test.app, &secret.0, &here).await.unwrap().unwrap();
        assert_eq!(project::get(&test.app, &bob, project.id).await.unwrap().role, ProjectRole::Editor);
        assert_eq!(states(&test.app, &test.admin).await, [InvitationState::Accepted]);
        let sign_in = SignIn { email: "bob@example.org".to_owned(), password: Password(PASSWORD.to_owned()) };
        account::sign_in(&test.app, sign_in, &here).await.unwrap();
    }

    async fn r45_who_accepts_an_invitation_consents_to_what_they_tick_or_is_asked_later(test: TestApp) {
        let here = client("192.0.2.9");
        for (email, consents, news, pending) in [
            ("bob@example.org", Some(vec![Purpose::EmailNews]), true, false),
            ("cleo@example.org", Some(Vec::new()), false, false),
            ("dora@example.org", None, false, true),
        ] {
            let token = secret(&test, &test.admin, email).await;
            let input = AcceptInvitation { consents, ..newcomer(&token) };
            let (me, secret) = invitation::accept(&test.app, None, input, &here).await.unwrap();
            let actor = account::authenticate(&test.app, &secret.0, &here).await.unwrap().unwrap();
            let allows = async |purpose| consent::allows(&test.app, me.user.id, purpose).await.unwrap();
            let found = (allows(Purpose::EmailNews).await, allows(Purpose::ModelTraining).await);
            assert_eq!(found, (news, false), "{email}");
            assert_eq!(consent::pending(&test.app, &actor).await.unwrap(), pending, "{email}");
        }
    }

    async fn r13_invitation_works_once_for_72_hours_and_not_after_revocation(test: TestApp) {
        let here = client("192.0.2.9");
        let token = secret(&test, &test.admin, "bob@example.org").await;
        invitation::accept(&test.app, None, newcomer(&token), &here).await.unwrap();
        let again = invitation::accept(&test.app, None, newcomer(&token), &here).await;
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
        let token = secret(&test, &test.admin, "cleo@example.org").await;
        test.clock.advance(TimeDelta::hours(72));
        let late = invitation::accept(&test.app, None, newcomer(&token), &here).await;
        assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
        let token = secret(&test, &test.admin, "dora@example.org").await;
        let list = invitation::list(&test.app, &test.admin, PageRequest::default()).await.unwrap();
        invitation::revoke(&test.app, &test.admin, list.items[0].id).await.unwrap();
        let revoked = invitation::accept(&test.app, None, newcomer(&token), &here).await;
        assert!(matches!(revoked, Err(Error::NotFound)), "{revoked:?}");
        let expected = [InvitationState::Revoked, InvitationState::Expired, InvitationState::Accepted];
        assert_eq!(states(&test.app, &test.admin).await, expected);
    }

    async fn r13_sent_again_or_shown_an_invitation_has_a_new_secret(test: TestApp) {
        let here = client("192.0.2.9");
        let first = secret(&test, &test.admin, "bob@example.org").await;
        test.clock.advance(TimeDelta::hours(80));
        let id = invitation::list(&test.app, &test.admin, PageRequest::default()).await.unwrap().items[0].id;
        assert_eq!(invitation::resend(&test.app, &test.admin, id).await.unwrap().link, None);
        let second = secret_in(&test.mails().await[0].text);
        let shown = invitation::show_link(&test.app, &test.admin, id).await.unwrap();
        assert!(test.mails().await.is_empty());
        let third = secret_in(&shown.link.unwrap());
        for old in [first, second] {
            assert!(matches!(invitation::look(&test.app, None, &old, &here).await, Err(Error::NotFound)));
        }
        invitation::accept(&test.app, None, newcomer(&third), &here).await.unwrap();
        let settled = invitation::resend(&test.app, &test.admin, id).await;
        assert!(matches!(settled, Err(Error::Conflict(_))), "{settled:?}");
    }

    async fn person_with_an_account_accepts_signed_in_and_belongs_to_both(test: TestApp) {
        let here = client("192.0.2.9");
        let eve = test.stranger().await;
        let token = secret(&test, &test.admin, "eve@example.org").await;
        let nobody = invitation::look(&test.app, None, &token, &here).await.unwrap();
        assert_eq!(nobody.visitor, Visitor::Known);
        let unsigned = invitation::accept(&test.app, None, newcomer(&token), &here).await;
        assert!(matches!(unsigned, Err(Error::Conflict(_))), "{unsigned:?}");
        let offer = invitation::look(&test.app, Some(&eve), &token, &here).await.unwrap();
        assert_eq!(offer.visitor, Visitor::Invited);
        let (me, secret) = invitation::accept(&test.app, Some(&eve), accept(&token), &here).await.unwrap();
        assert_eq!((me.organization.name.as_str(), me.role), ("Fahrrad GmbH", OrgRole::Developer));
        let names: Vec<&str> = me.memberships.iter().map(|m| m.organization.name.as_str()).collect();
        assert_eq!(names, ["Fahrrad GmbH", "Eve & Co"]);
        // R07: the old secret of the session is worth nothing any more.
        assert_eq!(account::authenticate(&test.app, &eve.secret.0, &here).await.unwrap(), None);
        let now = account::authenticate(&test.app, &secret.0, &here).await.unwrap().unwrap();
        assert_eq!((now.org_id, now.session_id()), (test.admin.org_id, eve.session_id()));
    }

    async fn r07_switching_needs_membership_and_changes_the_secret(test: TestApp) {
        let here = client("192.0.2.9");
        let eve = test.stranger().await;
        let foreign = account::switch_organization(&test.app, &test.admin, eve.org_id).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
        let mut tx = test.app.db().write(Scope::System).await.unwrap();
        membership::insert(&mut tx, eve.org_id, test.admin.user_id, OrgRole::Viewer, test.app.now()).await.unwrap();
        tx.save().await.unwrap();
        let (me, secret) = account::switch_organization(&test.app, &test.admin, eve.org_id).await.unwrap();
        assert_eq!((me.organization.id, me.role), (eve.org_id, OrgRole::Viewer));
        assert_eq!(account::authenticate(&test.app, &test.admin.secret.0, &here).await.unwrap(), None);
        let now = account::authenticate(&test.app, &secret.0, &here).await.unwrap().unwrap();
        assert_eq!((now.org_id, now.org_role), (eve.org_id, OrgRole::Viewer));
        assert!(account::me(&test.app, &now).await.unwrap().memberships.len() == 2);
    }

    async fn somebody_else_cannot_accept(test: TestApp) {
        let here = client("192.0.2.9");
        let eve = test.stranger().await;
        let token = secret(&test, &test.admin, "bob@example.org").await;
        let offer = invitation::look(&test.app, Some(&eve), &token, &here).await.unwrap();
        assert_eq!(offer.visitor, Visitor::SomebodyElse);
        let taken = invitation::accept(&test.app, Some(&eve), accept(&token), &here).await;
        assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
        assert_eq!(states(&test.app, &test.admin).await, [InvitationState::Open]);
    }

    async fn common_and_short_passwords_are_refused(test: TestApp) {
        let token = secret(&test, &test.admin, "bob@example.org").await;
        for bad in ["short", "password123"] {
            let input = AcceptInvitation { password: Some(Password(bad.to_owned())), ..newcomer(&token) };
            let refused = invitation::accept(&test.app, None, input, &client("192.0.2.9")).await;
            assert!(wrong_fields(refused.unwrap_err())[0].starts_with("password: "));
        }
    }

    async fn only_who_manages_members_invites_and_no_manager_makes_an_administrator(test: TestApp) {
        let org = Some(test.admin.org_id);
        let manager = test.person("Mia", org, OrgRole::Manager).await;
        let eve = test.stranger().await;
        for role in [OrgRole::Developer, OrgRole::Viewer] {
            let person = test.person(&format!("{role:?}"), org, role).await;
            let denied = invitation::invite(&test.app, &person, invite(&["x@example.org"], role)).await;
            assert!(matches!(denied, Err(Error::Forbidden)), "{denied:?}");
            let denied = invitation::list(&test.app, &person, PageRequest::default()).await;
            assert!(matches!(denied, Err(Error::Forbidden)), "{denied:?}");
        }
        let admin = invitation::invite(&test.app, &manager, invite(&["x@example.org"], OrgRole::Admin)).await;
        assert_eq!(
            wrong_fields(admin.unwrap_err()),
            ["guests[0]: x@example.org cannot be invited as administrator by a manager"]
        );
        invitation::invite(&test.app, &test.admin, invite(&["x@example.org"], OrgRole::Admin)).await.unwrap();
        let id = invitation::list(&test.app, &manager, PageRequest::default()).await.unwrap().items[0].id;
        // Else a manager could take the link of an administrator's invitation.
        assert!(matches!(invitation::show_link(&test.app, &manager, id).await, Err(Error::Forbidden)));
        assert!(matches!(invitation::show_link(&test.app, &eve, id).await, Err(Error::NotFound)));
        assert!(matches!(invitation::resend(&test.app, &eve, id).await, Err(Error::NotFound)));
        assert!(matches!(invitation::revoke(&test.app, &eve, id).await, Err(Error::NotFound)));
        assert!(invitation::list(&test.app, &eve, PageRequest::default()).await.unwrap().items.is_empty());
    }

    async fn invitation_into_a_project_needs_its_owner(test: TestApp) {
        let project = test.project().await;
        let manager = test.person("Mia", Some(test.admin.org_id), OrgRole::Manager).await;
        let grant = Some(ProjectGrant { project_id: project.id, role: ProjectRole::Owner });
        let input = || Invite { project: grant, ..invite(&["x@example.org"], OrgRole::Viewer) };
        let unseen = invitation::invite(&test.app, &manager, input()).await;
        assert!(matches!(unseen, Err(Error::NotFound)), "{unseen:?}");
        invitation::invite(&test.app, &test.admin, input()).await.unwrap();
        // The invitation outlives the project, without it.
        project::delete(&test.app, &test.admin, project.id).await.unwrap();
        test.clock.advance(TimeDelta::days(31));
        assert_eq!(project::empty_bin(&test.app).await.unwrap(), 1);
        let list = invitation::list(&test.app, &test.admin, PageRequest::default()).await.unwrap();
        assert_eq!((list.items[0].project, list.items[0].state), (None, InvitationState::Expired));
    }

    async fn every_wrong_guest_is_named_and_nobody_is_invited(test: TestApp) {
        invitation::invite(&test.app, &test.admin, invite(&["bob@example.org"], OrgRole::Viewer)).await.unwrap();
        let emails = ["BOB@example.org", "cleo@example.org", TestApp::EMAIL, "cleo@example.org"];
        let refused = invitation::invite(&test.app, &test.admin, invite(&emails, OrgRole::Viewer)).await;
        assert_eq!(wrong_fields(refused.unwrap_err()), [
            "guests[0]: bob@example.org is invited already",
            "guests[2]: ada@example.org is a member already",
            "guests[3]: cleo@example.org is named twice",
        ]);
        assert_eq!(states(&test.app, &test.admin).await.len(), 1);
    }

    async fn plan_counts_members_and_open_invitations(test: TestApp) {
        set_plan(&test, "starter").await;
        let four = ["a@example.org", "b@example.org", "c@example.org", "d@example.org"];
        invitation::invite(&test.app, &test.admin, invite(&four, OrgRole::Viewer)).await.unwrap();
        let sixth = invitation::invite(&test.app, &test.admin, invite(&["e@example.org"], OrgRole::Viewer)).await;
        assert!(matches!(sixth, Err(Error::Quota(_))), "{sixth:?}");
        let id = invitation::list(&test.app, &test.admin, PageRequest::default()).await.unwrap().items[0].id;
        invitation::revoke(&test.app, &test.admin, id).await.unwrap();
        invitation::invite(&test.app, &test.admin, invite(&["e@example.org"], OrgRole::Viewer)).await.unwrap();
    }

    async fn plan_holds_when_many_invite_at_once(test: TestApp) {
        set_plan(&test, "starter").await;
        let tries = (0..20).map(|i| {
            let (app, admin) = (test.app.clone(), test.admin.actor.clone());
            tokio::spawn(async move {
                let email = format!("guest{i}@example.org");
                invitation::invite(&app, &admin, invite(&[&email], OrgRole::Viewer)).await.is_ok()
            })
        });
        let done = futures::future::join_all(tries).await;
        assert_eq!(done.into_iter().filter(|done| *done.as_ref().unwrap()).count(), 4);
    }

    async fn r05_guessing_the_secrets_of_links_makes_waiting(test: TestApp) {
        let (here, there) = (client("192.0.2.9"), client("192.0.2.10"));
        let token = secret(&test, &test.admin, "bob@example.org").await;
        for _ in 0..10 {
            let guess = invitation::look(&test.app, None, "a guess", &here).await;
            assert!(matches!(guess, Err(Error::NotFound)), "{guess:?}");
        }
        let eleventh = invitation::look(&test.app, None, &token, &here).await;
        assert!(matches!(eleventh, Err(Error::Busy { .. })), "{eleventh:?}");
        for _ in 0..12 {
            invitation::look(&test.app, None, &token, &there).await.unwrap();
        }
    }
}

async fn set_plan(test: &TestApp, plan: &str) {
    test.as_owner(&format!("update organizations set plan = '{plan}'")).await;
}
