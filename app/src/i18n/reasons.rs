//! Texts of explanations and anomalies.

use super::texts;

texts! {
    /// Why a forecast is what it is.
    Why {
        title: "Why this forecast: {name}", "Warum diese Prognose: {name}";
        made_with: "{method}, computed {at}", "{method}, berechnet {at}";
        back: "To the forecast", "Zur Prognose";
        nothing: "Nothing was computed for this series yet.", "Für diese Reihe wurde noch nichts berechnet.";
        nothing_text: "Almanac asks the model again and again, with other drivers. Models other than networks are fitted anew for that, which takes about as long as making the forecast. The result is kept with the forecast.", "Almanac befragt das Modell immer wieder, mit anderen Treibern. Modelle außer Netzen werden dafür neu angepasst; das dauert etwa so lange wie das Erstellen der Prognose. Das Ergebnis wird bei der Prognose aufbewahrt.";
        may_not: "Somebody who may train models in this project can have it computed.", "Wer in diesem Projekt Modelle trainieren darf, kann es berechnen lassen.";
        compute: "Explain this forecast", "Prognose erklären";
        failed: "The explanation could not be computed.", "Die Erklärung ließ sich nicht berechnen.";
        differs: "The model was fitted anew and forecasts slightly other numbers than those that are stored. What follows explains the new ones.", "Das Modell wurde neu angepasst und sagt etwas andere Zahlen voraus als die gespeicherten. Erklärt werden die neuen.";
        reconciled: "The forecasts of this hierarchy were made to add up afterwards, which changed them. What follows explains what the model itself forecast for this series.", "Die Prognosen dieser Hierarchie wurden danach zusammenpassend gemacht, was sie geändert hat. Erklärt wird, was das Modell selbst für diese Reihe vorausgesagt hat.";
        drivers: "What each driver adds", "Was jeder Treiber beiträgt";
        drivers_text: "Against a future in which the drivers have their typical values: the base. Base and contributions sum to the forecast. They explain the model, not the world.", "Gegen eine Zukunft, in der die Treiber ihre typischen Werte haben: die Basis. Basis und Beiträge summieren sich zur Prognose. Sie erklären das Modell, nicht die Welt.";
        estimated: "There are too many drivers to try all their combinations: contributions are estimated.", "Für alle Kombinationen sind es zu viele Treiber: Die Beiträge sind geschätzt.";
        chart: "Contribution of each driver to the total", "Beitrag jedes Treibers zur Summe";
        driver: "Driver", "Treiber";
        base: "Base", "Basis";
        forecast: "Forecast", "Prognose";
        contribution: "Contribution", "Beitrag";
        per_period: "Per period", "Je Periode";
        by_period: "By period", "Je Periode ansehen";
        unused: "{method} uses no drivers, so none can explain its forecast. Models that do are marked in the form of a training.", "{method} verwendet keine Treiber, also kann keiner seine Prognose erklären. Modelle, die welche verwenden, sind im Formular eines Trainings gekennzeichnet.";
        absent: "The model was trained without drivers that are known in advance. What can be told follows from the past alone.", "Das Modell wurde ohne vorab bekannte Treiber trainiert. Was sich sagen lässt, folgt allein aus der Vergangenheit.";
        little: "What a little more would change", "Was ein wenig mehr ändern würde";
        little_text: "Change of the total if one driver is higher in all periods and the others stay. Mean slopes over a usual change: far beyond they need not hold.", "Änderung der Summe, wenn ein Treiber in allen Perioden höher ist und die anderen bleiben. Mittlere Steigungen über eine übliche Änderung: Weit darüber hinaus müssen sie nicht gelten.";
        percent_more: "1 % more", "1 % mehr";
        unit_more: "One unit more", "Eine Einheit mehr";
        spread_more: "One standard deviation more", "Eine Standardabweichung mehr";
        spread: "Standard deviation", "Standardabweichung";
        level: "Value", "Wert";
        if_all: "If all periods had it", "Wenn alle Perioden ihn hätten";
        goal: "What would change the total by …?", "Was würde die Summe ändern um …?";
        goal_text: "The least change of one driver in all periods, within the values that were seen. Whether it can be changed at all (a price can, the weather cannot) you know.", "Die kleinste Änderung eines Treibers in allen Perioden, innerhalb der Werte, die schon vorkamen. Ob er sich überhaupt ändern lässt (ein Preis ja, das Wetter nein), wissen Sie.";
        percent: "Change of the total in percent", "Änderung der Summe in Prozent";
        seek: "Find changes", "Änderungen suchen";
        other_goals: "Other goals that are kept", "Andere aufbewahrte Ziele";
        goal_of: "From {baseline} to {goal} ({percent} %)", "Von {baseline} auf {goal} ({percent} %)";
        change: "Change in all periods", "Änderung in allen Perioden";
        in_spreads: "In standard deviations", "In Standardabweichungen";
        then: "Total then", "Summe dann";
        reached: "reached", "erreicht";
        not_reached: "as near as it comes", "näher kommt es nicht";
        no_levers: "No driver is a number that could be shifted.", "Kein Treiber ist eine Zahl, die sich verschieben ließe.";
        features: "What the trees looked at", "Worauf die Bäume sahen";
        features_text: "Everything that the model asks about, summed over all periods. The past is explained together with what it says of drivers, so a driver's share is another one than above.", "Alles, wonach das Modell fragt, summiert über alle Perioden. Die Vergangenheit wird zusammen mit dem erklärt, was sie über Treiber sagt; darum ist der Anteil eines Treibers ein anderer als oben.";
        feature: "Looked at", "Angesehen";
        last_values: "Past: last values", "Vergangenheit: letzte Werte";
        season_of: "Past: season of {n}", "Vergangenheit: Saison von {n}";
        level_spread: "Past: level and spread", "Vergangenheit: Niveau und Streuung";
        ahead: "Horizon: periods ahead", "Horizont: Perioden voraus";
        limits: "Horizon: limits of the forecast", "Horizont: Grenzen der Prognose";
        hour: "Calendar: hour", "Kalender: Stunde";
        weekday: "Calendar: weekday", "Kalender: Wochentag";
        day: "Calendar: day of the month", "Kalender: Tag im Monat";
        month: "Calendar: month", "Kalender: Monat";
        year: "Calendar: time of year", "Kalender: Jahreszeit";
        weights: "What the network looked at", "Worauf das Netz sah";
        weights_text: "How much it read of each variable, and to which past periods it paid attention. That says where it looked, not what it made of it; of variables that say the same any may have the weight.", "Wie viel es von jeder Größe las und welchen vergangenen Perioden seine Aufmerksamkeit galt. Das sagt, wohin es sah, nicht, was es daraus machte; von Größen, die dasselbe sagen, kann jede das Gewicht haben.";
        weights_static: "The same in all periods", "In allen Perioden gleich";
        weights_past: "In the past", "In der Vergangenheit";
        weights_ahead: "Known in advance", "Vorab bekannt";
        weight: "Weight", "Gewicht";
        target: "The values themselves", "Die Werte selbst";
        day_time: "Calendar: time of day", "Kalender: Tageszeit";
        cycle_of: "Calendar: season of {n}", "Kalender: Saison von {n}";
        attention: "Attention by distance", "Aufmerksamkeit nach Abstand";
        lag: "Periods before", "Perioden davor";
        share: "Share of the attention", "Anteil der Aufmerksamkeit";
        past: "The past: trend and seasons", "Die Vergangenheit: Trend und Saisons";
        past_text: "The series taken apart. A strength of 100 % says that nothing else moves the series; below about 30 % a part is hardly there.", "Die Reihe in ihre Teile zerlegt. Eine Stärke von 100 % sagt, dass nichts anderes die Reihe bewegt; unter etwa 30 % ist ein Teil kaum da.";
        past_chart: "The last periods with their trend", "Die letzten Perioden mit ihrem Trend";
        trend: "Trend", "Trend";
        trend_strength: "Strength of the trend", "Stärke des Trends";
        season_strength: "Strength of the season of {n} periods", "Stärke der Saison von {n} Perioden";
        value: "Value", "Wert";
    }
}

texts! {
    /// Sample paths of a forecast.
    Futures {
        title: "Possible futures: {name}", "Mögliche Verläufe: {name}";
        text: "Each line is a future that could happen: every period is as spread as its intervals say, and neighbouring periods go together as the errors of the comparison did. So sums and extremes over several periods can be read from them, which the bounds of single periods do not tell.", "Jede Linie ist ein möglicher Verlauf: Jede Periode streut so, wie ihre Intervalle es sagen, und benachbarte Perioden hängen so zusammen wie die Fehler im Vergleich. Daraus lassen sich Summen und Extreme über mehrere Perioden ablesen, was die Grenzen einzelner Perioden nicht sagen.";
        back: "To the forecast", "Zur Prognose";
        above: "How likely is more than …?", "Wie wahrscheinlich ist mehr als …?";
        ask: "Show", "Anzeigen";
        chance: "How likely is more than {value}?", "Wie wahrscheinlich ist mehr als {value}?";
        chances: "Probabilities", "Wahrscheinlichkeiten";
        total: "Total over the horizon", "Summe über den Horizont";
        any: "At least one period", "Mindestens eine Periode";
        all: "Every period", "Jede Periode";
        chart: "History, possible futures and forecast", "Vergangenheit, mögliche Verläufe und Prognose";
        path: "Possible future", "Möglicher Verlauf";
        download: "1,000 futures as JSON", "1.000 Verläufe als JSON";
    }
}

texts! {
    /// Anomalies of a data set.
    Unusual {
        title: "Anomalies: {name}", "Anomalien: {name}";
        text: "Which periods are not like the rest of a series? Nothing is kept: the address of this page holds all choices, and can be shared.", "Welche Perioden sind nicht wie der Rest einer Reihe? Nichts wird aufbewahrt: Die Adresse dieser Seite enthält alle Angaben und lässt sich weitergeben.";
        back: "To the data set", "Zum Datensatz";
        time: "Time column", "Zeitspalte";
        value: "Values", "Werte";
        series: "Series: the column that tells several apart", "Reihe: die Spalte, die mehrere unterscheidet";
        one_series: "(one series)", "(eine Reihe)";
        method: "Method", "Verfahren";
        level: "Sensitivity: values outside so many percent are unusual", "Empfindlichkeit: Werte außerhalb von so viel Prozent sind ungewöhnlich";
        level_hint: "Lower finds more. For mad, forecast_residual and combined.", "Niedriger findet mehr. Für mad, forecast_residual und combined.";
        seasons: "Season lengths in periods, such as 24, 168 (empty: the usual ones)", "Saisonlängen in Perioden, etwa 24, 168 (leer: die üblichen)";
        find: "Find anomalies", "Anomalien suchen";
        no_time: "This data has no time column. Anomalies need a column of dates, times or step numbers, and one of numbers.", "Diese Daten haben keine Zeitspalte. Anomalien brauchen eine Spalte mit Daten, Zeiten oder Schrittnummern und eine mit Zahlen.";
        mad: "far from level and season (quick, suits most series)", "fern von Niveau und Saison (schnell, passt für die meisten Reihen)";
        esd: "the same, with a test for normal noise", "dasselbe, mit einem Test für normales Rauschen";
        residual: "far from what a model forecast (slow, fewest false alarms)", "fern von der Prognose eines Modells (langsam, wenigste Fehlalarme)";
        forest: "several features stand together oddly", "mehrere Merkmale stehen seltsam zusammen";
        changes: "lasting changes of level", "dauerhafte Änderungen des Niveaus";
        combined: "what mad and isolation_forest both find", "was mad und isolation_forest beide finden";
        found: "Unusual periods: {total} (rows read: {rows})", "Ungewöhnliche Perioden: {total} (gelesene Zeilen: {rows})";
        found_seasons: "Unusual periods: {total} (rows read: {rows}; seasons of {seasons} periods)", "Ungewöhnliche Perioden: {total} (gelesene Zeilen: {rows}; Saisons von {seasons} Perioden)";
        nothing: "No period is unusual. Lower the sensitivity, or try another method, to find more.", "Keine Periode ist ungewöhnlich. Senken Sie die Empfindlichkeit oder nehmen Sie ein anderes Verfahren, um mehr zu finden.";
        not_judged: "Series that were not judged", "Reihen, die nicht beurteilt wurden";
        show: "Show", "Anzeigen";
        shown: "Series in the chart", "Reihe im Diagramm";
        all: "(all)", "(alle)";
        chart: "The series with its anomalies and what was to be expected", "Die Reihe mit ihren Anomalien und dem, was zu erwarten war";
        thinned: "Of this long series the chart shows every anomaly, and of the ordinary periods the extremes.", "Von dieser langen Reihe zeigt das Diagramm jede Anomalie, und von den gewöhnlichen Perioden die Extreme.";
        table: "Unusual periods", "Ungewöhnliche Perioden";
        at: "Time", "Zeit";
        of: "Series", "Reihe";
        number: "Value", "Wert";
        expected: "Expected", "Erwartet";
        range: "Expected range", "Erwarteter Bereich";
        score: "Score", "Punktzahl";
        episode: "Episode", "Episode";
        anomaly: "Anomaly", "Anomalie";
        level_changes: "Changes of level", "Änderungen des Niveaus";
        before: "Mean before", "Mittel davor";
        after: "Mean after", "Mittel danach";
        from_to: "{from} to {to} of {all}", "{from} bis {to} von {all}";
        first: "First", "Erste";
        next: "Next", "Nächste";
    }
}
