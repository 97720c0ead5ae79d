//! Server function: adds or changes an identity provider.

use almanac_domain::ProviderId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// The form of a provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProviderForm {
    /// The provider to change; a new one if none.
    provider: Option<ProviderId>,
    name: String,
    /// `saml`, or the kind of an OIDC provider.
    preset: String,
    /// What the preset asks for.
    first: Option<String>,
    second: Option<String>,
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    group_claim: Option<String>,
    sign_out: Option<String>,
    metadata: Option<String>,
    metadata_url: Option<String>,
    /// What the attributes are called.
    subject_attribute: Option<String>,
    email_attribute: Option<String>,
    name_attribute: Option<String>,
    groups_attribute: Option<String>,
    idp_initiated: Option<String>,
    /// A line `group = role` for each rule.
    rules: String,
    otherwise: String,
    enabled: Option<String>,
}

/// Adds an identity provider, or changes it.
#[server(endpoint = "sso/save_provider")]
pub(crate) async fn save_provider(form: ProviderForm) -> Answer<()> {
    use almanac_service::provider;
    let ((app, actor), outside) = (crate::api::signed_in()?, crate::api::outside()?);
    let id = form.provider;
    let input = reading::input(form)?;
    match id {
        Some(id) => provider::update(&app, &outside, &actor, id, input).await?,
        None => provider::create(&app, &outside, &actor, input).await?,
    };
    leptos_axum::redirect("/organization/sign-in");
    Ok(())
}

#[cfg(feature = "ssr")]
mod reading {
    use almanac_domain::OrgRole;
    use almanac_domain::sso::{
        AttributeNames, ClientSecret, OidcInput, ProviderInput, RoleMapping, RoleRule, SamlInput,
    };
    use almanac_service::Error;

    use super::ProviderForm;

    /// What the form says.
    pub fn input(form: ProviderForm) -> Result<ProviderInput, Error> {
        let given =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let mapping = mapping(&form.rules, &form.otherwise)?;
        let (oidc, saml) = if form.preset == "saml" {
            let attributes = AttributeNames {
                subject: given(form.subject_attribute),
                email: given(form.email_attribute),
                name: given(form.name_attribute),
                groups: given(form.groups_attribute),
            };
            let saml = SamlInput {
                metadata: form.metadata,
                metadata_url: form.metadata_url,
                attributes,
                idp_initiated: form.idp_initiated.is_some(),
            };
            (None, Some(saml))
        } else {
            let oidc = OidcInput {
                preset: form.preset,
                values: [form.first, form.second].into_iter().flatten().collect(),
                issuer: form.issuer,
                client_id: form.client_id.unwrap_or_default(),
                client_secret: given(form.client_secret).map(ClientSecret),
                group_claim: given(form.group_claim),
                sign_out: form.sign_out.is_some(),
            };
            (Some(oidc), None)
        };
        Ok(ProviderInput { name: form.name, enabled: form.enabled.is_some(), oidc, saml, mapping })
    }

    /// Lines `group = role`, and the role of everybody else or nothing.
    pub fn mapping(rules: &str, otherwise: &str) -> Result<RoleMapping, Error> {
        let lines = rules.lines().map(str::trim).filter(|line| !line.is_empty());
        let rules = lines.map(|line| {
            let (group, word) = line.rsplit_once('=').unwrap_or((line, ""));
            let wrong = || Error::field("rules", format!("“{line}” must be like “group = viewer”"));
            Ok(RoleRule { group: group.trim().to_owned(), role: role(word).ok_or_else(wrong)? })
        });
        Ok(RoleMapping { rules: rules.collect::<Result<_, Error>>()?, otherwise: role(otherwise) })
    }

    fn role(word: &str) -> Option<OrgRole> {
        serde_json::from_value(word.trim().into()).ok()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use almanac_domain::OrgRole;

    use super::reading::mapping;

    #[test]
    fn rule_is_a_group_and_a_role() {
        let read = mapping("a=b = admin\n\n staff=viewer ", "developer").unwrap();
        let rules: Vec<_> = read.rules.iter().map(|rule| (rule.group.as_str(), rule.role)).collect();
        assert_eq!(rules, [("a=b", OrgRole::Admin), ("staff", OrgRole::Viewer)]);
        assert_eq!(read.otherwise, Some(OrgRole::Developer));
        assert!(mapping("staff = boss", "").is_err());
        assert_eq!(mapping("", "").unwrap().otherwise, None);
    }
}
