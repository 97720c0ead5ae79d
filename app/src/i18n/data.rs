//! Texts of data sets and their import.

use super::texts;

texts! {
    /// Data sets.
    Data {
        title: "Data", "Daten";
        upload: "Upload data", "Daten hochladen";
        empty_title: "No data yet", "Noch keine Daten";
        empty_text: "Upload a CSV, Parquet, JSON lines or Excel file. Almanac detects types and formats, and you correct them before the import.", "Laden Sie eine CSV-, Parquet-, JSON-Lines- oder Excel-Datei hoch. Almanac erkennt Typen und Formate, und Sie korrigieren sie vor dem Import.";
        importing: "importing", "wird importiert";
        ready: "ready", "bereit";
        failed: "failed", "fehlgeschlagen";
        already: "The same file was imported before in the same way. This is that data set.", "Dieselbe Datei wurde schon auf dieselbe Weise importiert. Das ist jener Datensatz.";
        new_version: "Upload a new version", "Neue Version hochladen";
        version: "Version {n}", "Version {n}";
        coming: "Version {n} is being imported.", "Version {n} wird importiert.";
        not_imported: "Version {n} could not be imported.", "Version {n} ließ sich nicht importieren.";
        query: "Query", "Abfragen";
        forecast: "Forecast this", "Prognose erstellen";
        profile: "Columns", "Spalten";
        preview: "Rows", "Zeilen";
        column: "Column", "Spalte";
        kind: "Type", "Typ";
        missing: "Missing", "Fehlend";
        distinct: "Different", "Verschieden";
        range: "From – to", "Von – bis";
        mean: "Mean", "Mittel";
        median: "Median", "Median";
        quantiles: "5 % – 95 %", "5 % – 95 %";
        spread: "Distribution", "Verteilung";
        histogram_of: "Distribution of {name}", "Verteilung von {name}";
        sample: "Examples", "Beispiele";
        time: "Time", "Zeit";
        frequency: "Frequency", "Frequenz";
        irregular: "irregular", "unregelmäßig";
        gaps: "Missing periods", "Fehlende Perioden";
        first_gap: "first: {at}", "erste: {at}";
        duplicates: "Repeated times", "Doppelte Zeiten";
        zone: "Time zone", "Zeitzone";
        about: "about", "etwa";
        delete_text: "Saved queries, models and forecasts that use it stop working.", "Gespeicherte Abfragen, Modelle und Prognosen, die ihn nutzen, funktionieren dann nicht mehr.";
        next_rows: "Next rows", "Nächste Zeilen";
        first_rows: "First rows", "Erste Zeilen";
        rows_from: "Rows {from} to {to} of {all}", "Zeilen {from} bis {to} von {all}";
        boolean: "yes/no", "ja/nein";
        integer: "whole number", "ganze Zahl";
        float: "number", "Zahl";
        text: "text", "Text";
        date: "date", "Datum";
        timestamp: "date and time", "Datum und Zeit";
    }
}

texts! {
    /// Upload and import.
    Import {
        title: "Upload data", "Daten hochladen";
        drop: "Drop a file here, or choose one.", "Legen Sie eine Datei hier ab, oder wählen Sie eine aus.";
        choose: "Choose a file", "Datei auswählen";
        formats: "CSV, Parquet, JSON lines or Excel, up to 2 GB.", "CSV, Parquet, JSON Lines oder Excel, bis 2 GB.";
        sending: "Sending {name}: {sent} of {all}", "{name} wird gesendet: {sent} von {all}";
        looking: "Looking at the file …", "Die Datei wird untersucht …";
        #[cfg(not(feature = "ssr"))]
        stopped: "The upload was cancelled.", "Das Hochladen wurde abgebrochen.";
        #[cfg(not(feature = "ssr"))]
        broken: "The connection broke. Please try again.", "Die Verbindung ist abgebrochen. Bitte versuchen Sie es noch einmal.";
        check: "Check how the file is read", "Prüfen Sie, wie die Datei gelesen wird";
        name: "Name of the data set", "Name des Datensatzes";
        into: "The file becomes a new version of {name}. Until it is imported, and if that fails, the version in use stays.", "Die Datei wird eine neue Version von {name}. Bis sie importiert ist, und falls das scheitert, bleibt die genutzte Version.";
        note: "Note", "Notiz";
        labels: "Labels", "Etiketten";
        labels_hint: "Separated by commas.", "Durch Kommas getrennt.";
        reading: "Reading", "Lesen";
        delimiter: "Delimiter", "Trennzeichen";
        comma: "comma ,", "Komma ,";
        semicolon: "semicolon ;", "Semikolon ;";
        tab: "tab", "Tabulator";
        pipe: "pipe |", "senkrechter Strich |";
        encoding: "Encoding", "Zeichensatz";
        header: "The first row holds the names", "Die erste Zeile enthält die Namen";
        decimal_comma: "Decimal comma", "Dezimalkomma";
        missing: "Stands for a missing value (besides an empty cell), separated by spaces", "Steht für einen fehlenden Wert (außer einer leeren Zelle), durch Leerzeichen getrennt";
        zone: "Time zone of times without one", "Zeitzone von Zeiten ohne Angabe";
        sheet: "Sheet (the first one if empty)", "Tabellenblatt (das erste, wenn leer)";
        columns: "Columns", "Spalten";
        include: "Import {name}", "{name} importieren";
        kind_of: "Type of {name}", "Typ von {name}";
        format_of: "Date format of {name}", "Datumsformat von {name}";
        format: "Date format (strftime)", "Datumsformat (strftime)";
        format_hint: "ISO 8601", "ISO 8601";
        preview: "Preview", "Vorschau";
        start: "Import", "Importieren";
        discard: "Discard", "Verwerfen";
        notes: "Please look at this", "Bitte ansehen";
        #[cfg(feature = "ssr")]
        other_format: "The file name says {named}, but the content is {found}; it is read as {found}.", "Der Dateiname sagt {named}, aber der Inhalt ist {found}; als {found} wird sie gelesen.";
        #[cfg(feature = "ssr")]
        more_sheets: "The workbook has {n} sheets; the first one is read.", "Die Arbeitsmappe hat {n} Tabellenblätter; gelesen wird das erste.";
        #[cfg(feature = "ssr")]
        uneven_line: "Line {line} has {cells} cells, but the first line has {width}.", "Zeile {line} hat {cells} Zellen, die erste Zeile aber {width}.";
        #[cfg(feature = "ssr")]
        repeated_name: "The column name “{name}” occurs twice; the later one is called “{called}”.", "Den Spaltennamen „{name}“ gibt es zweimal; die spätere Spalte heißt „{called}“.";
        #[cfg(feature = "ssr")]
        compact_dates: "Column {column}: numbers such as 20110131 are read as dates.", "Spalte {column}: Zahlen wie 20110131 werden als Datum gelesen.";
        #[cfg(feature = "ssr")]
        ambiguous_dates: "Column {column}: the dates could be {format} or {other}; they are read as {format}.", "Spalte {column}: Das Datum könnte {format} oder {other} sein; gelesen wird es als {format}.";
        #[cfg(feature = "ssr")]
        long_numbers: "Column {column}: some numbers are too long for 64 bits, so it is read as text.", "Spalte {column}: Einige Zahlen sind zu lang für 64 Bit, deshalb wird sie als Text gelesen.";
        #[cfg(feature = "ssr")]
        marker_in_text: "Column {column}: the text “{marker}” is read as missing, as in other columns.", "Spalte {column}: Der Text „{marker}“ gilt wie in anderen Spalten als fehlender Wert.";
        #[cfg(feature = "ssr")]
        mixed_decimals: "Some numbers have a decimal point and some a comma; the point is taken.", "Einige Zahlen haben einen Dezimalpunkt, andere ein Komma; es gilt der Punkt.";
        #[cfg(feature = "ssr")]
        thousands_as_decimals: "Numbers such as 1,234 could be decimals or groups of thousands; they are read as decimals.", "Zahlen wie 1,234 könnten Dezimalzahlen oder Tausendergruppen sein; sie werden als Dezimalzahlen gelesen.";
        #[cfg(feature = "ssr")]
        thousands_as_text: "Numbers such as 1,234 could be decimals or groups of thousands; they are read as groups of thousands, which are text.", "Zahlen wie 1,234 könnten Dezimalzahlen oder Tausendergruppen sein; sie werden als Tausendergruppen gelesen, und das ist Text.";
        #[cfg(feature = "ssr")]
        not_of_type: "Row {row}, column {column}: “{value}” does not fit the type {kind}.", "Zeile {row}, Spalte {column}: „{value}“ passt nicht zum Typ {kind}.";
        #[cfg(feature = "ssr")]
        out_of_range: "Row {row}, column {column}: “{value}” is too large for the type {kind}.", "Zeile {row}, Spalte {column}: „{value}“ ist zu groß für den Typ {kind}.";
        #[cfg(feature = "ssr")]
        long_cell: "Row {row}, column {column}: the cell is longer than 1 MiB. Is a quotation mark left open?", "Zeile {row}, Spalte {column}: Die Zelle ist länger als 1 MiB. Steht ein Anführungszeichen offen?";
        needs_script: "Uploading here needs JavaScript. The REST interface takes files too.", "Das Hochladen braucht hier JavaScript. Die REST-Schnittstelle nimmt auch Dateien an.";
    }
}

#[cfg(feature = "ssr")]
texts! {
    /// Versions of a data set.
    Uploads {
        about: "Each file that is uploaded into the data set makes a version. Queries, training and checks read the one in use.", "Jede Datei, die in den Datensatz hochgeladen wird, ergibt eine Version. Abfragen, Training und Prüfungen lesen die genutzte.";
        in_use: "in use", "genutzt";
        author: "Uploaded by", "Hochgeladen von";
        unknown: "not known", "nicht bekannt";
        file: "File", "Datei";
        importing: "The version in use stays until the new one is ready. This page looks again by itself.", "Die genutzte Version bleibt, bis die neue bereit ist. Diese Seite sieht von selbst wieder nach.";
        already: "The same file, read in the same way, is in use as version {n}. Nothing was imported.", "Dieselbe Datei, auf dieselbe Weise gelesen, ist als Version {n} in Gebrauch. Es wurde nichts importiert.";
        same: "The columns are the same; the rows may differ.", "Die Spalten sind dieselben; die Zeilen können andere sein.";
        breaks: "Saved queries that cannot run with version {n}: {count}.", "Gespeicherte Abfragen, die mit Version {n} nicht laufen: {count}.";
        keeps: "With version {n}, no saved query breaks.", "Mit Version {n} bleibt keine gespeicherte Abfrage stehen.";
        delete_text: "Its rows are deleted. The version in use stays.", "Ihre Zeilen werden gelöscht. Die genutzte Version bleibt.";
    }
}
