//! Texts of folders, tags and favourites of saved queries.

use super::texts;

texts! {
    /// Where saved queries are.
    Organizing {
        search: "Search name, folder or tag", "Name, Ordner oder Schlagwort suchen";
        filter: "Favourites and tags", "Favoriten und Schlagwörter";
        favorites: "Favourites", "Favoriten";
        mark: "Favourite: {name}", "Favorit: {name}";
        all: "All queries", "Alle Abfragen";
        everywhere: "Search in all folders", "In allen Ordnern suchen";
        path: "Folder", "Ordner";
        folders: "Folders in it", "Ordner darin";
        tags: "Tags", "Schlagwörter";
        tags_hint: "Separated by commas, at most 20.", "Durch Kommas getrennt, höchstens 20.";
        known_tags: "In use: {tags}", "Schon benutzt: {tags}";
        path_hint: "Levels are separated by /, such as Finance/Weekly; at most 5.", "Ebenen trennt ein /, etwa Finanzen/Wöchentlich; höchstens 5.";
        none_hint: "Levels are separated by /, such as Finance/Weekly; at most 5. Empty for none.", "Ebenen trennt ein /, etwa Finanzen/Wöchentlich; höchstens 5. Leer für keinen.";
        of_query: "Folder and tags of {name}", "Ordner und Schlagwörter von {name}";
        nothing_title: "Nothing found", "Nichts gefunden";
        nothing_text: "No query fits all of this. Write fewer letters, or leave a tag.", "Keine Abfrage passt zu alledem. Schreiben Sie weniger Buchstaben oder verlassen Sie ein Schlagwort.";
        empty_title: "This folder is empty", "Dieser Ordner ist leer";
        empty_text: "A query comes into it by “Folder and tags” beside the query.", "Eine Abfrage kommt hinein über „Ordner und Schlagwörter“ neben der Abfrage.";
        more: "More", "Weitere";
        begin: "To the beginning", "Zum Anfang";
        rename: "Rename this folder", "Diesen Ordner umbenennen";
        rename_folder: "Rename the folder {name}", "Ordner {name} umbenennen";
        rename_note: "All queries in it and in the folders below it move along. What is in the new folder already stays there.", "Alle Abfragen darin und in den Ordnern darunter ziehen mit um. Was im neuen Ordner schon liegt, bleibt dort.";
        new_path: "New path", "Neuer Pfad";
        keep: "Keep the result", "Ergebnis aufbewahren";
        keep_hint: "So long the query answers with a result that it had before, instead of running again.", "So lange antwortet die Abfrage mit einem früheren Ergebnis, statt neu zu laufen.";
        never: "not at all", "gar nicht";
        minute: "1 minute", "1 Minute";
        minutes: "5 minutes", "5 Minuten";
        hour: "1 hour", "1 Stunde";
        hours: "6 hours", "6 Stunden";
        day: "1 day", "1 Tag";
        week: "1 week", "1 Woche";
        seconds: "{n} seconds", "{n} Sekunden";
    }
}
