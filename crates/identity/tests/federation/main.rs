//! Single sign-on against real identity providers: `oidc-provider` and `oauth2-mock-server` from npm for OIDC,
//! `samlp` from npm and `pysaml2` from `PyPI` for SAML. Their programs are in `tests/peers`; where they are installed
//! is in `ALMANAC_TEST_PEERS` (the test command does that). Without it these tests say so and do nothing, unless
//! `ALMANAC_TEST_REQUIRE_PEERS` is 1.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod browser;
mod oidc_refused;
mod oidc_signed_in;
mod peer;
#[cfg(feature = "saml")]
mod saml_peer;
#[cfg(feature = "saml")]
mod saml_refused;
#[cfg(feature = "saml")]
mod saml_signed_in;
#[cfg(feature = "saml")]
mod saml_wrapping;
#[cfg(feature = "saml")]
mod xml_surgery;
