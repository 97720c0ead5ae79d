//! What a browser says of itself, in two words.

/// Browser and system of a `User-Agent`; the first word of one that is no browser. The order matters: browsers
/// name those that they want to be taken for.
pub(super) fn device(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Version/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let browser = BROWSERS.iter().find_map(|(mark, name)| {
        let rest = &agent[agent.find(mark)? + mark.len()..];
        let version = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        Some(format!("{name} {version}"))
    });
    let system = SYSTEMS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser,
        (None, _) => agent.split_whitespace().next().unwrap_or("–").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browser_and_system_are_named() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, expected) in [
            (
                format!("Mozilla/5.0 (X11; Linux x86_64) {webkit} HeadlessChrome/156.0.0.0 Safari/537.36"),
                "Chrome 156, Linux",
            ),
            (
                format!("Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/140.0 Safari/537.36 Edg/140.0"),
                "Edge 140, Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) AppleWebKit/605 Version/18.1 Safari/605".into(),
                "Safari 18, macOS",
            ),
            (
                "Mozilla/5.0 (X11; Ubuntu; Linux; rv:130.0) Gecko/20100101 Firefox/130.0".into(),
                "Firefox 130, Linux",
            ),
            ("curl/7.88.1".into(), "curl/7.88.1"),
            (String::new(), "–"),
        ] {
            assert_eq!(device(&agent), expected);
        }
    }
}
