//! A client for HTTP/1.1 on one connection that stays open: just enough to measure our own server without
//! a library that everybody who runs xtask would have to compile.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_mins(5);

/// A connection, and what every request on it sends.
pub struct Connection {
    stream: BufReader<TcpStream>,
    address: SocketAddr,
    /// The header that says who sends them, if one does.
    pub sign_in: Option<Header>,
}

/// A header that says who sends a request.
#[derive(Clone)]
pub enum Header {
    /// `name=value` of the session cookie.
    Cookie(String),
    /// An API key.
    Key(String),
    /// The address of somebody who is not signed in, as a proxy tells it.
    Address(String),
}

/// An answer.
pub struct Answer {
    pub status: u16,
    /// The first cookie that it sets, as `name=value`: that of a session stands before those of preferences.
    pub set_cookie: Option<String>,
    /// Where it sends to.
    pub location: Option<String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, if the request went well.
    pub fn json(&self) -> Result<Value> {
        let text = String::from_utf8_lossy(&self.body);
        ensure!((200..300).contains(&self.status), "the server answered {}: {text}", self.status);
        serde_json::from_str(&text).with_context(|| format!("no JSON: {text}"))
    }
}

impl Connection {
    pub fn open(address: SocketAddr, sign_in: Option<Header>) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream), address, sign_in })
    }

    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, "", &[])
    }

    /// Gets JSON from the REST interface.
    pub fn read(&mut self, path: &str) -> Result<Value> {
        self.get(&format!("/api/v1{path}"))?.json().with_context(|| format!("GET {path}"))
    }

    /// Posts JSON to the REST interface.
    pub fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let answer =
            self.send("POST", &format!("/api/v1{path}"), "application/json", body.to_string().as_bytes())?;
        answer.json().with_context(|| format!("POST {path}"))
    }

    pub fn send(&mut self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Result<Answer> {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n",
            self.address,
            body.len()
        );
        if !content_type.is_empty() {
            write!(head, "content-type: {content_type}\r\n")?;
        }
        match &self.sign_in {
            Some(Header::Cookie(cookie)) => write!(head, "cookie: {cookie}\r\n")?,
            Some(Header::Key(key)) => write!(head, "authorization: Bearer {key}\r\n")?,
            Some(Header::Address(address)) => write!(head, "x-forwarded-for: {address}\r\n")?,
            None => {}
        }
        head += "\r\n";
        let stream = self.stream.get_mut();
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        answer(&mut self.stream)
    }
}

fn line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    ensure!(stream.read_line(&mut line)? > 0, "the server closed the connection");
    Ok(line.trim_end().to_owned())
}

/// Reads an answer to its end.
fn answer(stream: &mut impl BufRead) -> Result<Answer> {
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.context("no status")?;
    let mut answer = Answer { status, set_cookie: None, location: None, body: Vec::new() };
    let (mut length, mut chunked) = (0, false);
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').with_context(|| format!("no header: {line}"))?;
        match (name.to_ascii_lowercase().as_str(), value.trim()) {
            ("content-length", value) => length = value.parse()?,
            ("transfer-encoding", value) => chunked = value == "chunked",
            ("set-cookie", value) if answer.set_cookie.is_none() => {
                answer.set_cookie = value.split(';').next().map(str::to_owned);
            }
            ("location", value) => answer.location = Some(value.to_owned()),
            _ => {}
        }
    }
    if !chunked {
        answer.body.resize(length, 0);
        stream.read_exact(&mut answer.body)?;
        return Ok(answer);
    }
    loop {
        let size = line(stream)?;
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default(), 16)?;
        let before = answer.body.len();
        if stream.by_ref().take(size as u64).read_to_end(&mut answer.body)? != size {
            bail!("the answer broke off after {before} bytes");
        }
        line(stream)?;
        if size == 0 {
            return Ok(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn body_with_a_length_and_in_chunks_is_read_to_its_end() {
        let text = "HTTP/1.1 201 Created\r\nSet-Cookie: a=b; HttpOnly\r\nSet-Cookie: c=d\r\nLocation: /x\r\nContent-Length: 2\r\n\r\nhi\
            HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n";
        let mut stream = text.as_bytes();
        let first = answer(&mut stream).unwrap();
        assert_eq!((first.status, first.body.as_slice()), (201, &b"hi"[..]));
        assert_eq!((first.set_cookie.as_deref(), first.location.as_deref()), (Some("a=b"), Some("/x")));
        let second = answer(&mut stream).unwrap();
        assert_eq!((second.status, second.body.as_slice()), (200, &b"hello!"[..]));
        assert!(answer(&mut stream).is_err(), "there is no third");
    }

    #[test]
    fn answer_that_breaks_off_is_an_error() {
        for text in ["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi", "HTTP/1.1 200 OK\r\n"] {
            assert!(answer(&mut text.as_bytes()).is_err(), "{text}");
        }
    }
}
