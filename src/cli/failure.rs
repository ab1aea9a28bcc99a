//! Why a command ended without its result, and the exit status that tells.

use super::say;
use schmorl::{read, resume, run};
use std::fmt::Display;
use std::io;
use std::process::ExitCode;

/// Why a command ended without its result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The run failed.
    Failed(String),
    /// The command was used wrongly.
    Usage(String),
    /// Nobody reads our output any more: they have seen enough.
    BrokenPipe,
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// One of these, with a word on what can be done now.
    Hinted(Box<Self>, String),
}

impl Failure {
    pub(crate) fn failed(message: impl Display) -> Self {
        Self::Failed(message.to_string())
    }

    pub(crate) fn usage(message: impl Display) -> Self {
        Self::Usage(message.to_string())
    }

    /// A failure to write to `what`.
    pub(crate) fn write(what: impl Display, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Failed(format!("{what}: {error}")),
        }
    }

    /// Says what can be done now, behind the failure.
    pub(crate) fn hint(self, hint: Option<String>) -> Self {
        match hint {
            Some(hint) => Self::Hinted(Box::new(self), hint),
            None => self,
        }
    }

    /// Tells the user, and gives the exit status.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::Failed(message) => {
                say(&format!("schmorl: {message}"));
                ExitCode::from(1)
            }
            Self::Usage(message) => {
                say(&format!("schmorl: {message}\n\nSee 'schmorl --help'."));
                ExitCode::from(2)
            }
            Self::BrokenPipe => ExitCode::SUCCESS,
            Self::Interrupted => {
                say("schmorl: interrupted, nothing was written");
                ExitCode::from(130)
            }
            Self::Hinted(failure, hint) => {
                let status = failure.report();
                say(&format!("schmorl: {hint}"));
                status
            }
        }
    }
}

impl From<read::Error> for Failure {
    fn from(error: read::Error) -> Self {
        if error.is_usage() { Self::usage(error) } else { Self::failed(error) }
    }
}

impl From<resume::Error> for Failure {
    fn from(error: resume::Error) -> Self {
        match error {
            resume::Error::Differs { .. } => Self::usage(format!("--resume: {error}")),
            _ => Self::failed(format!("--resume: {error}")),
        }
    }
}

impl From<run::Error> for Failure {
    fn from(error: run::Error) -> Self {
        match error {
            run::Error::Read(error) => error.into(),
            run::Error::Interrupted => Self::Interrupted,
            run::Error::Write(error) => Self::write("cannot write the findings", &error),
            other => Self::failed(other),
        }
    }
}
