//! Texts of the organization's pages and of the person's activity.

use super::texts;

texts! {
    /// Members, settings, audit log.
    Organization {
        members_text: "Who belongs to the organization, and as what.", "Wer zur Organisation gehört, und als was.";
        search: "Name or address", "Name oder Adresse";
        find: "Search", "Suchen";
        nobody: "Nobody matches.", "Niemand gefunden.";
        role: "Role", "Rolle";
        admin: "Administrator", "Administrator";
        manager: "Manager", "Manager";
        developer: "Developer", "Entwickler";
        viewer: "Viewer", "Betrachter";
        roles_text: "Administrators run the organization and own every project. Managers invite people and keep teams. Developers create projects and API keys. Viewers only look.", "Administratoren leiten die Organisation und besitzen jedes Projekt. Manager laden Menschen ein und pflegen Teams. Entwickler legen Projekte und API-Schlüssel an. Betrachter sehen nur.";
        since: "Member since", "Mitglied seit";
        last_sign_in: "Last sign-in", "Letzte Anmeldung";
        never: "never", "nie";
        active: "active", "aktiv";
        deactivated: "deactivated", "deaktiviert";
        deactivate: "Deactivate", "Deaktivieren";
        reactivate: "Reactivate", "Reaktivieren";
        change_role: "Change", "Ändern";
        remove: "Remove", "Entfernen";
        remove_question: "Remove “{name}” from the organization?", "„{name}“ aus der Organisation entfernen?";
        remove_text: "They lose access at once. What they made stays.", "Der Zugang endet sofort. Was angelegt wurde, bleibt.";
        you: "you", "Sie";
        idle: "Unused sessions end after (minutes)", "Unbenutzte Sitzungen enden nach (Minuten)";
        absolute: "Sessions end at the latest after (hours)", "Sitzungen enden spätestens nach (Stunden)";
        limit_hint: "Empty: the limit of the server.", "Leer: die Grenze des Servers.";
        plan: "Plan", "Tarif";
        used_of: "{used} of {limit}", "{used} von {limit}";
        unlimited: "{used}, no limit", "{used}, ohne Grenze";
        audit_text: "Every change, sign-in and refusal. Entries form a signed chain that cannot be changed unnoticed.", "Jede Änderung, Anmeldung und Ablehnung. Die Einträge bilden eine signierte Kette, die sich nicht unbemerkt ändern lässt.";
        activity_text: "What was done with your account in this organization.", "Was mit Ihrem Konto in dieser Organisation getan wurde.";
        when: "When", "Wann";
        who: "Who", "Wer";
        what: "What", "Was";
        object: "Object", "Objekt";
        from_where: "From", "Von";
        detail: "Details", "Einzelheiten";
        action_begins: "Action begins with", "Aktion beginnt mit";
        object_id: "Object id", "Objekt-ID";
        from: "From day", "Ab Tag";
        until: "Until day", "Bis Tag";
        filter: "Filter", "Filtern";
        no_entries: "No entries match.", "Keine Einträge gefunden.";
        system: "Almanac", "Almanac";
        former: "former member", "früheres Mitglied";
    }
}
