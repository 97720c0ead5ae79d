//! Texts around consent. Those of the purposes themselves have versions and are in `almanac_domain::consent`.

use super::texts;

texts! {
    /// Consent to the use of personal data.
    Consent {
        text: "What your data may be used for. You decide, and may change your mind at any time.", "Wofür Ihre Daten benutzt werden dürfen. Sie entscheiden, und Sie können Ihre Meinung jederzeit ändern.";
        boxes: "Use of your data", "Nutzung Ihrer Daten";
        boxes_text: "The rest is up to you, and can be changed later under “Privacy”.", "Das Weitere entscheiden Sie, und können es später unter „Datenschutz“ ändern.";
        necessary: "necessary", "notwendig";
        given: "given", "erteilt";
        declined: "not given", "nicht erteilt";
        open: "please decide", "bitte entscheiden";
        give: "Give consent", "Einwilligen";
        decline: "Decline", "Ablehnen";
        withdraw: "Withdraw consent", "Einwilligung widerrufen";
        version: "text {version}", "Text {version}";
        history: "What you decided", "Was Sie entschieden haben";
        purpose: "Purpose", "Zweck";
        decision: "Consent", "Einwilligung";
        text_version: "Text", "Text";
        at: "When", "Wann";
        address: "Address", "Adresse";
    }
}
