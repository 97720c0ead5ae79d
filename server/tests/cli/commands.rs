//! `serve`, `migrate`, `doctor` and the command line itself.

use crate::process::almanac;

#[test]
fn serve_refuses_plain_http_for_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let said = almanac(&["serve", "--listen", "0.0.0.0:0", "--data-dir", &data]);
    assert!(said.complaint(2).contains("--insecure-http"), "{}", said.err);
}

#[test]
fn serve_never_runs_queries_itself_that_are_meant_for_a_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let engine = ["--query-engine", "ballista://127.0.0.1:1"];
    let said = almanac(&[&["serve", "--data-dir", &data.display().to_string()], &engine[..]].concat());
    assert!(said.complaint(2).contains("start almanac-cluster"), "{}", said.err);
    assert!(!data.exists(), "nothing was begun");
}

#[test]
fn migrate_makes_the_database_and_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    for _ in 0..2 {
        let said = almanac(&["migrate", "--data-dir", &data]);
        assert_eq!((said.status, said.out.as_str()), (0, "the database is up to date\n"), "{}", said.err);
    }
    assert!(folder.path().join("data/almanac.db").is_file());
}

#[test]
fn doctor_names_what_is_wrong_and_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let said = almanac(&["doctor", "--data-dir", &data.display().to_string()]);
    assert_eq!(said.status, 1, "{}", said.out);
    let line = |name: &str| said.out.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert!(line("data folder").starts_with("ok"), "{}", said.out);
    assert!(line("database").starts_with("ok"), "{}", said.out);
    assert!(
        line("web assets").starts_with("problem") && line("web assets").contains("--site-dir"),
        "{}",
        said.out
    );
    assert!(!data.exists(), "the doctor changes nothing");
    assert_eq!(said.err.matches('\n').count(), 1, "{}", said.err);
}

#[test]
fn doctor_reports_an_unreachable_database_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let url = "postgres://me:geheim@127.0.0.1:1/almanac";
    let said = almanac(&["doctor", "--data-dir", &data, "--database-url", url]);
    assert_eq!(said.status, 1);
    assert!(said.out.lines().any(|line| line.starts_with("problem  database")), "{}", said.out);
    assert!(!format!("{}{}", said.out, said.err).contains("geheim"));
}

#[test]
fn doctor_tells_of_pending_migrations_and_does_not_run_them() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    // An empty file is a database before its first migration.
    let database = folder.path().join("almanac.db");
    std::fs::File::create(&database).unwrap();
    let said = almanac(&["doctor", "--data-dir", &data]);
    assert_eq!(said.status, 1, "{}", said.out);
    let line = said.out.lines().find(|line| line.contains("database")).unwrap();
    assert!(line.starts_with("problem"), "{line}");
    assert!(line.ends_with("migrations pending: run `almanac migrate`"), "{line}");
    assert_eq!(std::fs::metadata(&database).unwrap().len(), 0, "the doctor changes nothing");
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["almanac.db"]);

    assert_eq!(almanac(&["migrate", "--data-dir", &data]).status, 0);
    let before = std::fs::read(&database).unwrap();
    let said = almanac(&["doctor", "--data-dir", &data]);
    assert!(said.out.contains("ok       database: reachable, up to date, not set up yet"), "{}", said.out);
    assert_eq!(std::fs::read(&database).unwrap(), before);
}

#[test]
fn unknown_flag_is_one_line_and_status_2() {
    let said = almanac(&["serve", "--lisen", "x"]);
    assert!(said.complaint(2).contains("--lisen"), "{}", said.err);
}

#[test]
fn help_is_no_failure() {
    let said = almanac(&["forecast", "--help"]);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    assert!(said.out.contains("--horizon"));
}
