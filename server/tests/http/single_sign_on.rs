//! Sign-in with real identity providers, as a browser does it.

use almanac::config::Config;
use almanac::http::assets::Site;
use almanac_service::domain;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use url::Url;

use crate::accounts::set_up;
use crate::browser::Browser;
use crate::peer::{Peer, now};
use crate::server::BareServer;

const OIDC: &str = include_str!("../../../crates/identity/tests/peers/oidc_provider.mjs");
const SAML: &str = include_str!("../../../crates/identity/tests/peers/samlp_idp.mjs");
const FORM: &str = "application/x-www-form-urlencoded";

/// A server whose organization has proven `example.test`, and its administrator.
async fn server() -> (BareServer, Browser) {
    let allowed = vec!["127.0.0.0/8".parse().unwrap()];
    let server =
        BareServer::start(Config { outbound_allow: allowed, ..Config::default() }, Site::default()).await;
    let ann = set_up(&server).await;
    let me = ann.get("/me").await.expect(200);
    let org = me["organization"]["id"].as_str().unwrap().parse().unwrap();
    domain::vouch(&server.app, org, "example.test").await.unwrap();
    (server, ann)
}

/// A browser that follows nothing by itself.
fn visitor() -> Client {
    Client::builder().redirect(Policy::none()).cookie_store(true).build().unwrap()
}

fn location(answer: &Response) -> String {
    answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Where the page between us and a provider leads.
async fn refresh(answer: Response) -> Url {
    assert_eq!(answer.status(), 200);
    let page = answer.text().await.unwrap();
    let url = page.split("content=\"0;url=").nth(1).unwrap_or_else(|| panic!("{page}"));
    url.split('"').next().unwrap().replace("&amp;", "&").parse().unwrap()
}

/// Follows redirects and fills in forms at the provider until the browser is sent back to `ours`.
async fn there(browser: &Client, mut url: Url, person: &str, ours: &str) -> Url {
    let mut form = None;
    for _ in 0..20 {
        if url.as_str().starts_with(ours) {
            return url;
        }
        let request = match form.take() {
            Some(fields) => browser.post(url.clone()).header("content-type", FORM).body(fields),
            None => browser.get(url.clone()),
        };
        let answer = request.send().await.unwrap();
        let to = location(&answer);
        if !to.is_empty() {
            url = url.join(&to).unwrap();
            continue;
        }
        let page = answer.text().await.unwrap();
        let prompt = if page.contains("name=\"login\"") { "login" } else { "consent" };
        form = Some(format!("prompt={prompt}&login={person}&password=any"));
    }
    panic!("the browser was not sent back");
}

/// A real OIDC provider that knows us, and its id here.
async fn oidc(server: &BareServer, ann: &Browser) -> Option<(Peer, String)> {
    let mut peer = Peer::node(OIDC)?;
    let issuer = peer.said()["issuer"].as_str().unwrap().to_owned();
    let input = |id: &str, secret: &str| {
        json!({"name": "Firma & Söhne", "mapping": {"otherwise": "viewer"}, "oidc": {"preset": "other",
            "issuer": issuer, "client_id": id, "client_secret": secret, "sign_out": true}})
    };
    let made = ann.post("/identity-providers", &input("not yet", "not yet")).await.expect(201);
    let redirect = made["oidc"]["redirect_url"].as_str().unwrap();
    assert!(redirect.starts_with(&format!("{}/auth/", server.url)), "{redirect}");
    let wanted =
        json!({"redirect_uris": [redirect], "post_logout_redirect_uris": [made["oidc"]["sign_out_url"]]});
    let registered = visitor().post(format!("{issuer}/reg")).json(&wanted).send().await.unwrap();
    let registered: Value = registered.json().await.unwrap();
    let id = made["id"].as_str().unwrap().to_owned();
    let of = |name: &str| registered[name].as_str().unwrap_or_else(|| panic!("{registered}"));
    let path = format!("/identity-providers/{id}");
    let changed = ann.api("PUT", &path, &input(of("client_id"), of("client_secret"))).await.expect(200);
    assert_eq!(changed["oidc"]["client_secret"], "***");
    Some((peer, id))
}

async fn refusals(ann: &Browser) -> Vec<String> {
    let found = ann.get("/audit?action=account.sign_in_refused").await.expect(200);
    let items = found["items"].as_array().unwrap().iter();
    items.map(|entry| entry["detail"]["reason"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn person_signs_in_with_oidc_by_address_and_becomes_a_member() {
    let (server, ann) = server().await;
    let Some((_peer, _)) = oidc(&server, &ann).await else { return };
    let browser = visitor();
    let fields = [("email", "verified@example.test"), ("next", "/organization/members")];
    let form = |browser: &Client| browser.post(format!("{}/auth/sign-in", server.url)).form(&fields);
    let begun = form(&browser).send().await.unwrap();
    let cookie = begun.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("almanac-sso=") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    let back = there(&browser, refresh(begun).await, "verified", &server.url).await;
    let done = browser.get(back.clone()).send().await.unwrap();
    assert_eq!((done.status().as_u16(), location(&done).as_str()), (303, "/organization/members"));
    let me = browser.get(format!("{}/api/v1/me", server.url)).send().await.unwrap();
    let me: Value = me.json().await.unwrap();
    assert_eq!((&me["user"]["email"], &me["role"]), (&json!("verified@example.test"), &json!("viewer")));
    // R15: the code and the state are used up.
    let again = visitor().get(back).send().await.unwrap();
    assert!(location(&again).starts_with("/sign-in?sso=refused&request="), "{}", location(&again));
    assert!(again.headers().get("set-cookie").is_none());
    assert_eq!(refusals(&ann).await, ["no such sign-in was begun, or it is over"]);
}

#[tokio::test]
async fn who_signs_out_is_signed_out_at_the_provider_too() {
    let (server, ann) = server().await;
    let Some((_peer, id)) = oidc(&server, &ann).await else { return };
    let browser = visitor();
    let begun = browser.get(format!("{}/auth/{id}/start", server.url)).send().await.unwrap();
    let back = there(&browser, refresh(begun).await, "verified", &server.url).await;
    assert_eq!(location(&browser.get(back).send().await.unwrap()), "/");
    let me =
        async || browser.get(format!("{}/api/v1/me", server.url)).send().await.unwrap().status().as_u16();
    assert_eq!(me().await, 200);
    let out = || browser.post(format!("{}/auth/sign-out", server.url)).header("origin", &server.url);
    let way = refresh(out().send().await.unwrap()).await;
    assert_eq!(me().await, 401, "it is over here, whatever happens there");
    let sent: Vec<String> = way.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(sent, ["id_token_hint", "client_id", "post_logout_redirect_uri"]);
    let asked = browser.get(way).send().await.unwrap();
    assert_eq!(asked.status(), 200, "the provider takes it as ours");
    assert_eq!(location(&out().send().await.unwrap()), "/sign-in");
}

#[tokio::test]
async fn r15_answer_in_another_browser_and_unverified_address_are_refused() {
    let (server, ann) = server().await;
    let Some((_peer, id)) = oidc(&server, &ann).await else { return };
    let start = format!("{}/auth/{id}/start?next=//evil.example", server.url);
    let mallory = visitor();
    let there_as = async |person: &str| {
        there(&mallory, refresh(mallory.get(&start).send().await.unwrap()).await, person, &server.url).await
    };
    // Login fixation: somebody is made to open the answer of somebody else.
    let back = there_as("verified").await;
    let victim = visitor().get(back).send().await.unwrap();
    assert!(location(&victim).starts_with("/sign-in?sso=refused"), "{}", location(&victim));
    let unverified = visitor();
    let begun = refresh(unverified.get(&start).send().await.unwrap()).await;
    let back = there(&unverified, begun, "bob", &server.url).await;
    let refused = unverified.get(back).send().await.unwrap();
    assert!(location(&refused).starts_with("/sign-in?sso=refused"), "{}", location(&refused));
    // R19: the target was foreign.
    let back = there_as("verified").await;
    let done = mallory.get(back).send().await.unwrap();
    assert_eq!(location(&done), "/");
    let reasons = refusals(&ann).await;
    assert!(
        reasons[0].contains("verified the address") && reasons[1].contains("another browser"),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn r17_unknown_domain_and_domain_without_provider_look_the_same() {
    let (server, ann) = server().await;
    for email in ["x@example.test", "x@nowhere.test", "nonsense"] {
        let form = [("email", email), ("next", "/")];
        let answer = visitor().post(format!("{}/auth/sign-in", server.url)).form(&form).send().await.unwrap();
        assert!(location(&answer).starts_with("/sign-in?sso=none&request="), "{}", location(&answer));
    }
    let foreign = ann.send(
        "POST",
        "/auth/sign-in",
        &[("content-type", FORM), ("origin", "https://evil.example")],
        "email=x",
    );
    assert_eq!(foreign.await.status, 403);
}

#[tokio::test]
async fn pages_offer_single_sign_on_without_script() {
    let (server, ann) = server().await;
    let page = async |browser: &Browser, path: &str| {
        let answer = browser.send("GET", path, &[("accept", "text/html")], "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    };
    let okta = page(&ann, "/organization/sign-in?add=okta").await;
    for part in
        ["name=\"form[first]\"", "name=\"form[client_secret]\"", "name=\"form[otherwise]\"", "example.test"]
    {
        assert!(okta.contains(part), "{part}");
    }
    assert!(page(&ann, "/organization/sign-in?add=saml").await.contains("name=\"form[metadata]\""));
    let Some((_peer, id)) = oidc(&server, &ann).await else { return };
    let list = page(&ann, &format!("/organization/sign-in?edit={id}")).await;
    assert!(list.contains("Firma &amp; Söhne") && list.contains(&format!("/auth/{id}/callback")));
    assert!(page(&ann, "/account/connections").await.contains(&format!("action=\"/auth/{id}/connect\"")));
    let stranger = server.stranger();
    let door = page(&stranger, "/sign-in?next=/projects&sso=has-account&request=ab12").await;
    assert!(
        door.contains("action=\"/auth/sign-in\"") && door.contains("There is an account with your address")
    );
    assert!(door.contains("<code>ab12</code>"));
    let several = page(&stranger, "/sign-in?domain=example.test&next=/projects").await;
    assert!(several.contains(&format!("/auth/{id}/start?next=/projects")), "{several}");
    let form = [
        ("form[name]", "Renamed"),
        ("form[provider]", &id),
        ("form[preset]", "other"),
        ("form[issuer]", "http://x.test"),
        ("form[client_id]", "x"),
        ("form[client_secret]", "y"),
        ("form[rules]", ""),
        ("form[otherwise]", "viewer"),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let kind = [("content-type", FORM), ("accept", "application/json")];
    let refused = ann.send("POST", "/api/sso/save_provider", &kind, form).await;
    assert_eq!((refused.status, refused.text().contains("oidc.issuer")), (422, true), "{}", refused.text());
    let mut connected = ann.send("POST", &format!("/auth/{id}/connect"), &[], "").await;
    assert_eq!(connected.status, 200, "{}", connected.text());
    connected = stranger.send("POST", &format!("/auth/{id}/connect"), &[], "").await;
    assert_eq!(connected.status, 401);
}

fn pem(label: &str, base64: &str) -> String {
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// A real SAML provider, and itself here.
async fn samlp(ann: &Browser) -> Option<(Peer, Value)> {
    let mut peer = Peer::node(SAML)?;
    let issuer = "https://samlp.example.test";
    let key = almanac_identity::saml::SigningKey::generate("provider", now()).unwrap();
    let private = serde_json::to_value(&key).unwrap();
    let setup = json!({"command": "setup", "issuer": issuer, "cert": pem("CERTIFICATE", key.certificate()),
        "key": pem("PRIVATE KEY", private["private"].as_str().unwrap())});
    peer.tell(&setup.to_string());
    let xml = peer.tell(&json!({"command": "metadata"}).to_string());
    let input =
        json!({"name": "Firma", "mapping": {"otherwise": "developer"}, "saml": {"metadata": xml["xml"]}});
    let made = ann.post("/identity-providers", &input).await.expect(201);
    assert_eq!(made["saml"]["certificates"].as_array().unwrap().len(), 1, "{made}");
    Some((peer, made))
}

/// Begins a sign-in of Alice in a browser, and gives the provider's answer and its relay state.
async fn answered(
    browser: &Client,
    start: &str,
    peer: &mut Peer,
    made: &Value,
) -> [(&'static str, String); 2] {
    let url = refresh(browser.get(start).send().await.unwrap()).await;
    let asked = peer.tell(&json!({"command": "parse", "url": url}).to_string());
    let acs = &made["saml"]["acs_url"];
    let options = json!({"audience": made["saml"]["entity_id"], "recipient": acs, "destination": acs,
        "inResponseTo": asked["id"]});
    let xml = peer.tell(&json!({"command": "respond", "person": "alice", "options": options}).to_string());
    let relay = url.query_pairs().find(|(name, _)| name == "RelayState").unwrap().1.into_owned();
    [("SAMLResponse", STANDARD.encode(xml["xml"].as_str().unwrap())), ("RelayState", relay)]
}

/// What the provider's page posts from another site, without our cookies.
async fn post(made: &Value, fields: &[(&str, String)]) -> Response {
    let request = visitor().post(made["saml"]["acs_url"].as_str().unwrap()).form(fields);
    let cross = request.header("origin", "https://samlp.example.test").header("sec-fetch-site", "cross-site");
    cross.send().await.unwrap()
}

#[tokio::test]
async fn r18_person_signs_in_with_saml_once() {
    let (server, ann) = server().await;
    let Some((mut peer, made)) = samlp(&ann).await else { return };
    let id = made["id"].as_str().unwrap();
    let described = visitor().get(made["saml"]["entity_id"].as_str().unwrap()).send().await.unwrap();
    let described = described.text().await.unwrap();
    assert!(described.contains(made["saml"]["acs_url"].as_str().unwrap()) && !described.contains("PRIVATE"));

    let browser = visitor();
    let start = format!("{}/auth/{id}/start?next=/projects", server.url);
    let fields = answered(&browser, &start, &mut peer, &made).await;
    let posted = post(&made, &fields).await;
    let finish = location(&posted);
    let expected = format!("/auth/{id}/finish?handle={}", fields[1].1);
    assert_eq!((posted.status().as_u16(), finish.as_str()), (303, expected.as_str()));
    assert!(location(&post(&made, &fields).await).starts_with("/sign-in?sso=refused"), "it is given once");
    let done = browser.get(format!("{}{finish}", server.url)).send().await.unwrap();
    assert_eq!(location(&done), "/projects", "{:?}", refusals(&ann).await);
    let me = browser.get(format!("{}/api/v1/me", server.url)).send().await.unwrap();
    let me: Value = me.json().await.unwrap();
    assert_eq!((&me["user"]["email"], &me["role"]), (&json!("alice@example.test"), &json!("developer")));
    let again = browser.get(format!("{}{finish}", server.url)).send().await.unwrap();
    assert!(location(&again).contains("sso=refused"), "{}", location(&again));
}

#[tokio::test]
async fn saml_attributes_have_the_names_that_the_provider_gives_them() {
    let (server, ann) = server().await;
    let Some((mut peer, made)) = samlp(&ann).await else { return };
    let id = made["id"].as_str().unwrap();
    let names = json!({"groups": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
        "subject": null, "email": null, "name": null});
    let input = json!({"name": "Firma", "mapping": {"rules": [{"group": "alice", "role": "manager"}]},
        "saml": {"attributes": names}});
    let changed = ann.api("PUT", &format!("/identity-providers/{id}"), &input).await.expect(200);
    assert_eq!((&changed["saml"]["attributes"], &changed["issuer"]), (&names, &made["issuer"]));
    let browser = visitor();
    let fields = answered(&browser, &format!("{}/auth/{id}/start", server.url), &mut peer, &made).await;
    let finish = location(&post(&made, &fields).await);
    browser.get(format!("{}{finish}", server.url)).send().await.unwrap();
    let me = browser.get(format!("{}/api/v1/me", server.url)).send().await.unwrap();
    let me: Value = me.json().await.unwrap();
    assert_eq!(me["role"], "manager", "{:?}", refusals(&ann).await);
}

#[tokio::test]
async fn r18_sign_in_begun_at_the_provider_begins_ours_if_it_may() {
    let (_server, ann) = server().await;
    let Some((_peer, made)) = samlp(&ann).await else { return };
    let id = made["id"].as_str().unwrap();
    let answer = |attribute: &str| {
        let xml =
            format!("<p:Response xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"a\"{attribute}/>");
        [("SAMLResponse", STANDARD.encode(xml))]
    };
    let (unsolicited, solicited) = (answer(""), answer(" InResponseTo=\"b\""));
    assert!(location(&post(&made, &unsolicited).await).starts_with("/sign-in?sso=refused"));
    let input = json!({"name": "Firma", "mapping": {"otherwise": "viewer"}, "saml": {"idp_initiated": true}});
    ann.api("PUT", &format!("/identity-providers/{id}"), &input).await.expect(200);
    let begun = post(&made, &unsolicited).await;
    assert_eq!((begun.status().as_u16(), location(&begun)), (303, format!("/auth/{id}/start")));
    assert!(begun.headers().get("set-cookie").is_none());
    assert!(
        location(&post(&made, &solicited).await).starts_with("/sign-in?sso=refused"),
        "else it went round"
    );
    assert!(
        location(&post(&made, &[("SAMLResponse", "?".to_owned())]).await).starts_with("/sign-in?sso=refused")
    );
}
