//! Strings that break careless programs, as names, comments, values and files.

use almanac_testkit::Backend as _;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::{id, send};

/// One of each kind: markup, scripts, statements, templates, formulas, paths, words that programs take for values, and
/// writing that is not English.
const STRINGS: [&str; 32] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</title></textarea></script><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<!-- ]]> <![CDATA[ -->",
    "&lt;b&gt; &amp;amp; &#60;",
    "'; drop table queries; --",
    "1' or '1'='1",
    "${7*7} {{7*7}} <%= 7*7 %> #{7*7}",
    "%s%n%x %d %00 %0d%0aSet-Cookie:a=b",
    "=1+1",
    "@SUM(1)",
    "+1",
    "-2+3",
    "＝1+1",
    "../../../etc/passwd",
    "C:\\con\\aux.txt",
    "null-ish",
    "undefined",
    "[object Object]",
    "true-ish",
    "1e309",
    "0x7fffffff",
    "\\u0000 \\x00 \\",
    "a\"b'c`d",
    "ΩΑΛ ≈ç√∫",
    "مرحبا بالعالم",
    "田中さんにあげて",
    "👩‍👩‍👧‍👦 🏳️‍🌈",
    "zero\u{200b}width \u{202e}turned",
    "Z̮̞̠͙͔a̹͈̝l̜͍g̢o",
];

/// The text that a browser shows where a page has `html`.
fn shown(html: &str) -> String {
    let pairs =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(html.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// A page shows the string as it is, and no markup of it.
async fn shows(browser: &Browser, path: &str, string: &str) {
    let page = browser.send("GET", path, &[], "").await;
    assert_eq!(page.status, 200, "{path}");
    let html = page.text();
    assert!(shown(&html).contains(string), "{path} does not show {string:?}");
    assert!(!string.contains('<') || !html.contains(string), "{path} has {string:?} as markup");
}

#[tokio::test]
async fn r37_a_naughty_string_stays_what_it_is_from_the_form_to_the_file() {
    let server = TestServer::sqlite().await;
    let ann = server.administrator();
    let project = id(&ann.post("/projects", &json!({"name": STRINGS[0]})).await.expect(201));
    let path = |rest: &str| format!("/projects/{project}/{rest}");
    shows(&ann, &format!("/projects/{project}"), STRINGS[0]).await;
    let cells: Vec<_> = STRINGS.iter().map(|one| format!("1,\"{}\"\n", one.replace('"', "\"\""))).collect();
    let upload = send(&ann, &project, "x.csv", format!("n,text\n{}", cells.concat())).await;
    let import = json!({"upload_id": upload["id"], "name": "x"});
    let started = ann.post(&path("datasets"), &import).await.expect(202);
    assert_eq!(ann.job(&project, &started["dataset"]["job_id"]).await["state"], "succeeded");
    let dataset = id(&started["dataset"]);
    for string in STRINGS {
        let of_data = path(&format!("datasets/{dataset}"));
        ann.api("PATCH", &of_data, &json!({"name": string})).await.expect(200);
        assert_eq!(ann.get(&of_data).await.expect(200)["name"], string);
        shows(&ann, &of_data, string).await;

        let filter = json!({"column": "text", "op": "eq", "value": string});
        let document = json!({
            "version": 1, "source": {"dataset": dataset}, "columns": ["text"], "filter": filter,
        });
        let input = json!({"name": string, "document": document});
        let query = ann.post(&path("queries"), &input).await.expect(201);
        assert_eq!((&query["name"], &query["document"]["filter"]), (&json!(string), &filter));
        let of_query = path(&format!("queries/{}", id(&query)));
        // A tag has at most 40 characters.
        let tag: String = string.chars().take(40).collect();
        let tag = tag.trim();
        let tagged = ann.api("PATCH", &of_query, &json!({"tags": [tag]})).await.expect(200);
        assert_eq!(tagged["tags"], json!([tag.to_lowercase()]));
        let tagged =
            path("queries?tag=") + &url::form_urlencoded::byte_serialize(tag.as_bytes()).collect::<String>();
        assert_eq!(ann.get(&tagged).await.expect(200)["items"][0]["name"], string);
        shows(&ann, &path(&format!("queries/{}/place", id(&query))), string).await;

        let asked = json!({"document": document});
        let rows = ann.post(&path("query"), &asked).await.expect(200);
        assert_eq!(rows["rows"], json!([[string]]), "{string:?}");
        let file = ann.post(&path("query/export?format=json"), &asked).await.expect(200);
        assert_eq!(file, json!([{"text": string}]));
    }
}

#[tokio::test]
async fn r37_a_naughty_string_is_text_on_every_tile_and_in_the_name_of_a_file() {
    let server = TestServer::sqlite().await;
    let ann = server.administrator();
    let project = id(&ann.post("/projects", &json!({"name": "x"})).await.expect(201));
    let tile = |(at, string): (usize, &&str)| {
        let place = json!({"x": 0, "y": at * 2, "width": 12, "height": 2});
        let content = json!({"kind": "text", "heading": string, "text": string});
        json!({"id": format!("0192f0c1-2345-7000-8000-{at:012}"), "place": place, "content": content})
    };
    let tiles: Vec<Value> = STRINGS.iter().enumerate().map(tile).collect();
    let board = json!({"name": STRINGS[1], "content": {"tiles": tiles}});
    let made = ann.post(&format!("/projects/{project}/dashboards"), &board).await.expect(201);
    assert_eq!(made["content"]["tiles"][2]["content"]["heading"], STRINGS[2]);
    for string in STRINGS {
        shows(&ann, &format!("/projects/{project}/dashboards/{}", id(&made)), string).await;
    }
    for string in STRINGS {
        // Of a path the last part stays.
        let kept = string.rsplit(['/', '\\']).next().unwrap();
        if kept.is_empty() {
            continue;
        }
        let name: String = url::form_urlencoded::byte_serialize(string.as_bytes()).collect();
        let path = format!("/api/v1/projects/{project}/uploads?file_name={name}");
        let sent = ann.send("POST", &path, &[], "n\n1\n2\n").await.expect(201);
        assert_eq!(sent["file_name"], kept);
    }
}
