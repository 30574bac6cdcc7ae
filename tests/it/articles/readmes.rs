//! The prose of packages that others wrote: no check calls anything in it wrong.

use crate::program::Folder;
use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_128;

/// The name of a package with its version, and the hash of its README as it was read.
const READMES: &str = include_str!("../../cases/readmes.txt");

/// The folders in which cargo keeps the packages that it has unpacked.
fn packages() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let registries = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    registries.into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// As many of the hundred as are there, unchanged.
#[test]
fn readmes_are_silent() {
    let registries = packages();
    let listed: Vec<(&str, &str)> =
        READMES.lines().filter_map(|line| line.split_once(' ')).collect();
    assert_eq!(listed.len(), 100);
    let folder = Folder::new(&[]);
    let mut read = 0;
    for (name, hash) in &listed {
        let places = registries.iter().map(|registry| registry.join(name).join("README.md"));
        let Some(bytes) = places.into_iter().find_map(|path| std::fs::read(path).ok()) else {
            continue;
        };
        if format!("{:032x}", xxh3_128(&bytes)) == *hash {
            folder.write(&format!("{name}.md"), bytes);
            read += 1;
        }
    }
    println!("{read} of {} READMEs are there", listed.len());
    if read == 0 {
        return;
    }
    let files: Vec<String> = listed
        .iter()
        .map(|(name, _)| format!("{name}.md"))
        .filter(|name| folder.path().join(name).exists())
        .collect();
    let report = folder.json(&files.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(report.found(), [""; 0], "{}", report.json["findings"]);
    assert_eq!(report.json["documents"].as_array().map(Vec::len), Some(read));
}
