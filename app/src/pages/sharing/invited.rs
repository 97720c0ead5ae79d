//! The people who were invited to a project and have not answered yet.

use almanac_domain::invitation::Invitation;
use leptos::prelude::*;

use super::members::role_name;
use crate::components::Time;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// A table, or nothing if nobody was invited.
pub(super) fn invited(invitations: Vec<Invitation>) -> AnyView {
    let t = texts_now();
    if invitations.is_empty() {
        return ().erased();
    }
    let rows = invitations.into_iter().map(|invitation| {
        view! {
            <tr>
                <th scope="row">{invitation.email}</th>
                <td>{invitation.project.map(|grant| role_name(grant.role))}</td>
                <td>{invitation.invited_by}</td>
                <td><Time at=invitation.expires_at/></td>
            </tr>
        }
    });
    view! {
        <section aria-labelledby="shared-invited">
            <h2 id="shared-invited">{t.sharing.invited}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label=t.sharing.invited>
                <table>
                    <thead><tr>
                        <th scope="col">{t.people.invited}</th>
                        <th scope="col">{t.sharing.role}</th>
                        <th scope="col">{t.people.by}</th>
                        <th scope="col">{t.people.until}</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .erased()
}
