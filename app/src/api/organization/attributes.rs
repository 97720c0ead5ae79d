//! Server functions: the attributes of a member.

use almanac_domain::UserId;
use almanac_domain::member::Member;
use almanac_domain::row_rule::MemberAttributes;
use leptos::prelude::*;

use crate::api::Answer;

/// A member and their attributes.
#[server(endpoint = "organization/get_attributes")]
pub(crate) async fn get_attributes(member: UserId) -> Answer<(Member, MemberAttributes)> {
    use almanac_service::member as members;
    let (app, actor) = crate::api::signed_in()?;
    let attributes = members::attributes(&app, &actor, member).await?;
    Ok((members::get(&app, &actor, member).await?, attributes))
}

/// Sets the attributes of a member: a line for each, such as `region: north; south`.
#[server(endpoint = "organization/set_attributes")]
pub(crate) async fn set_attributes(member: UserId, attributes: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = read(&attributes)?;
    almanac_service::member::set_attributes(&app, &actor, member, input).await?;
    Ok(())
}

/// Attributes from their lines.
fn read(text: &str) -> almanac_service::Result<MemberAttributes> {
    let mut read = MemberAttributes::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let wrong =
            || almanac_service::Error::field("attributes", "each line needs a name, a colon and values");
        let (name, values) = line.split_once(':').ok_or_else(wrong)?;
        let values = values.split(';').map(str::trim).filter(|value| !value.is_empty());
        read.attributes.entry(name.trim().to_owned()).or_default().extend(values.map(str::to_owned));
    }
    Ok(read)
}

/// Attributes as lines.
pub(crate) fn written(attributes: &MemberAttributes) -> String {
    let line = |(name, values): (&String, &Vec<String>)| format!("{name}: {}", values.join("; "));
    attributes.attributes.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_attributes_and_back() {
        let found = read("team: a\r\n region : north; south ;\n\n").unwrap();
        assert_eq!(written(&found), "region: north; south\nteam: a");
        assert!(read("north").is_err());
    }
}
