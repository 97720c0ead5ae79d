//! A client with a session.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Client, Method, Response};
use serde_json::Value;

/// A client that keeps its session cookie.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    url: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The address, without its host, to which the answer to a form leads.
    #[track_caller]
    pub fn leads(&self) -> String {
        assert_eq!(self.status, 302, "{}", self.text());
        let to = self.header("location");
        to.strip_prefix("http://x").unwrap_or(to).to_owned()
    }

    /// The body, if the status is as expected.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }
}

impl Browser {
    pub fn new(url: &str, cookie: Option<&str>) -> Self {
        let mut headers = HeaderMap::new();
        if let Some(cookie) = cookie {
            headers.insert("cookie", HeaderValue::from_str(cookie).unwrap());
        }
        let client = Client::builder().cookie_store(cookie.is_none()).default_headers(headers);
        let client = client.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, url: url.to_owned() }
    }

    /// A program with an API key.
    pub fn program(url: &str, key: &str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {key}")).unwrap());
        Self { client: Client::builder().default_headers(headers).build().unwrap(), url: url.to_owned() }
    }

    /// The client, for requests that are not read to their end.
    pub fn raw(&self) -> &Client {
        &self.client
    }

    /// Any request; `path` begins with `/`.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.url)).body(body);
        for (name, value) in headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            request = request.header(HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
        }
        Answer::read(request.send().await.unwrap()).await
    }

    /// Sends a form of a page as a browser without JavaScript does: the answer leads on, or back to the page.
    pub async fn form(&self, action: &str, page: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let referer = format!("http://x{page}");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("referer", referer.as_str()),
        ];
        self.send("POST", action, &headers, body).await
    }

    /// A request to the REST interface with a JSON body, or without a body if it is null.
    pub async fn api(&self, method: &str, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1{path}");
        if body.is_null() {
            return self.send(method, &path, &[], "").await;
        }
        self.send(method, &path, &[("content-type", "application/json")], body.to_string()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.api("GET", path, &Value::Null).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.api("POST", path, body).await
    }

    /// The events of a stream until its end: name and data.
    pub async fn events(&self, path: &str) -> Vec<(String, Value)> {
        let answer =
            self.send("GET", &format!("/api/v1{path}"), &[("accept", "text/event-stream")], "").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/event-stream"));
        let mut events = Vec::new();
        for block in answer.text().split("\n\n") {
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            if let (Some(name), Some(data)) = (field("event:"), field("data:")) {
                events.push((name.to_owned(), serde_json::from_str(data).unwrap()));
            }
        }
        events
    }

    /// Waits for the end of a job and returns it.
    pub async fn job(&self, project: &str, job: &Value) -> Value {
        let events = self.events(&format!("/projects/{project}/jobs/{}/events", job.as_str().unwrap())).await;
        events.last().unwrap().1.clone()
    }
}
