use almanac_domain::audit::AuditFilter;
use almanac_domain::consent::{Decide, Purpose};
use almanac_domain::{KeyScope, OrgRole, PageRequest};
use almanac_service::{Error, api_key, consent};
use almanac_store::audit;
use almanac_testkit::{TestApp, client, for_each_backend};

fn decide(purpose: Purpose, given: bool) -> Decide {
    Decide { purpose, version: purpose.version(), given }
}

const HERE: &str = "192.0.2.1";

for_each_backend! {
    async fn r45_consent_is_given_withdrawn_and_asked_before_each_use(test: TestApp) {
        let (app, me) = (&test.app, test.admin.user_id);
        assert!(consent::allows(app, me, Purpose::Necessary).await.unwrap());
        assert!(!consent::allows(app, me, Purpose::ModelTraining).await.unwrap(), "nothing is given unasked");
        consent::decide(app, &test.admin, decide(Purpose::ModelTraining, true), &client(HERE)).await.unwrap();
        assert!(consent::allows(app, me, Purpose::ModelTraining).await.unwrap());
        assert!(!consent::allows(app, me, Purpose::EmailNews).await.unwrap(), "each purpose for itself");
        let after = consent::decide(app, &test.admin, decide(Purpose::ModelTraining, false), &client(HERE)).await.unwrap();
        assert_eq!(after.given, Some(false));
        assert!(!consent::allows(app, me, Purpose::ModelTraining).await.unwrap());
        let history = consent::history(app, &test.admin, PageRequest::default()).await.unwrap().items;
        let told: Vec<_> = history.iter().map(|d| (d.purpose, d.version, d.given, d.address.as_str())).collect();
        let training = Purpose::ModelTraining;
        assert_eq!(told[..2], [(training, training.version(), false, HERE), (training, training.version(), true, HERE)]);
        assert_eq!(told.len(), 6, "with the four of the registration");
        let mut tx = app.read(test.admin.org_id).await.unwrap();
        let actions: Vec<String> = audit::list(&mut tx, &AuditFilter::default(), None, 2).await.unwrap().into_iter().map(|e| e.action).collect();
        assert_eq!(actions, ["consent.withdraw", "consent.give"]);
    }

    async fn r45_who_was_not_asked_is_asked(test: TestApp) {
        assert!(!consent::pending(&test.app, &test.admin).await.unwrap(), "the setup has asked");
        let mia = test.person("Mia", Some(test.admin.org_id), OrgRole::Viewer).await;
        assert!(consent::pending(&test.app, &mia).await.unwrap());
        let open = consent::present(&test.app, &mia).await.unwrap();
        assert_eq!(open.iter().map(|c| c.given).collect::<Vec<_>>(), [Some(true), None, None, None]);
        for purpose in Purpose::optional() {
            consent::decide(&test.app, &mia, decide(purpose, false), &client(HERE)).await.unwrap();
        }
        assert!(!consent::pending(&test.app, &mia).await.unwrap());
    }

    async fn consent_to_a_text_that_was_not_shown_is_refused(test: TestApp) {
        let old = Decide { version: 0, ..decide(Purpose::EmailNews, true) };
        let answer = consent::decide(&test.app, &test.admin, old, &client(HERE)).await;
        assert!(matches!(answer, Err(Error::Conflict(_))));
        let answer = consent::decide(&test.app, &test.admin, decide(Purpose::Necessary, false), &client(HERE)).await;
        assert!(matches!(answer, Err(Error::Invalid(_))));
        assert!(!consent::allows(&test.app, test.admin.user_id, Purpose::EmailNews).await.unwrap());
    }

    async fn keys_decide_nothing_and_strangers_see_only_their_own(test: TestApp) {
        let eve = test.stranger().await;
        consent::decide(&test.app, &test.admin, decide(Purpose::EmailNews, true), &client(HERE)).await.unwrap();
        assert_eq!(consent::history(&test.app, &eve, PageRequest::default()).await.unwrap().items, []);
        assert!(!consent::allows(&test.app, eve.user_id, Purpose::EmailNews).await.unwrap());
        let input = almanac_domain::key::NewKey {
            name: "CI".to_owned(),
            scopes: vec![KeyScope::Admin],
            expires_at: None,
            networks: Vec::new(),
            notes: String::new(),
        };
        let key = api_key::create(&test.app, &test.admin, input).await.unwrap();
        let program = api_key::authenticate(&test.app, &key.text.0, &client(HERE)).await.unwrap();
        assert!(matches!(consent::present(&test.app, &program).await, Err(Error::Forbidden)));
        assert!(matches!(consent::history(&test.app, &program, PageRequest::default()).await, Err(Error::Forbidden)));
        let decided = consent::decide(&test.app, &program, decide(Purpose::EmailNews, true), &client(HERE)).await;
        assert!(matches!(decided, Err(Error::Forbidden)));
    }
}
