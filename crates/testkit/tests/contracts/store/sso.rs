use almanac_domain::sso::{ProviderKind, RoleMapping};
use almanac_domain::{ConnectionId, DomainId, ProviderId};
use almanac_store::domain::{self, StoredDomain};
use almanac_store::external_identity::{self, ExternalIdentity};
use almanac_store::identity_provider::{self, StoredProvider};
use almanac_store::sign_in_transaction::{self as transactions, StoredTransaction};
use almanac_store::{Error, Scope};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::fixture::{Tenant, at, tenant, write};

fn provider(test: &TestDb, tenant: &Tenant, issuer: &str) -> StoredProvider {
    StoredProvider {
        id: ProviderId(test.ids.next(at(0))),
        org_id: tenant.org,
        name: "Firma".to_owned(),
        kind: ProviderKind::Saml,
        enabled: true,
        issuer: issuer.to_owned(),
        settings: json!({"certificates": 1}),
        secret: Some(vec![1, 2, 3]),
        mapping: RoleMapping::default(),
        created_at: at(0),
        updated_at: at(0),
    }
}

async fn stored(test: &TestDb, tenant: &Tenant) -> StoredProvider {
    let made = provider(test, tenant, "https://id.test");
    let mut tx = write(test, tenant).await;
    identity_provider::insert(&mut tx, &made).await.unwrap();
    tx.save().await.unwrap();
    made
}

for_each_backend! {
    async fn provider_is_kept_changed_and_removed_in_its_organization(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "c@d.co").await);
        let made = stored(&test, &here).await;
        let mut tx = write(&test, &here).await;
        let twice = identity_provider::insert(&mut tx, &provider(&test, &here, "https://id.test")).await;
        assert!(matches!(twice, Err(Error::Exists(_))), "{twice:?}");
        drop(tx);
        let mut tx = write(&test, &here).await;
        let changed = StoredProvider { enabled: false, secret: None, updated_at: at(9), ..made.clone() };
        identity_provider::update(&mut tx, &changed).await.unwrap();
        assert_eq!(identity_provider::list(&mut tx).await.unwrap(), std::slice::from_ref(&changed));
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert!(matches!(identity_provider::get(&mut tx, made.id).await, Err(Error::NotFound(_))));
        assert!(matches!(identity_provider::update(&mut tx, &made).await, Err(Error::NotFound(_))));
        assert!(matches!(identity_provider::delete(&mut tx, made.id).await, Err(Error::NotFound(_))));
        assert_eq!(identity_provider::list(&mut tx).await.unwrap(), []);
        drop(tx);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        assert_eq!(identity_provider::find_anywhere(&mut tx, made.id).await.unwrap(), Some(changed));
        drop(tx);
        let mut tx = write(&test, &here).await;
        identity_provider::delete(&mut tx, made.id).await.unwrap();
        assert_eq!(identity_provider::list(&mut tx).await.unwrap(), []);
    }

    async fn r16_person_is_one_at_a_provider_by_issuer_and_subject(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let made = stored(&test, &here).await;
        let identity = |subject: &str| ExternalIdentity {
            id: ConnectionId(test.ids.next(at(0))),
            provider_id: made.id,
            user_id: here.user,
            issuer: made.issuer.clone(),
            subject: subject.to_owned(),
            created_at: at(1),
            last_sign_in_at: None,
        };
        let mut tx = write(&test, &here).await;
        let one = identity("1");
        external_identity::insert(&mut tx, &one).await.unwrap();
        external_identity::note_sign_in(&mut tx, one.id, at(5)).await.unwrap();
        let seen = ExternalIdentity { last_sign_in_at: Some(at(5)), ..one.clone() };
        let mut find = async |issuer: &str, subject: &str| {
            external_identity::find(&mut tx, made.id, issuer, subject).await.unwrap()
        };
        assert_eq!(find(&made.issuer, "1").await, Some(seen.clone()));
        assert_eq!(find("https://other.test", "1").await, None);
        assert_eq!(find(&made.issuer, "2").await, None);
        assert_eq!(external_identity::of_user(&mut tx, here.user).await.unwrap(), [seen]);
        external_identity::delete(&mut tx, here.user, one.id).await.unwrap();
        let gone = external_identity::delete(&mut tx, here.user, one.id).await;
        assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
        external_identity::insert(&mut tx, &identity("3")).await.unwrap();
        let twice = external_identity::insert(&mut tx, &identity("3")).await;
        assert!(matches!(twice, Err(Error::Exists(_))), "{twice:?}");
    }

    async fn sign_in_is_answered_once_and_taken_once(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let made = stored(&test, &here).await;
        let begun = StoredTransaction {
            org_id: here.org,
            browser_hash: vec![7; 32],
            content: vec![1],
            answer: None,
            expires_at: at(600),
        };
        let mut tx = write(&test, &here).await;
        for secret in [b"one", b"two"] {
            transactions::insert(&mut tx, secret, made.id, &begun).await.unwrap();
        }
        tx.save().await.unwrap();
        let mut tx = test.db.write(Scope::System).await.unwrap();
        transactions::answer(&mut tx, b"one", made.id, &[9]).await.unwrap();
        let again = transactions::answer(&mut tx, b"one", made.id, &[8]).await;
        assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
        let other = ProviderId(test.ids.next(at(0)));
        assert_eq!(transactions::take(&mut tx, b"one", other).await.unwrap(), None);
        let taken = transactions::take(&mut tx, b"one", made.id).await.unwrap();
        assert_eq!(taken, Some(StoredTransaction { answer: Some(vec![9]), ..begun }));
        assert_eq!(transactions::take(&mut tx, b"one", made.id).await.unwrap(), None);
        transactions::delete_expired(&mut tx, at(600)).await.unwrap();
        assert_eq!(transactions::take(&mut tx, b"two", made.id).await.unwrap(), None);
    }

    async fn r18_assertion_is_used_once_until_it_can_be_forgotten(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let made = stored(&test, &here).await;
        let mut tx = write(&test, &here).await;
        assert!(transactions::use_assertion(&mut tx, made.id, "_a", at(60)).await.unwrap());
        assert!(!transactions::use_assertion(&mut tx, made.id, "_a", at(60)).await.unwrap());
        assert!(transactions::use_assertion(&mut tx, made.id, "_b", at(60)).await.unwrap());
        tx.save().await.unwrap();
        let mut tx = test.db.write(Scope::System).await.unwrap();
        transactions::delete_expired(&mut tx, at(59)).await.unwrap();
        let mut tx = tx.narrow(here.org).await.unwrap();
        assert!(!transactions::use_assertion(&mut tx, made.id, "_a", at(60)).await.unwrap());
    }

    async fn r17_domain_is_proven_in_one_organization_and_leads_to_its_providers(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "c@d.co").await);
        let made = stored(&test, &here).await;
        let claim = || StoredDomain {
            id: DomainId(test.ids.next(at(0))),
            name: "fahrrad.test".to_owned(),
            token: "t".to_owned(),
            verified_at: None,
            created_at: at(0),
        };
        let (ours, theirs) = (claim(), claim());
        let mut tx = write(&test, &there).await;
        domain::insert(&mut tx, &theirs).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        domain::insert(&mut tx, &ours).await.unwrap();
        assert_eq!(domain::find_by_name(&mut tx, "fahrrad.test").await.unwrap(), Some(ours.clone()));
        assert!(matches!(domain::get(&mut tx, theirs.id).await, Err(Error::NotFound(_))));
        domain::verify(&mut tx, ours.id, at(3)).await.unwrap();
        let proven = StoredDomain { verified_at: Some(at(3)), ..ours.clone() };
        assert_eq!(domain::list(&mut tx).await.unwrap(), [proven]);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        let second = domain::verify(&mut tx, theirs.id, at(4)).await;
        assert!(matches!(second, Err(Error::Exists(_))), "{second:?}");
        drop(tx);
        let mut tx = test.db.read(Scope::System).await.unwrap();
        assert_eq!(domain::owner(&mut tx, "fahrrad.test").await.unwrap(), Some(here.org));
        let ways = domain::ways(&mut tx, "fahrrad.test").await.unwrap();
        assert_eq!(ways, [(here.org, made.id, "Firma".to_owned())]);
        assert_eq!(domain::ways(&mut tx, "other.test").await.unwrap(), []);
        drop(tx);
        let mut tx = write(&test, &here).await;
        domain::delete(&mut tx, ours.id).await.unwrap();
        assert_eq!(domain::list(&mut tx).await.unwrap(), []);
    }
}
