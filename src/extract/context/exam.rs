//! What the report tells of its exam: method, sequences, and whether an indication was given.

use super::{Reader, Told};
use crate::fact::{Exam, Modality};
use crate::finding::Section;
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;

pub(super) fn read(reader: &Reader<'_>, told: &[Told<'_>]) -> Exam {
    let mut exam = Exam { indication: indication(reader, told), ..Exam::default() };
    for told in told {
        let technique = told.sentence.section == Section::Technique;
        let titled = technique
            || told.sentence.section == Section::Exam
            || told.clinical && told.sentence.section == Section::Body;
        let past = matches!(told.sentence.section, Section::History | Section::Comparison | Section::Recommendation);
        for hit in &told.hits {
            match hit.tag {
                Tag::ModalityName(modality) if titled => {
                    exam.mri = Some(exam.mri == Some(true) || modality == Modality::Mri);
                }
                Tag::FluidSensitive if !past => exam.fluid_sensitive = Some(true),
                Tag::Sequence if technique && exam.fluid_sensitive.is_none() => exam.fluid_sensitive = Some(false),
                _ => {}
            }
        }
    }
    // only MRI has sequences
    if exam.fluid_sensitive.is_some() && exam.mri.is_none() {
        exam.mri = Some(true);
    }
    exam
}

/// Whether the report says why the exam was done.
fn indication(reader: &Reader<'_>, told: &[Told<'_>]) -> bool {
    let unstated = |number: usize| told.iter().any(|t| t.number == number && t.has(|tag| tag == Tag::Unstated));
    let complaint = told.iter().any(|told| {
        told.clinical
            && told.has(|tag| matches!(tag, Tag::Pain | Tag::RadicularTerm | Tag::Trauma | Tag::RedFlagTerm(_)))
    });
    complaint
        || reader.sentences.iter().enumerate().any(|(number, sentence)| {
            sentence.section == Section::History
                && reader.view.tokens.list[sentence.body.clone()].iter().any(|token| token.kind == TokenKind::Word)
                && !unstated(number)
        })
}
