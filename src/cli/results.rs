//! Where the results of a scan go: under their names when they are whole, and kept until then with `--resume`.

use super::{Failure, resume};
use schmorl::read::Archive;
use schmorl::resume::{Kept, Key};
use schmorl::run::{self, Extract, Job, Past, Sinks, Summary};
use schmorl::write::{Encode, Format, Output, RejectsFile};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Where findings go, and the list of rejects if there is one.
pub(super) enum Results {
    /// All at once, when the run has ended.
    Whole(Output, Option<RejectsFile>),
    /// The same, with what another run needs to go on; and what this one takes over.
    Kept(Box<Kept>, Option<Past>, Option<RejectsFile>),
}

impl Results {
    /// Results that an interrupted run loses.
    ///
    /// # Errors
    /// When they do not go there.
    pub(super) fn whole(format: Format, path: Option<&Path>, rejects: Option<RejectsFile>) -> Result<Self, Failure> {
        let out = match path {
            None if format == Format::Brat => {
                return Err(Failure::usage("--to brat writes a folder: name it with -o"));
            }
            None if format.is_binary() && std::io::stdout().is_terminal() => {
                return Err(Failure::usage(format!(
                    "--to {format} is not for a terminal: name a file with -o, or send it into a program"
                )));
            }
            None => Output::stdout(),
            Some(path) if format == Format::Brat => {
                Output::folder(path).map_err(|error| Failure::write(path.display(), &error))?
            }
            Some(path) => Output::create(path).map_err(|error| Failure::write(path.display(), &error))?,
        };
        Ok(Self::Whole(out, rejects))
    }

    /// Results that another run can go on from, or that go on from those of another run.
    ///
    /// # Errors
    /// When there is another run that does not go with this one, or the output is not one to go on with.
    pub(super) fn kept(path: &Path, key: Key, rejects: Option<RejectsFile>) -> Result<Self, Failure> {
        if path.exists() && !path.is_file() {
            return Err(Failure::usage(format!("--resume: {} is no file", path.display())));
        }
        let (kept, past) = Kept::open(path, key)?;
        Ok(Self::Kept(Box::new(kept), past, rejects))
    }

    /// Whether the format can be gone on with behind any finished file.
    ///
    /// # Errors
    /// When it cannot.
    pub(super) fn can_be_kept(format: Format, encoder: &dyn Encode) -> Result<(), Failure> {
        if encoder.join().remembers_nothing() {
            return Ok(());
        }
        Err(Failure::usage(format!(
            "--resume: {format} is written in one go; take csv, jsonl, fhir or doccano, or leave --resume"
        )))
    }

    /// The archive from where these results begin.
    ///
    /// # Errors
    /// When the files that were finished are not what they were.
    pub(super) fn begin(&self, archive: Archive) -> Result<Archive, Failure> {
        match self {
            Self::Whole(..) => Ok(archive),
            Self::Kept(_, None, _) => Ok(archive.stamped()),
            Self::Kept(kept, Some(Past { mark, stamps, .. }), _) => {
                archive.go_on(stamps, mark.tally.read, mark.bytes, &mark.notes).map_err(|error| {
                    let folder = kept.folder().display();
                    Failure::failed(format!("--resume: {error}: bring it back, or delete {folder} to begin anew"))
                })
            }
        }
    }

    /// The folder that files go to, if the output is one.
    pub(super) fn place(&self) -> Option<PathBuf> {
        match self {
            Self::Whole(out, _) => out.place().map(Path::to_path_buf),
            Self::Kept(..) => None,
        }
    }

    /// What is taken over from another run, with `--resume`.
    pub(super) fn taken_over(&self) -> Option<String> {
        match self {
            Self::Whole(..) => None,
            Self::Kept(_, past, _) => Some(resume::taken_over(past.as_ref())),
        }
    }

    /// Scans the archive into them. A failure says what can be done with what is there.
    pub(super) fn run<E: Extract>(&mut self, archive: Archive, job: &Job<'_, E>) -> Result<Summary, Failure> {
        match self {
            Self::Whole(out, rejects) => {
                let rejects = &mut |reject: &_| rejects.as_mut().map_or(Ok(()), |file| file.add(reject));
                let whole = out.is_whole_or_not();
                let failed = |error| if whole { Failure::from(error) } else { Failure::from(error).in_part() };
                run::run(archive, job, Sinks { out, rejects }).map_err(failed)
            }
            Self::Kept(kept, past, _) => run::run_into(archive, job, &mut **kept, past.take())
                .map_err(|error| Failure::from(error).hint(resume::left(kept))),
        }
    }

    /// Puts the list of rejects under its name, if there are any; tells it.
    pub(super) fn commit_rejects(&mut self, any: bool) -> std::io::Result<Option<PathBuf>> {
        let (Self::Whole(_, rejects) | Self::Kept(_, _, rejects)) = &mut *self;
        let Some(file) = rejects.take() else { return Ok(None) };
        let path = file.path().to_path_buf();
        match self {
            Self::Whole(..) => file.commit()?,
            Self::Kept(kept, ..) => kept.commit_rejects(file, any)?,
        }
        Ok(Some(path))
    }

    /// Puts the findings under their name.
    pub(super) fn commit(self) -> std::io::Result<()> {
        match self {
            Self::Whole(out, _) => out.commit(),
            Self::Kept(kept, ..) => kept.commit(),
        }
    }

    /// Drops the findings.
    pub(super) fn discard(self) -> std::io::Result<()> {
        match self {
            Self::Whole(..) => Ok(()),
            Self::Kept(kept, ..) => kept.discard(),
        }
    }
}
