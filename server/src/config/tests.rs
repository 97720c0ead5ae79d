use serde::Serialize;

use super::*;

#[derive(Serialize, Default)]
struct Flags {
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workers: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Setting>,
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn load(text: &str, flags: &Flags) -> anyhow::Result<Config> {
    Config::load(Some(file(text).path()), flags)
}

#[test]
fn flag_wins_over_file_and_file_over_default() {
    let config = load("workers = 3\nmax_connections = 5", &Flags { workers: Some(7), ..Flags::default() });
    let config = config.unwrap();
    assert_eq!((config.workers, config.max_connections, config.listen.port()), (7, 5, 3000));
}

#[test]
fn device_comes_from_the_file_or_a_flag_and_must_be_known() {
    assert_eq!(load("", &Flags::default()).unwrap().device, Setting::Auto);
    assert_eq!(load("device = \"cpu\"", &Flags::default()).unwrap().device, Setting::Cpu);
    let flags = Flags { device: Some(Setting::Wgpu), ..Flags::default() };
    assert_eq!(load("device = \"cpu\"", &flags).unwrap().device, Setting::Wgpu);
    let error = load("device = \"vulkan\"", &Flags::default()).unwrap_err().to_string();
    assert!(error.contains("device") && !error.contains('\n'), "{error}");
}

#[test]
fn who_runs_queries_comes_from_the_file_and_must_be_known() {
    assert_eq!(load("", &Flags::default()).unwrap().query_engine, QueryEngine::Local);
    let cluster = load("query_engine = \"ballista://127.0.0.1:50050\"", &Flags::default()).unwrap();
    assert_eq!(cluster.query_engine.to_string(), "ballista://127.0.0.1:50050");
    let error = load("query_engine = \"spark://geheim\"", &Flags::default()).unwrap_err().to_string();
    assert!(error.contains("ballista://HOST:PORT") && !error.contains("geheim"), "{error}");
    assert!(!error.contains('\n'), "{error}");
}

#[test]
fn unknown_name_in_the_file_is_an_error_of_one_line() {
    let error = load("wokers = 3", &Flags::default()).unwrap_err().to_string();
    assert!(error.contains("wokers") && !error.contains('\n'), "{error}");
}

#[test]
fn secret_in_a_wrong_place_is_not_shown() {
    let error = load("workers = \"geheim\"", &Flags::default()).unwrap_err().to_string();
    assert!(error.contains("workers") && !error.contains("geheim"), "{error}");
}

#[test]
fn database_password_is_never_printed() {
    let config = load("database_url = \"postgres://me:geheim@db/almanac\"", &Flags::default()).unwrap();
    assert!(!format!("{config:?} {:?}", config.settings()).contains("geheim"));
    assert_eq!(config.settings().database_url.as_deref(), Some("postgres://me:geheim@db/almanac"));
}

#[test]
fn plain_http_for_others_must_be_asked_for() {
    let open = |public_url| Flags { listen: Some("0.0.0.0:80"), public_url, ..Flags::default() };
    assert!(load("", &open(None)).is_err());
    assert!(load("", &open(Some("http://almanac.example.org"))).is_err());
    assert!(load("", &open(Some("https://almanac.example.org"))).unwrap().is_https());
    assert!(load("insecure_http = true", &open(None)).is_ok());
}

#[test]
fn public_url_must_be_the_root_of_a_site() {
    for url in ["https://a.example/sub", "ftp://a.example"] {
        let flags = Flags { public_url: Some(url), ..Flags::default() };
        assert!(load("", &flags).is_err(), "{url}");
    }
}

#[test]
fn every_setting_can_come_from_the_environment() {
    let value = serde_json::to_value(Config::default()).unwrap();
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let mut keys = KEYS.to_vec();
    names.sort_unstable();
    keys.sort_unstable();
    assert_eq!(names, keys);
}
