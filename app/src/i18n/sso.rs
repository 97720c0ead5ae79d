//! Texts of single sign-on.

use super::texts;

texts! {
    /// Sign-in by a provider, connections, providers and domains.
    Sso {
        door: "Single sign-on", "Single Sign-on";
        proceed: "Continue with single sign-on", "Weiter mit Single Sign-on";
        with: "Continue with {name}", "Weiter mit {name}";
        choose: "Your organization has several ways to sign in:", "Ihre Organisation hat mehrere Wege zur Anmeldung:";
        none: "There is no single sign-on for this address.", "Für diese Adresse gibt es kein Single Sign-on.";
        silent: "The identity provider does not answer. Please try again later.", "Der Identitätsanbieter antwortet nicht. Bitte versuchen Sie es später noch einmal.";
        refused: "The sign-in was not completed. Please try again, or ask your administrator.", "Die Anmeldung wurde nicht abgeschlossen. Bitte versuchen Sie es noch einmal, oder fragen Sie Ihren Administrator.";
        has_account: "There is an account with your address already. Sign in with your password, and connect the provider in your account.", "Mit Ihrer Adresse gibt es schon ein Konto. Melden Sie sich mit Ihrem Passwort an, und verbinden Sie den Anbieter in Ihrem Konto.";
        unconfirmed: "To connect a provider, prove first who you are: sign out, sign in again, and connect within ten minutes.", "Um einen Anbieter zu verbinden, bestätigen Sie zuerst, wer Sie sind: Melden Sie sich ab und wieder an, und verbinden Sie ihn binnen zehn Minuten.";
        connections_text: "Identity providers of your organization with which you can sign in.", "Identitätsanbieter Ihrer Organisation, mit denen Sie sich anmelden können.";
        no_providers: "Your organization has no identity providers.", "Ihre Organisation hat keine Identitätsanbieter.";
        provider: "Provider", "Anbieter";
        there: "You are there", "Dort sind Sie";
        last: "Last sign-in", "Letzte Anmeldung";
        never: "never", "nie";
        connect: "Connect", "Verbinden";
        disconnect: "Disconnect", "Trennen";
        title_text: "Who may vouch for your people, and for which addresses.", "Wer für Ihre Leute bürgt, und für welche Adressen.";
        domains: "Domains", "Domains";
        domains_text: "Only addresses in a verified domain become members by single sign-on. Set the record in the DNS of the domain, then verify.", "Nur Adressen in einer bestätigten Domain werden durch Single Sign-on Mitglied. Setzen Sie den Eintrag im DNS der Domain, dann bestätigen Sie.";
        domain: "Domain", "Domain";
        record: "TXT record", "TXT-Eintrag";
        verified: "verified", "bestätigt";
        unverified: "not verified", "nicht bestätigt";
        verify: "Verify", "Bestätigen";
        add_domain: "Add domain", "Domain hinzufügen";
        no_domains: "No domains yet.", "Noch keine Domains.";
        providers: "Identity providers", "Identitätsanbieter";
        none_yet: "No identity providers yet.", "Noch keine Identitätsanbieter.";
        add: "Add a provider:", "Einen Anbieter hinzufügen:";
        on: "on", "an";
        off: "off", "aus";
        edit: "Change", "Ändern";
        kind: "Kind", "Art";
        issuer: "Issuer", "Aussteller";
        ours_oidc: "Redirect address to register there", "Dort einzutragende Umleitungsadresse";
        ours_entity: "Our entity id and metadata", "Unsere Entity-ID und Metadaten";
        ours_acs: "Our address for answers (ACS)", "Unsere Adresse für Antworten (ACS)";
        certificates: "Certificates, valid until", "Zertifikate, gültig bis";
        client_id: "Client id", "Client-ID";
        client_secret: "Client secret", "Client-Geheimnis";
        secret_hint: "Never shown again. Empty: it stays as it is.", "Wird nie wieder angezeigt. Leer: es bleibt, wie es ist.";
        group_claim: "Claim with the groups", "Claim mit den Gruppen";
        group_hint: "Empty: the usual one of this provider.", "Leer: der übliche dieses Anbieters.";
        metadata: "Metadata of the provider (XML)", "Metadaten des Anbieters (XML)";
        metadata_url: "Or the address of its metadata", "Oder die Adresse seiner Metadaten";
        metadata_hint: "Both empty: the metadata stay as they are.", "Beides leer: die Metadaten bleiben, wie sie sind.";
        rules: "Roles by group", "Rollen nach Gruppe";
        rules_hint: "One “group = admin”, manager, developer or viewer in a line, the strongest first. With rules, roles follow the groups at each sign-in.", "Je Zeile „Gruppe = admin“, manager, developer oder viewer, die stärkste zuerst. Mit Regeln folgen Rollen bei jeder Anmeldung den Gruppen.";
        otherwise: "Role of everybody else", "Rolle aller anderen";
        not_let_in: "not let in", "kein Zutritt";
        enabled: "People can sign in with it", "Anmeldung damit ist möglich";
        delete_text: "Who signs in only with this provider cannot sign in any more.", "Wer sich nur mit diesem Anbieter anmeldet, kann sich nicht mehr anmelden.";
        provisioning: "Provisioning (SCIM)", "Bereitstellung (SCIM)";
        provisioning_text: "An identity provider can make, change and deactivate members and keep teams. Give it this address and a token.", "Ein Identitätsanbieter kann Mitglieder anlegen, ändern und deaktivieren und Teams pflegen. Geben Sie ihm diese Adresse und ein Token.";
        scim_url: "Address", "Adresse";
        scim_users: "Members that it keeps", "Mitglieder, die er pflegt";
        token: "Token", "Token";
        no_token: "none", "keines";
        token_made: "Token made", "Token erstellt";
        token_used: "Last used", "Zuletzt benutzt";
        make_token: "Make token", "Token erstellen";
        rotate_token: "Replace token", "Token ersetzen";
        rotate_text: "A new token ends the present one at once.", "Ein neues Token beendet das jetzige sofort.";
        revoke_token: "Revoke", "Widerrufen";
        revoke_question: "Revoke the token?", "Das Token widerrufen?";
        revoke_token_text: "The identity provider is refused at once. Members and teams stay as they are.", "Der Identitätsanbieter wird sofort abgewiesen. Mitglieder und Teams bleiben, wie sie sind.";
        new_token: "The new token", "Das neue Token";
        new_token_text: "Copy it now: it is shown this once and cannot be shown again.", "Kopieren Sie es jetzt: Es wird nur dieses eine Mal gezeigt.";
        copy: "Copy", "Kopieren";
        copied: "Copied", "Kopiert";
        other: "Other (OpenID Connect)", "Anderer (OpenID Connect)";
    }
}
