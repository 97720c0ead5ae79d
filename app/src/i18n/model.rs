//! Texts of models, trainings and forecasts.

use super::texts;

texts! {
    /// Models.
    Model {
        title: "Models", "Modelle";
        empty_title: "No models yet", "Noch keine Modelle";
        empty_text: "Open a data set or a saved query and choose “Forecast this”.", "Öffnen Sie einen Datensatz oder eine gespeicherte Abfrage und wählen Sie „Prognose erstellen“.";
        to_data: "To the data", "Zu den Daten";
        target: "Target", "Ziel";
        drivers: "Drivers", "Treiber";
        holidays: "Holidays", "Feiertage";
        learned_from: "Learned from the last {n} periods", "Gelernt aus den letzten {n} Perioden";
        horizon: "Horizon", "Horizont";
        periods: "periods", "Perioden";
        winner: "Best model", "Bestes Modell";
        training: "training", "wird trainiert";
        ready: "ready", "bereit";
        failed: "failed", "fehlgeschlagen";
        cancelled: "cancelled", "abgebrochen";
        series: "Series", "Reihen";
        history: "Periods", "Perioden";
        #[cfg(feature = "ssr")]
        leaderboard: "Comparison on the past", "Vergleich an der Vergangenheit";
        #[cfg(feature = "ssr")]
        leaderboard_note: "Rolling-origin backtest: each model forecasts stretches of the past it has not seen. Smaller errors are better; coverage should be near its level. Chosen by {metric}.", "Backtest mit rollendem Ursprung: Jedes Modell sagt Abschnitte der Vergangenheit voraus, die es nicht kennt. Kleinere Fehler sind besser; die Abdeckung sollte nahe am Niveau liegen. Gewählt nach {metric}.";
        #[cfg(feature = "ssr")]
        compared: "Model", "Modell";
        skill: "Skill", "Güte";
        #[cfg(feature = "ssr")]
        skill_note: "1 − MASE / MASE of seasonal naive. Above 0 is better than repeating the last season.", "1 − MASE / MASE von Seasonal Naive. Über 0 ist besser, als die letzte Saison zu wiederholen.";
        #[cfg(feature = "ssr")]
        bias: "Bias", "Verzerrung";
        #[cfg(feature = "ssr")]
        bias_note: "Mean of forecast less actual value. Above 0 the forecasts are too high.", "Mittel aus Prognose minus tatsächlichem Wert. Über 0 sind die Prognosen zu hoch.";
        #[cfg(feature = "ssr")]
        crps_note: "How well the whole distribution was known, forecast and intervals together. Less is better.", "Wie gut die ganze Verteilung bekannt war, Prognose und Intervalle zusammen. Weniger ist besser.";
        #[cfg(feature = "ssr")]
        coverage: "Coverage {level} %", "Abdeckung {level} %";
        #[cfg(feature = "ssr")]
        seconds: "Seconds", "Sekunden";
        #[cfg(feature = "ssr")]
        note: "Note", "Anmerkung";
        #[cfg(feature = "ssr")]
        best: "best", "bestes";
        no_skill: "No model beats repeating the last season here. Treat the forecast with care: more history, other drivers or a coarser time step may help.", "Kein Modell ist hier besser, als die letzte Saison zu wiederholen. Seien Sie mit der Prognose vorsichtig: Mehr Vergangenheit, andere Treiber oder gröbere Zeitschritte können helfen.";
        make: "Make a forecast", "Prognose erstellen";
        method: "With", "Mit";
        method_best: "best model", "bestes Modell";
        repeat: "Repeat the last season of the drivers, even if the data has future values", "Die letzte Saison der Treiber wiederholen, auch wenn die Daten künftige Werte enthalten";
        has_what_if: "What-if can be played with this model.", "Mit diesem Modell lässt sich „Was wäre, wenn“ spielen.";
        delete_text: "Its forecasts and scenarios are deleted too.", "Seine Prognosen und Szenarien werden mitgelöscht.";
        loss: "Training loss by epoch", "Trainingsverlust je Epoche";
        window: "window {n} of {of}", "Fenster {n} von {of}";
        epoch: "epoch {n} of {of}", "Epoche {n} von {of}";
        phase_reading: "reading", "lesen";
        phase_writing: "writing", "schreiben";
        phase_profiling: "looking at the values", "Werte ansehen";
        phase_backtest: "comparing on the past", "Vergleich an der Vergangenheit";
        phase_fit: "learning from all data", "aus allen Daten lernen";
        phase_filling: "filling gaps", "füllt Lücken";
        phase_explaining: "asking the model", "das Modell wird befragt";
        phase_saving: "saving", "speichern";
        again: "Train again", "Neu trainieren";
        phase_searching: "searching for options", "sucht Optionen";
        further: "Train further", "Weiter trainieren";
        parent: "Trained further from {name}", "Weitertrainiert aus {name}";
        parent_gone: "a model that has been deleted", "einem gelöschten Modell";
        children: "Trained further as", "Weitertrainiert als";
        #[cfg(feature = "ssr")]
        search: "Search for options of {model}", "Suche nach Optionen für {model}";
        #[cfg(feature = "ssr")]
        search_note: "Each trial is a backtest on the past before the stretches of the comparison, which therefore judge what was found without having been searched on.", "Jeder Versuch ist ein Backtest an der Vergangenheit vor den Abschnitten des Vergleichs; diese beurteilen das Gefundene also, ohne bei der Suche benutzt worden zu sein.";
        #[cfg(feature = "ssr")]
        search_short: "The best {n} of {of} trials are shown.", "Gezeigt sind die besten {n} von {of} Versuchen.";
        #[cfg(feature = "ssr")]
        search_none: "No trial has ended yet.", "Noch kein Versuch ist beendet.";
        #[cfg(feature = "ssr")]
        trial: "Trial", "Versuch";
        #[cfg(feature = "ssr")]
        options: "Options", "Optionen";
    }
}

#[cfg(feature = "ssr")]
texts! {
    /// "Forecast this".
    Train {
        title: "Forecast this", "Prognose erstellen";
        from: "From {name}", "Aus {name}";
        name: "Name of the model", "Name des Modells";
        what: "What", "Was";
        time: "Time column", "Zeitspalte";
        target: "Target: what is forecast", "Ziel: was vorhergesagt wird";
        series: "Series id: tells several series apart", "Reihen-Id: unterscheidet mehrere Reihen";
        one_series: "(one series)", "(eine Reihe)";
        drivers: "Drivers", "Treiber";
        drivers_text: "Columns that influence the target. Known in advance: the plan or calendar tells the value ahead of time (price, holiday, weather forecast); these can be moved in what-if. Lagged: known only afterwards. The same for all of a series: what a series is (region, kind, size).", "Spalten, die das Ziel beeinflussen. Vorab bekannt: Plan oder Kalender nennen den Wert im Voraus (Preis, Feiertag, Wettervorhersage); diese lassen sich in „Was wäre, wenn“ bewegen. Nachlaufend: erst hinterher bekannt. In einer Reihe immer gleich: was eine Reihe ist (Region, Art, Größe).";
        holidays: "Public holidays of", "Gesetzliche Feiertage von";
        no_holidays: "(none)", "(keine)";
        unused: "not used", "nicht benutzt";
        futr: "known in advance", "vorab bekannt";
        hist: "lagged", "nachlaufend";
        of_series: "the same for all of a series", "in einer Reihe immer gleich";
        timing_of: "Use of {name}", "Verwendung von {name}";
        how: "How", "Wie";
        horizon: "Horizon: how many periods ahead", "Horizont: wie viele Perioden voraus";
        seasons: "Season lengths in periods, such as 24, 168 (empty: the usual ones)", "Saisonlängen in Perioden, etwa 24, 168 (leer: die üblichen)";
        windows: "Stretches of the past to compare on", "Abschnitte der Vergangenheit zum Vergleich";
        window_length: "Last periods to learn from (empty: all)", "Letzte Perioden zum Lernen (leer: alle)";
        budget: "Seconds that the comparison may take (empty: as long as it needs)", "Sekunden, die der Vergleich dauern darf (leer: so lange wie nötig)";
        metric: "Choose the best by (MAPE aims lower: where percentage errors are least)", "Bestes Modell nach (MAPE zielt tiefer: wo prozentuale Fehler am kleinsten sind)";
        baseline: "Baselines", "Vergleichsgrößen";
        smoothing: "Exponential smoothing", "Exponentielle Glättung";
        theta: "Theta", "Theta";
        arima: "ARIMA and regression", "ARIMA und Regression";
        several_seasons: "Several or long seasons", "Mehrere oder lange Saisons";
        intermittent: "Intermittent demand", "Sporadische Nachfrage";
        trees: "Trees", "Bäume";
        network: "Neural networks", "Neuronale Netze";
        models: "Models to compare (none chosen: all that suit)", "Zu vergleichende Modelle (keins gewählt: alle passenden)";
        uses_drivers: "drivers", "Treiber";
        plays: "what-if", "Was wäre, wenn";
        start: "Start training", "Training starten";
        advanced: "More settings", "Weitere Einstellungen";
        levels: "Interval levels in percent", "Niveaus der Intervalle in Prozent";
        seed: "Seed of everything random", "Startwert alles Zufälligen";
        below_zero: "Forecasts below zero", "Vorhersagen unter null";
        kept: "only of series that were below zero", "nur bei Reihen, die unter null waren";
        possible: "of all series", "bei allen Reihen";
        intervals: "Correct intervals by the past", "Intervalle an der Vergangenheit ausrichten";
        split: "all stretches alike", "alle Abschnitte gleich";
        adaptive: "adaptive (many stretches)", "adaptiv (viele Abschnitte)";
        search: "Search for options of", "Optionen suchen für";
        search_none: "(no search)", "(keine Suche)";
        search_seconds: "Seconds that the search takes", "Sekunden, die die Suche dauert";
        parent: "Trains {name} further: its neural networks go on from what they have learned, on the data as they are now. Horizon, drivers and seasons stay as they are there.", "Trainiert {name} weiter: Seine neuronalen Netze gehen von dem aus, was sie gelernt haben, mit den Daten von heute. Horizont, Treiber und Saisonlängen bleiben wie dort.";
        fixed: "as in the model that is trained further", "wie im Modell, das weitertrainiert wird";
        no_source: "Choose data first", "Wählen Sie zuerst Daten";
        no_source_text: "A training starts from a data set or a saved query.", "Ein Training beginnt mit einem Datensatz oder einer gespeicherten Abfrage.";
        no_time: "This data has no time column. A forecast needs a column of dates, times or step numbers.", "Diese Daten haben keine Zeitspalte. Eine Prognose braucht eine Spalte mit Daten, Zeiten oder Schrittnummern.";
    }
}

texts! {
    /// Forecasts.
    Forecasts {
        title: "Forecasts", "Prognosen";
        empty_title: "No forecasts yet", "Noch keine Prognosen";
        empty_text: "Train a model, then let it look ahead.", "Trainieren Sie ein Modell und lassen Sie es nach vorn sehen.";
        to_models: "To the models", "Zu den Modellen";
        method: "Model", "Modell";
        made_with: "{method}, {h} periods", "{method}, {h} Perioden";
        series: "Series", "Reihe";
        of_many: "of {n}; a part of the name is enough", "von {n}; ein Teil des Namens genügt";
        show: "Show", "Anzeigen";
        table: "Forecast by period", "Prognose je Periode";
        time: "Time", "Zeit";
        mean: "Forecast", "Prognose";
        low: "Low {level} %", "Unten {level} %";
        high: "High {level} %", "Oben {level} %";
        total: "Total", "Summe";
        what_if: "What if?", "Was wäre, wenn?";
        why: "Why this forecast?", "Warum diese Prognose?";
        futures: "Possible futures", "Mögliche Verläufe";
        trained: "Trained model", "Trainiertes Modell";
        delete_text: "Its scenarios are deleted too.", "Ihre Szenarien werden mitgelöscht.";
        sum: "Total over the horizon: {total}", "Summe über den Horizont: {total}";
        sum_band: "{level} %: {lo} to {hi}", "{level} %: {lo} bis {hi}";
        chart: "History, forecast and intervals", "Vergangenheit, Prognose und Intervalle";
    }
}

#[cfg(feature = "ssr")]
texts! {
    /// The errors of a comparison in parts.
    ErrorsBy {
        title: "Errors in detail: {name}", "Fehler im Einzelnen: {name}";
        link: "Errors by period ahead and by series", "Fehler nach Vorlauf und nach Reihe";
        back: "To the model", "Zum Modell";
        choose: "Model", "Modell";
        none: "Nothing was kept of this comparison. Train the model again to see its errors in detail.", "Von diesem Vergleich wurde nichts aufbewahrt. Trainieren Sie das Modell neu, um seine Fehler im Einzelnen zu sehen.";
        step: "Periods ahead", "Perioden voraus";
        by_step: "Errors by period ahead", "Fehler nach Vorlauf";
        by_step_text: "How errors grow the further ahead a model looks. Skill compares with seasonal naive at the same distance.", "Wie die Fehler wachsen, je weiter ein Modell voraussieht. Die Güte vergleicht mit Seasonal Naive im selben Abstand.";
        table: "Table", "Tabelle";
        by_series: "Series with the greatest errors", "Reihen mit den größten Fehlern";
        by_series_text: "By {metric}, {n} of {of} series. Errors in the unit of the data are greater where values are.", "Nach {metric}, {n} von {of} Reihen. Fehler in der Einheit der Daten sind größer, wo die Werte es sind.";
    }
}
