//! TXT records, asked of the name servers of the system.

use almanac_service::sso::{LookupError, TxtResolver};
use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;

/// The name servers that the system is set up with.
#[derive(Debug)]
pub(super) struct Names;

#[async_trait]
impl TxtResolver for Names {
    async fn lookup(&self, name: &str) -> Result<Vec<String>, LookupError> {
        // A new one each time: nothing that was cached may prove anything.
        let resolver = TokioResolver::builder_tokio().and_then(hickory_resolver::ResolverBuilder::build);
        let resolver = resolver.map_err(|_| LookupError)?;
        // Without the dot at its end, the domain of this machine would be tried too.
        let found = match resolver.txt_lookup(format!("{name}.")).await {
            Ok(found) => found,
            Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
            Err(_) => return Err(LookupError),
        };
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _ => None,
        });
        Ok(texts.collect())
    }
}
