//! Texts of what-if and scenarios.

use super::texts;

texts! {
    /// The what-if page.
    WhatIf {
        title: "What if?", "Was wäre, wenn?";
        loading: "Loading the model into the browser …", "Das Modell wird in den Browser geladen …";
        ready: "The model runs in this browser. Move a driver.", "Das Modell läuft in diesem Browser. Bewegen Sie einen Treiber.";
        failed: "The model could not be loaded: {why}", "Das Modell konnte nicht geladen werden: {why}";
        needs_script: "What-if runs the model in your browser and needs JavaScript.", "„Was wäre, wenn“ rechnet in Ihrem Browser und braucht JavaScript.";
        drivers: "Drivers", "Treiber";
        no_drivers: "This model has no drivers that are known in advance.", "Dieses Modell hat keine vorab bekannten Treiber.";
        shift: "Shift by", "Verschieben um";
        shift_of: "Shift {name} by", "{name} verschieben um";
        scale: "Scale by", "Skalieren mit";
        scale_of: "Scale {name} by", "{name} skalieren mit";
        set: "Set all to", "Alle setzen auf";
        set_of: "Set all periods of {name} to", "Alle Perioden von {name} setzen auf";
        unchanged: "(unchanged)", "(unverändert)";
        reset: "Reset", "Zurücksetzen";
        reset_of: "Reset {name}", "{name} zurücksetzen";
        reset_all: "Reset all", "Alles zurücksetzen";
        single: "Single periods", "Einzelne Perioden";
        single_hint: "Drag the points, or type values in the table.", "Ziehen Sie die Punkte, oder tippen Sie Werte in die Tabelle.";
        period: "Period", "Periode";
        value_at: "{name} at {at}", "{name} um {at}";
        baseline: "Baseline", "Ausgangslage";
        scenario: "Scenario", "Szenario";
        difference: "Difference", "Differenz";
        baseline_total: "Baseline total", "Summe Ausgangslage";
        scenario_total: "Scenario total", "Summe Szenario";
        per_period: "Difference per period", "Differenz je Periode";
        chart: "History, baseline and scenario", "Vergangenheit, Ausgangslage und Szenario";
        save: "Save scenario", "Szenario speichern";
        save_changes: "Save changes", "Änderungen speichern";
        save_as_new: "Save as new", "Als neues speichern";
        name: "Name of the scenario", "Name des Szenarios";
        saved: "Saved.", "Gespeichert.";
        link: "Link for members of the project", "Link für Mitglieder des Projekts";
        export: "Export CSV", "CSV exportieren";
        goal: "Goal seek", "Zielwertsuche";
        goal_text: "Which constant shift of a driver brings the total to a goal?", "Welche konstante Verschiebung eines Treibers bringt die Summe auf ein Ziel?";
        goal_driver: "Driver", "Treiber";
        goal_total: "Goal for the total", "Ziel für die Summe";
        goal_min: "Least shift", "Kleinste Verschiebung";
        goal_max: "Greatest shift", "Größte Verschiebung";
        goal_find: "Find", "Suchen";
        goal_found: "Shifting {driver} by {shift} brings the total to {total}.", "Eine Verschiebung von {driver} um {shift} bringt die Summe auf {total}.";
        goal_none: "No shift of {driver} within these bounds reaches the goal. Totals from {min} to {max} are possible; nearest is {total} at a shift of {shift}.", "Keine Verschiebung von {driver} in diesen Grenzen erreicht das Ziel. Möglich sind Summen von {min} bis {max}; am nächsten kommt {total} bei einer Verschiebung um {shift}.";
        goal_use: "Use this shift", "Diese Verschiebung übernehmen";
        time_taken: "Computed in {ms} ms.", "In {ms} ms berechnet.";
    }
}

texts! {
    /// Scenarios.
    Scenarios {
        title: "Scenarios", "Szenarien";
        empty_title: "No scenarios yet", "Noch keine Szenarien";
        empty_text: "Open a forecast, choose “What if?”, move its drivers and save what you find.", "Öffnen Sie eine Prognose, wählen Sie „Was wäre, wenn?“, bewegen Sie ihre Treiber und speichern Sie, was Sie finden.";
        to_forecasts: "To the forecasts", "Zu den Prognosen";
        compare: "Compare", "Vergleichen";
        compare_title: "Scenarios compared", "Szenarien im Vergleich";
        compare_hint: "Choose two to four scenarios.", "Wählen Sie zwei bis vier Szenarien.";
        choose: "Choose {name}", "{name} wählen";
        series: "Series", "Reihe";
        total: "Total", "Summe";
        difference: "Difference to the baseline", "Differenz zur Ausgangslage";
        export: "Export CSV", "CSV exportieren";
        nothing: "No scenario was chosen.", "Es wurde kein Szenario gewählt.";
    }
}
