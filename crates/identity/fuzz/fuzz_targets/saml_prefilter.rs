//! Whatever bytes come, the filter before the SAML library answers, and what it lets through is read in one way only.
//! The tests of `src/saml/prefilter.rs` do the same with random pieces of XML.

#![no_main]

use almanac_identity::saml::{Comments, XmlError, prefilter};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let lenient = prefilter(bytes, Comments::Allowed);
    assert_ne!(lenient, Err(XmlError::Disagreement), "a disagreement that no earlier rule explains");
    if let Ok(text) = prefilter(bytes, Comments::Refused) {
        assert!(lenient.is_ok() && !text.contains("<!"));
    }
});
