//! The outbox.

use std::sync::atomic::{AtomicUsize, Ordering};

use almanac_domain::OrgRole;
use almanac_domain::invitation::{Guest, Invite};
use almanac_service::invitation;
use almanac_service::mail::{Mail, MailError, Mailer, Sent, send_next};
use almanac_store::{Scope, mail};
use almanac_testkit::{TestApp, for_each_backend, secret_in};
use chrono::TimeDelta;
use futures::FutureExt as _;
use futures::future::BoxFuture;

/// A server of mails that is out of order.
struct Broken {
    tried: AtomicUsize,
    for_good: bool,
}

impl Broken {
    fn new(for_good: bool) -> Self {
        Self { tried: AtomicUsize::new(0), for_good }
    }
}

impl Mailer for Broken {
    fn send<'a>(&'a self, _: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        self.tried.fetch_add(1, Ordering::Relaxed);
        let error = if self.for_good { MailError::Refused } else { MailError::Later };
        async move { Err(error("out of order".to_owned())) }.boxed()
    }
}

async fn waiting(test: &TestApp) -> i64 {
    let mut tx = test.app.db().read(Scope::System).await.unwrap();
    mail::count(&mut tx).await.unwrap()
}

async fn invite_bob(test: &TestApp) {
    test.mails().await;
    let guest = Guest { email: "bob@example.org".to_owned(), role: None, name: String::new() };
    let input = Invite { guests: vec![guest], role: OrgRole::Viewer, project: None };
    invitation::invite(&test.app, &test.admin, input).await.unwrap();
}

for_each_backend! {
    async fn mail_that_cannot_be_sent_is_tried_again_later_and_given_up_after_days(test: TestApp) {
        invite_bob(&test).await;
        let broken = Broken::new(false);
        assert_eq!(send_next(&test.app, &broken).await.unwrap(), Sent::Delayed);
        assert_eq!(send_next(&test.app, &broken).await.unwrap(), Sent::Nothing, "not at once");
        test.clock.advance(TimeDelta::seconds(30));
        assert_eq!(send_next(&test.app, &broken).await.unwrap(), Sent::Delayed);
        test.clock.advance(TimeDelta::days(3));
        assert_eq!(send_next(&test.app, &broken).await.unwrap(), Sent::One);
        assert_eq!((waiting(&test).await, broken.tried.load(Ordering::Relaxed)), (0, 3));
    }

    async fn refused_mail_is_given_up_at_once(test: TestApp) {
        invite_bob(&test).await;
        assert_eq!(send_next(&test.app, &Broken::new(true)).await.unwrap(), Sent::One);
        assert_eq!(waiting(&test).await, 0);
    }

    async fn sent_mail_is_forgotten_and_one_that_waits_survives_a_crash(test: TestApp) {
        invite_bob(&test).await;
        let test = test.reopened().await;
        let mails = test.mails().await;
        assert_eq!((mails.len(), waiting(&test).await), (1, 0));
    }

    async fn waiting_mail_is_sealed(test: TestApp) {
        invite_bob(&test).await;
        let mut tx = test.app.db().write(Scope::System).await.unwrap();
        let now = test.app.now();
        let found = mail::claim(&mut tx, now, now + TimeDelta::minutes(1)).await.unwrap().unwrap();
        tx.save().await.unwrap();
        test.clock.advance(TimeDelta::minutes(2));
        let secret = secret_in(&test.mails().await[0].text);
        for plain in ["bob@example.org", &secret] {
            assert!(!found.sealed.windows(plain.len()).any(|part| part == plain.as_bytes()), "{plain}");
        }
    }
}
