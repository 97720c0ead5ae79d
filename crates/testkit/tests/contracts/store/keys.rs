use almanac_domain::key::{ApiKey, KeyState};
use almanac_domain::{KeyId, KeyScope, OrgRole, PageRequest};
use almanac_store::api_key::Wanted;
use almanac_store::{Error, Scope, api_key, membership, user};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, person, tenant, write};

fn key(test: &TestDb, tenant: &Tenant, prefix: &str) -> ApiKey {
    ApiKey {
        id: KeyId(test.ids.next(at(0))),
        name: "CI".to_owned(),
        prefix: prefix.to_owned(),
        user_id: tenant.user,
        user_name: "Ada Ω".to_owned(),
        scopes: vec![KeyScope::QueryRead, KeyScope::Admin],
        networks: vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()],
        notes: "of the build".to_owned(),
        state: KeyState::Live,
        created_at: at(0),
        expires_at: Some(at(100)),
        old_secret_until: None,
        last_used_at: None,
        last_used_address: None,
        revoked_at: None,
    }
}

for_each_backend! {
    async fn key_is_found_by_its_prefix_with_the_present_role(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let made = key(&test, &here, "aaaabbbb");
        let mut tx = write(&test, &here).await;
        api_key::insert(&mut tx, &made, b"hash").await.unwrap();
        assert_eq!(api_key::find(&mut tx, made.id, at(1)).await.unwrap(), Some(made.clone()));
        let again = api_key::insert(&mut tx, &ApiKey { id: KeyId(test.ids.next(at(0))), ..made.clone() }, b"x").await;
        assert!(matches!(again, Err(Error::Exists("key"))));
        drop(tx);
        let mut tx = write(&test, &here).await;
        api_key::insert(&mut tx, &made, b"hash").await.unwrap();
        tx.save().await.unwrap();
        let mut tx = test.db.read(Scope::System).await.unwrap();
        let found = api_key::find_by_prefix(&mut tx, "aaaabbbb").await.unwrap().unwrap();
        assert_eq!((found.org_id, found.user_id, found.role, found.active), (here.org, here.user, OrgRole::Admin, true));
        assert_eq!((found.scopes, found.networks, found.secret_hash), (made.scopes, made.networks, b"hash".to_vec()));
        assert_eq!((found.old_secret, found.expires_at, found.last_used_at), (None, Some(at(100)), None));
        assert!(api_key::find_by_prefix(&mut tx, "aaaa").await.unwrap().is_none());
    }

    async fn key_is_used_rotated_and_revoked(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let made = key(&test, &here, "aaaabbbb");
        let mut tx = write(&test, &here).await;
        api_key::insert(&mut tx, &made, b"hash").await.unwrap();
        api_key::touch(&mut tx, made.id, at(5), "192.0.2.1").await.unwrap();
        api_key::rotate(&mut tx, made.id, b"new", at(50)).await.unwrap();
        let found = api_key::find(&mut tx, made.id, at(49)).await.unwrap().unwrap();
        assert_eq!((found.last_used_at, found.last_used_address.as_deref()), (Some(at(5)), Some("192.0.2.1")));
        assert_eq!(found.old_secret_until, Some(at(50)));
        assert_eq!(api_key::find(&mut tx, made.id, at(50)).await.unwrap().unwrap().old_secret_until, None);
        let stored = api_key::find_by_prefix(&mut tx, "aaaabbbb").await.unwrap().unwrap();
        assert_eq!((stored.secret_hash, stored.old_secret), (b"new".to_vec(), Some((b"hash".to_vec(), at(50)))));
        assert_eq!(api_key::count_live(&mut tx, at(99)).await.unwrap(), 1);
        assert_eq!(api_key::count_live(&mut tx, at(100)).await.unwrap(), 0, "its time is over");
        api_key::revoke(&mut tx, made.id, at(60)).await.unwrap();
        assert_eq!(api_key::count_live(&mut tx, at(61)).await.unwrap(), 0);
        assert_eq!(api_key::find(&mut tx, made.id, at(61)).await.unwrap().unwrap().state, KeyState::Revoked);
        assert!(matches!(api_key::revoke(&mut tx, made.id, at(61)).await, Err(Error::NotFound("key"))));
        assert!(matches!(api_key::rotate(&mut tx, made.id, b"x", at(61)).await, Err(Error::NotFound("key"))));
    }

    async fn keys_are_listed_by_person_and_prefix(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let colleague = person(&test, "c@b.co");
        let mut tx = test.db.write(Scope::System).await.unwrap();
        user::insert(&mut tx, &colleague, None).await.unwrap();
        membership::insert(&mut tx, here.org, colleague.id, OrgRole::Viewer, at(0)).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        for (prefix, user) in [("aaaabbbb", here.user), ("aaaacccc", colleague.id), ("ddddeeee", here.user)] {
            let made = ApiKey { user_id: user, ..key(&test, &here, prefix) };
            api_key::insert(&mut tx, &made, b"hash").await.unwrap();
        }
        let all = PageRequest::default();
        let mut listed = async |user, prefix, page| {
            let found = api_key::list(&mut tx, Wanted { user, prefix }, page, at(1)).await.unwrap();
            (found.items.into_iter().map(|key| key.prefix).collect::<Vec<_>>(), found.next)
        };
        assert_eq!(listed(None, "", all).await.0, ["ddddeeee", "aaaacccc", "aaaabbbb"]);
        assert_eq!(listed(None, "aaaa", all).await.0, ["aaaacccc", "aaaabbbb"]);
        assert_eq!(listed(Some(here.user), "aaaa", all).await.0, ["aaaabbbb"]);
        assert!(listed(None, "%", all).await.0.is_empty());
        let (first, next) = listed(None, "", PageRequest { limit: 2, after: None }).await;
        assert_eq!((first.len(), listed(None, "", PageRequest { limit: 2, after: next }).await.0.len()), (2, 1));
    }

    async fn key_of_another_organization_is_not_there(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let made = key(&test, &here, "aaaabbbb");
        let mut tx = write(&test, &here).await;
        api_key::insert(&mut tx, &made, b"hash").await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(api_key::find(&mut tx, made.id, at(1)).await.unwrap(), None);
        let listed = api_key::list(&mut tx, Wanted::default(), PageRequest::default(), at(1)).await.unwrap();
        assert_eq!(listed.items, []);
        assert_eq!(api_key::count_live(&mut tx, at(1)).await.unwrap(), 0);
        assert!(api_key::revoke(&mut tx, made.id, at(1)).await.is_err());
        assert!(api_key::rotate(&mut tx, made.id, b"x", at(1)).await.is_err());
    }
}
