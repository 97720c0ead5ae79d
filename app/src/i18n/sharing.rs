//! Texts of sharing, teams, and the life of a project.

use super::texts;

texts! {
    /// With whom a project is shared.
    Sharing {
        text: "A person has the highest of the roles that they and their teams have.", "Eine Person hat die höchste der Rollen, die sie selbst und ihre Teams haben.";
        people: "People", "Personen";
        invited: "Invited, not answered yet", "Eingeladen, noch ohne Antwort";
        teams: "Teams", "Teams";
        no_teams: "The project is shared with no team.", "Das Projekt ist für kein Team freigegeben.";
        role: "Role", "Rolle";
        role_of: "Role of {name}", "Rolle von {name}";
        owner: "Owner", "Eigentümer";
        editor: "Editor", "Bearbeiter";
        viewer: "Viewer", "Betrachter";
        change: "Change", "Ändern";
        remove: "Remove", "Entfernen";
        remove_named: "Remove {name}", "{name} entfernen";
        change_named: "Change the role of {name}", "Rolle von {name} ändern";
        share: "Share", "Freigeben";
        share_named: "Share with {name}", "Für {name} freigeben";
        add: "Share with others", "Für andere freigeben";
        search: "Name or address", "Name oder Adresse";
        find: "Search", "Suchen";
        none_found: "Nobody else is found.", "Niemand sonst wurde gefunden.";
        member_count: "Members", "Mitglieder";
        since: "Since", "Seit";
        leave: "Leave the project", "Projekt verlassen";
        access: "Who can see this, and why", "Wer das sehen kann, und warum";
        access_text: "Every person with their role in this project and all reasons for it.", "Jede Person mit ihrer Rolle in diesem Projekt und allen Gründen dafür.";
        reasons: "Why", "Warum";
        own: "own role: {role}", "eigene Rolle: {role}";
        by_team: "team {name}: {role}", "Team {name}: {role}";
        administrator: "administers the organization", "verwaltet die Organisation";
        limited: "only looks: viewer of the organization", "sieht nur zu: Betrachter der Organisation";
        offer_text: "The person becomes the owner when they accept, and you become an editor.", "Die Person wird Eigentümer, sobald sie annimmt; Sie werden Bearbeiter.";
        offer_to: "New owner", "Neuer Eigentümer";
        offer_button: "Offer", "Anbieten";
        withdraw: "Take the offer back", "Angebot zurücknehmen";
    }
}

texts! {
    /// Teams of the organization.
    Teams {
        text: "A project that is shared with a team is shared with all its members.", "Ein Projekt, das für ein Team freigegeben ist, sehen alle seine Mitglieder.";
        empty_title: "No teams yet", "Noch keine Teams";
        empty_text: "Teams save sharing with each person by themselves.", "Teams ersparen es, für jede Person einzeln freizugeben.";
        new: "New team", "Neues Team";
        create: "Create team", "Team anlegen";
        add: "Add", "Hinzufügen";
        add_named: "Add {name}", "{name} hinzufügen";
        add_title: "Add people", "Personen hinzufügen";
        nobody: "Nobody is in this team yet.", "In diesem Team ist noch niemand.";
        delete_text: "Its members lose what was shared with the team.", "Seine Mitglieder verlieren, was für das Team freigegeben war.";
    }
}

texts! {
    /// Copies of a project, archive and bin.
    Ending {
        danger: "Delete project", "Projekt löschen";
        of_owners: "Only owners change the project.", "Nur Eigentümer ändern das Projekt.";
        archive_text: "An archived project can be read but not changed, and is out of the way.", "Ein archiviertes Projekt lässt sich lesen, aber nicht ändern, und steht nicht im Weg.";
        archive: "Archive", "Archivieren";
        duplicate: "Duplicate", "Duplizieren";
        duplicate_text: "Makes another project with all data, queries, models, forecasts and scenarios.", "Legt ein weiteres Projekt mit allen Daten, Abfragen, Modellen, Prognosen und Szenarien an.";
        duplicate_name: "Name of the new project", "Name des neuen Projekts";
        bin_text: "Deleted projects are kept for 30 days. Their owners and administrators can take them back.", "Gelöschte Projekte werden 30 Tage aufbewahrt. Ihre Eigentümer und Administratoren können sie zurückholen.";
        bin_empty_title: "The bin is empty", "Der Papierkorb ist leer";
        bin_empty_text: "Projects that you delete are kept here for 30 days.", "Projekte, die Sie löschen, bleiben hier 30 Tage.";
        deleted: "Deleted", "Gelöscht";
        removed: "Removed for good", "Endgültig entfernt";
        restore: "Restore", "Wiederherstellen";
        restore_named: "Restore {name}", "{name} wiederherstellen";
        to_bin: "It goes to the bin, where owners and administrators can take it back for 30 days.", "Es kommt in den Papierkorb, wo es Eigentümer und Administratoren 30 Tage lang zurückholen können.";
    }
}
