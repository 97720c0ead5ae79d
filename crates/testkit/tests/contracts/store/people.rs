//! Invitations, links, mails, choices.

use almanac_domain::invitation::{Invitation, InvitationState, ProjectGrant};
use almanac_domain::profile::{Choices, Locale, Theme};
use almanac_domain::{InvitationId, OrgRole, PageRequest, ProjectRole};
use almanac_store::account_link::{AccountLink, Purpose};
use almanac_store::profile::Avatar;
use almanac_store::{Error, Scope, account_link, invitation, mail, membership, profile, session, user};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, tenant, write};

fn sample(test: &TestDb, here: &Tenant, email: &str) -> Invitation {
    Invitation {
        id: InvitationId(test.ids.next(at(0))),
        email: email.to_owned(),
        name: "Bob".to_owned(),
        role: OrgRole::Manager,
        project: Some(ProjectGrant { project_id: here.project, role: ProjectRole::Editor }),
        state: InvitationState::Open,
        invited_by: "Ada Ω".to_owned(),
        created_at: at(0),
        expires_at: at(60),
        accepted_at: None,
    }
}

fn link(test: &TestDb, here: &Tenant, purpose: Purpose) -> AccountLink {
    AccountLink {
        id: test.ids.next(at(0)),
        user_id: here.user,
        purpose,
        email: "a@b.co".to_owned(),
        created_at: at(0),
        expires_at: at(60),
    }
}

for_each_backend! {
    async fn invitation_is_found_by_id_and_secret_and_expires(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let made = sample(&test, &here, "bob@b.co");
        let mut tx = write(&test, &here).await;
        invitation::insert(&mut tx, &made, Some(here.user), b"hash").await.unwrap();
        assert_eq!(invitation::open_in(&mut tx, here.project, at(1)).await.unwrap(), std::slice::from_ref(&made));
        assert_eq!(invitation::open_in(&mut tx, here.project, at(60)).await.unwrap(), []);
        assert_eq!(invitation::open_in(&mut tx, there.project, at(1)).await.unwrap(), []);
        assert_eq!(invitation::find(&mut tx, made.id, at(1)).await.unwrap().unwrap(), made);
        assert_eq!((invitation::count_open(&mut tx, at(1)).await.unwrap(), invitation::count_open(&mut tx, at(60)).await.unwrap()), (1, 0));
        assert!(invitation::find_open(&mut tx, "bob@b.co").await.unwrap().is_some());
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        let second = sample(&test, &here, "bob@b.co");
        let twice = invitation::insert(&mut tx, &second, Some(here.user), b"other").await;
        assert!(matches!(twice, Err(Error::Exists("invitation"))));
        drop(tx);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        let (org, found) = invitation::find_by_secret(&mut tx, b"hash", at(60)).await.unwrap().unwrap();
        assert_eq!((org, found.state), (here.org, InvitationState::Expired));
        drop(tx);
        let mut tx = write(&test, &there).await;
        assert!(invitation::find(&mut tx, made.id, at(1)).await.unwrap().is_none());
        assert!(matches!(invitation::revoke(&mut tx, made.id).await, Err(Error::NotFound("invitation"))));
    }

    async fn invitation_is_renewed_accepted_once_and_then_settled(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let made = sample(&test, &here, "bob@b.co");
        let mut tx = write(&test, &here).await;
        invitation::insert(&mut tx, &made, Some(here.user), b"hash").await.unwrap();
        assert!(invitation::accept(&mut tx, made.id, at(60)).await.is_err(), "it has expired");
        invitation::renew(&mut tx, made.id, b"other", at(120)).await.unwrap();
        invitation::accept(&mut tx, made.id, at(60)).await.unwrap();
        assert!(matches!(invitation::accept(&mut tx, made.id, at(60)).await, Err(Error::NotFound("invitation"))));
        assert!(matches!(invitation::renew(&mut tx, made.id, b"x", at(9)).await, Err(Error::NotFound("invitation"))));
        assert!(matches!(invitation::revoke(&mut tx, made.id).await, Err(Error::NotFound("invitation"))));
        let found = invitation::find(&mut tx, made.id, at(61)).await.unwrap().unwrap();
        assert_eq!((found.state, found.accepted_at), (InvitationState::Accepted, Some(at(60))));
    }

    async fn expired_invitation_makes_room_for_another(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        let first = sample(&test, &here, "bob@b.co");
        invitation::insert(&mut tx, &first, Some(here.user), b"one").await.unwrap();
        invitation::clear_expired(&mut tx, "bob@b.co", at(1)).await.unwrap();
        assert!(invitation::find_open(&mut tx, "bob@b.co").await.unwrap().is_some());
        invitation::clear_expired(&mut tx, "bob@b.co", at(60)).await.unwrap();
        let second = sample(&test, &here, "bob@b.co");
        invitation::insert(&mut tx, &second, Some(here.user), b"two").await.unwrap();
        let request = PageRequest { limit: 1, after: None };
        let page = invitation::list(&mut tx, request, at(1)).await.unwrap();
        assert_eq!((page.items[0].id, page.next), (second.id, Some(second.id.0)));
        let request = PageRequest { limit: 1, after: page.next };
        let page = invitation::list(&mut tx, request, at(1)).await.unwrap();
        assert_eq!((page.items[0].id, page.items[0].state, page.next), (first.id, InvitationState::Revoked, None));
    }

    async fn link_is_used_once_and_counted(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        let made = link(&test, &here, Purpose::PasswordReset);
        account_link::insert(&mut tx, &made, b"hash").await.unwrap();
        account_link::insert(&mut tx, &link(&test, &here, Purpose::EmailChange), b"other").await.unwrap();
        assert_eq!(account_link::find(&mut tx, b"hash").await.unwrap().unwrap(), made);
        assert_eq!(account_link::count(&mut tx, here.user, Purpose::PasswordReset, at(-1)).await.unwrap(), 1);
        assert_eq!(account_link::count(&mut tx, here.user, Purpose::PasswordReset, at(0)).await.unwrap(), 0);
        account_link::delete(&mut tx, made.id).await.unwrap();
        assert!(matches!(account_link::delete(&mut tx, made.id).await, Err(Error::NotFound("link"))));
        account_link::delete_ended(&mut tx, at(59)).await.unwrap();
        assert!(account_link::find(&mut tx, b"other").await.unwrap().is_some());
        account_link::delete_ended(&mut tx, at(60)).await.unwrap();
        assert!(account_link::find(&mut tx, b"other").await.unwrap().is_none());
        account_link::insert(&mut tx, &made, b"hash").await.unwrap();
        account_link::delete_of(&mut tx, here.user, Purpose::PasswordReset).await.unwrap();
        assert!(account_link::find(&mut tx, b"hash").await.unwrap().is_none());
    }

    async fn mail_is_taken_by_one_sender_until_its_lease_ends(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let id = test.ids.next(at(0));
        let mut tx = write(&test, &here).await;
        mail::insert(&mut tx, id, b"sealed", at(0)).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = test.db.write(Scope::System).await.unwrap();
        assert!(mail::claim(&mut tx, at(-1), at(9)).await.unwrap().is_none());
        let taken = mail::claim(&mut tx, at(0), at(9)).await.unwrap().unwrap();
        assert_eq!((taken.id, taken.sealed.as_slice(), taken.attempts), (id, b"sealed".as_slice(), 1));
        assert!(mail::claim(&mut tx, at(8), at(9)).await.unwrap().is_none());
        assert_eq!(mail::claim(&mut tx, at(9), at(20)).await.unwrap().unwrap().attempts, 2);
        mail::delay(&mut tx, id, at(30)).await.unwrap();
        assert!(mail::claim(&mut tx, at(29), at(40)).await.unwrap().is_none());
        assert_eq!(mail::count(&mut tx).await.unwrap(), 1);
        mail::delete(&mut tx, id).await.unwrap();
        assert_eq!(mail::count(&mut tx).await.unwrap(), 0);
    }

    async fn choices_and_picture_are_kept(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        assert_eq!(profile::choices(&mut tx, here.user).await.unwrap(), Choices::default());
        let chosen = Choices {
            locale: Some(Locale::De),
            time_zone: Some("Europe/Berlin".to_owned()),
            theme: Some(Theme::Dark),
            mute_schema_changes: true,
        };
        profile::choose(&mut tx, here.user, &chosen).await.unwrap();
        assert_eq!(profile::choices(&mut tx, here.user).await.unwrap(), chosen);
        let picture = Avatar { kind: "image/png".to_owned(), bytes: vec![1, 2], changed_at: at(1) };
        for changed_at in [at(0), at(1)] {
            profile::put_avatar(&mut tx, here.user, &Avatar { changed_at, ..picture.clone() }).await.unwrap();
        }
        assert_eq!(profile::avatar(&mut tx, here.user).await.unwrap().unwrap(), picture);
        assert_eq!(profile::avatar_changed_at(&mut tx, here.user).await.unwrap(), Some(at(1)));
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert!(profile::avatar(&mut tx, here.user).await.unwrap().is_none());
        drop(tx);
        let mut tx = write(&test, &here).await;
        profile::delete_avatar(&mut tx, here.user).await.unwrap();
        assert!(profile::avatar(&mut tx, here.user).await.unwrap().is_none());
    }

    async fn address_is_proved_and_changed(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        tenant(&test, "b@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        user::verify_email(&mut tx, here.user, at(1)).await.unwrap();
        user::verify_email(&mut tx, here.user, at(2)).await.unwrap();
        let found = user::find_account(&mut tx, here.user).await.unwrap().unwrap();
        assert_eq!(found.user.email_verified_at, Some(at(1)), "the first time counts");
        user::set_email(&mut tx, here.user, "c@b.co", at(3)).await.unwrap();
        user::set_name(&mut tx, here.user, "Cleo").await.unwrap();
        let all = user::all(&mut tx).await.unwrap();
        let names: Vec<_> = all.iter().map(|user| (user.email.as_str(), user.name.as_str())).collect();
        assert_eq!(names, [("b@b.co", "Ada Ω"), ("c@b.co", "Cleo")]);
        let taken = user::set_email(&mut tx, here.user, "b@b.co", at(4)).await;
        assert!(matches!(taken, Err(Error::Exists("account"))));
    }

    async fn member_is_found_by_address(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        assert!(membership::any(&mut tx, "a@b.co").await.unwrap());
        assert!(!membership::any(&mut tx, "b@b.co").await.unwrap());
        drop(tx);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        assert_eq!(session::delete_all(&mut tx, here.user).await.unwrap(), 0);
    }
}
