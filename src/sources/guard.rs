//! A file that another program cuts short while it is mapped: the pages behind its new end are gone,
//! and touching one is a SIGBUS, which ends the process with no word said.
//!
//! Here it does not. The handler puts empty pages where the missing ones were and takes note; the
//! scan goes on over zeros, and before anything is reported the run asks whether this happened. A
//! fault anywhere else goes to whoever handled it before. Windows does not let mapped files be cut.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A stretch of memory onto which a file is mapped. Slots are reused and never freed, so that the
/// handler can walk them at any moment.
#[derive(Debug)]
struct Slot {
    taken: AtomicBool,
    start: AtomicUsize,
    /// Zero while the slot is being filled or emptied.
    length: AtomicUsize,
    cut: AtomicBool,
}

const PER_PAGE: usize = 64;

/// A list that only grows: no lock, which a handler must not take.
struct Page {
    slots: [Slot; PER_PAGE],
    next: OnceLock<Box<Page>>,
}

impl Page {
    const fn new() -> Page {
        let slots = [const {
            Slot {
                taken: AtomicBool::new(false),
                start: AtomicUsize::new(0),
                length: AtomicUsize::new(0),
                cut: AtomicBool::new(false),
            }
        }; PER_PAGE];
        Page { slots, next: OnceLock::new() }
    }

    fn take(&'static self) -> &'static Slot {
        let free = self.slots.iter().find(|slot| !slot.taken.swap(true, Ordering::AcqRel));
        free.unwrap_or_else(|| self.next.get_or_init(|| Box::new(Page::new())).take())
    }

    /// The slot that an address lies in.
    #[cfg(unix)]
    fn find(&'static self, address: usize) -> Option<&'static Slot> {
        let mut page = Some(self);
        while let Some(here) = page {
            let holds = |slot: &&Slot| {
                let length = slot.length.load(Ordering::Acquire);
                address.wrapping_sub(slot.start.load(Ordering::Acquire)) < length
            };
            if let Some(slot) = here.slots.iter().find(holds) {
                return Some(slot);
            }
            page = here.next.get().map(|next| &**next);
        }
        None
    }
}

static WATCHED: Page = Page::new();

/// Watches over a mapping as long as it lives.
#[derive(Debug)]
pub struct Guard(&'static Slot);

impl Guard {
    /// To be dropped before the mapping is.
    pub fn new(map: &[u8]) -> Guard {
        #[cfg(unix)]
        signal::install();
        let slot = WATCHED.take();
        slot.cut.store(false, Ordering::Release);
        slot.start.store(map.as_ptr() as usize, Ordering::Release);
        slot.length.store(map.len(), Ordering::Release);
        Guard(slot)
    }

    /// Whether a page turned out to be gone.
    pub fn is_cut(&self) -> bool {
        self.0.cut.load(Ordering::Acquire)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.length.store(0, Ordering::Release);
        self.0.taken.store(false, Ordering::Release);
    }
}

#[cfg(unix)]
#[allow(unsafe_code, reason = "signals and pages have no safe interface")]
mod signal {
    use super::{Ordering, WATCHED};
    use libc::{c_int, c_void, siginfo_t};
    use std::mem::zeroed;
    use std::ptr::null_mut;
    use std::sync::OnceLock;
    use std::sync::atomic::AtomicUsize;

    /// Who handled the signal before.
    static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();

    static PAGE_SIZE: AtomicUsize = AtomicUsize::new(0);

    pub fn install() {
        BEFORE.get_or_init(|| {
            // SAFETY: sysconf only looks up a number.
            let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
            PAGE_SIZE.store(usize::try_from(size).unwrap_or(4096), Ordering::Release);
            // SAFETY: both structures are plain numbers and pointers, for which zeros are valid; the
            // handler has the signature that SA_SIGINFO asks for. SA_ONSTACK: it runs on the stack
            // that the standard library gives each thread for its own handler.
            unsafe {
                let mut action: libc::sigaction = zeroed();
                let handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void) = refill;
                action.sa_sigaction = handler as usize;
                action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
                let mut before: libc::sigaction = zeroed();
                libc::sigaction(libc::SIGBUS, &raw const action, &raw mut before);
                before
            }
        });
    }

    /// Puts zeros in place of the pages that are gone. Touches atomics and makes system calls, no
    /// more: it may have interrupted anything.
    extern "C" fn refill(signal: c_int, info: *mut siginfo_t, _: *mut c_void) {
        // SAFETY: the kernel passes a valid structure to a handler with SA_SIGINFO.
        let address = unsafe { (*info).si_addr() } as usize;
        let Some(slot) = WATCHED.find(address) else { return hand_back(signal) };
        let end = slot.start.load(Ordering::Acquire) + slot.length.load(Ordering::Acquire);
        let page = address & !(PAGE_SIZE.load(Ordering::Acquire) - 1);
        slot.cut.store(true, Ordering::Release);
        // SAFETY: everything from this page to the end of the mapping belongs to a file that now ends
        // before it. The stretch lies in a mapping that is only read, and stays one: MAP_FIXED
        // replaces the missing pages by empty ones, and munmap later takes them all.
        let filled = unsafe {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED;
            libc::mmap(page as *mut c_void, end - page, libc::PROT_READ, flags, -1, 0)
        };
        if filled == libc::MAP_FAILED {
            hand_back(signal);
        }
    }

    /// The instruction faults again, and then it is another's business.
    fn hand_back(signal: c_int) {
        // SAFETY: the structure came from sigaction; without it zeros mean the default.
        unsafe {
            let default: libc::sigaction = zeroed();
            let before = BEFORE.get().unwrap_or(&default);
            libc::sigaction(signal, before, null_mut());
        }
    }
}
