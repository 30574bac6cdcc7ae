//! Files that are broken, odd or meant to harm: each gets what its manifest says, in little time
//! and memory. They come from a generator beside the project; without it the test says so.

use crate::program::{self, Report, shared};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What may be said that is not a fault of the structure of the file.
#[test]
fn hostile_files_get_what_they_must() {
    let Some(generator) = shared("cases/hostile/generate.py") else {
        println!("skipped: no ../shared/cases/hostile/generate.py");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new("python3")
        .arg(generator)
        .arg(folder.path())
        .args(["--bomb-mib", "8"])
        .stdout(Stdio::null())
        .status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: python3 does not run the generator");
        return;
    }
    let manifest = std::fs::read(folder.path().join("manifest.json")).expect("a manifest");
    let cases: Vec<Value> = serde_json::from_slice(&manifest).expect("a manifest");
    let mut faults = Vec::new();
    for case in &cases {
        let name = case["file"].as_str().expect("a name");
        for fault in judge(folder.path(), case, name) {
            faults.push(format!("{name}: {fault} ({})", case["why"]));
        }
    }
    assert!(cases.len() > 80, "the generator wrote {} files", cases.len());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Formats that are not built yet: refused, whatever the manifest asks of them.
fn is_later(name: &str) -> bool {
    [".json", ".ndjson", ".xlsx", ".xls", ".parquet"].iter().any(|end| name.ends_with(end))
}

fn judge(folder: &Path, case: &Value, name: &str) -> Vec<String> {
    let arguments: Vec<&str> = match case["kind"] == "rules" {
        true => vec!["check", "--format", "json", "-r", name, "utf8.csv"],
        false => vec!["check", "--format", "json", name],
    };
    let measured = measure(folder, &arguments);
    let mut faults = measured.faults(case);
    let report = match measured.report {
        Ok(report) => report,
        Err(fault) => return vec![fault],
    };
    if is_later(name) {
        faults.extend(refused(&report));
        return faults;
    }
    let mut outcomes: Vec<&str> = vec![case["expect"].as_str().expect("an outcome")];
    outcomes.extend(case["alternative"].as_str());
    let fits: Vec<Vec<String>> =
        outcomes.iter().map(|outcome| outcome_faults(&report, outcome, case)).collect();
    if !fits.iter().any(Vec::is_empty) {
        faults.extend(fits.into_iter().flatten());
    }
    if let (Some(twin), 0) = (case["twin"].as_str(), report.status) {
        faults.extend(unlike(&report, &measure(folder, &["check", "--format", "json", twin])));
    }
    faults
}

fn refused(report: &Report) -> Option<String> {
    let named = report.diagnostic("not-a-table").or(report.diagnostic("unreadable-file"));
    let named = named.or(report.diagnostic("not-yet-supported"));
    let named = named.or(report.diagnostic("no-data"));
    (report.status != 2 || named.is_none())
        .then(|| format!("status {}, {:?}, expected a refusal", report.status, report.codes()))
}

/// How a report differs from what an outcome demands.
fn outcome_faults(report: &Report, outcome: &str, case: &Value) -> Vec<String> {
    let structural: Vec<&Value> = report.json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["id"].as_str().is_some_and(|id| id.starts_with("csv.")))
        .collect();
    let said = format!("status {}, {:?}, {:?}", report.status, report.found(), report.codes());
    match outcome {
        "ok" if report.status != 0 => vec![format!("expected ok; {said}")],
        "error" if report.status != 2 => vec![format!("expected an error; {said}")],
        "error" => line_fault(case, &diagnostic_lines(report)).into_iter().collect(),
        "finding" if structural.is_empty() => vec![format!("expected a finding; {said}")],
        "finding" => {
            let lines: Vec<u64> = structural
                .iter()
                .flat_map(|finding| finding["violations"].as_array().expect("violations"))
                .filter_map(|violation| violation["line"].as_u64())
                .collect();
            line_fault(case, &lines).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn diagnostic_lines(report: &Report) -> Vec<u64> {
    let diagnostics = report.json["diagnostics"].as_array().expect("diagnostics");
    diagnostics.iter().filter_map(|diagnostic| diagnostic["line"].as_u64()).collect()
}

fn line_fault(case: &Value, lines: &[u64]) -> Option<String> {
    let wanted = case["line"].as_u64()?;
    (!lines.contains(&wanted)).then(|| format!("expected line {wanted}, found lines {lines:?}"))
}

/// The same table: columns, their types, rows.
fn unlike(report: &Report, twin: &Measured) -> Option<String> {
    let shape = |report: &Report| {
        let input = &report.json["inputs"][0];
        (input["columns"].clone(), input["rows"].clone())
    };
    let twin = twin.report.as_ref().map(shape).unwrap_or_default();
    (shape(report) != twin).then(|| format!("{:?}, its twin is {twin:?}", shape(report)))
}

struct Measured {
    report: Result<Report, String>,
    took: Duration,
    /// The largest resident set, in MiB; 0 where it cannot be told.
    peak: u64,
}

impl Measured {
    fn faults(&self, case: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        // Tests run unoptimised, and beside others.
        let limit = case["limit_s"].as_u64().unwrap_or(5) * 4;
        if self.took > Duration::from_secs(limit) {
            faults.push(format!("took {:?}", self.took));
        }
        if self.peak > case["limit_mib"].as_u64().unwrap_or(256) {
            faults.push(format!("needed {} MiB", self.peak));
        }
        faults
    }
}

/// Runs the program and watches its memory.
fn measure(folder: &Path, arguments: &[&str]) -> Measured {
    let start = Instant::now();
    let output = tempfile::tempfile().expect("a file");
    let mut child = program::command(folder, arguments)
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("a file"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_of(child.id()).unwrap_or(0));
        match child.try_wait().expect("the program ends") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let took = start.elapsed();
    let mut stderr = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("a pipe"), &mut stderr)
        .expect("text");
    let report = read_report(output, status.code(), &stderr);
    Measured { report, took, peak }
}

fn read_report(
    mut output: std::fs::File,
    status: Option<i32>,
    stderr: &str,
) -> Result<Report, String> {
    std::io::Seek::rewind(&mut output).expect("a file");
    let status = status.ok_or_else(|| format!("killed by a signal: {stderr}"))?;
    if stderr.contains("panicked") {
        return Err(format!("panicked: {stderr}"));
    }
    match serde_json::from_reader(output) {
        Ok(json) => Ok(Report { status, json }),
        Err(error) => Err(format!("status {status}, no report ({error}): {stderr}")),
    }
}

/// The largest resident set of a process so far, in MiB.
fn peak_of(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib >> 10)
}
