//! Texts of hierarchies of series.

use super::texts;

texts! {
    /// Series that sum up to others.
    Tree {
        #[cfg(feature = "ssr")]
        title: "Hierarchy: forecasts that add up", "Hierarchie: Prognosen, die zusammenpassen";
        #[cfg(feature = "ssr")]
        text: "For columns that group the series, such as country, state and purpose: each group and the total are forecast too, and the parts always add up to the whole. Level 1 of a way is its coarsest column, level 2 lies within it. A second way splits the same total otherwise, crossed with the first. Without a series id, the columns chosen here tell the series apart. There is no what-if then.", "Für Spalten, die die Reihen gruppieren, etwa Land, Bundesland und Zweck: Auch jede Gruppe und das Ganze werden vorhergesagt, und die Teile ergeben stets die Summe. Ebene 1 eines Wegs ist seine gröbste Spalte, Ebene 2 liegt darin. Ein zweiter Weg teilt dasselbe Ganze anders auf, gekreuzt mit dem ersten. Ohne Reihen-Id unterscheiden die hier gewählten Spalten die Reihen. „Was wäre, wenn“ gibt es dann nicht.";
        #[cfg(feature = "ssr")]
        place: "Way {way}, level {level}", "Weg {way}, Ebene {level}";
        #[cfg(feature = "ssr")]
        place_of: "Level of {name}", "Ebene von {name}";
        #[cfg(feature = "ssr")]
        method: "How forecasts are made to add up", "Wie Prognosen zusammenpassend werden";
        #[cfg(feature = "ssr")]
        auto: "chosen by the backtest", "vom Backtest gewählt";
        #[cfg(feature = "ssr")]
        middle: "middle_out, from level {level} of way 1", "middle_out, von Ebene {level} des Wegs 1";
        #[cfg(feature = "ssr")]
        nonnegative: "No forecast below zero", "Keine Prognose unter null";
        name: "Hierarchy", "Hierarchie";
        made_by: "adds up by {method}", "passt zusammen durch {method}";
        #[cfg(feature = "ssr")]
        compared: "How forecasts are made to add up", "Wie Prognosen zusammenpassend werden";
        #[cfg(feature = "ssr")]
        compared_note: "Errors of the best model in the backtest: RMSSE overall and by level with its number of series, and MASE; less is better. base is each series for itself, which does not add up.", "Fehler des besten Modells im Backtest: RMSSE insgesamt und je Ebene mit ihrer Zahl von Reihen, sowie MASE; weniger ist besser. base ist jede Reihe für sich, was nicht zusammenpasst.";
        #[cfg(feature = "ssr")]
        rule: "The backtest chose: wls_struct, unless another is more than 5 % better.", "Der Backtest hat gewählt: wls_struct, wenn kein anderes um mehr als 5 % besser ist.";
        #[cfg(feature = "ssr")]
        none: "The series are too short to compare the methods on the past.", "Die Reihen sind zu kurz, um die Verfahren an der Vergangenheit zu vergleichen.";
        #[cfg(feature = "ssr")]
        way: "Method", "Verfahren";
        #[cfg(feature = "ssr")]
        chosen: "chosen", "gewählt";
    }
}
