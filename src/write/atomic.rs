//! Output that is whole under its name, or not there.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempDir};

/// Where results go.
#[derive(Debug)]
pub enum Output {
    /// A file: written beside its place, moved there by [`Output::commit`], removed if dropped before.
    File {
        /// The file while it is written.
        temporary: BufWriter<NamedTempFile>,
        /// Its name when it is whole.
        path: PathBuf,
    },
    /// A folder: filled beside its place, moved there by [`Output::commit`], removed if dropped before.
    Folder {
        /// The folder while it is filled.
        temporary: TempDir,
        /// Its name when it is whole.
        path: PathBuf,
    },
    /// A pipe or a device: moving a file there would replace it.
    Device(BufWriter<File>),
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
}

impl Output {
    /// Standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Self::Stdout(BufWriter::new(io::stdout()))
    }

    /// A file that will be there when [`Output::commit`] is called. A link is followed, so that it stays one.
    ///
    /// # Errors
    /// When nothing can be written beside it.
    pub fn create(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(data) if data.is_dir() => return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a folder")),
            Ok(data) if !data.is_file() => {
                return Ok(Self::Device(BufWriter::new(fs::OpenOptions::new().write(true).open(path)?)));
            }
            _ => {}
        }
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        Self::check(&path)?;
        let mut builder = Builder::new();
        builder.prefix(".schmorl-").suffix(".tmp");
        readable_as_usual(&mut builder, &path);
        Ok(Self::File { temporary: BufWriter::new(builder.tempfile_in(folder_of(&path)).map_err(unwritable)?), path })
    }

    /// A folder that will be there when [`Output::commit`] is called. People work in such folders: one that holds
    /// anything is not replaced.
    ///
    /// # Errors
    /// When it is there and not empty, or nothing can be made beside it.
    pub fn folder(path: &Path) -> io::Result<Self> {
        if path.exists() && fs::read_dir(path)?.next().is_some() {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "is there already, and not empty"));
        }
        Self::check(path)?;
        let mut builder = Builder::new();
        builder.prefix(".schmorl-").suffix(".tmp");
        Ok(Self::Folder {
            temporary: builder.tempdir_in(folder_of(path)).map_err(unwritable)?,
            path: path.to_path_buf(),
        })
    }

    /// Whether a file could be put at `path`: its folder is there. What keeps it from being written is told when it is
    /// written.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn check(path: &Path) -> io::Result<()> {
        match folder_of(path) {
            folder if folder.is_dir() => Ok(()),
            folder => {
                let message = format!("there is no folder {}: make it first", folder.display());
                Err(io::Error::new(io::ErrorKind::NotFound, message))
            }
        }
    }

    /// Whether what is written goes nowhere until it is whole.
    #[must_use]
    pub fn is_whole_or_not(&self) -> bool {
        matches!(self, Self::File { .. } | Self::Folder { .. })
    }

    /// The folder to fill, if it is one.
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        match self {
            Self::Folder { temporary, .. } => Some(temporary.path()),
            _ => None,
        }
    }

    /// Ends the output; a file or folder gets its name.
    ///
    /// # Errors
    /// When what is left cannot be written, or the file cannot be moved to its place.
    pub fn commit(self) -> io::Result<()> {
        match self {
            Self::File { temporary, path } => {
                let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                temporary.persist(path).map(drop).map_err(|error| error.error)
            }
            Self::Folder { temporary, path } => {
                if path.exists() {
                    fs::remove_dir(&path)?;
                }
                let temporary = temporary.keep();
                fs::rename(&temporary, path).inspect_err(|_| drop(fs::remove_dir_all(&temporary)))
            }
            Self::Device(mut file) => file.flush(),
            Self::Stdout(mut stdout) => stdout.flush(),
        }
    }

    fn inner(&mut self) -> io::Result<&mut dyn Write> {
        match self {
            Self::File { temporary, .. } => Ok(temporary),
            Self::Folder { .. } => Err(io::ErrorKind::IsADirectory.into()),
            Self::Device(file) => Ok(file),
            Self::Stdout(stdout) => Ok(stdout),
        }
    }
}

/// The folder that holds a file or a folder.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Says what the name of a temporary file would only hide.
fn unwritable(error: io::Error) -> io::Error {
    // where a folder takes no file at all, the system says that there is none
    let why =
        if error.kind() == io::ErrorKind::NotFound { "it takes no files".into() } else { error.kind().to_string() };
    io::Error::new(error.kind(), format!("its folder cannot be written to ({why}): choose another"))
}

/// Temporary files are for their owner alone; a result has the rights that any new file gets, or those of the file it
/// replaces.
#[cfg(unix)]
fn readable_as_usual(builder: &mut Builder<'_, '_>, path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let rights = fs::metadata(path).map_or_else(|_| fs::Permissions::from_mode(0o666), |data| data.permissions());
    builder.permissions(rights);
}

#[cfg(not(unix))]
fn readable_as_usual(_: &mut Builder<'_, '_>, _: &Path) {}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Folder { .. } => Ok(()),
            _ => self.inner()?.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_only_when_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        fs::write(&path, "before").unwrap();
        let mut output = Output::create(&path).unwrap();
        output.write_all(b"after").unwrap();
        output.flush().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"before");
        drop(output);
        assert_eq!(fs::read(&path).unwrap(), b"before");
        let mut output = Output::create(&path).unwrap();
        output.write_all(b"after").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_there_only_when_whole_and_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let output = Output::folder(&path).unwrap();
        fs::write(output.place().unwrap().join("a"), "x").unwrap();
        drop(output);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let output = Output::folder(&path).unwrap();
        fs::write(output.place().unwrap().join("a"), "x").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read(path.join("a")).unwrap(), b"x");
        assert!(Output::folder(&path).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut output = Output::create(&link).unwrap();
        output.write_all(b"x").unwrap();
        output.commit().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"x");
        assert!(matches!(Output::create(Path::new("/dev/null")).unwrap(), Output::Device(_)));
        assert!(Output::create(folder.path()).is_err());
    }
}
