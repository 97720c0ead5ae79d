//! Texts of sources and their schemas.

use super::texts;

texts! {
    /// Connected databases.
    Sources {
        text: "Databases that are read where they are. Queries are sent to them, within limits; nothing is copied.", "Datenbanken, die dort gelesen werden, wo sie liegen. Abfragen gehen zu ihnen, in Grenzen; kopiert wird nichts.";
        connect: "Connect a database", "Datenbank verbinden";
        empty_title: "No database yet", "Noch keine Datenbank";
        empty_text: "Connect PostgreSQL, MySQL, MariaDB or an SQLite file with a user that may only read.", "Verbinden Sie PostgreSQL, MySQL, MariaDB oder eine SQLite-Datei mit einem Benutzer, der nur lesen darf.";
        add_sample: "Add the sample database", "Beispieldatenbank hinzufügen";
        sample_text: "Chinook, the shop of a music library: 11 tables to try queries on, at once.", "Chinook, der Laden einer Musiksammlung: 11 Tabellen, um sofort Abfragen zu probieren.";
        shipped: "Comes with the program", "Kommt mit dem Programm";
        kind: "Kind", "Art";
        tables: "Tables", "Tabellen";
        read_at: "Last read", "Zuletzt gelesen";
        never: "not read yet", "noch nicht gelesen";
        reading: "being read", "wird gelesen";
        ready: "ready", "bereit";
        failed: "failed", "fehlgeschlagen";
        choose: "What kind of database is it?", "Welche Art von Datenbank ist es?";
        postgres_text: "A server, or what speaks its protocol.", "Ein Server, oder was dessen Protokoll spricht.";
        mysql_text: "A server of either.", "Ein Server von einem der beiden.";
        sqlite_text: "A file in the folder that the operator of this server has set up.", "Eine Datei im Ordner, den der Betreiber dieses Servers eingerichtet hat.";
        other_kind: "Another kind", "Eine andere Art";
        host: "Host", "Host";
        host_hint: "A name or an address, such as db.example.com", "Ein Name oder eine Adresse, etwa db.example.com";
        port: "Port", "Port";
        database: "Database", "Datenbank";
        user: "User", "Benutzer";
        user_hint: "Best one that may only read.", "Am besten einer, der nur lesen darf.";
        password: "Password", "Passwort";
        password_stays: "Leave it empty to keep the stored one. With another kind, host, port, user or certificate, or weaker protection, it must be entered again.", "Leer lassen, um das gespeicherte zu behalten. Mit anderer Art, anderem Host, Port, Benutzer oder Zertifikat oder schwächerem Schutz muss es neu eingegeben werden.";
        password_kept: "It was entered already; leave it empty to use it.", "Es wurde schon eingegeben; leer lassen, um es zu verwenden.";
        tls: "Protection (TLS)", "Schutz (TLS)";
        tls_off: "none: everybody on the way can read along", "keiner: unterwegs kann jeder mitlesen";
        tls_require: "encrypted, the server is not checked", "verschlüsselt, der Server wird nicht geprüft";
        tls_verify_ca: "encrypted, certificate of a known authority", "verschlüsselt, Zertifikat einer bekannten Stelle";
        tls_verify_full: "encrypted, certificate for this host", "verschlüsselt, Zertifikat für diesen Host";
        ca: "Certificate authority (PEM)", "Zertifizierungsstelle (PEM)";
        ca_hint: "If it is not one of those that this server knows.", "Falls es keine von denen ist, die dieser Server kennt.";
        file: "File", "Datei";
        file_hint: "Its path in the folder, such as shop/orders.sqlite", "Ihr Pfad im Ordner, etwa shop/orders.sqlite";
        test: "Test", "Testen";
        test_good: "The database answers.", "Die Datenbank antwortet.";
        not_allowed: "This address may not be connected to. The operator of the server can allow networks.", "Zu dieser Adresse darf nicht verbunden werden. Der Betreiber des Servers kann Netze erlauben.";
        unreachable: "Nobody answers at this address.", "Unter dieser Adresse antwortet niemand.";
        no_tls: "The connection cannot be protected as asked.", "Die Verbindung lässt sich nicht wie verlangt schützen.";
        refused: "The database refuses this user, password or database name.", "Die Datenbank lehnt diesen Benutzer, dieses Passwort oder diesen Datenbanknamen ab.";
        no_file: "There is no such database file in the folder.", "Eine solche Datenbankdatei gibt es im Ordner nicht.";
        timeout: "It took too long.", "Es hat zu lange gedauert.";
        not_read: "The schema could not be read.", "Das Schema konnte nicht gelesen werden.";
        edit: "Change", "Ändern";
        edit_title: "Change {name}", "{name} ändern";
        read_again: "Read again", "Neu lesen";
        look_again: "Look again", "Noch einmal nachsehen";
        reading_text: "Tables and columns are being read. This page looks again by itself.", "Tabellen und Spalten werden gelesen. Diese Seite sieht von selbst wieder nach.";
        delete_text: "Tables, versions and their notes are forgotten; the database itself is not touched.", "Tabellen, Versionen und ihre Notizen werden vergessen; die Datenbank selbst bleibt unberührt.";
    }
}

texts! {
    /// What is in a source, and its versions.
    Schemas {
        search: "Search tables and columns", "Tabellen und Spalten suchen";
        search_button: "Search", "Suchen";
        found: "{found} of {all} tables", "{found} von {all} Tabellen";
        nothing: "No table matches.", "Keine Tabelle passt.";
        none: "There are no tables that this user may read.", "Es gibt keine Tabellen, die dieser Benutzer lesen darf.";
        view: "view", "Sicht";
        about_rows: "about {n} rows", "etwa {n} Zeilen";
        columns: "{n} columns", "{n} Spalten";
        column: "Column", "Spalte";
        native: "Type in the database", "Typ in der Datenbank";
        read_as: "Read as", "Gelesen als";
        unreadable: "cannot be read", "nicht lesbar";
        optional: "May be empty", "Darf fehlen";
        yes: "yes", "ja";
        no: "no", "nein";
        key: "Key", "Schlüssel";
        primary: "primary key", "Primärschlüssel";
        refers: "refers to {table}", "verweist auf {table}";
        comment: "Comment", "Kommentar";
        version: "Version {n}", "Version {n}";
        versions: "Versions", "Versionen";
        one: "Version", "Version";
        versions_text: "A version is kept whenever the schema has changed. Queries use the newest one, or the one that is pinned.", "Eine Version entsteht, wenn sich das Schema geändert hat. Abfragen nutzen die neueste oder die festgehaltene.";
        no_versions: "The schema was never read.", "Das Schema wurde nie gelesen.";
        pinned: "pinned", "festgehalten";
        newest: "newest", "neueste";
        pin: "Use this one", "Diese nutzen";
        pin_named: "Use version {n}", "Version {n} nutzen";
        unpin: "Use the newest again", "Wieder die neueste nutzen";
        pinned_text: "Queries use version {n}, though there is a newer one or may be.", "Abfragen nutzen Version {n}, auch wenn es eine neuere gibt.";
        old_text: "This is version {n}. Queries use version {used}.", "Das ist Version {n}. Abfragen nutzen Version {used}.";
        to_used: "Show the version in use", "Die genutzte Version zeigen";
        author: "Read for", "Gelesen für";
        nobody: "by itself", "von selbst";
        labels: "Labels", "Etiketten";
        labels_hint: "Separated by commas.", "Durch Kommas getrennt.";
        note: "Note", "Notiz";
        describe: "Note and labels of version {n}", "Notiz und Etiketten von Version {n}";
        compare: "Compare", "Vergleichen";
        compare_before: "From version", "Von Version";
        compare_after: "to version", "zu Version";
        diff_title: "Version {from} and version {to}", "Version {from} und Version {to}";
        same: "The two versions hold the same.", "Die beiden Versionen enthalten dasselbe.";
        added: "added", "neu";
        removed: "removed", "entfallen";
        changed: "changed", "geändert";
        summary: "{added} added, {removed} removed, {changed} changed", "{added} neu, {removed} entfallen, {changed} geändert";
        what_changed: "What changed, and what uses it", "Was sich geändert hat, und was es nutzt";
        changed_named: "What changed in version {n}, and what uses it", "Was sich in Version {n} geändert hat, und was es nutzt";
        table_kind: "Kind", "Art";
        table: "table", "Tabelle";
        foreign_key: "Foreign key", "Fremdschlüssel";
        required: "must be given", "darf nicht fehlen";
        tables_from: "Tables {from} to {to}", "Tabellen {from} bis {to}";
        next_tables: "Next tables", "Nächste Tabellen";
        first_tables: "First tables", "Erste Tabellen";
    }
}

texts! {
    /// What uses what changed in a schema.
    Impacts {
        title: "What uses what changed", "Was das Geänderte nutzt";
        none: "No saved query uses what changed.", "Keine gespeicherte Abfrage nutzt, was sich geändert hat.";
        broken: "broken", "defekt";
        affected: "affected", "betroffen";
        table_removed: "The table {table} is gone.", "Die Tabelle {table} gibt es nicht mehr.";
        column_removed: "The column {column} of {table} is gone.", "Die Spalte {column} von {table} gibt es nicht mehr.";
        renamed: "It may be called {name} now.", "Sie heißt jetzt vielleicht {name}.";
        type_changed: "The column {column} of {table} was {before} and is {after} now.", "Die Spalte {column} von {table} war {before} und ist jetzt {after}.";
        unfit: "The query does not fit any more: {message}.", "Die Abfrage passt nicht mehr: {message}.";
        places: "Used in", "Genutzt in";
        from_data: "Models that learned from it", "Modelle, die daraus gelernt haben";
        builds_data: "They, their forecasts and scenarios stay as they are; another training would meet the change.", "Sie, ihre Prognosen und Szenarien bleiben, wie sie sind; ein neues Training träfe auf die Änderung.";
        builds: "Models, forecasts and scenarios from this query stay as they are; another training would meet the change.", "Modelle, Prognosen und Szenarien aus dieser Abfrage bleiben, wie sie sind; ein neues Training träfe auf die Änderung.";
        of_query: "{name}: what changed", "{name}: was sich geändert hat";
        saved_with: "Saved with version {saved} of {source}. Queries use version {used}.", "Gespeichert mit Version {saved} von {source}. Abfragen nutzen Version {used}.";
        nothing: "Everything that this query uses is there as it was.", "Alles, was diese Abfrage nutzt, ist da, wie es war.";
        advice: "Change the query and save it: it is checked with the version in use, and remembers that one.", "Ändern und speichern Sie die Abfrage: Sie wird mit der genutzten Version geprüft und merkt sich diese.";
        to_query: "To the query", "Zur Abfrage";
    }
}

texts! {
    /// Schemas that are written as SQL.
    Ddls {
        title: "Schema from SQL", "Schema aus SQL";
        about: "Tables from SQL text or a file, without a connection: to compare, to note and to document. There are no rows to query.", "Tabellen aus SQL-Text oder einer Datei, ohne Verbindung: zum Vergleichen, Notieren und Dokumentieren. Zeilen zum Abfragen gibt es nicht.";
        of: "{kind}, schema from SQL", "{kind}, Schema aus SQL";
        dialect: "Written for", "Geschrieben für";
        text: "SQL", "SQL";
        hint: "create table, alter table … add, comment on, create view; everything else is left out and counted. At most 500,000 bytes.", "create table, alter table … add, comment on, create view; alles andere wird ausgelassen und gezählt. Höchstens 500.000 Bytes.";
        file: "Take it from a file", "Aus einer Datei nehmen";
        skipped: "Left out of the SQL: {statements}", "Aus dem SQL ausgelassen: {statements}";
    }
}
