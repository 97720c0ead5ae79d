//! Texts of queries and charts.

use super::texts;

texts! {
    /// Queries.
    Query {
        title: "Queries", "Abfragen";
        broken: "broken by a changed schema", "durch ein geändertes Schema defekt";
        new: "New query", "Neue Abfrage";
        organize: "Folder and tags", "Ordner und Schlagwörter";
        #[cfg(feature = "ssr")]
        empty_title: "No saved queries yet", "Noch keine gespeicherten Abfragen";
        #[cfg(feature = "ssr")]
        empty_text: "Filter, group and summarize a data set, draw the result, and save it to use it again.", "Filtern, gruppieren und summieren Sie einen Datensatz, zeichnen Sie das Ergebnis und speichern Sie es zur Wiederverwendung.";
        need_data: "A query needs a data set. Upload one first.", "Eine Abfrage braucht einen Datensatz. Laden Sie zuerst einen hoch.";
        choose_source: "What do you want to ask?", "Was möchten Sie befragen?";
        statement: "SQL", "SQL";
        new_statement: "New query by SQL", "Neue Abfrage mit SQL";
        statement_here: "One statement that reads. Data sets are tables by their names, tables of databases are called \"database: table\".", "Eine lesende Anweisung. Datensätze sind Tabellen mit ihrem Namen, Tabellen von Datenbanken heißen \"Datenbank: Tabelle\".";
        statement_there: "One statement that reads, in the dialect of the database.", "Eine lesende Anweisung im Dialekt der Datenbank.";
        completions: "Completions; Tab takes the first, Escape closes", "Vorschläge; Tab nimmt den ersten, Escape schließt";
        go_on_in_sql: "Go on in SQL", "In SQL weiterschreiben";
        parameters: "Asked for when it runs", "Beim Ausführen gefragt";
        parameter: "Question", "Frage";
        add_parameter: "Ask for a value", "Nach einem Wert fragen";
        default: "If nothing is given", "Wenn nichts angegeben ist";
        now: "In this run", "In diesem Lauf";
        compared_with: "Compared with", "Verglichen mit";
        a_value: "a value", "einem Wert";
        unions: "Append", "Anhängen";
        add_union: "Append the rows of …", "Zeilen anhängen von …";
        keep_twice: "Keep rows that are there already", "Vorhandene Zeilen behalten";
        history: "History", "Verlauf";
        #[cfg(feature = "ssr")]
        history_note: "Each change makes a version; the newest 1,000 runs are kept.", "Jede Änderung ergibt eine Version; die letzten 1.000 Läufe bleiben erhalten.";
        #[cfg(feature = "ssr")]
        back: "Back to it", "Zurück";
        #[cfg(feature = "ssr")]
        versions: "Versions", "Versionen";
        #[cfg(feature = "ssr")]
        version_number: "Version", "Version";
        #[cfg(feature = "ssr")]
        present: "present", "aktuell";
        #[cfg(feature = "ssr")]
        restore: "Restore", "Wiederherstellen";
        #[cfg(feature = "ssr")]
        restore_number: "Restore version {n}", "Version {n} wiederherstellen";
        #[cfg(feature = "ssr")]
        runs: "Runs", "Läufe";
        #[cfg(feature = "ssr")]
        no_runs: "Nobody has run it yet.", "Noch niemand hat sie ausgeführt.";
        #[cfg(feature = "ssr")]
        began: "Began", "Beginn";
        #[cfg(feature = "ssr")]
        ran_by: "By", "Von";
        #[cfg(feature = "ssr")]
        row_count: "Rows", "Zeilen";
        #[cfg(feature = "ssr")]
        took: "Took", "Dauer";
        find_source: "Find data", "Daten suchen";
        find: "Find", "Suchen";
        none_found: "Nothing has such a name.", "Nichts heißt so.";
        a_dataset: "data set", "Datensatz";
        a_table: "table of a database", "Tabelle einer Datenbank";
        another: "saved query", "gespeicherte Abfrage";
        kind: "Kind", "Art";
        columns: "Columns", "Spalten";
        columns_note: "None chosen: all.", "Keine gewählt: alle.";
        filter: "Filter", "Filter";
        add_filter: "Add a condition", "Bedingung hinzufügen";
        all_hold: "all conditions hold", "alle Bedingungen gelten";
        any_holds: "at least one holds", "mindestens eine gilt";
        none_holds: "none holds", "keine gilt";
        not_all_hold: "not all hold", "nicht alle gelten";
        add_filter_group: "Nest conditions", "Bedingungen verschachteln";
        filter_group: "Conditions that belong together", "Zusammengehörige Bedingungen";
        up: "Move up", "Nach oben";
        down: "Move down", "Nach unten";
        copy: "Copy", "Kopieren";
        drag: "Drag into another group", "In eine andere Gruppe ziehen";
        having: "Keep groups when", "Gruppen behalten, wenn";
        match_case: "Capital letters matter", "Groß und klein unterscheiden";
        which: "Before or after now", "Vor oder nach jetzt";
        last: "the last", "die letzten";
        this: "the current", "aktuell:";
        next: "the next", "die nächsten";
        how_many: "How many", "Wie viele";
        with_current: "and the current one", "und die laufende Einheit";
        like: "fits the pattern (% and _)", "passt zum Muster (% und _)";
        matches: "fits the regular expression", "passt zum regulären Ausdruck";
        in_period: "lies in", "liegt in";
        percentile: "percentile", "Perzentil";
        percent: "Percent", "Prozent";
        joins: "Data", "Daten";
        add_join: "Join another table", "Weitere Tabelle verbinden";
        join_kind: "Which rows stay", "Welche Zeilen bleiben";
        join_name: "Called in this query", "In dieser Abfrage genannt";
        join_inner: "only rows with a partner", "nur Zeilen mit Partner";
        join_left: "all rows before", "alle bisherigen Zeilen";
        join_right: "all rows of this table", "alle Zeilen dieser Tabelle";
        join_full: "all rows of both", "alle Zeilen beider";
        left_key: "Column before", "Bisherige Spalte";
        right_key: "Column of this table", "Spalte dieser Tabelle";
        add_key: "Add a pair of columns", "Spaltenpaar hinzufügen";
        computed: "New columns", "Neue Spalten";
        computed_name: "Column", "Spalte";
        add_computed: "Compute a column", "Spalte berechnen";
        expression: "Expression", "Ausdruck";
        functions: "Functions", "Funktionen";
        functions_note: "Columns stand in [brackets], texts in 'quotes'. Also: + - * / %, = <> < <= > >=, and, or, not, in (…), between … and …, is null, case when … then … else … end.", "Spalten stehen in [Klammern], Texte in 'Anführungszeichen'. Außerdem: + - * / %, = <> < <= > >=, and, or, not, in (…), between … and …, is null, case when … then … else … end.";
        windows: "Over the rows of the result", "Über die Zeilen des Ergebnisses";
        add_window: "Add a calculation", "Berechnung hinzufügen";
        running_total: "running total", "laufende Summe";
        lag: "value before", "vorheriger Wert";
        change: "change", "Änderung";
        percent_change: "relative change", "relative Änderung";
        share: "share of the sum", "Anteil an der Summe";
        rank: "rank", "Rang";
        moving_average: "moving average", "gleitendes Mittel";
        in_order_of: "In order of", "In der Reihenfolge von";
        for_each: "For each", "Für jede";
        all_together: "(all together)", "(alle zusammen)";
        rows_back: "Rows", "Zeilen";
        offset: "Leave out the first rows", "Erste Zeilen auslassen";
        match_mode: "Rows count when", "Zeilen zählen, wenn";
        column: "Column", "Spalte";
        operator: "Comparison", "Vergleich";
        value: "Value", "Wert";
        value_list: "Values, separated by semicolons", "Werte, durch Semikolon getrennt";
        value_two: "Upper value", "Oberer Wert";
        remove: "Remove", "Entfernen";
        group: "Group by", "Gruppieren nach";
        add_group: "Add a group", "Gruppe hinzufügen";
        bucket: "Period", "Zeitraum";
        no_bucket: "each value", "jeder Wert";
        aggregate: "Compute", "Berechnen";
        add_aggregate: "Add a number", "Zahl hinzufügen";
        function: "Function", "Funktion";
        all_rows: "(rows)", "(Zeilen)";
        alias: "Called", "Genannt";
        sort: "Sort", "Sortieren";
        add_sort: "Add an order", "Sortierung hinzufügen";
        direction: "Direction", "Richtung";
        ascending: "smallest first", "kleinste zuerst";
        descending: "largest first", "größte zuerst";
        limit: "At most this many rows", "Höchstens so viele Zeilen";
        run: "Run", "Ausführen";
        live: "Follow what I write", "Mitlaufen lassen";
        stop: "Stop", "Anhalten";
        pivot: "Pivot table", "Pivot-Tabelle";
        side_by_side: "Side by side", "Nebeneinander";
        statistics: "Numbers of the columns", "Kennzahlen der Spalten";
        #[cfg(feature = "ssr")]
        values: "Values", "Werte";
        #[cfg(feature = "ssr")]
        missing: "Missing", "Fehlend";
        #[cfg(feature = "ssr")]
        distinct: "Different", "Verschieden";
        #[cfg(feature = "ssr")]
        smallest: "Smallest", "Kleinster";
        #[cfg(feature = "ssr")]
        largest: "Largest", "Größter";
        #[cfg(feature = "ssr")]
        average: "Mean", "Mittel";
        sql: "SQL as it runs", "SQL, wie es läuft";
        #[cfg(feature = "ssr")]
        own_engine: "In Almanac itself", "In Almanac selbst";
        running: "Running …", "Läuft …";
        result: "Result", "Ergebnis";
        found: "{rows} rows in {ms} ms", "{rows} Zeilen in {ms} ms";
        in_sight: "Rows {from} to {to} of {rows}.", "Zeilen {from} bis {to} von {rows}.";
        scrolled: "The first {n} can be scrolled through; an export has all.", "Durch die ersten {n} kann man blättern; ein Export hat alle.";
        as_of: "as of", "Stand";
        anew: "Compute anew", "Neu berechnen";
        of_cell: "What to ask of this cell", "Was an dieser Zelle gefragt wird";
        rows_behind: "Show the rows behind it", "Die Zeilen dahinter zeigen";
        only: "Only {value}", "Nur {value}";
        without: "Without {value}", "Ohne {value}";
        above: "More than {value}", "Mehr als {value}";
        below: "Less than {value}", "Weniger als {value}";
        step_back: "Back to the question before", "Zurück zur Frage davor";
        table: "Table", "Tabelle";
        chart: "Chart", "Diagramm";
        saved: "Saved.", "Gespeichert.";
        save_as: "Name of the query", "Name der Abfrage";
        export: "Export", "Exportieren";
        export_as: "Format of the export", "Format des Exports";
        forecast: "Forecast this", "Prognose erstellen";
        delete_text: "Models trained on it stay.", "Damit trainierte Modelle bleiben.";
        unsaved: "New query on {name}", "Neue Abfrage auf {name}";
        eq: "is", "ist";
        ne: "is not", "ist nicht";
        lt: "<", "<";
        le: "≤", "≤";
        gt: ">", ">";
        ge: "≥", "≥";
        between: "between", "zwischen";
        is_in: "is one of", "ist eins von";
        contains: "contains", "enthält";
        starts_with: "starts with", "beginnt mit";
        is_null: "is missing", "fehlt";
        is_not_null: "is there", "ist vorhanden";
        count: "count", "Anzahl";
        count_distinct: "different values", "verschiedene Werte";
        sum: "sum", "Summe";
        mean: "mean", "Mittel";
        min: "smallest", "kleinster";
        max: "largest", "größter";
        median: "median", "Median";
        stddev: "standard deviation", "Standardabweichung";
        minute: "minute", "Minute";
        hour: "hour", "Stunde";
        day: "day", "Tag";
        week: "week", "Woche";
        month: "month", "Monat";
        quarter: "quarter", "Quartal";
        year: "year", "Jahr";
    }
}

texts! {
    /// Charts.
    Chart {
        forecast: "Forecast", "Prognose";
        baseline: "Baseline", "Ausgangslage";
        time: "Time", "Zeit";
        kind: "Kind", "Art";
        line: "Line", "Linie";
        bar: "Bars", "Säulen";
        lying: "Horizontal bars", "Balken";
        area: "Area", "Fläche";
        scatter: "Points", "Punkte";
        heatmap: "Heat map", "Heatmap";
        title: "Title", "Titel";
        x: "Horizontal axis", "Waagerechte Achse";
        y: "Vertical axis", "Senkrechte Achse";
        rows_of: "Rows of the heat map", "Zeilen der Heatmap";
        color: "Split by", "Aufteilen nach";
        shade: "Shade", "Tönung";
        no_color: "(not split)", "(nicht aufgeteilt)";
        x_label: "Name of the horizontal axis", "Name der waagerechten Achse";
        y_label: "Name of the vertical axis", "Name der senkrechten Achse";
        unit: "Unit", "Einheit";
        ahead: "Forecast ahead (periods)", "Prognose (Perioden voraus)";
        png: "Save as PNG", "Als PNG speichern";
        cannot: "These columns cannot be drawn: a chart needs at least one column of numbers.", "Diese Spalten lassen sich nicht zeichnen: Ein Diagramm braucht mindestens eine Zahlenspalte.";
        data: "The data behind the chart", "Die Daten hinter dem Diagramm";
    }
}

/// Words that only the server puts into charts.
#[cfg(feature = "ssr")]
pub(super) mod labels {
    super::texts! {
        /// Words in charts.
        Labels {
            history: "History", "Vergangenheit";
            scenario: "Scenario", "Szenario";
        }
    }
}
