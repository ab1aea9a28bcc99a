//! Why reading could not go on.

use super::columns::ColumnError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why reading could not go on. Says which input, where, and what to do; names only what the user typed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The input is not there or cannot be opened.
    Open {
        /// The input as typed.
        input: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Reading broke off.
    Read {
        /// Which input or file, and how far reading had come.
        place: String,
        /// Why.
        source: io::Error,
    },
    /// The format cannot be told from the name.
    Format {
        /// What is the matter, and what to do.
        message: String,
    },
    /// The bytes are not what the format says.
    Content {
        /// The input as typed.
        input: PathBuf,
        /// What is the matter, and what to do.
        message: String,
    },
    /// The header does not say where the wanted things are.
    Columns {
        /// The input as typed.
        input: PathBuf,
        /// What is the matter, and what to do.
        source: ColumnError,
    },
    /// Another part of the archive could not be read, and has told so.
    Stopped,
}

impl Error {
    /// Whether other options would mend it, as against another archive.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Format { .. } | Self::Columns { .. })
    }

    /// Says `shown` where it named a file that the user did not type: names of files identify patients.
    pub(super) fn shown(self, file: &Path, shown: &str) -> Self {
        let plain = |text: String| match text.strip_prefix(&file.display().to_string()) {
            Some(rest) => format!("{shown}{rest}"),
            None => text,
        };
        let input = |input: PathBuf| if input == file { shown.into() } else { input };
        match self {
            Self::Open { input: name, source } => Self::Open { input: input(name), source },
            Self::Read { place, source } => Self::Read { place: plain(place), source },
            Self::Format { message } => Self::Format { message: plain(message) },
            Self::Content { input: name, message } => Self::Content { input: input(name), message },
            Self::Columns { input: name, source } => Self::Columns { input: input(name), source },
            Self::Stopped => Self::Stopped,
        }
    }

    pub(crate) fn read(place: impl Into<String>, source: io::Error) -> Self {
        Self::Read { place: place.into(), source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { input, source } => write!(f, "{}: {source}", input.display()),
            Self::Read { place, source } => write!(f, "{place}: {source}"),
            Self::Format { message } => f.write_str(message),
            Self::Content { input, message } => write!(f, "{}: {message}", input.display()),
            Self::Columns { input, source } => write!(f, "{}: {source}", input.display()),
            Self::Stopped => f.write_str("reading was stopped"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Open { source, .. } | Self::Read { source, .. } => Some(source),
            Self::Columns { source, .. } => Some(source),
            Self::Format { .. } | Self::Content { .. } | Self::Stopped => None,
        }
    }
}
