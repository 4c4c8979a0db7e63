//! Which vector registers of the processor are used.

/// How wide the vector registers are that the loops use.
///
/// Which are used changes the time and nothing else: lanes are independent, and a multiplication
/// and an addition are never fused into one rounding.
///
/// A value is the proof that the processor has them: [`Registers::available`] asks it, and nothing
/// outside of this file can make one.
#[derive(Debug, Clone, Copy)]
pub struct Registers(Width);

#[derive(Debug, Clone, Copy)]
enum Width {
    /// What the crate is compiled for: 128 bits on a plain x86-64.
    Compiled,
    #[cfg(target_arch = "x86_64")]
    Bits256,
    #[cfg(target_arch = "x86_64")]
    Bits512,
}

impl Registers {
    /// Those of this processor, the widest last.
    pub fn available() -> Vec<Self> {
        let mut available = vec![Self(Width::Compiled)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                available.push(Self(Width::Bits256));
            }
            if is_x86_feature_detected!("avx512f") {
                available.push(Self(Width::Bits512));
            }
        }
        available
    }

    /// The widest of this processor.
    pub fn widest() -> Self {
        *Self::available().last().expect("there is always one")
    }

    /// Runs `work` in a version that is compiled for these registers. Only what is inlined into
    /// `work` is.
    #[inline(always)]
    #[expect(
        unsafe_code,
        reason = "a function for wide registers must not run without them"
    )]
    pub fn run<R>(self, work: impl FnOnce() -> R) -> R {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f")]
        fn on_512_bits<R>(work: impl FnOnce() -> R) -> R {
            work()
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2")]
        fn on_256_bits<R>(work: impl FnOnce() -> R) -> R {
            work()
        }
        match self.0 {
            Width::Compiled => work(),
            // Safety: the value proves that the processor has these registers.
            #[cfg(target_arch = "x86_64")]
            Width::Bits256 => unsafe { on_256_bits(work) },
            #[cfg(target_arch = "x86_64")]
            Width::Bits512 => unsafe { on_512_bits(work) },
        }
    }
}
