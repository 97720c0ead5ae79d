//! Single sign-on: domains, identity providers, and who somebody is there.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Checks, ConnectionId, DomainId, FieldError, OrgRole, ProviderId};

/// What is shown in place of a secret.
pub const HIDDEN: &str = "***";

/// A domain of the organization: only addresses in a verified one can become members by single sign-on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Domain {
    /// Its id.
    pub id: DomainId,
    /// Its name, in lower case and ASCII.
    pub name: String,
    /// The name of the TXT record that proves it.
    pub record_name: String,
    /// The text of that record.
    pub record_value: String,
    /// When it was proven to be the organization's; none if it was not yet.
    pub verified_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// Adds a domain.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DomainInput {
    /// Its name, such as `example.org`.
    pub name: String,
}

/// The protocol of an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// OpenID Connect.
    Oidc,
    /// SAML 2.0.
    Saml,
}

/// Which groups of a provider have which role here. The first rule that fits decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoleMapping {
    /// The rules, strongest first. With rules, the role follows the groups at each sign-in.
    #[serde(default)]
    pub rules: Vec<RoleRule>,
    /// The role of who is in none of the groups; without it they are not let in.
    #[serde(default)]
    pub otherwise: Option<OrgRole>,
}

/// A group and the role of its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoleRule {
    /// The group's name or id at the provider, compared letter by letter.
    pub group: String,
    /// The role here.
    pub role: OrgRole,
}

/// A secret on its way in; never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ClientSecret(pub String);

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(***)")
    }
}

/// Our registration at an OIDC provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OidcInput {
    /// The kind of provider: `google`, `microsoft_entra`, `okta`, `auth0`, `keycloak` or `other`.
    pub preset: String,
    /// What the preset asks for, in its order: `tenant` (Entra), `domain` (Okta, Auth0), `host` and `realm`
    /// (Keycloak).
    #[serde(default)]
    pub values: Vec<String>,
    /// The issuer, letter by letter, if the preset is `other`.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Our client id there.
    pub client_id: String,
    /// Our client secret there. Left out in a change, it stays.
    #[serde(default)]
    pub client_secret: Option<ClientSecret>,
    /// Where the groups are: a claim, or a JSON pointer such as `/realm_access/roles`; the preset's if none.
    #[serde(default)]
    pub group_claim: Option<String>,
    /// Whether who signs out here is signed out there too.
    #[serde(default)]
    pub sign_out: bool,
}

/// A SAML provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SamlInput {
    /// Its metadata, as XML. Without metadata, a change leaves it as it is.
    #[serde(default)]
    pub metadata: Option<String>,
    /// Where its metadata is, if it is not given.
    #[serde(default)]
    pub metadata_url: Option<String>,
    /// What its attributes are called.
    #[serde(default)]
    pub attributes: AttributeNames,
    /// Whether sign-ins may begin at the provider: we then begin our own there, and believe nothing of its first
    /// answer.
    #[serde(default)]
    pub idp_initiated: bool,
}

/// What the attributes of a SAML provider are called; without a name, the usual ones are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AttributeNames {
    /// The lasting name of the person, in place of the `NameID`.
    pub subject: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The name to show.
    pub name: Option<String>,
    /// The groups.
    pub groups: Option<String>,
}

impl AttributeNames {
    /// Each with its word.
    pub fn all(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("subject", self.subject.as_deref()),
            ("email", self.email.as_deref()),
            ("name", self.name.as_deref()),
            ("groups", self.groups.as_deref()),
        ]
    }
}

/// Creates or changes an identity provider; its kind cannot be changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProviderInput {
    /// Its name, as people see it when they sign in.
    pub name: String,
    /// Whether people can sign in with it.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Either this …
    #[serde(default)]
    pub oidc: Option<OidcInput>,
    /// … or this.
    #[serde(default)]
    pub saml: Option<SamlInput>,
    /// Who has which role.
    #[serde(default)]
    pub mapping: RoleMapping,
}

const fn yes() -> bool {
    true
}

impl ProviderInput {
    /// Checks every field that can be checked without the provider.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut checks = Checks::default()
            .name(&self.name, "name")
            .check(self.oidc.is_some() != self.saml.is_some(), "oidc", "give either oidc or saml")
            .check(self.mapping.rules.len() <= 100, "mapping.rules", "must be at most 100");
        for (i, rule) in self.mapping.rules.iter().enumerate() {
            checks = checks.name(&rule.group, &format!("mapping.rules[{i}].group"));
        }
        if let Some(oidc) = &self.oidc {
            checks = checks.name(&oidc.client_id, "oidc.client_id");
            let secret = oidc.client_secret.as_ref().map_or("", |secret| secret.0.as_str());
            checks = checks.text(secret, "oidc.client_secret", 4_000).text(
                oidc.group_claim.as_deref().unwrap_or_default(),
                "oidc.group_claim",
                200,
            );
        }
        for (word, name) in self.saml.iter().flat_map(|saml| saml.attributes.all()) {
            if let Some(name) = name {
                checks = checks.name(name, &format!("saml.attributes.{word}"));
            }
        }
        checks.done()
    }
}

/// An identity provider as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// Its name.
    pub name: String,
    /// Its protocol.
    pub kind: ProviderKind,
    /// Whether people can sign in with it.
    pub enabled: bool,
    /// Its issuer or entity id.
    pub issuer: String,
    /// What is particular to OIDC.
    pub oidc: Option<OidcDetails>,
    /// What is particular to SAML.
    pub saml: Option<SamlDetails>,
    /// Who has which role.
    pub mapping: RoleMapping,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What is particular to an OIDC provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OidcDetails {
    /// The kind of provider.
    pub preset: String,
    /// What the preset asked for.
    pub values: Vec<String>,
    /// Our client id there.
    pub client_id: String,
    /// `***` if there is one.
    pub client_secret: Option<String>,
    /// Where the groups are.
    pub group_claim: Option<String>,
    /// The redirect address to register there.
    pub redirect_url: String,
    /// Whether who signs out here is signed out there too.
    pub sign_out: bool,
    /// The address to register there, to which people come back from signing out.
    pub sign_out_url: String,
}

/// What is particular to a SAML provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamlDetails {
    /// Our entity id, which is also the address of our metadata.
    pub entity_id: String,
    /// Where its answers must arrive.
    pub acs_url: String,
    /// Under which it signs.
    pub certificates: Vec<CertificateDetails>,
    /// What its attributes are called.
    pub attributes: AttributeNames,
    /// Whether sign-ins may begin at the provider.
    pub idp_initiated: bool,
}

/// A certificate of a SAML provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateDetails {
    /// SHA-256 of the certificate, in hexadecimal.
    pub fingerprint: String,
    /// Since when it is valid.
    pub not_before: DateTime<Utc>,
    /// Until when it is valid.
    pub not_after: DateTime<Utc>,
}

/// A kind of OIDC provider, and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Its word, such as `okta`.
    pub name: String,
    /// The issuer, with places to fill in.
    pub issuer: String,
    /// The places.
    pub places: Vec<String>,
}

/// A provider with which somebody can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The provider.
    pub id: ProviderId,
    /// Its name.
    pub name: String,
}

/// A provider of the organization, as a person sees it in their account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The provider.
    pub provider: Way,
    /// How the person is connected; none if they are not.
    pub connected: Option<Connected>,
}

/// Who a person is at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connected {
    /// Its id.
    pub id: ConnectionId,
    /// The provider's name of the person.
    pub subject: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When they last signed in that way.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provider_is_of_one_kind_and_its_secret_is_never_printed() {
        let text = r#"{"name": " ", "oidc": {"preset": "google", "client_id": "x", "client_secret": "geheim"},
            "saml": {"attributes": {"groups": ""}}, "mapping": {"rules": [{"group": "", "role": "viewer"}]}}"#;
        let input: ProviderInput = serde_json::from_str(text).unwrap();
        let wrong: Vec<String> = input.validate().unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(wrong, ["name", "oidc", "mapping.rules[0].group", "saml.attributes.groups"]);
        assert!(!format!("{input:?}").contains("geheim"));
    }
}
