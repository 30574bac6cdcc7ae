//! `no-overlap = { start = "from", end = "to", by = ["office"] }`: no two spans of a group overlap;
//! with `gaps = "forbidden"` they also leave nothing out between them.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::grouped::Firsts;
use super::keys;
use super::{
    BlockRow, Check, Description, Kept, Kind, Late, Observed, Placement, Reads, Request, RowFrame,
    RowId, Verdicts, Whole, Wording,
};
use crate::rules::Param;
use crate::tables::{Bitmap, Vector};
use crate::types::{Decimal, Type, Value};
use hashbrown::HashSet;
use rayon::prelude::*;

pub struct NoOverlap;

impl Kind for NoOverlap {
    fn name(&self) -> &'static str {
        "no-overlap"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let params = request.params;
        let (start, end) =
            (binder.span_column(request, "start"), binder.span_column(request, "end"));
        let (start, end) = (start?, end?);
        let (start_type, end_type) = (start.2, end.2);
        let are_known = ![start_type, end_type].contains(&Type::Null);
        if are_known
            && (start_type.is_exact() != end_type.is_exact()
                || !start_type.is_exact() && start_type != end_type)
        {
            let message = format!(
                "`{}` is {start_type} and `{}` is {end_type}: they do not make a span",
                start.1, end.1
            );
            binder.mistake("type-mismatch", message, params.place(), "of these columns");
            return None;
        }
        let by = match params.get("by") {
            Some(by) => binder.columns_or_expressions(request.table, by)?,
            None => Vec::new(),
        };
        let closed = match params.get("closed") {
            Some(closed) => binder.boolean(closed)?,
            None => false,
        };
        let ends = if closed { Ends::Closed } else { Ends::HalfOpen };
        let gaps = match params.get("gaps") {
            Some(Param::Text(word)) if word.text == "forbidden" => Gaps::Forbidden,
            _ => Gaps::Allowed,
        };
        let whole_steps = matches!(start_type, Type::Integer | Type::Date | Type::PartialDate);
        if ends == Ends::Closed && gaps == Gaps::Forbidden && !whole_steps {
            let message = format!(
                "closed spans of type {start_type} always overlap or leave a gap: there is no next value"
            );
            binder.mistake("invalid-value", message, params.place(), "`closed` and no gaps").help =
                Some("leave `closed` out: then each span ends where the next one starts".to_owned());
            return None;
        }
        let (start, end) = ((start.0, start.1), (end.0, end.1));
        let numbers = start_type.is_exact();
        Some(Box::new(Spans { start, end, by, ends, gaps, numbers }))
    }
}

/// Whether a span holds its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    HalfOpen,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gaps {
    Allowed,
    Forbidden,
}

/// Rows whose spans keep out of each other's way.
struct Spans {
    start: (usize, String),
    end: (usize, String),
    by: Vec<usize>,
    ends: Ends,
    gaps: Gaps,
    /// The ends are numbers; else dates or times.
    numbers: bool,
}

/// The span of a row.
#[derive(Debug, Clone, Copy)]
struct Span<P> {
    group: u64,
    start: P,
    /// The first point behind the span, or the last one in it where ends are closed; none is open.
    end: Option<P>,
    block: u32,
    row: BlockRow,
}

/// A point on the line: a number, or else a day or a moment, which take less room.
trait Point: Copy + Ord + Send + Sync + 'static {
    fn of(value: &Value) -> Option<Self>;

    /// The point one further on.
    fn next(self) -> Option<Self>;
}

impl Point for Decimal {
    fn of(value: &Value) -> Option<Decimal> {
        match value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn next(self) -> Option<Decimal> {
        self.add(Decimal::ONE).ok()
    }
}

impl Point for i64 {
    fn of(value: &Value) -> Option<i64> {
        match value {
            Value::Date(day) => Some((*day).into()),
            Value::Time(micros) | Value::DateTime(micros) => Some(*micros),
            _ => None,
        }
    }

    fn next(self) -> Option<i64> {
        self.checked_add(1)
    }
}

/// From here to there; nowhere is open.
type Reach<P> = (P, Option<P>);

impl Check for Spans {
    fn reads(&self) -> Reads {
        Reads::of_columns([self.start.0, self.end.0].into_iter().chain(self.by.iter().copied()))
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        match self.numbers {
            true => self.observe_as::<Decimal>(block, rows),
            false => self.observe_as::<i64>(block, rows),
        }
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    /// Of gaps only: what overlaps does so without it.
    fn misses_rows(&self) -> bool {
        matches!(self.gaps, Gaps::Forbidden)
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        match self.numbers {
            true => self.finish_as::<Decimal>(kept, whole),
            false => self.finish_as::<i64>(kept, whole),
        }
    }

    fn wording(&self) -> Wording {
        let span = format!("`{}` to `{}`", self.start.1, self.end.1);
        match self.gaps {
            Gaps::Allowed => Wording::has(format!("{span} overlapping an earlier row's")),
            Gaps::Forbidden => {
                Wording::has(format!("{span} overlapping an earlier row's, or a gap before it"))
            }
        }
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let own = self.shown(&|column| (row.texts)(column).map(|text| row.shown(&text)));
        let other = self.shown(&|column| (row.other_texts)(column).map(|text| row.shown(&text)));
        let with = match self.by.as_slice() {
            [] => String::new(),
            by => format!(" with {}", row.named_values(by)),
        };
        let overlap = match self.numbers {
            true => self.rows_overlap::<Decimal>(row),
            false => self.rows_overlap::<i64>(row),
        };
        let (message, label, other_label) = match overlap {
            true => (
                format!("{own} overlaps {other} of an earlier row{with}"),
                format!("{own} overlaps {other}"),
                format!("{other} is here"),
            ),
            false => (
                format!("{own} leaves a gap after {other}, the last row before it{with}"),
                format!("{own} starts later than {other} ends"),
                format!("{other} ends here"),
            ),
        };
        Description {
            message,
            cells: vec![(self.start.0, label), (self.end.0, row.cell_is(self.end.0))],
            other_cells: vec![(self.start.0, other_label)],
            ..Description::default()
        }
    }
}

/// What is wrong so far.
struct Found {
    failed: u64,
    firsts: Firsts,
}

impl Spans {
    fn observe_as<P: Point>(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let by: Vec<&Vector<'_>> = self.by.iter().map(|column| block.vector(*column)).collect();
        let groups = if by.is_empty() { vec![0; rows.len()] } else { keys::hashes(&by) };
        let (start, end) = (block.vector(self.start.0), block.vector(self.end.0));
        let mut judged = Bitmap::zeros(rows.len());
        let mut spans = Vec::new();
        for row in rows.iter() {
            let span = self.span::<P>(start.value(row), end.value(row));
            let Some((start, end)) = span else { continue };
            judged.set(row);
            spans.push(Span { group: groups[row], start, end, block: 0, row: block.row(row) });
        }
        Observed {
            undecided: Some(rows.and_not(&judged)),
            deferred: Some(judged),
            kept: Some(Box::new(spans)),
            ..Observed::default()
        }
    }

    fn finish_as<P: Point>(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let mut spans: Vec<Span<P>> = Vec::new();
        for Kept { block, part } in kept {
            let Ok(part) = part.downcast::<Vec<Span<P>>>() else { continue };
            spans.extend(part.into_iter().map(|span| Span { block: block as u32, ..span }));
        }
        spans.par_sort_unstable_by_key(|span| (span.group, span.start, span.block, span.row));
        let mut found = Found { failed: 0, firsts: Firsts::new(whole.limit()) };
        for group in spans.chunk_by(|a, b| a.group == b.group) {
            self.group(group, whole, &mut found);
        }
        let mut verdicts = Verdicts::default();
        verdicts.counts.failed = found.failed;
        verdicts.counts.passed = spans.len() as u64 - found.failed;
        verdicts.violations = found.firsts.in_order();
        verdicts
    }

    /// Whether a violating row overlaps its other half; else there is a gap between them.
    fn rows_overlap<P: Point>(&self, row: &RowFrame<'_, '_>) -> bool {
        let span_of = |block: &BlockFrame<'_>| {
            let value = |column: usize| block.vector(column).value(0);
            self.span::<P>(value(self.start.0), value(self.end.0))
        };
        match (span_of(row.block), row.other.and_then(span_of)) {
            (Some(own), Some(other)) => self.overlap(own, other),
            _ => true,
        }
    }

    /// The points of a row; none where there is no start, or the end lies before it. Of a date that is
    /// known in part, the span holds what it holds in any case.
    fn span<P: Point>(&self, start: Option<Value>, end: Option<Value>) -> Option<Reach<P>> {
        let start = match start? {
            Value::PartialDate(date) => P::of(&Value::Date(date.last))?,
            value => P::of(&value)?,
        };
        let end = match end? {
            Value::Null => None,
            Value::PartialDate(date) => Some(P::of(&Value::Date(date.first))?),
            value => Some(P::of(&value)?),
        };
        end.is_none_or(|end| start <= end).then_some((start, end))
    }

    fn is_before<P: Point>(&self, end: Option<P>, start: P) -> bool {
        end.is_some_and(|end| match self.ends {
            Ends::HalfOpen => end <= start,
            Ends::Closed => end < start,
        })
    }

    fn is_empty<P: Point>(&self, (start, end): Reach<P>) -> bool {
        self.ends == Ends::HalfOpen && end == Some(start)
    }

    fn overlap<P: Point>(&self, own: Reach<P>, other: Reach<P>) -> bool {
        let apart = self.is_before(own.1, other.0) || self.is_before(other.1, own.0);
        !apart && !self.is_empty(own) && !self.is_empty(other)
    }

    /// Judges the spans of one group, sorted by their starts.
    fn group<P: Point>(&self, spans: &[Span<P>], whole: &dyn Whole, found: &mut Found) {
        let pairs = self.odd_pairs(spans);
        let id = |span: &Span<P>| whole.row(span.block as usize, span.row);
        let together = |(row, other): &(usize, usize)| {
            whole.equal(id(&spans[*row]), id(&spans[*other]), &self.by)
        };
        if !self.by.is_empty() && !pairs.iter().all(together) {
            // One hash stands for two groups.
            return self.split(spans, &id, whole, found);
        }
        found.failed += pairs.len() as u64;
        for (row, other) in pairs {
            found.firsts.push(Late::new(id(&spans[row]), Some(id(&spans[other]))));
        }
    }

    #[cold]
    fn split<P: Point>(
        &self,
        spans: &[Span<P>],
        id: &dyn Fn(&Span<P>) -> RowId,
        whole: &dyn Whole,
        found: &mut Found,
    ) {
        let mut groups: Vec<Vec<Span<P>>> = Vec::new();
        for span in spans {
            let same = |group: &&mut Vec<Span<P>>| whole.equal(id(&group[0]), id(span), &self.by);
            match groups.iter_mut().find(same) {
                Some(group) => group.push(*span),
                None => groups.push(vec![*span]),
            }
        }
        if groups.len() > 1 {
            groups.iter().for_each(|group| self.group(group, whole, found));
        }
    }

    /// The rows that overlap an earlier row of the file, with the first one that they overlap; and
    /// those behind a gap, with the row that ends before it.
    fn odd_pairs<P: Point>(&self, spans: &[Span<P>]) -> Vec<(usize, usize)> {
        let mut overlaps = false;
        let mut gaps = Vec::new();
        let mut last: Option<usize> = None;
        for (at, span) in spans.iter().enumerate() {
            if self.is_empty((span.start, span.end)) {
                continue;
            }
            if let Some(before) = last {
                let apart = self.is_before(spans[before].end, span.start);
                overlaps |= !apart;
                if apart
                    && self.gaps == Gaps::Forbidden
                    && !self.is_next(spans[before].end, span.start)
                {
                    gaps.push((at, before));
                }
            }
            let reaches = |end: Option<P>| (end.is_none(), end);
            if last.is_none_or(|last| reaches(spans[last].end) < reaches(span.end)) {
                last = Some(at);
            }
        }
        let mut pairs = if overlaps { self.overlapping(spans) } else { Vec::new() };
        let known: HashSet<usize> = pairs.iter().map(|(row, _)| *row).collect();
        gaps.retain(|(row, _)| !known.contains(row));
        pairs.append(&mut gaps);
        pairs
    }

    /// Whether a span that starts here follows without a gap.
    fn is_next<P: Point>(&self, end: Option<P>, start: P) -> bool {
        let Some(end) = end else { return true };
        match self.ends {
            Ends::HalfOpen => end == start,
            Ends::Closed => end.next() == Some(start),
        }
    }

    /// Of all rows that overlap an earlier row of the file the first that they overlap: among the spans
    /// that start before this one ends, the earliest row of those that end after it starts.
    fn overlapping<P: Point>(&self, spans: &[Span<P>]) -> Vec<(usize, usize)> {
        let there = |at: &usize| !self.is_empty((spans[*at].start, spans[*at].end));
        let mut by_end: Vec<usize> = (0..spans.len()).filter(there).collect();
        let by_start = by_end.clone();
        let end = |at: &usize| (spans[*at].end.is_none(), spans[*at].end);
        by_end.sort_by_key(end);
        let mut rank = vec![0; spans.len()];
        by_end.iter().enumerate().for_each(|(place, at)| rank[*at] = place);
        let order = |at: usize| (spans[at].block, spans[at].row);
        let mut earliest = Earliest::new(by_end.len());
        let mut pairs = Vec::new();
        let mut started = by_start.iter().peekable();
        for at in &by_end {
            let begins = |other: &&usize| !self.is_before(spans[*at].end, spans[**other].start);
            while let Some(other) = started.next_if(|other| begins(other)) {
                earliest.add(rank[*other], *other, order);
            }
            let behind =
                by_end.partition_point(|other| self.is_before(spans[*other].end, spans[*at].start));
            let first = earliest.from(behind, order).filter(|first| order(*first) < order(*at));
            pairs.extend(first.map(|first| (*at, first)));
        }
        pairs
    }

    /// "2019-07-01 to 2021-03-01".
    fn shown(&self, text: &dyn Fn(usize) -> Option<String>) -> String {
        let of = |column: usize, none: &str| {
            text(column).filter(|text| !text.is_empty()).unwrap_or_else(|| none.to_owned())
        };
        format!("{} to {}", of(self.start.0, "(missing)"), of(self.end.0, "(open)"))
    }
}

/// The earliest row among those from a place on: a tree of minima over places.
struct Earliest {
    tree: Vec<Option<usize>>,
    len: usize,
}

impl Earliest {
    fn new(len: usize) -> Earliest {
        Earliest { tree: vec![None; len + 1], len }
    }

    fn add<K: Ord>(&mut self, place: usize, row: usize, order: impl Fn(usize) -> K) {
        let mut at = self.len - place;
        while at <= self.len {
            if self.tree[at].is_none_or(|known| order(row) < order(known)) {
                self.tree[at] = Some(row);
            }
            at += at & at.wrapping_neg();
        }
    }

    fn from<K: Ord>(&self, place: usize, order: impl Fn(usize) -> K) -> Option<usize> {
        let mut at = self.len - place;
        let mut first = None;
        while at > 0 {
            if let Some(row) = self.tree[at]
                && first.is_none_or(|first| order(row) < order(first))
            {
                first = Some(row);
            }
            at -= at & at.wrapping_neg();
        }
        first
    }
}

impl Binder<'_> {
    /// The column of one end of a span, with its name and type.
    fn span_column(&mut self, request: &Request<'_>, key: &str) -> Option<(usize, String, Type)> {
        let column = self.column_at(request, key)?;
        let schema = self.column(request.table, column);
        let (name, ty) = (schema.name.clone(), schema.value_type());
        if matches!(
            ty,
            Type::Integer
                | Type::Number
                | Type::Date
                | Type::Time
                | Type::DateTime
                | Type::PartialDate
                // Of an absent column: the rule is not evaluated.
                | Type::Null
        ) {
            return Some((column, name, ty));
        }
        let message = format!("spans are of numbers, dates or times; `{name}` is {ty}");
        let place = request.params.get(key).map_or(request.params.place(), Param::place);
        self.mistake("not-applicable", message, place, "of this column").help =
            Some(format!("declare its type: `{name} = {{ type = \"date\" }}`"));
        None
    }
}
