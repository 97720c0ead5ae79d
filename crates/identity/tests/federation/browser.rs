//! A browser that follows redirects until it would leave for our own address, and our port for requests.

use std::sync::Arc;
use std::time::Duration;

use almanac_identity::federation::Transport;
use almanac_identity::fetch::{FetchError, HttpFetch};
use almanac_identity::oidc::{
    Answer, Ask, OidcError, Providers, Settings, SignedIn, Transaction, begin, finish,
};
use async_trait::async_trait;
use http::{Request, Response};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use reqwest::redirect::Policy;
use url::Url;

use crate::peer::{Peer, now};

/// The certified provider.
pub const PROVIDER: &str = include_str!("../peers/oidc_provider.mjs");
/// The provider that can be made to answer wrongly.
pub const MOCK: &str = include_str!("../peers/oauth2_mock.mjs");
const OURS: &str = "http://127.0.0.1:9/callback";
const LONGEST: usize = 1 << 20;

/// A provider and our side of a sign-in there, unless no peers are installed.
pub fn visit(program: &str) -> Option<(Peer, Visit)> {
    let mut peer = Peer::node(program)?;
    let issuer = peer.said()["issuer"].as_str().unwrap().to_owned();
    Some((peer, Visit::new(&issuer)))
}

/// The port: no redirects, five seconds, 1 MiB.
pub struct Plain(reqwest::Client);

impl Plain {
    pub fn new() -> Self {
        let client = reqwest::Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(5));
        Self(client.build().unwrap())
    }
}

#[async_trait]
impl HttpFetch for Plain {
    async fn fetch(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, FetchError> {
        let request = request.try_into().map_err(|_| FetchError::NotAllowed)?;
        let mut answer = self.0.execute(request).await.map_err(|error| {
            if error.is_timeout() { FetchError::TimedOut } else { FetchError::Unreachable }
        })?;
        let mut builder = Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            builder = builder.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| FetchError::Unreachable)? {
            if body.len() + chunk.len() > LONGEST {
                return Err(FetchError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        builder.body(body).map_err(|_| FetchError::Unreachable)
    }
}

pub fn settings(issuer: &str) -> Settings {
    Settings {
        issuer: issuer.to_owned(),
        client_id: "almanac".to_owned(),
        client_secret: Some(almanac_identity::federation::Secret("only-for-tests".to_owned())),
        redirect_url: OURS.parse().unwrap(),
        scopes: vec!["email".to_owned(), "profile".to_owned()],
        group_claim: Some("groups".to_owned()),
        transport: Transport::HttpOnLoopback,
    }
}

/// Our side of a sign-in, with a browser.
pub struct Visit {
    pub settings: Settings,
    pub providers: Providers,
    pub fetch: Arc<dyn HttpFetch>,
    browser: reqwest::Client,
    rng: StdRng,
}

impl Visit {
    pub fn new(issuer: &str) -> Self {
        let browser = reqwest::Client::builder().redirect(Policy::none()).cookie_store(true);
        Self {
            settings: settings(issuer),
            providers: Providers::default(),
            fetch: Arc::new(Plain::new()),
            browser: browser.build().unwrap(),
            rng: StdRng::from_os_rng(),
        }
    }

    /// Begins, and lets the person sign in there.
    pub async fn there(&mut self, ask: Ask, person: &str) -> (Transaction, Answer) {
        let provider = self.providers.get(&self.fetch, &self.settings, now()).await.unwrap();
        let (url, transaction) = begin(&provider, &self.settings, &ask, &mut self.rng, now());
        let answer = self.follow(url, person).await;
        (transaction, answer)
    }

    pub async fn finish(&self, transaction: Transaction, answer: Answer) -> Result<SignedIn, OidcError> {
        finish(&self.providers, &self.fetch, &self.settings, transaction, answer, now()).await
    }

    /// The whole way.
    pub async fn sign_in(&mut self, ask: Ask, person: &str) -> Result<SignedIn, OidcError> {
        let (transaction, answer) = self.there(ask, person).await;
        self.finish(transaction, answer).await
    }

    /// Follows redirects and fills in forms until the browser is sent back to us.
    async fn follow(&self, mut url: Url, person: &str) -> Answer {
        let mut form = None;
        for _ in 0..20 {
            if url.as_str().starts_with(OURS) {
                let query: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
                let of = |name: &str| query.get(name).cloned();
                return Answer { state: of("state"), code: of("code"), iss: of("iss"), error: of("error") };
            }
            let request = match form.take() {
                Some(fields) => self.browser.post(url.clone()).header("content-type", FORM).body(fields),
                None => self.browser.get(url.clone()),
            };
            let answer = request.send().await.unwrap();
            if let Some(to) = answer.headers().get("location") {
                url = url.join(to.to_str().unwrap()).unwrap();
                continue;
            }
            let page = answer.text().await.unwrap();
            let prompt = if page.contains("name=\"login\"") { "login" } else { "consent" };
            assert!(page.contains("name=\"prompt\""), "no form in {page}");
            form = Some(format!("prompt={prompt}&login={person}&password=any"));
        }
        panic!("the browser was not sent back");
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
