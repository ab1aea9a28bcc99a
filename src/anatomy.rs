//! The spine: vertebrae, disc levels, regions, endplates, their order and neighbours. Pure and total.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The four areas whose vertebrae are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// C1 to C7.
    Cervical,
    /// T1 to T12 (T13 where a report numbers so).
    Thoracic,
    /// L1 to L5 (L6 where a report numbers so).
    Lumbar,
    /// S1 to S5.
    Sacral,
}

impl Area {
    const ALL: [Self; 4] = [Self::Cervical, Self::Thoracic, Self::Lumbar, Self::Sacral];

    fn letter(self) -> char {
        match self {
            Self::Cervical => 'C',
            Self::Thoracic => 'T',
            Self::Lumbar => 'L',
            Self::Sacral => 'S',
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Cervical => "cervical",
            Self::Thoracic => "thoracic",
            Self::Lumbar => "lumbar",
            Self::Sacral => "sacral",
        }
    }

    /// Number of the last vertebra, and of the last one in the usual numbering.
    fn last(self) -> (u8, u8) {
        match self {
            Self::Cervical => (7, 7),
            Self::Thoracic => (13, 12),
            Self::Lumbar => (6, 5),
            Self::Sacral => (5, 5),
        }
    }

    /// The usual vertebrae of the area, from the top.
    pub fn vertebrae(self) -> impl Iterator<Item = Vertebra> {
        (1..=self.last().1).map(move |number| Vertebra { area: self, number })
    }
}

/// One vertebra. Ordered from C1 down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Vertebra {
    area: Area,
    number: u8,
}

impl Vertebra {
    /// The vertebra of that number, or `None` if the area has none: 1 to 7, 13, 6 and 5 from the top.
    #[must_use]
    pub fn new(area: Area, number: u32) -> Option<Self> {
        let number = u8::try_from(number).ok()?;
        (1..=area.last().0).contains(&number).then_some(Self { area, number })
    }

    /// The area it is numbered in.
    #[must_use]
    pub fn area(self) -> Area {
        self.area
    }

    /// Its number in that area, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self.number
    }

    /// The next vertebra below in the usual numbering; `None` below S5. T13 and L6 are reached only from themselves.
    #[must_use]
    pub fn below(self) -> Option<Self> {
        if self.number < self.area.last().1 {
            return Some(Self { area: self.area, number: self.number + 1 });
        }
        let next = match self.area {
            Area::Cervical => Area::Thoracic,
            Area::Thoracic => Area::Lumbar,
            Area::Lumbar => Area::Sacral,
            Area::Sacral => return None,
        };
        Some(Self { area: next, number: 1 })
    }

    /// The next vertebra above in the usual numbering; `None` above C1.
    #[must_use]
    pub fn above(self) -> Option<Self> {
        if self.number > 1 {
            return Some(Self { area: self.area, number: self.number - 1 });
        }
        let previous = match self.area {
            Area::Cervical => return None,
            Area::Thoracic => Area::Cervical,
            Area::Lumbar => Area::Thoracic,
            Area::Sacral => Area::Lumbar,
        };
        Some(Self { area: previous, number: previous.last().1 })
    }

    /// Every vertebra from `self` down to `last`, both included. Empty if `last` lies above.
    #[must_use]
    pub fn through(self, last: Self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut at = Some(self);
        while let Some(vertebra) = at.filter(|v| *v <= last) {
            all.push(vertebra);
            at = match vertebra.below() {
                // the usual numbering steps over T13 and L6; a range that ends there must not
                Some(below) if below > last && vertebra < last => Some(last),
                below => below,
            };
        }
        all
    }
}

impl Vertebra {
    /// Appends its name: no area has a hundred.
    fn spell(self, name: &mut String) {
        name.push(self.area.letter());
        if self.number > 9 {
            name.push(char::from(b'0' + self.number / 10));
        }
        name.push(char::from(b'0' + self.number % 10));
    }
}

impl fmt::Display for Vertebra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.area.letter(), self.number)
    }
}

/// One endplate of a vertebra.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Endplate {
    /// Upper, cranial.
    Superior,
    /// Lower, caudal.
    Inferior,
}

impl Endplate {
    /// Whether two mentions may speak of one endplate: they name the same, or one of them names none.
    pub(crate) fn agree(one: Option<Self>, other: Option<Self>) -> bool {
        one.zip(other).is_none_or(|(one, other)| one == other)
    }
}

/// The disc between two neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DiscLevel {
    upper: Vertebra,
    lower: Vertebra,
}

impl DiscLevel {
    /// The disc between two vertebrae, or `None` if they are not neighbours. T12-T13, T13-L1, L5-L6 and L6-S1 exist
    /// where a report numbers so.
    #[must_use]
    pub fn new(upper: Vertebra, lower: Vertebra) -> Option<Self> {
        let extra = matches!(
            (upper.area, upper.number, lower.area, lower.number),
            (Area::Thoracic, 12, Area::Thoracic, 13) | (Area::Lumbar, 5, Area::Lumbar, 6)
        );
        (extra || upper.below() == Some(lower)).then_some(Self { upper, lower })
    }

    /// The disc below `upper`.
    #[must_use]
    pub fn below(upper: Vertebra) -> Option<Self> {
        Some(Self { upper, lower: upper.below()? })
    }

    /// The disc above `lower`.
    #[must_use]
    pub fn above(lower: Vertebra) -> Option<Self> {
        Some(Self { upper: lower.above()?, lower })
    }

    /// The vertebra over the disc: its inferior endplate bounds the disc.
    #[must_use]
    pub fn upper(self) -> Vertebra {
        self.upper
    }

    /// The vertebra under the disc: its superior endplate bounds the disc.
    #[must_use]
    pub fn lower(self) -> Vertebra {
        self.lower
    }

    /// The endplate that bounds the disc on the side of the named endplate: the superior endplate at L2-L3 is L3's.
    #[must_use]
    pub fn bounding(self, endplate: Endplate) -> Vertebra {
        match endplate {
            Endplate::Superior => self.lower,
            Endplate::Inferior => self.upper,
        }
    }

    /// Every disc level from `self` down to `last`, both included. Empty if `last` lies above.
    #[must_use]
    pub fn through(self, last: Self) -> Vec<Self> {
        let vertebrae = self.upper.through(last.lower);
        vertebrae.windows(2).filter_map(|pair| Self::new(pair[0], pair[1])).collect()
    }
}

impl fmt::Display for DiscLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.upper, self.lower)
    }
}

/// Upper, mid or lower part of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Upper.
    Upper,
    /// Middle.
    Mid,
    /// Lower.
    Lower,
}

/// A stretch of the spine said without numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Region {
    /// One area, or a part of it.
    Area(Option<Part>, Area),
    /// Cervicothoracic.
    Cervicothoracic,
    /// Thoracolumbar.
    Thoracolumbar,
    /// Lumbosacral.
    Lumbosacral,
}

impl Region {
    /// Every region the guideline knows.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Cervicothoracic, Self::Thoracolumbar, Self::Lumbosacral];
        for area in Area::ALL {
            for part in [None, Some(Part::Upper), Some(Part::Mid), Some(Part::Lower)] {
                all.push(Self::Area(part, area));
            }
        }
        all
    }

    /// First and last vertebra that the region may hold. The parts of an area overlap by one, as they do in speech;
    /// what joins two areas is their junction with some vertebrae on either side.
    #[must_use]
    pub fn bounds(self) -> (Vertebra, Vertebra) {
        let (first, last) = match self {
            Self::Cervicothoracic => ((Area::Cervical, 5), (Area::Thoracic, 4)),
            Self::Thoracolumbar => ((Area::Thoracic, 9), (Area::Lumbar, 3)),
            Self::Lumbosacral => ((Area::Lumbar, 1), (Area::Sacral, 5)),
            Self::Area(part, area) => {
                let (from, to) = match (area, part) {
                    (_, None) => (1, area.last().0),
                    (Area::Thoracic, Some(Part::Upper)) => (1, 5),
                    (Area::Thoracic, Some(Part::Mid)) => (4, 9),
                    (Area::Thoracic, Some(Part::Lower)) => (8, 13),
                    (Area::Cervical, Some(Part::Lower)) => (4, 7),
                    (Area::Cervical, Some(Part::Mid)) => (3, 6),
                    (_, Some(Part::Upper)) => (1, 3),
                    (_, Some(Part::Mid)) => (2, 4),
                    (_, Some(Part::Lower)) => (3, area.last().0),
                };
                ((area, from), (area, to))
            }
        };
        (Vertebra { area: first.0, number: first.1 }, Vertebra { area: last.0, number: last.1 })
    }

    /// Whether the vertebra may lie in the region.
    #[must_use]
    pub fn holds(self, vertebra: Vertebra) -> bool {
        let (first, last) = self.bounds();
        (first..=last).contains(&vertebra)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cervicothoracic => f.write_str("cervicothoracic"),
            Self::Thoracolumbar => f.write_str("thoracolumbar"),
            Self::Lumbosacral => f.write_str("lumbosacral"),
            Self::Area(None, area) => f.write_str(area.name()),
            Self::Area(Some(part), area) => {
                let part = match part {
                    Part::Upper => "upper",
                    Part::Mid => "mid",
                    Part::Lower => "lower",
                };
                write!(f, "{part} {}", area.name())
            }
        }
    }
}

/// Where in the spine: a vertebra, a disc level or a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// `L4`
    Vertebra(Vertebra),
    /// `L4-L5`
    Disc(DiscLevel),
    /// `lower thoracic`
    Region(Region),
}

impl Level {
    /// `vertebra`, `disc` or `region`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Vertebra(_) => "vertebra",
            Self::Disc(_) => "disc",
            Self::Region(_) => "region",
        }
    }

    /// The vertebrae it touches: first and last.
    #[must_use]
    pub fn bounds(self) -> (Vertebra, Vertebra) {
        match self {
            Self::Vertebra(v) => (v, v),
            Self::Disc(d) => (d.upper, d.lower),
            Self::Region(r) => r.bounds(),
        }
    }

    /// Whether a more exact place may lie in this one: a region holds its vertebrae and discs, a disc level the two
    /// vertebrae beside it. A place holds itself.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        if self == other {
            return true;
        }
        match (self, other) {
            (Self::Region(region), _) => {
                let (first, last) = other.bounds();
                region.holds(first) && region.holds(last)
            }
            (Self::Disc(disc), Self::Vertebra(v)) => disc.upper == v || disc.lower == v,
            _ => false,
        }
    }

    /// Reads the canonical spelling that `Display` writes: `L4`, `L4-L5`, `lower thoracic`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        fn vertebra(text: &str) -> Option<Vertebra> {
            let mut chars = text.chars();
            let letter = chars.next()?;
            let area = Area::ALL.into_iter().find(|a| a.letter() == letter)?;
            Vertebra::new(area, chars.as_str().parse().ok()?)
        }
        if let Some(region) = Region::all().into_iter().find(|r| r.to_string() == text) {
            return Some(Self::Region(region));
        }
        match text.split_once('-') {
            Some((upper, lower)) => DiscLevel::new(vertebra(upper)?, vertebra(lower)?).map(Self::Disc),
            None => vertebra(text).map(Self::Vertebra),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vertebra(v) => v.fmt(f),
            Self::Disc(d) => d.fmt(f),
            Self::Region(r) => r.fmt(f),
        }
    }
}

impl Serialize for Level {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // most of what is written, and many times faster than by a formatter
        let mut name = String::with_capacity(8);
        match self {
            Self::Vertebra(vertebra) => vertebra.spell(&mut name),
            Self::Disc(disc) => {
                disc.upper.spell(&mut name);
                name.push('-');
                disc.lower.spell(&mut name);
            }
            Self::Region(_) => return serializer.collect_str(self),
        }
        serializer.serialize_str(&name)
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no vertebra, disc level or region")))
    }
}

impl JsonSchema for Level {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Level".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A vertebra (L4), a disc level (L4-L5) or a region (lower thoracic).",
            "type": "string",
            "pattern": "^([CTLS][0-9]{1,2}(-[CTLS][0-9]{1,2})?|((upper|mid|lower) )?(cervical|thoracic|lumbar|sacral)|cervicothoracic|thoracolumbar|lumbosacral)$"
        })
    }
}

#[cfg(test)]
mod tests;
