//! What an exam's name says: which stretch of the spine, which method, and whether it is imaging at all.

use crate::anatomy::{Area, Level, Region, Vertebra};
use crate::fact::Modality;
use crate::lexicon::tag::Tag;
use crate::lexicon::{Lexicons, Root};
use crate::token::Tokens;
use std::fmt;

const AREAS: [Area; 4] = [Area::Cervical, Area::Thoracic, Area::Lumbar, Area::Sacral];

/// Areas of the spine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Areas(u8);

impl Areas {
    const WHOLE: Self = Self(0b1111);

    fn with(self, area: Area) -> Self {
        Self(self.0 | 1 << area as u8)
    }

    fn has(self, area: Area) -> bool {
        self.0 & 1 << area as u8 != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The areas that levels lie in.
    pub(super) fn of(levels: &[Level]) -> Self {
        let ends = levels.iter().map(|level| level.bounds());
        ends.fold(Self::default(), |areas, (first, last)| areas.with(first.area()).with(last.area()))
    }

    /// Whether images of these areas show a level. They show one vertebra beyond: a lumbar exam shows T12 and S1. Of a
    /// level that is not known, they may.
    pub(super) fn show(self, level: Option<Level>) -> bool {
        let Some(level) = level else { return !self.is_empty() };
        let (first, last) = level.bounds();
        let beyond = matches!(level, Level::Vertebra(_)).then(|| [first.above(), last.below()]).into_iter().flatten();
        [first, last].into_iter().chain(beyond.flatten()).map(Vertebra::area).any(|area| self.has(area))
    }
}

impl fmt::Display for Areas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [c, t, l, s] = AREAS.map(|area| self.has(area));
        f.write_str(match (c, t, l, s) {
            (false, false, false, false) => "",
            (true, true, true, _) => "whole spine",
            (true, true, false, false) => "cervicothoracic",
            (false, true, true, _) => "thoracolumbar",
            (false, false, true, true) => "lumbosacral",
            (true, false, false, false) => "cervical",
            (false, true, false, false) => "thoracic",
            (false, false, true, false) => "lumbar",
            (false, false, false, true) => "sacral",
            (true, false, true, _) => "cervical and lumbar",
            (true, _, false, true) => "cervical and sacral",
            (false, true, false, true) => "thoracic and sacral",
        })
    }
}

/// What an exam's name says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Exam {
    /// The stretch of the spine, as far as the name tells.
    pub(super) areas: Areas,
    /// It names another part of the body.
    pub(super) elsewhere: bool,
    /// The method.
    pub(super) modality: Option<Modality>,
    /// It names something that is no imaging.
    not_imaging: bool,
}

impl Exam {
    /// Reads an exam's name, a part of the body, or a modality.
    pub(super) fn read(lexicons: &Lexicons, name: &str, tokens: &mut Tokens) -> Self {
        // `SPINE, LUMBAR` and `SPINE LUMBAR` are one; a stroke joins, as in `L/S`
        let plain: String =
            name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '/' | '&' | '+') { c } else { ' ' }).collect();
        lexicons.tokenise(&plain, tokens);
        let (mut at, end, mut exam) = (0, tokens.list.len(), Self::default());
        while at < end {
            let Some((phrase, next)) = lexicons.longest_in(Root::Exam, tokens, at, end) else {
                at += 1;
                continue;
            };
            for (_, tag) in lexicons.meanings(phrase) {
                match tag {
                    Tag::ExamRegion(region) => exam.areas = stretch(region).into_iter().fold(exam.areas, Areas::with),
                    Tag::ExamWhole => exam.areas = Areas::WHOLE,
                    Tag::ExamElsewhere => exam.elsewhere = true,
                    Tag::ExamModality(modality) => exam.modality = exam.modality.or(Some(modality)),
                    Tag::NotImaging => exam.not_imaging = true,
                    _ => {}
                }
            }
            at = next;
        }
        exam
    }

    /// What the name of the exam, the part of the body and the modality say together; the first that tells counts.
    pub(super) fn joined(self, part: Self, modality: Self) -> Self {
        let told = |exam: &Self| !exam.areas.is_empty() || exam.elsewhere;
        let place = if told(&self) { self } else { part };
        Self {
            areas: place.areas,
            elsewhere: place.elsewhere,
            modality: self.modality.or(modality.modality).or(part.modality),
            not_imaging: self.not_imaging,
        }
    }

    /// Whether it is imaging. What names no method and a referral or a test of blood is none; nor is an injection that
    /// is watched.
    pub(super) fn is_imaging(&self) -> bool {
        !self.not_imaging || !matches!(self.modality, None | Some(Modality::Other))
    }

    /// The stretch of the spine in words; another part of the body; nothing where the name does not tell.
    pub(super) fn region(&self) -> String {
        if self.areas.is_empty() && self.elsewhere { "not spine".to_owned() } else { self.areas.to_string() }
    }
}

/// The areas that an exam of a region covers: a `thoracolumbar` exam is of both, not of the junction alone.
fn stretch(region: Region) -> Vec<Area> {
    let (first, last) = region.bounds();
    if first.area() == last.area() { vec![first.area()] } else { vec![first.area(), last.area()] }
}

#[cfg(test)]
mod tests {
    use super::{Areas, Exam};
    use crate::anatomy::Level;
    use crate::lexicon::Lexicons;
    use crate::token::Tokens;

    #[test]
    fn exam_names_as_hospitals_write_them() {
        let lexicons = Lexicons::embedded();
        let mut tokens = Tokens::default();
        let cases = [
            ("MR L-SPINE WO", "lumbar mri"),
            ("MRI LUMBAR SPINE W/WO CONTRAST", "lumbar mri"),
            ("XR THORACOLUMBAR 2V", "thoracolumbar radiograph"),
            ("CT ABD/PELVIS W IV", "not spine ct"),
            ("WHOLE SPINE", "whole spine -"),
            ("MR SPINE, CERVICAL, W/O", "cervical mri"),
            ("MR CERVICAL SPINE WO", "cervical mri"),
            ("XR SPINE LUMBOSACRAL MIN 4 VIEWS", "lumbosacral radiograph"),
            ("X-RAY L/S SPINE AP & LAT", "lumbosacral radiograph"),
            ("CT T-SPINE", "thoracic ct"),
            ("MRI T/L SPINE", "thoracolumbar mri"),
            ("MRI C/T/L SPINE", "whole spine mri"),
            ("MRI Thoracic and Lumbar Spine", "thoracolumbar mri"),
            ("MR SPINE TOTAL", "whole spine mri"),
            ("XR SCOLIOSIS SERIES", "whole spine radiograph"),
            ("NM BONE SCAN WHOLE BODY", "whole spine nuclear"),
            ("PET/CT SKULL BASE TO MID THIGH", "whole spine -"),
            ("CT SPINE", " ct"),
            ("MRI SPINE W/O", " mri"),
            ("XR HIP L 2V", "not spine radiograph"),
            ("MR BRAIN W WO", "not spine mri"),
            ("CT CHEST/ABDOMEN/PELVIS WITH T AND L SPINE RECONS", "thoracolumbar ct"),
            ("CTA THORACIC AORTA", "not spine ct"),
            ("XR SACRUM/COCCYX", "sacral radiograph"),
            ("US RENAL", "not spine ultrasound"),
            ("XR SI JOINTS", "not spine radiograph"),
            ("Lumbar spine", "lumbar -"),
            ("MRT LWS", " mri"),
            ("", " -"),
        ];
        let found: Vec<String> = cases
            .iter()
            .map(|(name, _)| {
                let exam = Exam::read(&lexicons, name, &mut tokens);
                format!("{} {}", exam.region(), exam.modality.map_or("-", |modality| modality.name()))
            })
            .collect();
        assert_eq!(found, cases.map(|(_, wanted)| wanted.to_owned()));
        let imaging = |name| Exam::read(&lexicons, name, &mut Tokens::default()).is_imaging();
        assert!(imaging("MR L-SPINE") && imaging("LUMBAR SPINE") && imaging(""));
        assert!(!imaging("PHYSICAL THERAPY EVALUATION") && !imaging("LUMBAR EPIDURAL STEROID INJECTION, FLUORO"));
    }

    #[test]
    fn region_overlap() {
        let lexicons = Lexicons::embedded();
        let shows = |exam: &str, level: &str| {
            Exam::read(&lexicons, exam, &mut Tokens::default()).areas.show(Level::parse(level))
        };
        for (exam, level) in [
            ("MR L-SPINE", "L4"),
            ("WHOLE SPINE", "L4"),
            ("XR THORACOLUMBAR 2V", "L4"),
            ("MR L-SPINE", "T12"),
            ("MR L-SPINE", "T12-L1"),
            ("MR T-SPINE", "L1"),
            ("XR LUMBOSACRAL", "L5-S1"),
            ("XR SACRUM", "L5"),
            ("MR T-SPINE", "lower thoracic"),
            ("MR L-SPINE", "thoracolumbar"),
        ] {
            assert!(shows(exam, level), "{exam} {level}");
        }
        for (exam, level) in [
            ("MR C-SPINE", "L4"),
            ("MR T-SPINE", "L3"),
            ("MR L-SPINE", "T11"),
            ("MR L-SPINE", "thoracic"),
            ("XR SACRUM", "L4"),
            ("MR BRAIN", "L4"),
            ("XR KNEE L", "L4"),
        ] {
            assert!(!shows(exam, level), "{exam} {level}");
        }
        assert!(Areas::of(&[Level::parse("L4").unwrap()]).show(None));
    }
}
