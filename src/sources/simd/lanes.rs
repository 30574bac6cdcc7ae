//! What an implementation has to be able to do with 64 bytes.

use super::CHUNK;

/// 64 bytes in registers.
///
/// # Safety
/// The methods may use instructions that not every processor has. They are called only below a
/// function that has established that this one has them.
pub unsafe trait Lanes: Copy {
    /// # Safety
    /// The processor must have the instructions of this implementation.
    unsafe fn load(from: &[u8; CHUNK]) -> Self;

    /// A bit for each byte that equals `byte`.
    ///
    /// # Safety
    /// As for [`Lanes::load`].
    unsafe fn equal(self, byte: u8) -> u64;

    /// Whether any byte is below 0x20 (line feed and tab excepted), or is 0x7f or 0xe2.
    ///
    /// # Safety
    /// As for [`Lanes::load`].
    unsafe fn is_unusual(self) -> bool;

    /// A bit for each byte below 0x20 and for 0x7f.
    ///
    /// # Safety
    /// As for [`Lanes::load`].
    unsafe fn controls(self) -> u64;

    /// Each bit is the parity of the bits up to and including it.
    ///
    /// # Safety
    /// As for [`Lanes::load`].
    unsafe fn parity(mask: u64) -> u64;
}
