//! Texts of rules, checks and missing values.

use super::texts;

texts! {
    /// Checks of a data set.
    Report {
        title: "{name}: quality", "{name}: Qualität";
        text: "Rules say what the data must be like. Checks tell which of them hold, after an import, when you ask, and on a schedule.", "Regeln sagen, wie die Daten sein müssen. Prüfungen sagen, welche davon gelten: nach einem Import, auf Wunsch und nach Plan.";
        data: "Data set", "Datensatz";
        check: "Check now", "Jetzt prüfen";
        checking: "The data set is being checked. This page looks again by itself.", "Der Datensatz wird geprüft. Diese Seite sieht von selbst wieder nach.";
        look_again: "Look again", "Noch einmal nachsehen";
        last: "Last check", "Letzte Prüfung";
        holds: "hold", "gelten";
        warnings: "warnings", "Warnungen";
        errors: "errors", "Fehler";
        not_run: "could not be checked", "nicht prüfbar";
        passed: "holds", "gilt";
        broken: "broken", "verletzt";
        unknown: "not checked yet", "noch nicht geprüft";
        reason_column: "There is no such column any more, or it has another type.", "Diese Spalte gibt es nicht mehr, oder sie hat einen anderen Typ.";
        reason_reference: "The other data set, or its column, is not there.", "Der andere Datensatz oder seine Spalte ist nicht da.";
        reason_earlier: "There was no check before with which rows could be compared.", "Es gab noch keine Prüfung, mit der Zeilen verglichen werden könnten.";
        reason_value: "The column has no value at all.", "Die Spalte hat gar keinen Wert.";
        reason_timeout: "It took too long.", "Es hat zu lange gedauert.";
        reason_memory: "It needs more memory than it may use.", "Es braucht mehr Speicher als erlaubt.";
        history: "Checks", "Prüfungen";
        history_empty: "Nothing was checked yet.", "Es wurde noch nichts geprüft.";
        history_chart: "Broken rules of the last checks, the newest on the right", "Verletzte Regeln der letzten Prüfungen, die neueste rechts";
        begun: "Begun", "Begonnen";
        why: "Why", "Warum";
        by_import: "import", "Import";
        by_schedule: "schedule", "Plan";
        finished: "finished", "beendet";
        waits: "being checked", "wird geprüft";
        failed: "failed", "fehlgeschlagen";
        cancelled: "cancelled", "abgebrochen";
        check_title: "Check of {at}", "Prüfung vom {at}";
        examples: "Some of the rows that break it", "Einige der Zeilen, die sie verletzen";
        found: "found: {found}", "gefunden: {found}";
        of_rows: "{failed} of {checked}", "{failed} von {checked}";
        schedule: "Schedule", "Plan";
        every: "Check every … hours", "Prüfen alle … Stunden";
        every_hint: "24 for once a day, 168 for once a week.", "24 für einmal am Tag, 168 für einmal in der Woche.";
        next_at: "Next check", "Nächste Prüfung";
        rests: "rests, because it was cancelled", "ruht, weil sie abgebrochen wurde";
        no_schedule: "Nothing is checked by itself yet.", "Noch wird nichts von selbst geprüft.";
        stop: "Stop", "Beenden";
        rows_title: "Rows that break a rule", "Zeilen, die eine Regel verletzen";
        rows_from: "Rows {from} to {to} of {all}", "Zeilen {from} bis {to} von {all}";
        rows_none: "No row breaks this rule now.", "Keine Zeile verletzt diese Regel zurzeit.";
        rows_first: "First rows", "Erste Zeilen";
        rows_next: "Next rows", "Nächste Zeilen";
        csv: "Save as CSV", "Als CSV speichern";
    }
}

texts! {
    /// Rules on the data.
    Rules {
        all: "Rules", "Regeln";
        one: "Rule", "Regel";
        new: "New rule", "Neue Regel";
        edit: "Change a rule", "Regel ändern";
        change: "Change", "Ändern";
        empty_title: "No rules yet", "Noch keine Regeln";
        empty_text: "Say what the data must be like: no gaps, no repetitions, values within bounds, fresh enough.", "Sagen Sie, wie die Daten sein müssen: ohne Lücken, ohne Wiederholungen, in Grenzen, frisch genug.";
        choose: "What should hold?", "Was soll gelten?";
        other_kind: "Another kind", "Eine andere Art";
        severity: "When it is broken", "Wenn sie verletzt ist";
        warning: "warning", "Warnung";
        error: "error", "Fehler";
        active: "Checks look at it", "Prüfungen beachten sie";
        inactive: "switched off", "abgeschaltet";
        rows: "Rows that break it", "Zeilen, die sie verletzen";
        delete_text: "What checks have found by it stays in their reports.", "Was Prüfungen damit gefunden haben, bleibt in ihren Berichten.";
        not_null: "Has a value", "Hat einen Wert";
        not_null_text: "A column has a value in every row.", "Eine Spalte hat in jeder Zeile einen Wert.";
        not_null_of: "{column} has a value", "{column} hat einen Wert";
        unique: "Unique", "Eindeutig";
        unique_text: "No two rows have the same values in some columns.", "Keine zwei Zeilen haben in bestimmten Spalten dieselben Werte.";
        unique_of: "{column} is unique", "{column} ist eindeutig";
        range: "Within bounds", "In Grenzen";
        range_text: "Numbers, dates or times lie between two values.", "Zahlen, Daten oder Zeiten liegen zwischen zwei Werten.";
        range_of: "{column} from {min} to {max}", "{column} von {min} bis {max}";
        range_min: "{column} at least {min}", "{column} mindestens {min}";
        range_max: "{column} at most {max}", "{column} höchstens {max}";
        allowed: "One of some values", "Einer von bestimmten Werten";
        allowed_text: "The values of a column are some of those that you list.", "Die Werte einer Spalte sind einige von denen, die Sie nennen.";
        allowed_of: "{column} is one of {values}", "{column} ist einer von {values}";
        allowed_more: "{values} and {n} more", "{values} und {n} weitere";
        pattern: "Fits a pattern", "Passt zu einem Muster";
        pattern_text: "Whole texts fit a regular expression.", "Ganze Texte passen zu einem regulären Ausdruck.";
        pattern_of: "{column} fits {pattern}", "{column} passt zu {pattern}";
        fresh: "Fresh", "Frisch";
        fresh_text: "The newest time of a column is not too old.", "Die neueste Zeit einer Spalte ist nicht zu alt.";
        fresh_of: "{column} is at most {age} old", "{column} ist höchstens {age} alt";
        hours: "{n} hours", "{n} Stunden";
        days: "{n} days", "{n} Tage";
        key: "Is in another data set", "Steht in einem anderen Datensatz";
        key_text: "The values of a column are in a column of another data set.", "Die Werte einer Spalte stehen in einer Spalte eines anderen Datensatzes.";
        key_of: "{column} is in {other} of {name}", "{column} steht in {other} von {name}";
        gone: "a data set that is gone", "einem Datensatz, den es nicht mehr gibt";
        change_of_rows: "About as many rows as before", "Etwa so viele Zeilen wie zuvor";
        change_text: "The number of rows is about what it was at the check before.", "Die Zahl der Zeilen ist etwa so wie bei der Prüfung davor.";
        change_of: "rows differ by at most {n} %", "Zeilen weichen um höchstens {n} % ab";
        column: "Column", "Spalte";
        columns: "Columns", "Spalten";
        min: "Smallest value", "Kleinster Wert";
        max: "Largest value", "Größter Wert";
        bound_hint: "Such as 0.5, 2024-01-31 or 2024-01-31T08:00:00Z; leave it empty for no bound.", "Etwa 0.5, 2024-01-31 oder 2024-01-31T08:00:00Z; leer für keine Grenze.";
        values: "Values", "Werte";
        values_hint: "One a line.", "Einer je Zeile.";
        pattern_hint: "A regular expression for the whole text, such as [A-Z]{2}-[0-9]+", "Ein regulärer Ausdruck für den ganzen Text, etwa [A-Z]{2}-[0-9]+";
        age: "How old it may be", "Wie alt sie sein darf";
        unit: "Unit", "Einheit";
        unit_hours: "hours", "Stunden";
        unit_days: "days", "Tage";
        references: "Data set and column", "Datensatz und Spalte";
        percent: "Difference in percent", "Abweichung in Prozent";
    }
}

texts! {
    /// Missing values.
    Gaps {
        title: "Missing values", "Fehlende Werte";
        none: "No value is missing.", "Es fehlt kein Wert.";
        column: "Column", "Spalte";
        missing: "Missing", "Fehlend";
        share: "Share", "Anteil";
        periods: "Missing periods", "Fehlende Perioden";
        fill: "Fill missing values", "Fehlende Werte füllen";
        text: "This makes another data set. “{name}” stays as it is.", "Das ergibt einen anderen Datensatz. „{name}“ bleibt, wie er ist.";
        choose: "How should they be filled?", "Wie sollen sie gefüllt werden?";
        other: "Another way", "Ein anderer Weg";
        forward: "Last value", "Letzter Wert";
        forward_text: "The value before is carried on. For columns of every type.", "Der Wert davor gilt weiter. Für Spalten jedes Typs.";
        linear: "Straight line", "Gerade";
        linear_text: "The straight line between the neighbours.", "Die gerade Linie zwischen den Nachbarn.";
        seasonal: "With its season", "Mit ihrer Saison";
        seasonal_text: "The straight line in the series without its season, and the season put back.", "Die gerade Linie in der Reihe ohne ihre Saison, und die Saison wieder dazu.";
        knn: "Rows that are alike", "Ähnliche Zeilen";
        knn_text: "The mean of the rows that are nearest in the other columns of numbers (KNN). At most 100,000 rows.", "Das Mittel der Zeilen, die in den anderen Zahlenspalten am nächsten liegen (KNN). Höchstens 100.000 Zeilen.";
        mice: "Regression on the others", "Regression auf die anderen";
        mice_text: "Each column is predicted from the other columns of numbers, again and again (MICE).", "Jede Spalte wird aus den anderen Zahlenspalten vorhergesagt, immer wieder (MICE).";
        name_of: "{name}, filled", "{name}, gefüllt";
        columns: "Columns that are filled", "Spalten, die gefüllt werden";
        columns_hint: "All that this way can fill, if you choose none.", "Alle, die dieser Weg füllen kann, wenn Sie keine wählen.";
        time: "Order by", "Ordnen nach";
        series: "Separate series by", "Reihen trennen nach";
        as_is: "as in the file", "wie in der Datei";
        one_series: "one series", "eine Reihe";
        period: "Rows of a season", "Zeilen einer Saison";
        period_hint: "24 for hours of a day, 7 for days of a week. Empty: by the frequency of the time column.", "24 für Stunden eines Tages, 7 für Tage einer Woche. Leer: nach der Frequenz der Zeitspalte.";
        neighbours: "Rows to compare with", "Vergleichszeilen";
        neighbours_hint: "Empty: 5.", "Leer: 5.";
        iterations: "Rounds at most", "Runden höchstens";
        iterations_hint: "Empty: 10.", "Leer: 10.";
        begin: "Make the data set", "Datensatz anlegen";
        origin: "Where it comes from", "Woher er kommt";
        from: "Made of", "Gemacht aus";
        method: "Way", "Weg";
        filled: "Filled", "Gefüllt";
        fingerprint: "SHA-256 of its rows", "SHA-256 seiner Zeilen";
    }
}
