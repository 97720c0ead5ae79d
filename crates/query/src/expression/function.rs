//! The functions of expressions.

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// Without its sign.
    Abs,
    /// The nearest number with so many decimals; a half goes away from zero.
    Round,
    /// The next whole number below.
    Floor,
    /// The next whole number above.
    Ceil,
    /// The square root; missing below zero.
    Sqrt,
    /// e to the power of it.
    Exp,
    /// The natural logarithm; missing at and below zero.
    Ln,
    /// The first to the power of the second; missing where there is none.
    Power,
    /// In small letters.
    Lower,
    /// In capital letters.
    Upper,
    /// Without spaces at both ends.
    Trim,
    /// How many letters.
    Length,
    /// One after the other; what is missing is left out.
    Concat,
    /// Letters from a place on, counted from 1, and how many.
    Substring,
    /// With all places of a text replaced.
    Replace,
    /// Whether a text is in it.
    Contains,
    /// Whether it begins with a text.
    StartsWith,
    /// As a text.
    Text,
    /// The first that is not missing.
    Coalesce,
    /// The first, but missing if it is the second.
    NullIf,
    /// One of two, as the condition holds or not.
    If,
    /// The calendar date.
    Date,
    /// The year.
    Year,
    /// The quarter, from 1 to 4.
    Quarter,
    /// The month, from 1 to 12.
    Month,
    /// The day of the month.
    Day,
    /// The day of the week, from 1 for Monday to 7.
    Weekday,
    /// The hour of the day.
    Hour,
    /// The minute of the hour.
    Minute,
    /// How many days from the first date to the second.
    DaysBetween,
    /// So many days later.
    AddDays,
}

impl Function {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 31] = [
        Self::If,
        Self::Coalesce,
        Self::NullIf,
        Self::Round,
        Self::Abs,
        Self::Floor,
        Self::Ceil,
        Self::Sqrt,
        Self::Exp,
        Self::Ln,
        Self::Power,
        Self::Concat,
        Self::Lower,
        Self::Upper,
        Self::Trim,
        Self::Length,
        Self::Substring,
        Self::Replace,
        Self::Contains,
        Self::StartsWith,
        Self::Text,
        Self::Date,
        Self::Year,
        Self::Quarter,
        Self::Month,
        Self::Day,
        Self::Weekday,
        Self::Hour,
        Self::Minute,
        Self::DaysBetween,
        Self::AddDays,
    ];

    /// Its name in expressions.
    pub fn name(self) -> &'static str {
        let usage = self.usage();
        usage.split_once('(').map_or(usage, |(name, _)| name)
    }

    /// How it is written, such as `round(number, decimals)`.
    pub fn usage(self) -> &'static str {
        match self {
            Self::Abs => "abs(number)",
            Self::Round => "round(number, decimals)",
            Self::Floor => "floor(number)",
            Self::Ceil => "ceil(number)",
            Self::Sqrt => "sqrt(number)",
            Self::Exp => "exp(number)",
            Self::Ln => "ln(number)",
            Self::Power => "power(number, exponent)",
            Self::Lower => "lower(text)",
            Self::Upper => "upper(text)",
            Self::Trim => "trim(text)",
            Self::Length => "length(text)",
            Self::Concat => "concat(value, value, …)",
            Self::Substring => "substring(text, from, letters)",
            Self::Replace => "replace(text, old, new)",
            Self::Contains => "contains(text, part)",
            Self::StartsWith => "starts_with(text, part)",
            Self::Text => "text(value)",
            Self::Coalesce => "coalesce(value, value, …)",
            Self::NullIf => "null_if(value, value)",
            Self::If => "if(condition, value, otherwise)",
            Self::Date => "date(time)",
            Self::Year => "year(time)",
            Self::Quarter => "quarter(time)",
            Self::Month => "month(time)",
            Self::Day => "day(time)",
            Self::Weekday => "weekday(time)",
            Self::Hour => "hour(time)",
            Self::Minute => "minute(time)",
            Self::DaysBetween => "days_between(first, second)",
            Self::AddDays => "add_days(date, days)",
        }
    }

    /// How many arguments it takes at least and at most.
    pub(super) fn arguments(self) -> (usize, usize) {
        match self {
            Self::Round => (1, 2),
            Self::Substring | Self::If => (2, 3),
            Self::Replace => (3, 3),
            Self::Concat | Self::Coalesce => (1, 50),
            Self::Power
            | Self::Contains
            | Self::StartsWith
            | Self::NullIf
            | Self::DaysBetween
            | Self::AddDays => (2, 2),
            _ => (1, 1),
        }
    }
}
