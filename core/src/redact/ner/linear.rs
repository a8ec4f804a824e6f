//! A matrix of 4-bit weights times rows of numbers, worked out in integers.
//!
//! Thirty-two weights share a scale. A row is rounded to bytes, a byte times a weight and the sums of sixteen such
//! fit in 16 bits, and a machine multiplies and adds thirty-two at a time. Nothing is rounded but the rows.

use crate::redact::ner::rows::{BLOCK, Bytes, Rounded, TILE};

/// Outputs that are worked out at a time.
const GROUP: usize = 8;

/// For eight outputs the weights of a block, four inputs of each output side by side, and their scales.
#[derive(Clone)]
pub(super) struct Weights {
    codes: [[i8; 4 * GROUP]; BLOCK / 4],
    scales: [f32; GROUP],
}

/// `x ↦ W x + b`.
pub(super) struct Linear {
    /// Groups of eight outputs, of each its blocks.
    weights: Vec<Weights>,
    /// For each output the sum of its weights, which a row's zero is multiplied with, and the bias.
    sums: Vec<[f32; GROUP]>,
    bias: Vec<[f32; GROUP]>,
    /// Blocks of a row.
    blocks: usize,
    outputs: usize,
}

impl Linear {
    /// `codes` has two weights a byte, the first in the low half, each 8 more than it is; `scales` one number a
    /// block; both an output after the other. `None` where the sizes do not agree.
    pub(super) fn new(inputs: usize, codes: &[u8], scales: &[f32], bias: &[f32]) -> Option<Linear> {
        let (blocks, outputs) = (inputs / BLOCK, bias.len());
        let fits = inputs > 0
            && inputs.is_multiple_of(BLOCK)
            && outputs > 0
            && outputs.checked_mul(inputs).is_some_and(|count| codes.len() == count / 2)
            && scales.len() == outputs * blocks;
        if !fits {
            return None;
        }
        let groups = outputs.div_ceil(GROUP);
        let empty = Weights { codes: [[0; 4 * GROUP]; BLOCK / 4], scales: [0.0; GROUP] };
        let mut linear = Linear {
            weights: vec![empty; groups * blocks],
            sums: vec![[0.0; GROUP]; groups],
            bias: vec![[0.0; GROUP]; groups],
            blocks,
            outputs,
        };
        let rows = codes.chunks_exact(inputs / 2).zip(scales.chunks_exact(blocks)).zip(bias);
        for (output, ((codes, scales), bias)) in rows.enumerate() {
            linear.set(output, codes, scales, *bias)?;
        }
        Some(linear)
    }

    fn set(&mut self, output: usize, codes: &[u8], scales: &[f32], bias: f32) -> Option<()> {
        let (group, lane) = (output / GROUP, output % GROUP);
        *self.bias.get_mut(group)?.get_mut(lane)? = bias;
        let mut sum = 0.0;
        let weights = self.weights.get_mut(group * self.blocks..)?;
        for ((codes, scale), weights) in codes.as_chunks::<{ BLOCK / 2 }>().0.iter().zip(scales).zip(weights)
        {
            *weights.scales.get_mut(lane)? = *scale;
            for (two, to) in codes.as_chunks::<2>().0.iter().zip(&mut weights.codes) {
                let four = two.map(|two| [(two & 15) as i8 - 8, (two >> 4) as i8 - 8]);
                to.get_mut(4 * lane..4 * lane + 4)?.copy_from_slice(four.as_flattened());
                sum += scale * four.as_flattened().iter().map(|code| f32::from(*code)).sum::<f32>();
            }
        }
        *self.sums.get_mut(group)?.get_mut(lane)? = sum;
        Some(())
    }

    /// How many numbers it takes.
    pub(super) fn inputs(&self) -> usize {
        self.blocks * BLOCK
    }

    /// How many numbers it gives.
    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The product of every row, one after the other.
    pub(super) fn apply(&self, rows: &Rounded, count: usize) -> Vec<f32> {
        debug_assert_eq!(rows.width, self.blocks);
        // A group is as wide as its last outputs, so that the last one needs no case of its own.
        let width = self.sums.len() * GROUP;
        let mut out = vec![0.0; rows.steps.len() * width];
        #[cfg(target_arch = "x86_64")]
        match pulp::x86::V3::try_new() {
            Some(machine) => machine.vectorize(avx2::Product { machine, linear: self, rows, out: &mut out }),
            None => self.fill(rows, &mut out),
        }
        #[cfg(not(target_arch = "x86_64"))]
        self.fill(rows, &mut out);
        if width == self.outputs {
            out.truncate(count * width);
            return out;
        }
        let kept = out.chunks_exact(width).take(count);
        kept.flat_map(|row| row.iter().take(self.outputs)).copied().collect()
    }

    /// The same on every machine, and as fast as the compiler makes it.
    fn fill(&self, rows: &Rounded, out: &mut [f32]) {
        self.each_tile(rows, out, |weights, tile| {
            let mut sums = [[0.0_f32; GROUP]; TILE];
            for (weights, rows) in weights.iter().zip(tile) {
                for (sums, row) in sums.iter_mut().zip(rows) {
                    let products = product(weights, row);
                    for ((sum, product), scale) in sums.iter_mut().zip(products).zip(weights.scales) {
                        *sum = (product as f32).mul_add(scale, *sum);
                    }
                }
            }
            sums
        });
    }

    #[inline(always)]
    fn each_tile(
        &self,
        rows: &Rounded,
        out: &mut [f32],
        product: impl Fn(&[Weights], &[[Bytes; TILE]]) -> [[f32; GROUP]; TILE],
    ) {
        let width = self.sums.len() * GROUP;
        for (group, weights) in self.weights.chunks_exact(self.blocks).enumerate() {
            let (Some(sums), Some(bias)) = (self.sums.get(group), self.bias.get(group)) else { return };
            let tiles = rows.blocks.chunks_exact(self.blocks).zip(rows.steps.as_chunks::<TILE>().0);
            for ((tile, steps), out) in tiles.zip(out.chunks_exact_mut(width * TILE)) {
                let products = product(weights, tile);
                for ((row, (scale, zero)), out) in products.iter().zip(steps).zip(out.chunks_exact_mut(width))
                {
                    let Some(out) = out.as_chunks_mut::<GROUP>().0.get_mut(group) else { return };
                    for (((out, product), sum), bias) in out.iter_mut().zip(row).zip(sums).zip(bias) {
                        *out = (product - zero * sum) * scale + bias;
                    }
                }
            }
        }
    }
}

/// The products of a block with eight outputs' weights.
fn product(weights: &Weights, row: &Bytes) -> [i32; GROUP] {
    let mut sums = [0; GROUP];
    for (codes, four) in weights.codes.iter().zip(row) {
        let four = four.to_le_bytes();
        for (sum, codes) in sums.iter_mut().zip(codes.as_chunks::<4>().0) {
            for (code, byte) in codes.iter().zip(four) {
                *sum += i32::from(*code) * i32::from(byte);
            }
        }
    }
    sums
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{GROUP, Linear, Rounded, TILE};
    use pulp::NullaryFnOnce;
    use pulp::x86::V3;
    use std::arch::x86_64::{__m256, __m256i};

    /// [`Linear::fill`] with the instructions that nearly every x86 of the last ten years has.
    pub(super) struct Product<'a> {
        pub(super) machine: V3,
        pub(super) linear: &'a Linear,
        pub(super) rows: &'a Rounded,
        pub(super) out: &'a mut [f32],
    }

    impl NullaryFnOnce for Product<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let (avx, avx2, fma) = (self.machine.avx, self.machine.avx2, self.machine.fma);
            let ones = avx._mm256_set1_epi16(1);
            self.linear.each_tile(
                self.rows,
                self.out,
                #[inline(always)]
                |weights, tile| {
                    let mut totals: [__m256; TILE] = [avx._mm256_setzero_ps(); TILE];
                    for (weights, rows) in weights.iter().zip(tile) {
                        // Of each output two sums of sixteen products of a byte and 4 bits: at most 32,640.
                        let mut sums: [__m256i; TILE] = [avx._mm256_setzero_si256(); TILE];
                        for (at, codes) in weights.codes.iter().enumerate() {
                            let codes: __m256i = pulp::cast(*codes);
                            for (sum, row) in sums.iter_mut().zip(rows) {
                                let Some(four) = row.get(at) else { continue };
                                let four = avx._mm256_set1_epi32(four.cast_signed());
                                *sum = avx2._mm256_add_epi16(*sum, avx2._mm256_maddubs_epi16(four, codes));
                            }
                        }
                        let scales: __m256 = pulp::cast(weights.scales);
                        for (total, sum) in totals.iter_mut().zip(sums) {
                            let sum = avx._mm256_cvtepi32_ps(avx2._mm256_madd_epi16(sum, ones));
                            *total = fma._mm256_fmadd_ps(sum, scales, *total);
                        }
                    }
                    totals.map(pulp::cast::<__m256, [f32; GROUP]>)
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::ner::rows::round;

    /// Numbers between -1 and 1 that look like chance.
    fn noise(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    fn layer(inputs: usize, outputs: usize) -> (Linear, Vec<f32>) {
        let codes: Vec<u8> = noise(outputs * inputs / 2, 1).iter().map(|x| (x * 127.0) as i8 as u8).collect();
        let scales: Vec<f32> = noise(outputs * inputs / BLOCK, 2);
        let bias = noise(outputs, 3);
        let plain = codes.iter().flat_map(|two| [two & 15, two >> 4]).enumerate();
        let plain = plain.map(|(at, code)| (f32::from(code) - 8.0) * scales[at / BLOCK]).collect();
        (Linear::new(inputs, &codes, &scales, &bias).unwrap(), plain)
    }

    #[test]
    fn a_product_is_what_plain_numbers_give_and_the_same_on_every_machine() {
        for (inputs, outputs, count) in [(32, 8, 1), (64, 35, 5), (96, 24, 8)] {
            let (linear, weights) = layer(inputs, outputs);
            let rows = noise(count * inputs, 4);
            let rounded = round(&rows, inputs);
            let fast = linear.apply(&rounded, count);
            for (row, fast) in rows.chunks(inputs).zip(fast.chunks(outputs)) {
                for ((weights, fast), bias) in
                    weights.chunks(inputs).zip(fast).zip(linear.bias.as_flattened())
                {
                    let exact = row.iter().zip(weights).map(|(x, w)| x * w).sum::<f32>() + bias;
                    // A byte is 1/255 of the row's width off at most, and mostly less.
                    assert!((exact - fast).abs() < 0.02 * (inputs as f32).sqrt() * 8.0, "{exact} {fast}");
                }
            }
            let mut plain = vec![0.0; rounded.steps.len() * linear.sums.len() * GROUP];
            linear.fill(&rounded, &mut plain);
            for (plain, fast) in plain.chunks(linear.sums.len() * GROUP).zip(fast.chunks(outputs)) {
                assert_eq!(&plain[..outputs], fast);
            }
        }
    }

    #[test]
    fn the_outermost_bytes_and_weights_do_not_overflow() {
        let (inputs, outputs) = (64, 8);
        let linear = Linear::new(inputs, &[0; 64 * 8 / 2], &[1.0; 16], &[0.0; 8]).unwrap();
        let rounded = round(&[1.0; 64], inputs);
        let product = linear.apply(&rounded, 1);
        assert_eq!(product.len(), outputs);
        assert!(product.iter().all(|x| (x + 512.0).abs() < 0.1), "{product:?}");
    }

    #[test]
    fn sizes_that_disagree_make_no_layer() {
        let (codes, scales, bias) = ([0; 128], [1.0; 8], [0.0; 8]);
        assert!(Linear::new(32, &codes, &scales, &bias).is_some());
        assert!(Linear::new(0, &codes, &scales, &bias).is_none());
        assert!(Linear::new(33, &codes, &scales, &bias).is_none());
        assert!(Linear::new(1 << 62, &codes, &scales, &bias).is_none());
        assert!(Linear::new(32, &codes[1..], &scales, &bias).is_none());
        assert!(Linear::new(32, &codes, &scales[1..], &bias).is_none());
        assert!(Linear::new(32, &codes, &scales, &[]).is_none());
    }
}
