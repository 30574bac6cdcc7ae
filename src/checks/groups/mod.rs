//! A condition over groups of rows: `check = "sum(share) = 100"` with `by = ["country", "year"]`, or
//! over the table, without `by`.
//!
//! Rows are numbered by their group, and each aggregate keeps one state a group. The states of stretches
//! of the file are merged in their order, and the condition is judged over the groups as over rows: its
//! aggregates and what makes the groups are slots of a frame that has a row for each group.

pub mod accumulate;
mod describe;
mod distinct;
pub mod exact;
mod heavy;
mod mend;
pub mod merge;
pub mod parts;
mod share;
pub mod totals;
mod values;

use super::binder::{self, Binder};
use super::condition::Units;
use super::frame::BlockFrame;
use super::{
    Behind, Check, Demand, Description, Kept, Known, Observed, Reads, Request, RowFrame, Verdicts,
    Whole, Wording,
};
use crate::expressions::grouping::{By, Grouping};
use crate::expressions::template::{self, Template};
use crate::expressions::{Typed, bind};
use crate::findings::Judged;
use crate::rules::Phrase;
use crate::sources::Scratch;
use crate::tables::{Bitmap, TableId};
use parts::Parts;
use share::Share;
use std::any::Any;
use std::io;
use std::sync::Arc;
use totals::{Groups, Members, Totals, Weighs};

pub use totals::unreadable;

/// A condition that has to hold, or to be unknown, of every group.
pub struct GroupsHold {
    pub condition: Typed,
    pub text: String,
    pub totals: Totals,
    /// What the condition reads beside its aggregates and what makes the groups.
    reads: Reads,
    /// The share of rows that has to meet a condition, where the rule asks for that.
    share: Option<Share>,
    /// The units of the parts of the condition, by their text.
    units: Units,
}

impl GroupsHold {
    /// The check that a condition with aggregates, or with `by`, becomes; `None` after a mistake.
    pub fn bind(
        request: &Request<'_>,
        (phrase, condition, grouping): (&Phrase, Typed, Grouping),
        binder: &mut Binder<'_>,
    ) -> Option<GroupsHold> {
        let mut condition = condition;
        let scope = binder.scope(request.table, phrase);
        let units = bind::units(&condition, &scope, Some(&grouping));
        bind::lift(&mut condition, &grouping, &scope, &mut binder.diagnostics)?;
        let reads = binder::reads_of(&condition, binder.catalog);
        let mut totals = Totals::new(grouping, binder.catalog);
        totals.weighs = Weighs::Sums;
        let text = phrase.text.clone();
        Some(GroupsHold { condition, text, totals, reads, share: None, units })
    }
}

impl Check for GroupsHold {
    fn reads(&self) -> Reads {
        let mut reads = self.totals.reads();
        reads.add(self.reads.clone());
        reads
    }

    fn of(&self) -> Judged {
        if self.totals.grouping.by.is_empty() { Judged::Tables } else { Judged::Groups }
    }

    fn needs_readable_cells(&self) -> bool {
        false
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let mut groups = self.totals.start();
        let members = Members { rows, unclear: None };
        let failed = self.totals.take_in((block, 0), &members, &mut groups);
        Observed { failed, kept: Some(Box::new(groups)), ..Observed::default() }
    }

    fn go_on(
        &self,
        block: &BlockFrame<'_>,
        rows: &Bitmap,
        kept: &mut (dyn Any + Send),
        behind: Behind,
    ) -> Option<Observed> {
        let groups = kept.downcast_mut::<Groups>()?;
        let members = Members { rows, unclear: None };
        let failed = self.totals.take_in((block, behind.blocks), &members, groups);
        Some(Observed { failed, ..Observed::default() })
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    fn known(&self, kept: &Kept) -> Option<Known> {
        let groups = kept.part.downcast_ref::<Groups>()?;
        let few = groups.is_open() && groups.count() <= heavy::FEW;
        few.then(|| -> Known { Arc::new(self.totals.start_after(groups)) })
    }

    fn begin(&self, known: &Known) -> Option<Box<dyn Any + Send>> {
        Some(Box::new(self.totals.start_after(known.downcast_ref::<Groups>()?)))
    }

    fn absorb(&self, before: &mut Kept, mut later: Kept) -> Option<Kept> {
        let blocks = later.block - before.block;
        let groups = before.part.downcast_mut::<Groups>();
        let absorbed = groups
            .zip(later.part.downcast_mut::<Groups>())
            .is_some_and(|(groups, part)| groups.absorb(part, blocks, parts::FEW));
        (!absorbed).then_some(later)
    }

    fn held(&self, part: &(dyn Any + Send)) -> usize {
        part.downcast_ref::<Groups>().map_or(0, Groups::bytes)
    }

    fn shed(&self, kept: &mut Vec<Kept>, scratch: &Scratch) -> io::Result<()> {
        let mut parts = Parts::of(std::mem::take(kept));
        let spilled = parts.spill(&self.totals, scratch);
        *kept = parts.into_kept();
        spilled
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        merge::finish(self, kept, whole)
    }

    fn asks(&self) -> String {
        match &self.share {
            Some(share) => share.asks(),
            None => binder::one_line(&self.text),
        }
    }

    fn condition(&self) -> Option<Demand<'_>> {
        Some(Demand {
            condition: std::borrow::Cow::Borrowed(&self.condition),
            grouping: Some(&self.totals.grouping),
        })
    }

    fn wording(&self) -> Wording {
        if let Some(share) = &self.share {
            return share.wording();
        }
        Wording {
            singular: "fails",
            plural: "fail",
            object: format!("`{}`", binder::one_line(&self.text)),
            help: None,
        }
    }

    fn bind_message(
        &mut self,
        table: TableId,
        phrase: &Phrase,
        binder: &mut Binder<'_>,
    ) -> Option<Template> {
        let scope = binder.scope(table, phrase);
        let found = template::template_of_groups(
            &scope,
            &mut self.totals.grouping,
            &mut binder.diagnostics,
        );
        self.totals.look(binder.catalog);
        found
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        if let (Some(share), false) = (&self.share, row.slots.is_empty()) {
            return share.describe(self, row);
        }
        describe::describe(self, row)
    }
}

/// Binds what makes the groups.
pub fn bind_by(table: TableId, phrases: &[Phrase], binder: &mut Binder<'_>) -> Option<Vec<By>> {
    let mut by = Vec::new();
    for phrase in phrases {
        let scope = binder.scope(table, phrase);
        let typed = bind::expression(&scope, &mut binder.diagnostics);
        by.push(typed.map(|typed| By { typed, text: binder::one_line(&phrase.text) }));
    }
    by.into_iter().collect()
}
