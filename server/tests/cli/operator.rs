//! What the operator does beside the server: audit log, plans, the secret key.

use crate::process::almanac;
use crate::running::{Ann, Server};

#[test]
fn r43_audit_log_is_verified_beside_a_running_server_and_after_a_kill() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().display().to_string();
    let mut server = Server::start(data.path());
    Ann::set_up(&mut server);
    let verify = || almanac(&["audit", "verify", "--data-dir", &place]);
    let said = verify();
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.starts_with("the audit log is whole: 2 entries"), "{}", said.out);
    server.kill();
    assert_eq!(verify().out, said.out);
}

#[test]
fn operator_gives_an_organization_another_plan() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().display().to_string();
    let mut server = Server::start(data.path());
    let (ann, _) = Ann::set_up(&mut server);
    let said = almanac(&["organization", "list", "--data-dir", &place]);
    let id = said.out.split_whitespace().next().unwrap().to_owned();
    assert!(said.out.contains("enterprise") && said.out.trim_end().ends_with(" x"), "{}", said.out);
    let plan = |name: &str| almanac(&["organization", "plan", "--data-dir", &place, &id, name]);
    assert!(plan("gold").complaint(2).contains("free, starter, professional, enterprise"));
    assert_eq!(plan("free").status, 0);
    assert_eq!(ann.get("/organization")["projects"]["limit"], 3);
    let nobody = "0192f0c1-2345-7000-8000-000000000001";
    let said = almanac(&["organization", "plan", "--data-dir", &place, nobody, "free"]);
    assert!(said.complaint(2).contains("no such organization"), "{}", said.err);
}

#[test]
fn r17_operator_says_whose_a_domain_is() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().display().to_string();
    let mut server = Server::start(data.path());
    let (ann, _) = Ann::set_up(&mut server);
    let said = almanac(&["organization", "list", "--data-dir", &place]);
    let id = said.out.split_whitespace().next().unwrap().to_owned();
    let verify = |id: &str, domain: &str| {
        almanac(&["organization", "verify-domain", "--data-dir", &place, id, domain])
    };
    assert!(verify(&id, "localhost").complaint(2).contains("must be a domain"));
    let nobody = "0192f0c1-2345-7000-8000-000000000001";
    assert!(verify(nobody, "example.org").complaint(2).contains("no such organization"));
    assert_eq!(verify(&id, "Example.ORG").status, 0);
    assert_eq!(verify(&id, "example.org").status, 0);
    let domains = ann.get("/domains");
    assert_eq!(domains[0]["name"], "example.org");
    assert!(domains[0]["verified_at"].is_string() && domains[1].is_null(), "{domains}");
}

#[test]
fn r02_server_does_not_start_without_its_secret_key_or_with_a_weak_one() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().display().to_string();
    Server::start(data.path()).kill();
    let key = data.path().join("secret.key");
    let text = std::fs::read_to_string(&key).unwrap();
    let serve = || almanac(&["serve", "--listen", "127.0.0.1:0", "--data-dir", &place]);
    std::fs::remove_file(&key).unwrap();
    let said = serve();
    assert!(said.status != 0 && said.err.contains("ALMANAC_SECRET_KEY"), "{}", said.err);
    for weak in ["change-me", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "c2hvcnQ="] {
        std::fs::write(&key, weak).unwrap();
        let said = serve();
        assert!(said.status != 0 && said.err.contains("secret key"), "{weak}: {}", said.err);
        assert!(!said.err.contains(weak), "{}", said.err);
    }
    std::fs::write(&key, text).unwrap();
    Server::start(data.path()).kill();
}
