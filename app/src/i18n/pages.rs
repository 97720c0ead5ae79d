//! Names of pages that others lead to.

use super::texts;

texts! {
    /// Pages of person, organization and project that the server writes alone.
    PageNames {
        account: "Your account", "Ihr Konto";
        profile: "Profile", "Profil";
        security: "Security", "Sicherheit";
        sessions: "Sessions", "Sitzungen";
        connections: "Connections", "Verbindungen";
        keys: "API keys", "API-Schlüssel";
        activity: "Activity", "Aktivität";
        privacy: "Privacy", "Datenschutz";
        organization: "Organization", "Organisation";
        members: "Members", "Mitglieder";
        teams: "Teams", "Teams";
        invitations: "Invitations", "Einladungen";
        settings: "Settings", "Einstellungen";
        sign_in_rules: "Signing in", "Anmeldung";
        audit: "Audit log", "Protokoll";
        sources: "Databases", "Datenbanken";
        dashboards: "Dashboards", "Dashboards";
        quality: "Quality", "Qualität";
        anomalies: "Anomalies", "Anomalien";
        versions: "Versions", "Versionen";
        made_of: "Made of {name}: missing values were filled.", "Aus {name} gemacht: Fehlende Werte wurden gefüllt.";
        sharing: "Sharing", "Freigabe";
        links: "Public links", "Öffentliche Links";
        bin: "Bin", "Papierkorb";
    }
}
