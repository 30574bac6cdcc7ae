//! The benchmark that the manual's page on speed quotes: a ledger of transfers with nineteen kinds of
//! planted violations, checked by scruple, by the same rules written out by hand, and by the tools that
//! people otherwise take. All as whole processes, in turn, so that a slow minute of the machine meets
//! each of them; what is printed is the median of the rounds, and of the ratios within each round.
//!
//! ```sh
//! cargo bench --bench ledger -- --rows 1000000 10000000 --peers --python path/to/python3
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

mod answers;
mod bound;
mod generate;
mod measure;

use answers::Answers;
use clap::Parser;
use generate::Items;
use measure::{Usage, median};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

type Done<T = ()> = Result<T, Box<dyn Error>>;

/// How to run the benchmark.
#[derive(Parser)]
struct Options {
    /// Rows of the ledgers
    #[arg(long, num_args = 1.., default_values_t = [1_000_000_u64])]
    rows: Vec<u64>,
    /// How often each command runs
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// DuckDB and Polars as well
    #[arg(long)]
    peers: bool,
    /// A Python that has them
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Rules to leave out of the ledger's
    #[arg(long, num_args = 1..)]
    leave_out: Vec<String>,
    /// Only the race, without the table of requirements
    #[arg(long)]
    race_only: bool,
    /// Another binary than the one of this build
    #[arg(long, default_value = env!("CARGO_BIN_EXE_scruple"))]
    scruple: PathBuf,
    /// What cargo passes
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Done {
    let args: Vec<String> = std::env::args().collect();
    if let [_, command, ledger, programmes, out, threads] = &args[..]
        && command == "bound"
    {
        return bound::run(ledger.as_ref(), programmes.as_ref(), out.as_ref(), threads.parse()?);
    }
    let options = Options::parse();
    let bench = Bench::new(options)?;
    for rows in &bench.options.rows {
        bench.prepare(*rows, Items::AsUsual)?;
        bench.limits(*rows)?;
        bench.race(*rows)?;
    }
    if !bench.options.race_only {
        bench.requirements()?;
    }
    Ok(())
}

/// Where everything is.
struct Bench {
    options: Options,
    sources: PathBuf,
    data: PathBuf,
    /// By themselves: the other files of a table are looked for beside the rules.
    rules: PathBuf,
    threads: usize,
}

/// A command that takes part, and where its standard output goes.
struct Runner<'a> {
    name: &'static str,
    command: Box<dyn Fn() -> Command + 'a>,
    output: PathBuf,
}

impl Bench {
    fn new(options: Options) -> Done<Bench> {
        let executable = std::env::current_exe()?;
        // target/release/deps/ledger-…
        let target = executable.ancestors().nth(3).ok_or("no target folder")?;
        let data = target.join("bench");
        fs::create_dir_all(&data)?;
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
        let threads = std::thread::available_parallelism()?.get().min(2);
        let rules = data.join("rules");
        fs::create_dir_all(&rules)?;
        let bench = Bench { options, sources, data, rules, threads };
        let programmes = bench.data.join("programmes.csv");
        if !programmes.exists() {
            generate::programmes(&programmes)?;
        }
        for (name, added) in [
            ("ledger", None),
            ("doubled", Some("doubled")),
            ("five", Some("five")),
            ("clean", Some("clean")),
        ] {
            let mut rules = bench.ledger_rules()?;
            if let Some(added) = added {
                rules += &fs::read_to_string(bench.sources.join(format!("ledger/{added}.toml")))?;
            }
            fs::write(bench.rules.join(format!("{name}.toml")), rules)?;
        }
        fs::copy(bench.sources.join("ledger/three.toml"), bench.rules.join("three.toml"))?;
        Ok(bench)
    }

    /// The rules of the ledger, without those that are left out.
    fn ledger_rules(&self) -> Done<String> {
        let text = fs::read_to_string(self.sources.join("ledger/ledger.toml"))?;
        let is_left_out = |section: &&str| {
            let of = |rule: &String| section.starts_with(&format!("rules.{rule}]"));
            !self.options.leave_out.iter().any(of)
        };
        let sections: Vec<&str> = text.split("\n[").filter(is_left_out).collect();
        Ok(sections.join("\n[") + "\n")
    }

    fn ledger(&self, rows: u64, items: Items) -> PathBuf {
        let kind = if items == Items::Inches { "_inches" } else { "" };
        self.data.join(format!("ledger{kind}_{rows}.csv"))
    }

    fn key(&self, rows: u64, items: Items) -> PathBuf {
        self.ledger(rows, items).with_extension("key")
    }

    fn prepare(&self, rows: u64, items: Items) -> Done {
        let (ledger, key) = (self.ledger(rows, items), self.key(rows, items));
        if !ledger.exists() || !key.exists() {
            eprintln!("writing {}", ledger.display());
            // Under its name only once it is whole.
            let unfinished = ledger.with_extension("unfinished");
            generate::ledger(&unfinished, &key, rows, items)?;
            fs::rename(unfinished, ledger)?;
        }
        Ok(())
    }

    /// A check of a ledger by rules of this name.
    fn check<'a>(&'a self, name: &'static str, rules: &'a str, ledger: PathBuf) -> Runner<'a> {
        self.check_with(name, rules, ledger, &["--format", "ndjson"])
    }

    fn check_with<'a>(
        &'a self,
        name: &'static str,
        rules: &'a str,
        ledger: PathBuf,
        more: &'a [&'a str],
    ) -> Runner<'a> {
        let command = move || {
            let mut command = Command::new(&self.options.scruple);
            command.arg("check").arg(&ledger).arg(self.data.join("programmes.csv"));
            command.arg("-r").arg(self.rules.join(format!("{rules}.toml")));
            if !more.contains(&"--threads") {
                command.arg("--threads").arg(self.threads.to_string());
            }
            command.args(more);
            command
        };
        Runner { name, command: Box::new(command), output: self.data.join("scruple.ndjson") }
    }

    fn bound(&self, rows: u64) -> Runner<'_> {
        let command = move || {
            let mut command = Command::new(std::env::current_exe().expect("it runs"));
            command.arg("bound").arg(self.ledger(rows, Items::AsUsual));
            command.arg(self.data.join("programmes.csv")).arg(self.data.join("bound.csv"));
            command.arg(self.threads.to_string());
            command
        };
        Runner { name: "rules by hand", command: Box::new(command), output: self.data.join("log") }
    }

    /// A script beside the benchmark; it writes `rule,row,column,value` to its third argument.
    fn peer(&self, name: &'static str, script: &'static str, rows: u64) -> Runner<'_> {
        let command = move || {
            let mut command = Command::new(&self.options.python);
            command.arg(self.sources.join("peers").join(script));
            command.arg(self.ledger(rows, Items::AsUsual)).arg(self.data.join("programmes.csv"));
            command.arg(self.data.join(script).with_extension("csv"));
            // What the two threads are to all.
            command.env("POLARS_MAX_THREADS", self.threads.to_string());
            command.env("THREADS", self.threads.to_string());
            command
        };
        Runner { name, command: Box::new(command), output: self.data.join("log") }
    }

    fn peers(&self, rows: u64) -> Vec<Runner<'_>> {
        let all = [
            ("DuckDB, text and TRY_CAST", "duckdb_text.py", "duckdb"),
            ("Polars, streaming", "polars_lazy.py", "polars"),
        ];
        let there = all.into_iter().filter(|(name, _, module)| {
            let import = format!("import {module}");
            let mut python = Command::new(&self.options.python);
            python.args(["-c", &import]).stdout(Stdio::null()).stderr(Stdio::null());
            let there = self.options.peers && python.status().is_ok_and(|status| status.success());
            if self.options.peers && !there {
                println!("{name}: left out, `{}` has no {module}\n", self.options.python.display());
            }
            there
        });
        there.map(|(name, script, _)| self.peer(name, script, rows)).collect()
    }

    /// Scruple, the bound and the peers on one ledger.
    fn race(&self, rows: u64) -> Done {
        let ledger = self.ledger(rows, Items::AsUsual);
        let mut runners = vec![self.bound(rows), self.check("scruple", "ledger", ledger.clone())];
        runners.extend(self.peers(rows));
        let runs = rounds(&runners, self.options.rounds)?;
        let bytes = fs::metadata(&ledger)?.len() as f64;
        println!("### {rows} rows, {:.0} MB, {} threads\n", bytes / 1e6, self.threads);
        println!(
            "| whole process | wall s | min–max | user s | system s | peak MiB | MB/s | times the bound | in processor time | DuckDB's time over this |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        let duck = runners.iter().position(|runner| runner.name.starts_with("DuckDB"));
        for (at, runner) in runners.iter().enumerate() {
            let of = |pick: fn(&Usage) -> f64| median(runs[at].iter().map(pick).collect());
            let walls = || runs[at].iter().map(|usage| usage.wall);
            let (least, most) = (walls().fold(f64::MAX, f64::min), walls().fold(0.0, f64::max));
            let faster = duck.map_or("".to_owned(), |duck| {
                format!("{:.1}", ratio(&runs[duck], &runs[at], wall))
            });
            println!(
                "| {} | {:.3} | {least:.3}–{most:.3} | {:.2} | {:.2} | {:.0} | {:.0} | {:.2} | {:.2} | {faster} |",
                runner.name,
                of(|usage| usage.wall),
                of(|usage| usage.user),
                of(|usage| usage.system),
                of(|usage| usage.peak),
                bytes / 1e6 / of(|usage| usage.wall),
                ratio(&runs[at], &runs[0], wall),
                ratio(&runs[at], &runs[0], processor),
            );
        }
        println!();
        self.answers(rows, &runners)
    }

    /// Whether each found what was planted.
    fn answers(&self, rows: u64, runners: &[Runner<'_>]) -> Done {
        let key = || Answers::listed(&self.key(rows, Items::AsUsual));
        let found = Answers::reported(&self.data.join("scruple.ndjson"))?;
        println!("- scruple: {}", key()?.without(&self.options.leave_out).compare(&found));
        for runner in runners {
            let list = match runner.name {
                "rules by hand" => "bound.csv",
                name if name.starts_with("DuckDB") => "duckdb_text.csv",
                name if name.starts_with("Polars") => "polars_lazy.csv",
                _ => continue,
            };
            let found = Answers::listed(&self.data.join(list))?;
            println!("- {}: {}", runner.name, key()?.compare(&found));
        }
        println!();
        Ok(())
    }

    /// What the machine gives: each thread looks at its part of the file and does nothing else.
    fn limits(&self, rows: u64) -> Done {
        let bytes = fs::read(self.ledger(rows, Items::AsUsual))?;
        let sum = |part: &[u8]| {
            let words = part.as_chunks::<8>().0.iter();
            words.fold(0_u64, |sum, word| sum.wrapping_add(u64::from_ne_bytes(*word))) as usize
        };
        type Look<'a> = (&'a str, &'a (dyn Fn(&[u8]) -> usize + Sync));
        let looks: [Look<'_>; 3] = [
            ("all bytes read", &sum),
            ("line feeds counted", &bound::count_lines),
            ("fields found, by quotes, commas and line feeds", &bound::count_fields),
        ];
        println!(
            "| limit, {rows} rows | 1 thread GB/s | {} threads GB/s |\n|---|---|---|",
            self.threads
        );
        for (name, look) in looks {
            let speed = |threads: usize| {
                let once = |_| {
                    let started = Instant::now();
                    std::thread::scope(|scope| {
                        for part in bytes.chunks(bytes.len().div_ceil(threads)) {
                            scope.spawn(move || std::hint::black_box(look(part)));
                        }
                    });
                    bytes.len() as f64 / started.elapsed().as_secs_f64() / 1e9
                };
                median((0..self.options.rounds).map(once).collect())
            };
            println!("| {name} | {:.1} | {:.1} |", speed(1), speed(self.threads));
        }
        println!();
        Ok(())
    }

    /// What must be reached, beside what is.
    fn requirements(&self) -> Done {
        let rows = self.options.rows.iter().copied().max().unwrap_or(1_000_000);
        let usual = || self.ledger(rows, Items::AsUsual);
        println!(
            "### What must be reached, {rows} rows\n\n| measure | at most | is | in processor time |\n|---|---|---|---|"
        );
        let all = |name| self.check(name, "ledger", usual());
        let one = self.check_with(
            "one thread",
            "ledger",
            usual(),
            &["--format", "ndjson", "--threads", "1"],
        );
        self.compare("two threads, of one thread's time", 1.0 / 1.8, [all("two"), one])?;
        if let Some(tenth) = self.options.rows.iter().find(|some| **some * 10 == rows) {
            let tenth = self.check("tenth", "ledger", self.ledger(*tenth, Items::AsUsual));
            self.compare("ten times the rows", 10.5, [all("all"), tenth])?;
        }
        let doubled = self.check("doubled", "doubled", usual());
        self.compare("twice the row rules on the same columns", 1.25, [doubled, all("all")])?;
        let three = self.check("three", "three", usual());
        self.compare("rules on 3 of 17 columns", 1.0 / 1.6, [three, all("all")])?;
        let [five, clean] =
            ["five", "clean"].map(|rules| self.check_with(rules, rules, usual(), &[]));
        self.compare("five violations in every row", 2.0, [five, clean])?;
        self.prepare(rows, Items::Inches)?;
        let shown = |name, items| self.check_with(name, "ledger", self.ledger(rows, items), &[]);
        let inches = shown("inches", Items::Inches);
        self.compare("a stray quote in every row", 3.0, [inches, shown("all", Items::AsUsual)])?;
        self.gzip(rows)?;
        self.hundred()?;
        self.memory(rows)
    }

    /// Prints how the time of the first of a pair stands to the second's.
    fn compare(&self, what: &str, most: f64, pair: [Runner<'_>; 2]) -> Done {
        let runs = rounds(&pair, self.options.rounds)?;
        let peak = median(runs[0].iter().map(|usage| usage.peak).collect());
        let walls = [0, 1].map(|at| median(runs[at].iter().map(|usage| usage.wall).collect()));
        println!(
            "| {what} | {most:.2} | {:.2} ({:.3} s, {:.3} s; {peak:.0} MiB) | {:.2} |",
            ratio(&runs[0], &runs[1], wall),
            walls[0],
            walls[1],
            ratio(&runs[0], &runs[1], processor)
        );
        Ok(())
    }

    fn gzip(&self, rows: u64) -> Done {
        let ledger = self.ledger(rows, Items::AsUsual);
        let packed = self.data.join(format!("ledger_{rows}.csv.gz"));
        let gzip = |args: &[&str], path: &Path| {
            let mut gzip = Command::new("gzip");
            gzip.args(args).arg(path);
            gzip
        };
        if gzip(&["--version"], Path::new("")).stdout(Stdio::null()).status().is_err() {
            println!("| gzip | 1.30 | left out, there is no `gzip` | |");
            return Ok(());
        }
        if !packed.exists() {
            gzip(&["-k"], &ledger).status()?;
        }
        let alone = Runner {
            name: "gzip -dc",
            command: Box::new(|| gzip(&["-dc"], &packed)),
            output: PathBuf::from(if cfg!(unix) { "/dev/null" } else { "NUL" }),
        };
        let check = self.check("packed", "ledger", packed.clone());
        self.compare("packed by gzip, of the time of `gzip -dc`", 1.3, [check, alone])
    }

    fn hundred(&self) -> Done {
        self.prepare(100, Items::AsUsual)?;
        let check = self.check("hundred", "ledger", self.ledger(100, Items::AsUsual));
        let runs = rounds(&[check], self.options.rounds.max(20))?;
        let wall = median(runs[0].iter().map(|usage| usage.wall).collect());
        println!("| a file of 100 rows, ms | 10 | {:.1} | |", wall * 1e3);
        Ok(())
    }

    /// Memory beyond the mapped file, and the same report with less of it.
    fn memory(&self, rows: u64) -> Done {
        let mut reports = Vec::new();
        for limit in ["64G", "128M", "32M"] {
            let more = ["--format", "ndjson", "--memory", limit];
            let runner =
                self.check_with("memory", "ledger", self.ledger(rows, Items::AsUsual), &more);
            let output = self.data.join(format!("memory_{limit}"));
            let peak = measure::peak_beyond_files(&mut (runner.command)(), &output)?;
            let shown = peak.map_or("unknown".to_owned(), |mebibytes| format!("{mebibytes:.0}"));
            println!("| MiB beyond the mapped file, `--memory {limit}` | 400 | {shown} | |");
            reports.push(fs::read(output)?);
        }
        let same = reports.iter().all(|report| *report == reports[0]);
        let same = if same { "the same bytes" } else { "**other bytes**" };
        println!("| their reports | the same bytes | {same} | |\n");
        Ok(())
    }
}

/// Runs all, again and again, after once to warm up.
fn rounds(runners: &[Runner<'_>], count: usize) -> Done<Vec<Vec<Usage>>> {
    let mut runs = vec![Vec::new(); runners.len()];
    for round in 0..=count {
        for (runner, runs) in runners.iter().zip(&mut runs) {
            let usage = measure::run(&mut (runner.command)(), &runner.output)
                .map_err(|error| format!("{}: {error}", runner.name))?;
            if round > 0 {
                runs.push(usage);
            }
        }
    }
    Ok(runs)
}

/// What one took over what another took, round by round.
fn ratio(one: &[Usage], other: &[Usage], of: fn(&Usage) -> f64) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| of(one) / of(other)).collect())
}

fn wall(usage: &Usage) -> f64 {
    usage.wall
}

/// On a machine that others use this says more than the clock.
fn processor(usage: &Usage) -> f64 {
    usage.user + usage.system
}
