//! Which vector registers of the processor are used.

/// How wide the vector registers are that the loops use.
///
/// Which are used changes the time and nothing else: lanes are independent, and a multiplication
/// and an addition are never fused into one rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Registers {
    /// What the crate is compiled for: 128 bits on a plain x86-64.
    Compiled,
    #[cfg(target_arch = "x86_64")]
    Bits256,
    #[cfg(target_arch = "x86_64")]
    Bits512,
}

impl Registers {
    /// Those of this processor, the widest last.
    pub(crate) fn available() -> Vec<Self> {
        let mut available = vec![Self::Compiled];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                available.push(Self::Bits256);
            }
            if is_x86_feature_detected!("avx512f") {
                available.push(Self::Bits512);
            }
        }
        available
    }

    pub(crate) fn widest() -> Self {
        *Self::available().last().expect("there is always one")
    }

    /// Runs `work` in a version that is compiled for these registers.
    #[inline(always)]
    pub(crate) fn run<R>(self, work: impl FnOnce() -> R) -> R {
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
        match self {
            Self::Compiled => work(),
            // Safety: `available` is the only maker of these, and asks the processor first.
            #[cfg(target_arch = "x86_64")]
            Self::Bits256 => unsafe { on_256_bits(work) },
            #[cfg(target_arch = "x86_64")]
            Self::Bits512 => unsafe { on_512_bits(work) },
        }
    }
}
