//! Asking for memory before it is needed.

/// Asks the processor to bring the cache line of `thing`, and does not wait for it. Does nothing
/// where Rust has no such instruction.
#[inline(always)]
#[cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "it takes a raw pointer")
)]
pub fn prefetch<T>(thing: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // Safety: every x86-64 has the instruction; it reads nothing that the program could see.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(thing).cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = thing;
}
