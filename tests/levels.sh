#!/bin/sh
# Trained weights are the same bits in builds for every x86-64 level that this processor has: the
# bits that tests/network.rs holds the other builds to.
set -e
has() { grep -qw "$1" /proc/cpuinfo 2>/dev/null; }
for level in x86-64 x86-64-v3 x86-64-v4; do
    case $level in
        x86-64) has lm || continue ;;
        x86-64-v3) has avx2 && has bmi2 && has fma || continue ;;
        x86-64-v4) has avx512f && has avx512bw && has avx512dq && has avx512vl || continue ;;
    esac
    weights=$(RUSTFLAGS="-C target-cpu=$level" cargo run --quiet --release --features cli \
        --target-dir "target/$level" -- train --hidden 30 --epochs 2 | sed -n 's/^weights sha256 //p')
    grep -q "\"${weights:-none}\"" tests/network.rs ||
        { echo "Built for $level, two epochs end at other weights: $weights"; exit 1; }
    echo "Built for $level, two epochs end at the same weights."
done
