//! Who may call whom, held against what the source says: `domain` ← `storage`, `mail`, `list` ← `app` ← `web`, `jobs`, `cli`.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer, and what it may take from the others.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &[]),
    ("config", &["domain"]),
    ("urls", &["domain"]),
    ("words", &["domain"]),
    ("storage", &["domain"]),
    ("mail", &["domain", "urls", "words"]),
    ("list", &["domain", "urls", "words"]),
    ("app", &["domain", "clock", "config", "urls", "words", "storage", "mail", "list"]),
    ("jobs", &["domain", "clock", "config", "app"]),
    ("web", &["domain", "clock", "config", "urls", "words", "mail", "list", "app"]),
    ("cli", &["domain", "clock", "config", "urls", "words", "mail", "list", "app", "jobs", "web"]),
];

/// What a verb of `app` answers when the database fails: whoever calls it may name it.
const ERROR_OF_A_VERB: &str = "storage::Error";

#[test]
fn calls_go_down_only() {
    let allowed = |layer: &str| MAY_USE.iter().find(|(name, _)| *name == layer).map_or(&[][..], |(_, allowed)| allowed);
    let wrong: Vec<String> = code()
        .into_iter()
        .flat_map(|(layer, line, place)| used(&line).into_iter().map(move |used| (layer.clone(), used, place.clone())))
        .filter(|(layer, used, _)| {
            let used_layer = used.split("::").next().unwrap_or_default();
            let is_layer = MAY_USE.iter().any(|(name, _)| *name == used_layer);
            let is_its_own = layer == used_layer || layer == "lib" || layer == "main";
            is_layer && !is_its_own && !allowed(layer).contains(&used_layer) && used != ERROR_OF_A_VERB
        })
        .map(|(layer, used, place)| format!("{place}: {layer} uses {used}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_orm_stays_in_storage() {
    let elsewhere: Vec<String> =
        code().into_iter().filter(|(layer, line, _)| layer != "storage" && line.contains("sea_orm::")).map(|found| found.2).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}

#[test]
fn axum_stays_in_web() {
    let elsewhere: Vec<String> =
        code().into_iter().filter(|(layer, line, _)| layer != "web" && line.contains("axum")).map(|found| found.2).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}

/// What a line names of this crate: `a::b` of `crate::a::b::C`, and each of `crate::{a, b}`.
fn used(line: &str) -> Vec<String> {
    let paths = line.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(several) => several.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
        None => vec![rest],
    });
    let first_two = |path: &str| {
        let words = path.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').next().unwrap_or_default();
        words.split("::").take(2).collect::<Vec<_>>().join("::")
    };
    paths.map(first_two).collect()
}

/// Every line of code: its layer, its words, its place.
fn code() -> Vec<(String, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut code = Vec::new();
    for file in files(&src) {
        let path = file.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
        let layer = path.split(['/', '.']).next().unwrap().to_owned();
        for (i, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            if !line.trim_start().starts_with("//") {
                code.push((layer.clone(), line.to_owned(), format!("src/{path}:{}", i + 1)));
            }
        }
    }
    assert!(code.len() > 1_000, "the source is read");
    code
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (folders, files): (Vec<_>, Vec<_>) = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).partition(|path| path.is_dir());
    let rust = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

#[test]
fn every_word_in_the_locales_is_said_somewhere() {
    let said: Vec<String> = ["src", "templates"].into_iter().flat_map(|folder| texts(Path::new(folder))).collect();
    // It is said where it is called, as `words.key()` or `Words::key`; whatever else has that name does not say it.
    let called = said.iter().flat_map(|text| text.split(['.', ':']).skip(1));
    let said: HashSet<&str> = called.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()).collect();
    let keys: Vec<String> = texts(Path::new("config/locales/de")).iter().flat_map(|text| keys(text)).collect();
    assert!(keys.len() > 500, "{}", keys.len());
    let silent: Vec<&String> = keys.iter().filter(|key| !said.contains(key.as_str())).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

/// The keys of a Fluent file, as the code calls them.
fn keys(fluent: &str) -> Vec<String> {
    let key = |line: &str| Some(line.split_once(" =")?.0.trim_start_matches('-').replace('-', "_"));
    let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
    fluent.lines().filter(begins).filter_map(key).collect()
}

/// The text of every file below a folder; what is no text says nothing.
fn texts(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { texts(&path) } else { fs::read_to_string(&path).into_iter().collect() }).collect()
}
