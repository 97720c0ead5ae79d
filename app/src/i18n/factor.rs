//! Texts of passwords, second factors and passkeys.

use super::texts;

texts! {
    /// Password, authenticator app, recovery codes, passkeys.
    Factors {
        needed: "Your organization asks for a second factor. Set up an authenticator app or a passkey; until then nothing else is open to you.", "Ihre Organisation verlangt einen zweiten Faktor. Richten Sie eine Authentifizierungs-App oder einen Passkey ein; bis dahin ist Ihnen sonst nichts offen.";
        security_text: "With what you prove who you are.", "Womit Sie beweisen, wer Sie sind.";
        password_changed: "The password is changed. Your other sessions have ended.", "Das Passwort ist geändert. Ihre anderen Sitzungen sind beendet.";
        change_password: "Change password", "Passwort ändern";
        set_password: "Set a password", "Passwort festlegen";
        new_password: "New password", "Neues Passwort";
        change_text: "All your other sessions end.", "Alle Ihre anderen Sitzungen enden.";
        app: "Authenticator app", "Authenticator-App";
        app_text: "An app on your phone shows a new code every half minute. After your password you are asked for it.", "Eine App auf Ihrem Telefon zeigt jede halbe Minute einen neuen Code. Nach dem Passwort werden Sie danach gefragt.";
        app_on: "on since", "aktiv seit";
        off: "off", "aus";
        set_up: "Set up", "Einrichten";
        remove: "Remove", "Entfernen";
        set_up_app: "Set up an authenticator app", "Authenticator-App einrichten";
        scan: "Scan this code with the app, or type the key into it.", "Scannen Sie diesen Code mit der App, oder geben Sie dort den Schlüssel ein.";
        qr: "QR code for the authenticator app", "QR-Code für die Authenticator-App";
        key: "Key", "Schlüssel";
        code: "Code", "Code";
        code_now: "The six digits that the app shows now.", "Die sechs Ziffern, die die App jetzt zeigt.";
        enable: "Turn on", "Aktivieren";
        codes: "Recovery codes", "Wiederherstellungscodes";
        codes_text: "Each one replaces your second factor once, when the phone is lost.", "Jeder ersetzt einmal Ihren zweiten Faktor, wenn das Telefon weg ist.";
        codes_left: "Codes left: {count}", "Übrige Codes: {count}";
        codes_new: "Make new codes", "Neue Codes erzeugen";
        codes_once: "Print or save these codes now: they are shown this once. Each works once.", "Drucken oder speichern Sie diese Codes jetzt: Sie werden nur dieses eine Mal gezeigt. Jeder gilt einmal.";
        codes_gone: "The codes were shown already. If you did not keep them, make new ones.", "Die Codes wurden schon gezeigt. Wenn Sie sie nicht aufbewahrt haben, erzeugen Sie neue.";
        codes_kept: "I have kept them", "Ich habe sie aufbewahrt";
        passkeys: "Passkeys", "Passkeys";
        passkeys_text: "A passkey signs you in with your device's screen lock or a security key, without a password.", "Ein Passkey meldet Sie mit der Bildschirmsperre Ihres Geräts oder einem Sicherheitsschlüssel an, ohne Passwort.";
        passkey_name: "Name of the passkey", "Name des Passkeys";
        passkey_add: "Add a passkey", "Passkey hinzufügen";
        passkey_use: "Use a passkey", "Passkey verwenden";
        passkey_sign_in: "Sign in with a passkey", "Mit Passkey anmelden";
        passkey_failed: "That did not work. Please try again.", "Das hat nicht funktioniert. Bitte versuchen Sie es noch einmal.";
        passkey_none: "No passkeys yet.", "Noch keine Passkeys.";
        used: "Last used", "Zuletzt benutzt";
        never: "never", "nie";
        second_title: "One more step", "Noch ein Schritt";
        second_text: "Your account has a second factor.", "Ihr Konto hat einen zweiten Faktor.";
        second_code: "Code of the app, or a recovery code", "Code der App oder ein Wiederherstellungscode";
        second_wrong: "The code is wrong, was used already, or the sign-in took too long.", "Der Code ist falsch, schon benutzt, oder die Anmeldung hat zu lange gedauert.";
        second_gone: "This sign-in has ended. Please begin again.", "Diese Anmeldung ist abgelaufen. Bitte beginnen Sie noch einmal.";
        again: "Begin again", "Neu beginnen";
        confirm_title: "Confirm that it is you", "Bestätigen Sie, dass Sie es sind";
        confirm_text: "This protects your account when somebody else is at your device. It holds for ten minutes.", "Das schützt Ihr Konto, wenn jemand anderes an Ihrem Gerät ist. Es gilt zehn Minuten lang.";
        confirm_with_code: "Confirm with a code", "Mit Code bestätigen";
        confirm_none: "You have no password and no second factor here. Sign out and in again, then you have ten minutes.", "Sie haben hier weder Passwort noch zweiten Faktor. Melden Sie sich ab und wieder an, dann haben Sie zehn Minuten Zeit.";
    }
}
