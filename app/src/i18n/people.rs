//! Texts of invitations, forgotten passwords, confirmed addresses and the profile.

use super::texts;

texts! {
    /// Invitations, and the pages of links in mails.
    People {
        invitations_text: "Links are for one address, work once and end after three days.", "Links gelten für eine Adresse, einmal und drei Tage lang.";
        invite: "Invite people", "Menschen einladen";
        guests: "Addresses", "Adressen";
        guests_hint: "One on each line: address, role, name; the last two may be left out. A pasted CSV file works too.", "Eine je Zeile: Adresse, Rolle, Name; die letzten beiden dürfen fehlen. Eine eingefügte CSV-Datei geht auch.";
        share: "Project that is shared with them too", "Projekt, das auch für sie freigegeben wird";
        share_nothing: "none", "keines";
        share_as: "Role in the project", "Rolle im Projekt";
        send: "Invite", "Einladen";
        none_title: "Nobody is invited", "Niemand ist eingeladen";
        none_text: "Invite those with whom you want to work.", "Laden Sie die ein, mit denen Sie arbeiten wollen.";
        invited: "Invited", "Eingeladen";
        by: "By", "Von";
        until: "Until", "Bis";
        open: "open", "offen";
        expired: "expired", "abgelaufen";
        accepted: "accepted", "angenommen";
        revoked: "taken back", "zurückgenommen";
        resend: "Send again", "Erneut senden";
        show_link: "Show link", "Link zeigen";
        revoke: "Take back", "Zurücknehmen";
        links_title: "New links", "Neue Links";
        links_text: "They are shown only now. Hand each to its receiver; links made before work no more.", "Sie werden nur jetzt gezeigt. Geben Sie jeden an seinen Empfänger weiter; früher erzeugte Links gelten nicht mehr.";

        offer_title: "Invitation to {organization}", "Einladung zu {organization}";
        offer_text: "{by} invites {email} as {role}.", "{by} lädt {email} als {role} ein.";
        accept: "Accept the invitation", "Einladung annehmen";
        accept_new: "Create account and accept", "Konto anlegen und annehmen";
        known: "There is an account with this address. Sign in to accept.", "Zu dieser Adresse gibt es ein Konto. Melden Sie sich an, um anzunehmen.";
        somebody_else: "You are signed in with another address. Sign out first, then open the link again.", "Sie sind mit einer anderen Adresse angemeldet. Melden Sie sich erst ab und öffnen Sie den Link dann noch einmal.";
        link_gone: "This link is not valid any more", "Dieser Link gilt nicht mehr";
        link_gone_text: "It was used, taken back, or it is too old. Ask for a new one.", "Er wurde benutzt, zurückgenommen oder ist zu alt. Bitten Sie um einen neuen.";

        join: "Join your organization", "Ihrer Organisation beitreten";
        join_title: "Join your organization", "Ihrer Organisation beitreten";
        join_text: "If your organization has proven the domain of your address and lets people join, we send you a link.", "Wenn Ihre Organisation die Domain Ihrer Adresse bestätigt hat und Beitritte erlaubt, senden wir Ihnen einen Link.";
        join_button: "Send the link", "Link senden";
        join_sent: "If an organization takes you, a link is on its way. It works for three days.", "Wenn eine Organisation Sie aufnimmt, ist ein Link unterwegs. Er gilt drei Tage.";
        offer_asked: "You, {email}, can join as {role}.", "Sie, {email}, können als {role} beitreten.";
        forgot: "Forgot your password?", "Passwort vergessen?";
        forgot_title: "Set a new password", "Neues Passwort setzen";
        forgot_text: "We send a link to the address of your account.", "Wir senden einen Link an die Adresse Ihres Kontos.";
        forgot_button: "Send the link", "Link senden";
        forgot_sent: "If there is an account with this address, a link is on its way. It works for an hour.", "Wenn es zu dieser Adresse ein Konto gibt, ist ein Link unterwegs. Er gilt eine Stunde.";
        to_sign_in: "Back to sign-in", "Zurück zur Anmeldung";
        reset_text: "All devices are signed out by it.", "Alle Geräte werden dadurch abgemeldet.";
        reset_button: "Set the password", "Passwort setzen";
        new_password: "New password", "Neues Passwort";

        verify_title: "Confirm your address", "Bestätigen Sie Ihre Adresse";
        verify_text: "The address is {email}.", "Die Adresse ist {email}.";
        verify_button: "Confirm", "Bestätigen";

        profile_text: "How others see you, and how Almanac looks to you, on every device.", "Wie andere Sie sehen und wie Almanac für Sie aussieht, auf jedem Gerät.";
        picture: "Picture", "Bild";
        picture_hint: "PNG, JPEG or WebP, at most 1 MB. Places and cameras in the file are removed.", "PNG, JPEG oder WebP, höchstens 1 MB. Orte und Kameras in der Datei werden entfernt.";
        picture_failed: "This picture was refused.", "Dieses Bild wurde abgelehnt.";
        picture_remove: "Remove the picture", "Bild entfernen";
        time_zone: "Time zone", "Zeitzone";
        schema_mails: "Write to me when the schema of a database or the columns of a data set in my projects have changed", "Mir schreiben, wenn sich das Schema einer Datenbank oder die Spalten eines Datensatzes in meinen Projekten geändert haben";
        as_browser: "As in the browser", "Wie im Browser";
        email: "E-mail address", "E-Mail-Adresse";
        confirmed: "Confirmed", "Bestätigt";
        unconfirmed: "Not confirmed yet", "Noch nicht bestätigt";
        no_mail: "This server sends no mail, so addresses cannot be confirmed or changed here.", "Dieser Server sendet keine Mails, darum lassen sich Adressen hier nicht bestätigen oder ändern.";
        send_verification: "Send the link again", "Link noch einmal senden";
        change_email: "Change the address", "Adresse ändern";
        change_email_text: "A link goes to the new address. Until it is opened, the old one stays.", "An die neue Adresse geht ein Link. Bis er geöffnet ist, bleibt die alte.";
        new_email: "New address", "Neue Adresse";
    }
}
