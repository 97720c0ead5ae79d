use std::net::IpAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

fn get(url: &str) -> Request<Vec<u8>> {
    Request::get(url).body(Vec::new()).unwrap()
}

#[test]
fn r32_addresses_that_are_not_public_are_refused() {
    let guard = Guard::new(&[]);
    for text in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!guard.permits(text.parse::<IpAddr>().unwrap()), "{text}");
    }
    for text in ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"] {
        assert!(guard.permits(text.parse::<IpAddr>().unwrap()), "{text}");
    }
}

#[test]
fn operator_can_allow_networks() {
    let guard = Guard::new(&["10.1.0.0/16".parse().unwrap(), "fd00::/8".parse().unwrap()]);
    for (text, permitted) in [
        ("10.1.2.3", true),
        ("::ffff:10.1.2.3", true),
        ("fd00::5", true),
        ("10.2.0.1", false),
        ("fe80::1", false),
    ] {
        assert_eq!(guard.permits(text.parse::<IpAddr>().unwrap()), permitted, "{text}");
    }
}

/// A server that answers each connection with these bytes, and counts connections.
async fn canary(answer: Vec<u8>) -> (u16, tokio::sync::watch::Receiver<u32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = tokio::sync::watch::channel(0);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            sender.send_modify(|count| *count += 1);
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut bytes = [0; 1024];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(&answer).await;
            });
        }
    });
    (port, receiver)
}

#[tokio::test]
async fn r32_canary_on_this_machine_sees_no_connection() {
    let (port, seen) = canary(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let outbound = Outbound::new(&[]).unwrap();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0",
        "[::]",
        "127.1",
    ] {
        let url = format!("http://{host}:{port}/");
        // What is no address for one parser may be one for another.
        let Ok(request) = Request::get(&url).body(Vec::new()) else { continue };
        let refused = outbound.fetch(request).await.unwrap_err();
        assert_eq!(refused, FetchError::NotAllowed, "{host}");
    }
    assert_eq!(*seen.borrow(), 0);
}

#[tokio::test]
async fn r32_redirects_are_not_followed_and_long_answers_not_read() {
    let loopback = ["127.0.0.0/8".parse().unwrap()];
    let outbound = Outbound::new(&loopback).unwrap();
    let (target, seen) = canary(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let to =
        format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{target}/\r\ncontent-length: 0\r\n\r\n");
    let (port, _) = canary(to.into_bytes()).await;
    let answer = outbound.fetch(get(&format!("http://127.0.0.1:{port}/"))).await.unwrap();
    assert_eq!((answer.status().as_u16(), *seen.borrow()), (302, 0));
    let mut long = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    long.resize(LONGEST + 1_000, b'x');
    let (port, _) = canary(long).await;
    let refused = outbound.fetch(get(&format!("http://127.0.0.1:{port}/"))).await.unwrap_err();
    assert_eq!(refused, FetchError::TooLong);
}
