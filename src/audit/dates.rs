//! Dates and times as tables write them.
//!
//! `03/04/2025` is the third of April or the fourth of March: the value alone does not tell. It is kept as written
//! ([`Written`]) until the whole column was seen ([`Column`]): one value that fits one order only decides for all.
//! Where none does, or two contradict each other, the user decides: nothing is guessed.

use jiff::civil::{Date, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::Offset;
use std::fmt;

/// What comes first where a date is written in numbers with the year last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Month, day, year: `04/23/2025`.
    MonthFirst,
    /// Day, month, year: `23/04/2025`.
    DayFirst,
}

impl DateOrder {
    /// Its name, as `--date-format` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MonthFirst => "mdy",
            Self::DayFirst => "dmy",
        }
    }

    /// The order of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::MonthFirst, Self::DayFirst].into_iter().find(|order| order.name() == name)
    }
}

/// A moment: a day of the calendar where it was written down, the time if there is one, and the zone if one was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// Seconds east of Greenwich.
    pub offset: Option<Offset>,
}

impl Moment {
    /// Days of the calendar from `earlier` to this day; negative if it lies before.
    #[must_use]
    pub fn days_since(&self, earlier: &Self) -> i64 {
        // The difference of two dates in days has no other unit and cannot fail.
        earlier.date.until(self.date).map_or(0, |span| i64::from(span.get_days()))
    }

    /// Whether this is known to lie before `other`: by the day, and on one day by the times where both have one. With
    /// two zones instants are compared.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        if self.date != other.date {
            return self.date < other.date;
        }
        let (Some(time), Some(other_time)) = (self.time, other.time) else { return false };
        match (self.offset, other.offset) {
            (Some(a), Some(b)) => {
                let instants =
                    (a.to_timestamp(self.date.to_datetime(time)), b.to_timestamp(other.date.to_datetime(other_time)));
                matches!(instants, (Ok(a), Ok(b)) if a < b)
            }
            _ => time < other_time,
        }
    }

    /// What moments are put in order by: a day without a time stands before its times.
    #[must_use]
    pub fn key(&self) -> (Date, Option<Time>) {
        (self.date, self.time)
    }
}

/// As rows show it: `2025-04-23`, `2025-04-23T10:15:00-05:00`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(f, "T{time}")?;
        }
        match self.offset.map(Offset::seconds) {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(seconds) => {
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// A date as written. Small: tables have millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The day with the month first, if the numbers can be read so.
    month_first: Option<Date>,
    /// The day with the day first.
    day_first: Option<Date>,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Written {
    /// Reads one cell. `None` if it is in no form that is known, or no day of the calendar.
    #[must_use]
    pub fn read(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        let (month_first, day_first, rest) = numbers(cell).or_else(|| names(cell))?;
        let (time, offset) = clock(rest)?;
        (month_first.is_some() || day_first.is_some()).then_some(Self { month_first, day_first, time, offset })
    }

    /// The moment, once the order of the numbers is known. `None` if it is no day in that order.
    #[must_use]
    pub fn moment(&self, order: Option<DateOrder>) -> Option<Moment> {
        let date = match order {
            _ if self.month_first == self.day_first => self.month_first,
            Some(DateOrder::MonthFirst) => self.month_first,
            Some(DateOrder::DayFirst) => self.day_first,
            None => self.month_first.xor(self.day_first),
        };
        date.map(|date| Moment { date, time: self.time, offset: self.offset })
    }
}

impl Written {
    /// The day with the month first, and with the day first.
    pub(super) fn days(&self) -> [Option<Date>; 2] {
        [self.month_first, self.day_first]
    }
}

/// A date in numbers: the day with the month first, with the day first, and what stands behind.
fn numbers(cell: &str) -> Option<(Option<Date>, Option<Date>, &str)> {
    let (first, mut rest) = digits(cell)?;
    // HL7 and DICOM: 20250423, 20250423101500
    if matches!(first.len(), 8 | 12 | 14) {
        let date = date(&first[..4], &first[4..6], &first[6..8])?;
        // the digits of the time go on right behind
        return Some((Some(date), Some(date), &cell[8..]));
    }
    let mut parts = [first, "", ""];
    let separator = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    for part in &mut parts[1..] {
        let (found, behind) = digits(rest.strip_prefix(separator)?)?;
        (*part, rest) = (found, behind);
    }
    let [a, b, c] = parts;
    match (a.len(), b.len(), c.len()) {
        (4, 1 | 2, 1 | 2) => {
            let date = date(a, b, c)?;
            Some((Some(date), Some(date), rest))
        }
        (1 | 2, 1 | 2, 2 | 4) => Some((date(c, a, b), date(c, b, a), rest)),
        _ => None,
    }
}

/// The digits that a text begins with, and the rest.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Two digits of a year are those of 1969 to 2068, as in POSIX.
fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let short = year.len() == 2;
    let year: i16 = year.parse().ok()?;
    let year = match (short, year) {
        (true, 69..) => year + 1900,
        (true, _) => year + 2000,
        _ => year,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A date with the month's name: `23-Apr-2025`, `April 23, 2025`.
fn names(cell: &str) -> Option<(Option<Date>, Option<Date>, &str)> {
    // two digits first: four would take them for a year of antiquity
    const FORMS: [&str; 8] =
        ["%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%a, %d %b %Y"];
    FORMS.iter().find_map(|form| {
        let (read, length) = BrokenDownTime::parse_prefix(form, cell).ok()?;
        let rest = cell.get(length..)?;
        let date = read.to_date().ok().filter(|_| !rest.starts_with(|c: char| c.is_ascii_digit()))?;
        Some((Some(date), Some(date), rest))
    })
}

/// What stands behind a date: nothing, a time, a time with a zone. `None` if it is something else.
fn clock(rest: &str) -> Option<(Option<Time>, Option<Offset>)> {
    const FORMS: [&str; 8] =
        ["%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p", "%H:%M:%S%.f", "%H:%M", "%H%M%S", "%H%M"];
    let rest = rest.trim_start_matches([',', ' ', 'T', 't', '_']).trim_end();
    if rest.is_empty() {
        return Some((None, None));
    }
    FORMS.iter().find_map(|form| {
        let (read, length) = BrokenDownTime::parse_prefix(form, rest).ok()?;
        let time = read.to_time().ok()?;
        let offset = zone(rest.get(length..)?.trim())?;
        Some((Some(time), offset))
    })
}

/// A zone: `Z`, `UTC`, `+02:00`, `-0500`, with its name in brackets behind or not. Nothing is no zone.
fn zone(text: &str) -> Option<Option<Offset>> {
    let text = text.split_once('[').map_or(text, |(before, _)| before).trim();
    match text {
        "" => return Some(None),
        "Z" | "z" | "UTC" | "GMT" => return Some(Some(Offset::UTC)),
        _ => {}
    }
    ["%:z", "%z"].iter().find_map(|form| BrokenDownTime::parse(form, text).ok()?.offset()).map(Some)
}

/// What the dates of a column tell of their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Values that are a day with the month first only.
    month_first: u64,
    /// Values that are a day with the day first only.
    day_first: u64,
    /// Values that are two different days.
    open: u64,
    /// Values whose time is not midnight.
    timed: u64,
}

/// Why a column's dates cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Every value that could tell day from month can be read both ways.
    Ambiguous,
    /// Some values have the day first and some the month.
    Mixed,
}

impl Column {
    /// Looks at one value.
    pub fn see(&mut self, date: &Written) {
        self.timed += u64::from(date.time.is_some_and(|time| time != Time::midnight()));
        match (date.month_first, date.day_first) {
            (Some(a), Some(b)) if a == b => {}
            (Some(_), Some(_)) => self.open += 1,
            (Some(_), None) => self.month_first += 1,
            (None, _) => self.day_first += 1,
        }
    }

    /// Adds what another part of the column told.
    pub fn add(&mut self, other: &Self) {
        self.month_first += other.month_first;
        self.day_first += other.day_first;
        self.open += other.open;
        self.timed += other.timed;
    }

    /// Whether the column has times. Where every one is 0:00 they are what a program wrote behind days, and tell
    /// nothing.
    #[must_use]
    pub fn has_times(&self) -> bool {
        self.timed > 0
    }

    /// A moment of this column, once the order of the numbers is known.
    #[must_use]
    pub fn moment(&self, date: &Written, order: Option<DateOrder>) -> Option<Moment> {
        let moment = date.moment(order)?;
        Some(if self.has_times() { moment } else { Moment { time: None, offset: None, ..moment } })
    }

    /// The order of the column's numbers; `None` where no value needs one.
    ///
    /// # Errors
    /// When the values do not tell, or contradict each other, and the user did not say.
    pub fn order(&self, said: Option<DateOrder>) -> Result<Option<DateOrder>, Unclear> {
        match (said, self.month_first > 0, self.day_first > 0) {
            (Some(order), ..) => Ok(Some(order)),
            (None, true, true) => Err(Unclear::Mixed),
            (None, true, false) => Ok(Some(DateOrder::MonthFirst)),
            (None, false, true) => Ok(Some(DateOrder::DayFirst)),
            (None, false, false) if self.open > 0 => Err(Unclear::Ambiguous),
            (None, false, false) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, DateOrder, Moment, Unclear, Written};

    fn moment(cell: &str) -> Moment {
        Written::read(cell).and_then(|date| date.moment(None)).unwrap_or_else(|| panic!("{cell}"))
    }

    fn shown(cell: &str) -> String {
        let Moment { date, time, offset } = moment(cell);
        let time = time.map(|time| format!(" {time}")).unwrap_or_default();
        let offset = offset.map(|offset| format!(" {offset}")).unwrap_or_default();
        format!("{date}{time}{offset}")
    }

    #[test]
    fn forms_that_tables_have() {
        let cases = [
            ("2025-04-23", "2025-04-23"),
            (" 2025-4-3 ", "2025-04-03"),
            ("2025/04/23", "2025-04-23"),
            ("20250423", "2025-04-23"),
            ("20250423101500", "2025-04-23 10:15:00"),
            ("202504231015", "2025-04-23 10:15:00"),
            ("20250423101500-0500", "2025-04-23 10:15:00 -05"),
            ("2025-04-23T10:15", "2025-04-23 10:15:00"),
            ("2025-04-23 10:15:30.5", "2025-04-23 10:15:30.5"),
            ("2025-04-23T10:15:30Z", "2025-04-23 10:15:30 +00"),
            ("2025-04-23T10:15:30+02:00", "2025-04-23 10:15:30 +02"),
            ("2025-04-23T10:15:30-0500", "2025-04-23 10:15:30 -05"),
            ("2025-04-23T10:15:30-05:00[America/New_York]", "2025-04-23 10:15:30 -05"),
            ("04/23/2025", "2025-04-23"),
            ("23/04/2025", "2025-04-23"),
            ("23.04.2025", "2025-04-23"),
            ("4/23/25 1:05 PM", "2025-04-23 13:05:00"),
            ("04/23/2025 12:05:09 AM", "2025-04-23 00:05:09"),
            ("04/04/2025 23:59", "2025-04-04 23:59:00"),
            ("23-Apr-2025", "2025-04-23"),
            ("23-APR-2025 10:15:00", "2025-04-23 10:15:00"),
            ("23-Apr-25", "2025-04-23"),
            ("Apr 23, 2025", "2025-04-23"),
            ("April 3, 2025 10:15 AM", "2025-04-03 10:15:00"),
            ("23 April 2025", "2025-04-23"),
        ];
        let found: Vec<_> = cases.iter().map(|(cell, _)| shown(cell)).collect();
        let wanted: Vec<_> = cases.iter().map(|(_, wanted)| (*wanted).to_owned()).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_is_no_date() {
        for cell in [
            "",
            "soon",
            "2025",
            "2025-13-01",
            "31/31/2025",
            "2025-02-30",
            "04/2025",
            "1/2/3/4",
            "2025-04-23 x",
            "2025-04-23 25:00",
            "45000",
        ] {
            assert_eq!(Written::read(cell), None, "{cell}");
        }
    }

    fn order(cells: &[&str], said: Option<DateOrder>) -> Result<Option<DateOrder>, Unclear> {
        let mut column = Column::default();
        cells.iter().for_each(|cell| column.see(&Written::read(cell).unwrap()));
        column.order(said)
    }

    #[test]
    fn one_value_decides_for_its_column() {
        assert_eq!(order(&["2025-04-03", "3 Apr 2025", "04/04/2025"], None), Ok(None));
        assert_eq!(order(&["03/04/2025", "04/23/2025"], None), Ok(Some(DateOrder::MonthFirst)));
        assert_eq!(order(&["03/04/2025", "23/04/2025"], None), Ok(Some(DateOrder::DayFirst)));
        assert_eq!(order(&["03/04/2025", "2025-04-23"], None), Err(Unclear::Ambiguous));
        assert_eq!(order(&["04/23/2025", "23/04/2025"], None), Err(Unclear::Mixed));
        assert_eq!(order(&["04/23/2025", "23/04/2025"], Some(DateOrder::DayFirst)), Ok(Some(DateOrder::DayFirst)));
        let ambiguous = Written::read("03/04/2025").unwrap();
        assert_eq!(ambiguous.moment(None), None);
        assert_eq!(ambiguous.moment(Some(DateOrder::DayFirst)).unwrap().date.to_string(), "2025-04-03");
        assert_eq!(ambiguous.moment(Some(DateOrder::MonthFirst)).unwrap().date.to_string(), "2025-03-04");
        assert_eq!(Written::read("23/04/2025").unwrap().moment(Some(DateOrder::MonthFirst)), None);
    }

    #[test]
    fn midnights_alone_are_no_times() {
        let moments = |cells: &[&str]| {
            let mut column = Column::default();
            let dates: Vec<Written> = cells.iter().map(|cell| Written::read(cell).unwrap()).collect();
            dates.iter().for_each(|date| column.see(date));
            dates.iter().map(|date| column.moment(date, None).unwrap().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(moments(&["2025-04-23 0:00", "2025-04-24 00:00:00"]), ["2025-04-23", "2025-04-24"]);
        assert_eq!(moments(&["2025-04-23 0:00", "2025-04-24 08:00"]), ["2025-04-23T00:00:00", "2025-04-24T08:00:00"]);
    }

    #[test]
    fn days_are_of_the_calendar_and_times_decide_one_day() {
        assert_eq!(moment("2026-01-11").days_since(&moment("2025-01-11T23:59")), 365);
        assert_eq!(moment("2025-03-01").days_since(&moment("2024-02-29 00:01")), 366);
        assert_eq!(moment("2025-01-10").days_since(&moment("2025-01-11")), -1);
        assert!(moment("2025-01-11 09:00").is_before(&moment("2025-01-11 10:00")));
        assert!(!moment("2025-01-11 10:00").is_before(&moment("2025-01-11 10:00")));
        assert!(!moment("2025-01-11").is_before(&moment("2025-01-11 10:00")));
        assert!(!moment("2025-01-11 09:00").is_before(&moment("2025-01-11")));
        // 09:30 in New York is 14:30 in Greenwich
        assert!(!moment("2025-01-11T09:30-05:00").is_before(&moment("2025-01-11T10:00Z")));
        assert!(moment("2025-01-10T23:00").is_before(&moment("2025-01-11")));
    }
}
