//! Makes a typed Rust function of every message in `config/locales`: a key that is missing in one language, misspelled, or
//! called with the wrong arguments does not compile.

use std::process::ExitCode;

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

fn main() -> ExitCode {
    let Ok(out_dir) = std::env::var("OUT_DIR") else { return ExitCode::FAILURE };
    build_from_locales_folder(
        BuildOptions::default()
            .with_locales_folder("config/locales")
            .with_output_file_path(&format!("{out_dir}/messages.rs"))
            .with_ftl_output(FtlOutputOptions::single_file(&format!("{out_dir}/messages.ftl")))
            .with_default_language("de")
            .with_prefix("")
            .with_lint_level(LintLevel::Strict)
            // The marks would end up in subjects and links; pages isolate names by <bdi>.
            .without_bidi_isolation(),
    )
}
