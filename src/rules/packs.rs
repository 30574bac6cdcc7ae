//! Rule files in the binary, included as `scruple:NAME`. A new one is a file under `rules/` and a
//! row here.

/// A rule file in the binary.
#[derive(Debug, Clone, Copy)]
pub struct Pack {
    pub name: &'static str,
    pub text: &'static str,
}

/// Every pack, in the order of the manual.
pub const PACKS: &[Pack] = &[
    pack("iso-3166", include_str!("../../rules/iso-3166.toml")),
    pack("iso-4217", include_str!("../../rules/iso-4217.toml")),
    pack("coordinates", include_str!("../../rules/coordinates.toml")),
    pack("dates", include_str!("../../rules/dates.toml")),
    pack("identifiers", include_str!("../../rules/identifiers.toml")),
    pack("web", include_str!("../../rules/web.toml")),
];

const fn pack(name: &'static str, text: &'static str) -> Pack {
    Pack { name, text }
}

/// What an `include` of a pack begins with.
pub const PREFIX: &str = "scruple:";

/// The pack with this name, without the prefix.
pub fn find<'a>(packs: &'a [Pack], name: &str) -> Option<&'a Pack> {
    packs.iter().find(|pack| pack.name == name)
}
