//! Texts of queries and charts.

use super::texts;

texts! {
    /// Queries.
    Query {
        title: "Queries", "Abfragen";
        new: "New query", "Neue Abfrage";
        empty_title: "No saved queries yet", "Noch keine gespeicherten Abfragen";
        empty_text: "Filter, group and summarize a data set, draw the result, and save it to use it again.", "Filtern, gruppieren und summieren Sie einen Datensatz, zeichnen Sie das Ergebnis und speichern Sie es zur Wiederverwendung.";
        need_data: "A query needs a data set. Upload one first.", "Eine Abfrage braucht einen Datensatz. Laden Sie zuerst einen hoch.";
        choose_source: "Choose a data set", "Datensatz wählen";
        choose: "Choose", "Wählen";
        columns: "Columns", "Spalten";
        columns_note: "None chosen: all.", "Keine gewählt: alle.";
        filter: "Filter", "Filter";
        add_filter: "Add a condition", "Bedingung hinzufügen";
        all_hold: "all conditions hold", "alle Bedingungen gelten";
        any_holds: "at least one holds", "mindestens eine gilt";
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
        stop: "Stop", "Anhalten";
        running: "Running …", "Läuft …";
        result: "Result", "Ergebnis";
        found: "{rows} rows in {ms} ms", "{rows} Zeilen in {ms} ms";
        truncated: "The first {n} are shown.", "Die ersten {n} werden gezeigt.";
        table: "Table", "Tabelle";
        chart: "Chart", "Diagramm";
        saved: "Saved.", "Gespeichert.";
        save_as: "Name of the query", "Name der Abfrage";
        export_csv: "Export CSV", "CSV exportieren";
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
        bar: "Bars", "Balken";
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
