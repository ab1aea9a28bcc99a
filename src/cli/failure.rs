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
    /// Somebody pressed Ctrl-C; what became of the output.
    Interrupted(String),
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
        match (self, hint) {
            (Self::Interrupted(_), Some(hint)) => Self::Interrupted(hint),
            (failure, Some(hint)) => Self::Hinted(Box::new(failure), hint),
            (failure, None) => failure,
        }
    }

    /// Says that an interrupted run left a part of its output where it cannot be taken back: in a pipe or a device.
    pub(crate) fn in_part(self) -> Self {
        match self {
            Self::Interrupted(_) => Self::Interrupted("the output is incomplete".into()),
            failure => failure,
        }
    }

    /// Tells the user, and gives the exit status. `command` is what was asked for, as `schmorl scan`.
    pub(crate) fn report(&self, command: &str) -> ExitCode {
        match self {
            Self::Failed(message) => {
                say(&format!("schmorl: {message}"));
                ExitCode::from(1)
            }
            Self::Usage(message) => {
                say(&format!("schmorl: {message}\n\nSee '{command} --help'."));
                ExitCode::from(2)
            }
            Self::BrokenPipe => ExitCode::SUCCESS,
            Self::Interrupted(left) => {
                say(&format!("schmorl: interrupted: {left}"));
                ExitCode::from(130)
            }
            Self::Hinted(failure, hint) => {
                let status = failure.report(command);
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
            run::Error::Interrupted => Self::Interrupted("nothing was written".into()),
            run::Error::Write(error) => Self::write("cannot write the findings", &error),
            other => Self::failed(other),
        }
    }
}
