//! Reads free-text spine imaging reports and gives back every Schmorl's node that they speak of.
//!
//! The way of a report, in the order of the modules:
//!
//! ```text
//! archive ──read──▶ Report ──extract──▶ Findings ──guidance──▶ Findings with advice ──write──▶ table or JSON
//! ```
//!
//! [`extract::Extractor::read`] is the heart: one report's text in, its findings out. It opens nothing and never
//! fails, and is the same function for every caller. Reading and writing stand at the ends.

pub mod anatomy;
pub mod annotation;
pub mod audit;
pub mod evaluate;
pub mod extract;
pub mod fact;
pub mod finding;
pub mod guidance;
pub mod lexicon;
pub mod provenance;
pub mod read;
pub mod reason;
pub mod report;
pub mod resume;
pub mod run;
pub mod span;
mod token;
pub mod words;
pub mod write;
