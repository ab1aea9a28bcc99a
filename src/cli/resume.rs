//! `schmorl scan --resume`: what must be alike for a run to go on with another, and what is said of it.

use super::Failure;
use clap::{ArgMatches, CommandFactory, parser::ValueSource};
use schmorl::guidance::Guidance;
use schmorl::lexicon::Lexicons;
use schmorl::read::{self, Archive, Stamp};
use schmorl::resume::{Kept, Key};
use schmorl::run::Past;
use std::path::Path;

/// Options that change nothing of what is kept. `--lexicons` is told by its hash.
const FREE: [&str; 8] = ["output", "threads", "summary", "rejects", "strict", "quiet", "lexicons", "provenance"];

/// What the run is made of: its options as they were typed, the program, lexicons and guidance.
///
/// # Errors
/// When the archive cannot be read twice, or not be listed.
pub(super) fn key(
    typed: &ArgMatches,
    archive: &Archive,
    lexicons: &Lexicons,
    guidance: Option<&Guidance>,
) -> Result<Key, Failure> {
    let once = |path: &Path| path.metadata().is_ok_and(|data| !data.is_file() && !data.is_dir());
    if let Some(input) = archive.inputs().iter().find(|input| input.is_stdin() || once(input.typed())) {
        return Err(Failure::usage(format!(
            "--resume: {} can be read only once: name files or folders",
            input.typed().display()
        )));
    }
    let mut key = options(typed);
    let program = std::env::current_exe().map(|path| Stamp::of(&path)).map_err(Failure::failed)?;
    key.insert("schmorl".into(), format!("{} ({program})", env!("CARGO_PKG_VERSION")));
    key.insert("hash of the lexicons".into(), lexicons.hash().into());
    if let Some(guidance) = guidance {
        key.insert("hash of the guidance".into(), guidance.hash().into());
    }
    if typed.get_flag("link_addenda") {
        // what a report is joined with may stand in any file, also behind the finished ones
        key.insert("the archive (--link-addenda)".into(), read::digest(archive.inputs())?);
    }
    Ok(key)
}

/// What was typed, by the names of the options.
fn options(typed: &ArgMatches) -> Key {
    let command = super::Cli::command();
    let known = command.find_subcommand("scan").into_iter().flat_map(clap::Command::get_arguments);
    let mut key = Key::new();
    for argument in known {
        let id = argument.get_id().as_str();
        let is_typed = matches!(typed.try_get_raw(id), Ok(Some(_)))
            && typed.value_source(id) == Some(ValueSource::CommandLine)
            && !FREE.contains(&id);
        if is_typed {
            let values: Vec<String> =
                typed.get_raw(id).into_iter().flatten().map(|value| format!("{value:?}")).collect();
            let name = argument.get_long().map_or_else(|| "INPUT".into(), |long| format!("--{long}"));
            key.insert(name, values.join(" "));
        }
    }
    key
}

/// What is taken over from an interrupted run.
pub(super) fn taken_over(past: Option<&Past>) -> String {
    match past {
        None => {
            "--resume: there is no interrupted run to go on from (only one with --resume leaves what it needs): this \
            one begins at the first file"
                .into()
        }
        Some(Past { mark, .. }) => {
            let (files, records) = (mark.files, mark.tally.read);
            format!(
                "--resume: {files} finished file{} taken over ({records} record{})",
                if files == 1 { "" } else { "s" },
                if records == 1 { "" } else { "s" }
            )
        }
    }
}

/// What another run finds, if anything.
pub(super) fn left(kept: &Kept) -> Option<String> {
    let files = kept.files();
    (files > 0).then(|| {
        format!(
            "{files} finished file{} kept in {}: the same command goes on from there",
            if files == 1 { " is" } else { "s are" },
            kept.folder().display()
        )
    })
}
