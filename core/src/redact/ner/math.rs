//! What a network does beside products, eight numbers at a time where the machine can.

/// `x · Φ(x)`, of each number.
pub(super) fn gelu(numbers: &mut [f32]) {
    fast(
        #[inline(always)]
        || {
            for eight in numbers.as_chunks_mut::<8>().0 {
                for x in eight {
                    *x *= 0.5 + 0.5 * erf(*x * std::f32::consts::FRAC_1_SQRT_2);
                }
            }
        },
    );
}

/// The error function to 1e-6: the rational function of Eigen's `erf`, MPL-2.0.
#[inline(always)]
fn erf(x: f32) -> f32 {
    let x = if x > 4.0 { 4.0 } else { x };
    let x = if x < -4.0 { -4.0 } else { x };
    let square = x * x;
    let mut over = -2.726_142_3e-10;
    for a in [2.770_681_4e-8, -2.101_024e-6, -5.692_506_5e-5, -7.349_906e-4, -2.954_6e-3, -1.609_603_3e-2] {
        over = over * square + a;
    }
    let mut under = -1.456_607_2e-5;
    for b in [-2.133_740_5e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2] {
        under = under * square + b;
    }
    x * over / under
}

/// `eˣ` to 1e-6 for a number up to 0.
#[inline(always)]
fn exp(x: f32) -> f32 {
    const SHIFT: f32 = 12_582_912.0;
    let x = if x < -80.0 { -80.0 } else { x };
    let power = x * std::f32::consts::LOG2_E;
    let shifted = power + SHIFT;
    let part = (power - (shifted - SHIFT)) * std::f32::consts::LN_2;
    let mut sum = 1.0 / 720.0;
    for a in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        sum = sum * part + a;
    }
    // The shifted number's lowest bits are the whole part, which is what the exponent lacks.
    sum * f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0_f32.to_bits()))
}

/// Makes scores parts of a whole.
pub(super) fn softmax(scores: &mut [f32]) {
    fast(
        #[inline(always)]
        || {
            let mut most = f32::MIN;
            for score in scores.iter() {
                most = if *score > most { *score } else { most };
            }
            for score in scores.iter_mut() {
                *score = exp(*score - most);
            }
            let whole = 1.0 / scores.iter().sum::<f32>();
            for score in scores.iter_mut() {
                *score *= whole;
            }
        },
    );
}

/// Eight columns of a matrix side by side, row after row.
pub(super) type Panel<'a> = &'a [[f32; 8]];

/// Rows times a matrix of `inner` rows, given as its panels; the count of rows is a multiple of 4.
pub(super) fn multiply(rows: &[f32], inner: usize, panels: Panel<'_>, out: &mut [f32]) {
    fast(
        #[inline(always)]
        || {
            let width = panels.len() / inner * 8;
            for (rows, out) in rows.chunks_exact(4 * inner).zip(out.chunks_exact_mut(4 * width)) {
                let (first, others) = rows.split_at(2 * inner);
                let ((a, b), (c, d)) = (first.split_at(inner), others.split_at(inner));
                for (at, panel) in panels.chunks_exact(inner).enumerate() {
                    let mut sums = [[0.0_f32; 8]; 4];
                    for ((((eight, a), b), c), d) in panel.iter().zip(a).zip(b).zip(c).zip(d) {
                        for (sums, x) in sums.iter_mut().zip([a, b, c, d]) {
                            for (sum, y) in sums.iter_mut().zip(eight) {
                                *sum += x * y;
                            }
                        }
                    }
                    for (sums, out) in sums.iter().zip(out.chunks_exact_mut(width)) {
                        if let Some(out) = out.as_chunks_mut::<8>().0.get_mut(at) {
                            *out = *sums;
                        }
                    }
                }
            }
        },
    );
}

/// Layer normalisation of a row whose length is a multiple of 8.
pub(super) fn normalise(row: &mut [f32], weight: &[f32], bias: &[f32]) {
    fast(
        #[inline(always)]
        || {
            let count = row.len() as f32;
            let mean = sum(row, |x| x) / count;
            let spread = sum(row, |x| (x - mean) * (x - mean)) / count;
            let scale = 1.0 / (spread + 1e-12).sqrt();
            for ((x, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
                *x = (*x - mean) * scale * weight + bias;
            }
        },
    );
}

#[inline(always)]
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; 8];
    for eight in row.as_chunks::<8>().0 {
        for (sum, x) in sums.iter_mut().zip(eight) {
            *sum += of(*x);
        }
    }
    sums.iter().sum()
}

/// Runs a loop compiled for what the machine can do. The order of every sum is written out above, so that the
/// outcome is the same.
#[inline(always)]
pub(super) fn fast<R>(run: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(machine) = pulp::x86::V3::try_new() {
        return machine.vectorize(run);
    }
    run()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(found: f32, right: f32) -> bool {
        (found - right).abs() < 2e-6 * right.abs().max(1.0)
    }

    #[test]
    fn functions_give_their_known_values() {
        let mut numbers = [0.0, 1.0, -1.0, 2.0, -2.0, 10.0, -10.0, 0.5];
        gelu(&mut numbers);
        let right = [0.0, 0.841_345, -0.158_655, 1.954_5, -0.045_5, 10.0, 0.0, 0.345_731];
        for (found, right) in numbers.into_iter().zip(right) {
            assert!(is_near(found, right), "{found} {right}");
        }
        for x in [0.0, -0.1, -1.0, -20.0] {
            assert!(is_near(exp(x), x.exp()), "{x}");
        }
        let mut scores = [1.0, 2.0, 3.0];
        softmax(&mut scores);
        assert!(is_near(scores[2], 0.665_240_94) && is_near(scores.iter().sum(), 1.0), "{scores:?}");
        let mut row = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        normalise(&mut row, &[2.0; 8], &[1.0; 8]);
        assert!(is_near(row[0], 1.0 - 2.0 * 3.5 / 5.25_f32.sqrt()), "{row:?}");
    }

    #[test]
    fn rows_times_columns() {
        let rows: Vec<f32> = (0..4 * 3).map(|x| x as f32).collect();
        let panels: Vec<[f32; 8]> =
            (0..2 * 3).map(|at| std::array::from_fn(|lane| (at * 8 + lane) as f32)).collect();
        let mut out = vec![0.0; 4 * 16];
        multiply(&rows, 3, &panels, &mut out);
        for (row, out) in rows.chunks(3).zip(out.chunks(16)) {
            for (column, found) in out.iter().enumerate() {
                let cell = |inner: usize| panels[column / 8 * 3 + inner][column % 8];
                let right: f32 = row.iter().enumerate().map(|(inner, x)| x * cell(inner)).sum();
                assert_eq!(*found, right);
            }
        }
    }
}
