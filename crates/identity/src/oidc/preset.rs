//! What can be known about well-known providers before an administrator says anything.

use serde::{Deserialize, Serialize};

/// A kind of provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Google Workspace.
    Google,
    /// Microsoft Entra ID, one tenant.
    MicrosoftEntra,
    /// Okta.
    Okta,
    /// Auth0.
    Auth0,
    /// Keycloak 17 or newer.
    Keycloak,
    /// Any other provider with discovery.
    Other,
}

/// A preset was filled in wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    /// A value has letters that can't be in that place.
    #[error("{0}: only letters, digits, dots, colons, hyphens and underscores")]
    Value(&'static str),
    /// Not as many values as the preset has places.
    #[error("the preset needs {0} values")]
    Count(usize),
    /// The many-tenant addresses of Microsoft have no issuer of their own.
    #[error("tenant: enter the id of your own tenant")]
    SharedTenant,
}

impl Preset {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Google, Self::MicrosoftEntra, Self::Okta, Self::Auth0, Self::Keycloak, Self::Other];

    /// The issuer, with the places to fill in braces. Empty for [`Preset::Other`].
    pub fn issuer_template(self) -> &'static str {
        match self {
            Self::Google => "https://accounts.google.com",
            Self::MicrosoftEntra => "https://login.microsoftonline.com/{tenant}/v2.0",
            Self::Okta => "https://{domain}",
            // The slash at the end is part of Auth0's issuer.
            Self::Auth0 => "https://{domain}/",
            Self::Keycloak => "https://{host}/realms/{realm}",
            Self::Other => "",
        }
    }

    /// The names of the places in the template, in order.
    pub fn places(self) -> &'static [&'static str] {
        match self {
            Self::Google | Self::Other => &[],
            Self::MicrosoftEntra => &["tenant"],
            Self::Okta | Self::Auth0 => &["domain"],
            Self::Keycloak => &["host", "realm"],
        }
    }

    /// The issuer with the places filled in.
    ///
    /// # Errors
    /// A value cannot be there, or the number of values is wrong.
    pub fn issuer(self, values: &[&str]) -> Result<String, PresetError> {
        let places = self.places();
        if values.len() != places.len() {
            return Err(PresetError::Count(places.len()));
        }
        let mut issuer = self.issuer_template().to_owned();
        for (place, value) in places.iter().zip(values) {
            let plain = |c: char| c.is_ascii_alphanumeric() || ".:-_".contains(c);
            if value.is_empty() || !value.chars().all(plain) || *value == "." || *value == ".." {
                return Err(PresetError::Value(place));
            }
            if self == Self::MicrosoftEntra && ["common", "organizations", "consumers"].contains(value) {
                return Err(PresetError::SharedTenant);
            }
            issuer = issuer.replace(&format!("{{{place}}}"), value);
        }
        Ok(issuer)
    }

    /// The scopes to ask for beside `openid`.
    pub fn scopes(self) -> &'static [&'static str] {
        match self {
            // Okta puts groups in only for this scope.
            Self::Okta => &["email", "profile", "groups"],
            _ => &["email", "profile"],
        }
    }

    /// Where the groups are. Google has none in its tokens; Auth0 has them in a claim that the administrator
    /// there names.
    pub fn group_claim(self) -> Option<&'static str> {
        match self {
            // Entra puts in ids of groups, and none at all for people in more than 200.
            Self::MicrosoftEntra | Self::Okta | Self::Keycloak => Some("groups"),
            Self::Google | Self::Auth0 | Self::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preset_gives_the_issuer_of_its_provider() {
        assert_eq!(Preset::Google.issuer(&[]).unwrap(), "https://accounts.google.com");
        assert_eq!(Preset::Auth0.issuer(&["a.eu.auth0.com"]).unwrap(), "https://a.eu.auth0.com/");
        assert_eq!(
            Preset::Keycloak.issuer(&["id.example.com:8443", "main"]).unwrap(),
            "https://id.example.com:8443/realms/main"
        );
        let tenant = "6babcaad-604b-40ac-a9d7-9fd97c0b779f";
        assert_eq!(
            Preset::MicrosoftEntra.issuer(&[tenant]).unwrap(),
            format!("https://login.microsoftonline.com/{tenant}/v2.0")
        );
    }

    #[test]
    fn preset_refuses_what_would_be_another_address() {
        assert_eq!(Preset::Okta.issuer(&["a/b"]), Err(PresetError::Value("domain")));
        assert_eq!(Preset::Okta.issuer(&["user@a.test"]), Err(PresetError::Value("domain")));
        assert_eq!(Preset::Keycloak.issuer(&["a.test", ".."]), Err(PresetError::Value("realm")));
        assert_eq!(Preset::Keycloak.issuer(&["a.test"]), Err(PresetError::Count(2)));
        assert_eq!(Preset::MicrosoftEntra.issuer(&["common"]), Err(PresetError::SharedTenant));
    }

    #[test]
    fn every_place_is_in_its_template() {
        for preset in Preset::ALL {
            let braces = preset.issuer_template().matches('{').count();
            assert_eq!(braces, preset.places().len(), "{preset:?}");
        }
    }
}
