//! Server function: adds or changes an identity provider.

use almanac_domain::ProviderId;
use leptos::prelude::*;

use crate::api::Answer;

/// Adds an identity provider, or changes the one of this id. `preset` is `saml` or the kind of an OIDC provider;
/// `first` and `second` are what the preset asks for; `rules` has a line `group = role` for each rule.
#[server(endpoint = "sso/save_provider")]
#[expect(clippy::too_many_arguments, reason = "the fields of a form")]
pub(crate) async fn save_provider(
    provider: Option<ProviderId>,
    name: String,
    preset: String,
    first: Option<String>,
    second: Option<String>,
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    group_claim: Option<String>,
    metadata: Option<String>,
    metadata_url: Option<String>,
    rules: String,
    otherwise: String,
    enabled: Option<String>,
) -> Answer<()> {
    use almanac_domain::sso::{ClientSecret, OidcInput, ProviderInput, SamlInput};
    use almanac_service::provider;
    let ((app, actor), outside) = (crate::api::signed_in()?, crate::api::outside()?);
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let saml = (preset == "saml").then(|| SamlInput { metadata, metadata_url });
    let oidc = saml.is_none().then(|| OidcInput {
        preset,
        values: [first, second].into_iter().flatten().collect(),
        issuer,
        client_id: client_id.unwrap_or_default(),
        client_secret: given(client_secret).map(ClientSecret),
        group_claim: given(group_claim),
    });
    let mapping = reading::mapping(&rules, &otherwise)?;
    let input = ProviderInput { name, enabled: enabled.is_some(), oidc, saml, mapping };
    match provider {
        Some(id) => provider::update(&app, &outside, &actor, id, input).await?,
        None => provider::create(&app, &outside, &actor, input).await?,
    };
    leptos_axum::redirect("/organization/sign-in");
    Ok(())
}

#[cfg(feature = "ssr")]
mod reading {
    use almanac_domain::OrgRole;
    use almanac_domain::sso::{RoleMapping, RoleRule};
    use almanac_service::Error;

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
