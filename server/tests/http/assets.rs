//! Files of the site.

use almanac::config::Config;
use almanac::http::assets::Site;

use crate::server::BareServer;

#[tokio::test]
async fn assets_are_kept_for_ever_and_sent_compressed() {
    let site = tempfile::tempdir().unwrap();
    std::fs::create_dir(site.path().join("assets")).unwrap();
    for (name, text) in [("app.1.wasm", "plain"), ("app.1.wasm.br", "brotli"), ("app.1.wasm.gz", "gzip")] {
        std::fs::write(site.path().join("assets").join(name), text).unwrap();
    }
    let server = BareServer::start(Config::default(), Site::load(Some(site.path())).unwrap()).await;
    let stranger = server.stranger();
    for (accepted, text, coding) in
        [("", "plain", ""), ("gzip", "gzip", "gzip"), ("gzip, br", "brotli", "br"), ("br;q=0", "plain", "")]
    {
        let answer = stranger.send("GET", "/assets/app.1.wasm", &[("accept-encoding", accepted)], "").await;
        assert_eq!((answer.text().as_str(), answer.header("content-encoding")), (text, coding), "{accepted}");
        assert_eq!(answer.header("content-type"), "application/wasm");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert!(answer.header("content-security-policy").contains("'wasm-unsafe-eval'"), "workers need it");
    }
}
