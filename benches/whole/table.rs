//! Figures as a table for people and as JSON for programs.

use super::system;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;
use std::{fs, io};

/// What a figure counts.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    GigabytesPerSecond,
    MillionsPerSecond,
    PerSecond,
    Microseconds,
    Milliseconds,
    Kibibytes,
    Mebibytes,
}

impl Unit {
    fn sign(self) -> &'static str {
        match self {
            Self::GigabytesPerSecond => "GB/s",
            Self::MillionsPerSecond => "M/s",
            Self::PerSecond => "/s",
            Self::Microseconds => "µs",
            Self::Milliseconds => "ms",
            Self::Kibibytes => "KiB",
            Self::Mebibytes => "MiB",
        }
    }
}

/// A figure of ours beside the one it is compared with, round by round.
pub(crate) struct Figure {
    name: String,
    unit: Unit,
    ours: Vec<f64>,
    reference: &'static str,
    theirs: Vec<f64>,
}

impl Figure {
    pub(crate) fn new(
        name: impl Into<String>,
        unit: Unit,
        ours: Vec<f64>,
        reference: &'static str,
        theirs: Vec<f64>,
    ) -> Self {
        Self { name: name.into(), unit, ours, reference, theirs }
    }

    /// The median of the rounds' own ratios: what both shared in a round drops out.
    fn ratio(&self) -> f64 {
        let ratios: Vec<_> = self.ours.iter().zip(&self.theirs).map(|(a, b)| a / b).collect();
        median(&ratios)
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name, "unit": self.unit.sign(), "reference": self.reference,
            "ours": self.ours, "theirs": self.theirs, "ratio": self.ratio(),
        })
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Median, and the least and the most in brackets.
fn spread(values: &[f64]) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Hundredths of thousands say nothing.
    let digits = if least < 1000.0 { 2 } else { 0 };
    format!("{:.digits$} ({least:.digits$}–{most:.digits$})", median(values))
}

/// A Markdown table.
pub(crate) fn text(figures: &[Figure]) -> String {
    let mut text = String::from(
        "\n| figure | unit | Jackfield | reference | | ratio |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for figure in figures {
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {:.2} |",
            figure.name,
            figure.unit.sign(),
            spread(&figure.ours),
            figure.reference,
            spread(&figure.theirs),
            figure.ratio(),
        )
        .expect("memory");
    }
    text
}

/// Writes `target/bench.json` and says where that is.
pub(crate) fn write_json(figures: &[Figure]) -> io::Result<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench.json");
    let figures: Vec<_> = figures.iter().map(Figure::json).collect();
    let all = json!({ "machine": system::describe(), "figures": figures });
    fs::write(&path, serde_json::to_string_pretty(&all)?)?;
    Ok(path)
}
