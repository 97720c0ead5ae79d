//! Texts of row rules and of the attributes of members.

use super::texts;

texts! {
    /// Row rules.
    RowRules {
        title: "Row rules", "Zeilenregeln";
        text: "Which rows of data sets and tables viewers and editors see. Owners see everything. Several rules of one source must all hold.", "Welche Zeilen von Datensätzen und Tabellen Betrachter und Bearbeiter sehen. Eigentümer sehen alles. Mehrere Regeln zu einer Quelle müssen alle gelten.";
        empty_title: "Everybody sees every row", "Alle sehen jede Zeile";
        empty_text: "A rule shows people only the rows that concern them, such as those of their region.", "Eine Regel zeigt Menschen nur die Zeilen, die sie betreffen, etwa die ihrer Region.";
        new: "New rule", "Neue Regel";
        edit: "Change the rule", "Regel ändern";
        about: "Data set or table", "Datensatz oder Tabelle";
        nothing: "There is no data set and no table yet.", "Es gibt noch keinen Datensatz und keine Tabelle.";
        next: "Next", "Weiter";
        gone: "(cannot be read)", "(nicht lesbar)";
        whom: "For", "Für";
        viewers: "Viewers", "Betrachter";
        editors: "Editors", "Bearbeiter";
        sees: "See the rows where", "Sehen die Zeilen, wo";
        column: "Column", "Spalte";
        operator: "Comparison", "Vergleich";
        is: "is (one of)", "ist (eins von)";
        is_not: "is not (any of)", "ist nicht (keins von)";
        attribute: "Attribute of the person", "Attribut der Person";
        attribute_hint: "Such as region, or email or id. For “is” and “is not”. Who lacks it sees no row.", "Etwa region, oder email oder id. Für „ist“ und „ist nicht“. Wer es nicht hat, sieht keine Zeile.";
        values: "Or values", "Oder Werte";
        values_hint: "One a line.", "Einer je Zeile.";
        tree: "This condition was written over the REST interface, and is changed there.", "Diese Bedingung wurde über die REST-Schnittstelle geschrieben und wird dort geändert.";
        delete_text: "What it hides is seen again.", "Was sie verbirgt, ist wieder zu sehen.";
        preview: "What does somebody see?", "Was sieht jemand?";
        preview_text: "By this rule as it is saved, and by no other.", "Nach dieser Regel, wie sie gespeichert ist, und nach keiner anderen.";
        member: "Person", "Person";
        show: "Show", "Zeigen";
        rows_of: "{rows} of {total} rows", "{rows} von {total} Zeilen";
        whole: "all {total} rows: the rule is not for their role", "alle {total} Zeilen: Die Regel gilt nicht für ihre Rolle";
        back: "All row rules", "Alle Zeilenregeln";
        link_note: "Everyone with the link sees what you see of the rows.", "Alle mit dem Link sehen von den Zeilen, was Sie sehen.";
        attributes: "Attributes", "Attribute";
        attributes_named: "Attributes of {name}", "Attribute von {name}";
        attributes_text: "Row rules compare with them. They hold in all projects of the organization.", "Zeilenregeln vergleichen damit. Sie gelten in allen Projekten der Organisation.";
        attributes_hint: "One attribute a line, such as region: north; south", "Ein Attribut je Zeile, etwa region: nord; süd";
    }
}
