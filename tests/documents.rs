//! What the documents say is so: paths exist, and the README's examples are what the program prints.
//! `UPDATE_PAGES=1 cargo test` writes the examples anew: read the difference.

#![cfg(feature = "cli")]
// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]
// The examples are commands of a Unix shell.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const DOCUMENTS: [&str; 6] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "lexicons/README.md", "corpus/README.md"];
/// Where a path of the repository begins.
const FOLDERS: [&str; 9] =
    ["src/", "examples/", "tests/", "corpus/", "lexicons/", "benches/", "fuzz/", ".ci/", "guidance/"];

/// Whether a folder has a file whose name fits `before*after`.
fn has_file_like(pattern: &str) -> bool {
    let (folder, name) = pattern.rsplit_once('/').unwrap_or((".", pattern));
    let (before, after) = name.split_once('*').unwrap();
    fs::read_dir(Path::new(ROOT).join(folder)).is_ok_and(|entries| {
        entries.filter_map(Result::ok).any(|entry| {
            let name = entry.file_name().into_string().unwrap();
            name.strip_prefix(before).is_some_and(|rest| rest.ends_with(after))
        })
    })
}

#[test]
fn paths_that_the_documents_name_exist() {
    let mut missing = Vec::new();
    let mut seen = 0;
    for document in DOCUMENTS {
        let text = fs::read_to_string(Path::new(ROOT).join(document)).unwrap();
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        let quoted = text.split('`').skip(1).step_by(2);
        let linked = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for name in quoted.chain(linked) {
            let of_root = FOLDERS.iter().any(|start| name.starts_with(start)) || name == "test.sh";
            let of_folder = !name.contains("://") && (name.ends_with(".md") || name.ends_with(".tsv"));
            if name.starts_with('.') && !of_root
                || name.contains([' ', '\n', '$'])
                || name.contains("NAME")
                || !(of_root || of_folder)
            {
                continue;
            }
            seen += 1;
            let exists = if name.contains('*') {
                has_file_like(name) || has_file_like(&format!("{folder}/{name}"))
            } else {
                Path::new(ROOT).join(name).exists() || Path::new(ROOT).join(folder).join(name).exists()
            };
            if !exists {
                missing.push(format!("{document}: {name}"));
            }
        }
    }
    assert!(seen > 40, "only {seen} paths seen: the test reads the documents wrongly");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// What a reader of the README would see after a command.
fn shown(command: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_schmorl"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn examples_of_the_readme_are_what_the_program_prints() {
    let readme = Path::new(ROOT).join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(Path::new(ROOT).join("corpus"), folder.path().join("corpus")).unwrap();
    let mut parts = text.split("```console\n");
    let mut anew = parts.next().unwrap().to_owned();
    let mut examples = 0;
    for part in parts {
        let (block, rest) = part.split_once("```\n").unwrap();
        let (first, _) = block.split_once('\n').unwrap();
        let command = first.strip_prefix("$ ").unwrap();
        anew += &format!("```console\n{first}\n{}```\n{rest}", shown(command, folder.path()));
        examples += 1;
    }
    assert!(examples > 0);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(&readme, &anew).unwrap();
    }
    let differing: Vec<_> = anew.lines().zip(text.lines()).filter(|(now, was)| now != was).take(3).collect();
    assert!(anew == text, "the README's examples differ; (now, README): {differing:#?}");
}
