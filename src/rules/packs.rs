//! Rule files in the binary, included as `scruple:NAME`. A new one is a file under `rules/` and a
//! row here.

/// A rule file in the binary.
#[derive(Debug, Clone, Copy)]
pub struct Pack {
    pub name: &'static str,
    pub text: &'static str,
}

/// Every pack, in the order of the manual.
pub const PACKS: &[Pack] = &[];

/// What an `include` of a pack begins with.
pub const PREFIX: &str = "scruple:";

/// The pack with this name, without the prefix.
pub fn find<'a>(packs: &'a [Pack], name: &str) -> Option<&'a Pack> {
    packs.iter().find(|pack| pack.name == name)
}
