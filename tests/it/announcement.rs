//! The announcement parser against invented announcements in the variety real ones have.

mod dates;
mod facts;
mod people;
mod properties;

use std::fs;
use std::path::{Path, PathBuf};

use halbsieben::domain::announcement::{Announcement, Place, parse_with_trace};
use serde::Serialize;

/// What an organiser sees of an import.
#[derive(Serialize)]
struct Imported {
    announcement: Announcement,
    sentences: Vec<String>,
    left_out: Vec<String>,
}

fn corpus() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/announcement/corpus");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the corpus is there").map(|entry| entry.expect("a readable entry").path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.file_stem().expect("a file name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("a readable text");
            (name.into_owned(), text)
        })
        .collect()
}

#[test]
fn the_corpus_reads_as_its_organisers_would_expect() {
    for (name, text) in corpus() {
        let (announcement, placements) = parse_with_trace(&text);
        let sentences = announcement.warnings.iter().map(ToString::to_string).collect();
        let left_out =
            placements.into_iter().filter(|placement| placement.place == Place::Debris).map(|placement| placement.text).collect();
        let imported = Imported { announcement, sentences, left_out };
        insta::with_settings!({snapshot_path => "announcement/snapshots", prepend_module_to_snapshot => false}, {
            insta::assert_json_snapshot!(name, imported);
        });
    }
}
