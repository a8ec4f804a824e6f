//! Rows of numbers, rounded to bytes so that a matrix of small integers can be multiplied with them.

use crate::redact::ner::math::fast;

/// Numbers of a block, which share a scale among the weights.
pub(super) const BLOCK: usize = 32;

/// Rows that the product works on at a time: as many as registers hold.
pub(super) const TILE: usize = 4;

/// Four bytes of each of eight places: a block of a row.
pub(super) type Bytes = [u32; BLOCK / 4];

/// Rows rounded to bytes: a number is about `scale * (byte - zero)`.
pub(super) struct Rounded {
    /// Tiles, of each its blocks, of each a block of every row.
    pub(super) blocks: Vec<[Bytes; TILE]>,
    /// Scale and zero of every row, the last tile's missing rows included.
    pub(super) steps: Vec<(f32, f32)>,
    /// Blocks of a row.
    pub(super) width: usize,
}

/// Rows whose width is a multiple of [`BLOCK`].
pub(super) fn round(rows: &[f32], width: usize) -> Rounded {
    let blocks = width / BLOCK;
    let count = rows.len() / width;
    let tiles = count.div_ceil(TILE);
    let mut rounded = Rounded {
        blocks: vec![[[0; BLOCK / 4]; TILE]; tiles * blocks],
        steps: vec![(0.0, 0.0); tiles * TILE],
        width: blocks,
    };
    fast(
        #[inline(always)]
        || {
            let tiles = rounded.blocks.chunks_exact_mut(blocks).zip(rounded.steps.chunks_exact_mut(TILE));
            for (rows, (tile, steps)) in rows.chunks(width * TILE).zip(tiles) {
                for ((at, row), step) in rows.chunks_exact(width).enumerate().zip(steps) {
                    *step = round_row(row, at, tile);
                }
            }
        },
    );
    rounded
}

/// 1.5 · 2²³: added to a number of few digits it leaves the nearest integer in the lowest bits.
const SHIFT: f32 = 12_582_912.0;

#[inline(always)]
fn round_row(row: &[f32], at: usize, tile: &mut [[Bytes; TILE]]) -> (f32, f32) {
    let (mut least, mut most) = ([0.0_f32; 8], [0.0_f32; 8]);
    for eight in row.as_chunks::<8>().0 {
        for ((least, most), x) in least.iter_mut().zip(&mut most).zip(eight) {
            *least = if *x < *least { *x } else { *least };
            *most = if *x > *most { *x } else { *most };
        }
    }
    let least = least.into_iter().fold(0.0_f32, f32::min);
    let most = most.into_iter().fold(0.0_f32, f32::max);
    let scale = ((most - least) / 255.0).max(f32::MIN_POSITIVE);
    let zero = (-least / scale + SHIFT) - SHIFT;
    let (inverse, shift) = (1.0 / scale, zero + SHIFT);
    for (block, rows) in row.as_chunks::<BLOCK>().0.iter().zip(tile) {
        let mut bytes = [0_u8; BLOCK];
        for (byte, x) in bytes.iter_mut().zip(block) {
            let sum = x * inverse + shift;
            // Rounding may carry the outermost numbers one step too far.
            let sum = if sum > SHIFT + 255.0 { SHIFT + 255.0 } else { sum };
            let sum = if sum < SHIFT { SHIFT } else { sum };
            *byte = sum.to_bits() as u8;
        }
        if let Some(to) = rows.get_mut(at) {
            for (to, four) in to.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *to = u32::from_le_bytes(*four);
            }
        }
    }
    (scale, zero)
}
