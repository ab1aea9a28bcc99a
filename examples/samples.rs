//! Writes the sample archive in every format that is read: `cargo run --example samples -- FOLDER`. Beside the files,
//! `commands.sh` says how each is scanned.

#![allow(clippy::unwrap_used, missing_docs)] // the tests use it too, where whatever fails should panic

#[path = "../tests/common/samples.rs"]
#[allow(dead_code, unreachable_pub)]
mod samples;
#[path = "../tests/common/workbook.rs"]
#[allow(unreachable_pub)]
mod workbook;

use std::fs;
use std::io;
use std::path::PathBuf;

fn main() -> io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "name the folder to write to"));
    };
    let mut commands = String::new();
    for sample in samples::samples(&samples::sample()) {
        for (name, bytes) in sample.files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, bytes)?;
        }
        commands += &format!("schmorl scan {} {}\n", sample.name, sample.options.join(" "));
    }
    fs::write(folder.join("commands.sh"), commands)
}
