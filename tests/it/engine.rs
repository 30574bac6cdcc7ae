//! The engine through its library: a folder of files, judged with given options.

mod cells;
mod naive;
mod random;

use crate::program::Folder;
use scruple::cli::session::{self, Settings};
use scruple::diagnostics::Texts;
use scruple::engine::{self, Options};
use scruple::findings::Outcome;
use scruple::plan::infer::Show;
use scruple::plan::severities::Severities;
use scruple::reports::{self, Style};
use scruple::sources::ReadOptions;
use scruple::sources::discover::{Found, Group};

/// How a run is cut up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    pub(crate) threads: usize,
    pub(crate) block_size: usize,
}

pub(crate) const WHOLE: Cut = Cut { threads: 1, block_size: 1 << 20 };

/// Judges files under the folder's `scruple.toml`.
pub(crate) fn judge(folder: &Folder, files: &[String], cut: Cut) -> (Outcome, Texts) {
    let group = Group {
        rules: vec![folder.path().join("scruple.toml")],
        files: files
            .iter()
            .map(|name| Found {
                path: folder.path().join(name),
                display: name.clone(),
                bound_to: None,
                outright: true,
            })
            .collect(),
    };
    let settings = Settings {
        read: ReadOptions::default(),
        select: Severities::default(),
        today: 20_000,
        show: Show::Values,
        previous: None,
        published: None,
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(cut.threads).build().expect("a pool");
    pool.install(|| {
        let mut texts = Texts::default();
        let planned = session::plan(&group, &settings, &mut texts);
        let options = Options { block_size: cut.block_size, excerpts: true, ..Options::default() };
        let mut outcome = match &planned.plan {
            Some(plan) => engine::run(plan, &options),
            None => Outcome::default(),
        };
        outcome.diagnostics.splice(0..0, planned.diagnostics);
        (outcome, texts)
    })
}

/// An outcome in every format, one after the other.
pub(crate) fn written((outcome, texts): &(Outcome, Texts)) -> String {
    let mut bytes = Vec::new();
    for format in reports::FORMATS {
        (format.write)(outcome, texts, &Style { verbose: true, ..Style::plain() }, &mut bytes)
            .expect("written to memory");
    }
    String::from_utf8(bytes).expect("reports are UTF-8")
}
