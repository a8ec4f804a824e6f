//! BERT with a label for each token: the encoder of Devlin et al., <https://arxiv.org/abs/1810.04805>.

use crate::redact::ner::linear::Linear;
use crate::redact::ner::math::{gelu, multiply, normalise, softmax};
use crate::redact::ner::onnx::{Onnx, Table};
use crate::redact::ner::rows::{BLOCK, round};

/// The fewest tokens that a text may have, for a window of them to say something.
const LEAST: usize = 64;

/// What `config.json` says of the model's shape.
pub(super) struct Shape {
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) labels: usize,
}

pub(super) struct Bert {
    words: Table,
    positions: Table,
    /// The one kind of text that there is here.
    kind: Vec<f32>,
    embedded: Norm,
    layers: Vec<Layer>,
    classifier: Linear,
    heads: usize,
    width: usize,
}

struct Layer {
    /// Query, key and value, one after the other.
    attention: Linear,
    mixed: Linear,
    mixed_norm: Norm,
    wide: Linear,
    narrow: Linear,
    norm: Norm,
}

/// Layer normalisation.
struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Bert {
    /// `None` where the file has no such model.
    pub(super) fn new(onnx: &Onnx, shape: &Shape) -> Option<Bert> {
        let embeddings = |name: &str| onnx.table(&format!("bert.embeddings.{name}_embeddings.weight"));
        let (words, positions, kinds) =
            (embeddings("word")?, embeddings("position")?, embeddings("token_type")?);
        let width = words.width();
        let head = width / shape.heads.max(1);
        let fits = shape.layers > 0
            && head * shape.heads == width
            && head.is_multiple_of(8)
            && width.is_multiple_of(BLOCK)
            && positions.width() == width
            && positions.count() >= LEAST
            && kinds.width() == width
            && kinds.count() > 0;
        if !fits {
            return None;
        }
        let mut kind = vec![0.0; width];
        kinds.add(0, &mut kind);
        let norm = |name: &str| {
            let part =
                |part: &str| onnx.numbers(&format!("{name}.{part}")).filter(|part| part.len() == width);
            Some(Norm { weight: part("weight")?, bias: part("bias")? })
        };
        let layers = (0..shape.layers).map(|at| Layer::new(onnx, at, width, &norm)).collect::<Option<_>>()?;
        let classifier = linear(onnx, &["classifier"])?;
        let fits = classifier.inputs() == width && classifier.outputs() == shape.labels;
        let embedded = norm("bert.embeddings.LayerNorm")?;
        fits.then_some(Bert {
            words,
            positions,
            kind,
            embedded,
            layers,
            classifier,
            heads: shape.heads,
            width,
        })
    }

    /// How many tokens it knows.
    pub(super) fn vocabulary(&self) -> usize {
        self.words.count()
    }

    /// The most tokens of a text.
    pub(super) fn longest(&self) -> usize {
        self.positions.count()
    }

    /// The labels' scores of the tokens at the indices `wanted`, one after the other.
    pub(super) fn run(&self, tokens: &[u32], wanted: &[usize]) -> Vec<f32> {
        let mut rows = self.embed(tokens);
        if let Some((last, before)) = self.layers.split_last() {
            for layer in before {
                let context = self.attend(layer, &rows, tokens.len(), None);
                rows = layer.rest(&context, rows, self.width);
            }
            // Of the last layer only what is asked for matters.
            let context = self.attend(last, &rows, tokens.len(), Some(wanted));
            let kept = wanted.iter().filter_map(|at| rows.chunks_exact(self.width).nth(*at));
            rows = last.rest(&context, kept.flatten().copied().collect(), self.width);
        }
        self.classifier.apply(&round(&rows, self.width), wanted.len())
    }

    fn embed(&self, tokens: &[u32]) -> Vec<f32> {
        let mut rows = vec![0.0; tokens.len() * self.width];
        for (at, (token, row)) in tokens.iter().zip(rows.chunks_exact_mut(self.width)).enumerate() {
            row.copy_from_slice(&self.kind);
            self.words.add(*token as usize, row);
            self.positions.add(at, row);
        }
        self.embedded.apply(&mut rows);
        rows
    }

    /// What each token, or each of those that are wanted, takes from the others.
    fn attend(&self, layer: &Layer, rows: &[f32], count: usize, wanted: Option<&[usize]>) -> Vec<f32> {
        let (width, head) = (self.width, self.width / self.heads);
        let projected = layer.attention.apply(&round(rows, width), count);
        let askers = wanted.map_or(count, <[usize]>::len);
        let (asked, answers) = (askers.next_multiple_of(4), count.next_multiple_of(8));
        let mut queries = vec![0.0; asked * head];
        let mut keys = vec![[0.0; 8]; answers / 8 * head];
        let mut scores = vec![0.0; asked * answers];
        let mut values = vec![[0.0; 8]; head / 8 * answers];
        let mut mixed = vec![0.0; asked * head];
        let mut context = vec![0.0; askers * width];
        let scale = 1.0 / (head as f32).sqrt();
        for at in (0..width).step_by(head) {
            let part = |row: usize, kind: usize| {
                let from = (3 * row + kind) * width + at;
                projected.get(from..from + head).unwrap_or(&[])
            };
            for (index, query) in queries.chunks_exact_mut(head).take(askers).enumerate() {
                let row = wanted.map_or(Some(index), |wanted| wanted.get(index).copied());
                for (to, from) in query.iter_mut().zip(part(row.unwrap_or(0), 0)) {
                    *to = from * scale;
                }
            }
            for row in 0..count {
                let panel = keys.chunks_exact_mut(head).nth(row / 8).unwrap_or(&mut []);
                for (eight, key) in panel.iter_mut().zip(part(row, 1)) {
                    if let Some(to) = eight.get_mut(row % 8) {
                        *to = *key;
                    }
                }
                for (panel, eight) in values.chunks_exact_mut(answers).zip(part(row, 2).as_chunks::<8>().0) {
                    if let Some(to) = panel.get_mut(row) {
                        *to = *eight;
                    }
                }
            }
            multiply(&queries, head, &keys, &mut scores);
            for scores in scores.chunks_exact_mut(answers) {
                let (scores, padding) = scores.split_at_mut(count);
                softmax(scores);
                padding.fill(0.0);
            }
            multiply(&scores, answers, &values, &mut mixed);
            for (context, mixed) in context.chunks_exact_mut(width).zip(mixed.chunks_exact(head)) {
                if let Some(context) = context.get_mut(at..at + head) {
                    context.copy_from_slice(mixed);
                }
            }
        }
        context
    }
}

impl Layer {
    fn new(onnx: &Onnx, at: usize, width: usize, norm: &impl Fn(&str) -> Option<Norm>) -> Option<Layer> {
        let path = |name: &str| format!("bert/encoder/layer.{at}/{name}");
        let norms = |name: &str| norm(&format!("bert.encoder.layer.{at}.{name}"));
        let attention = ["query", "key", "value"].map(|name| path(&format!("attention/self/{name}")));
        let layer = Layer {
            attention: linear(onnx, &attention.each_ref().map(String::as_str))?,
            mixed: linear(onnx, &[&path("attention/output/dense")])?,
            mixed_norm: norms("attention.output.LayerNorm")?,
            wide: linear(onnx, &[&path("intermediate/dense")])?,
            narrow: linear(onnx, &[&path("output/dense")])?,
            norm: norms("output.LayerNorm")?,
        };
        let fits = [
            (&layer.attention, width, 3 * width),
            (&layer.mixed, width, width),
            (&layer.wide, width, layer.narrow.inputs()),
            (&layer.narrow, layer.wide.outputs(), width),
        ];
        fits.iter()
            .all(|(linear, inputs, outputs)| linear.inputs() == *inputs && linear.outputs() == *outputs)
            .then_some(layer)
    }

    /// What comes after the attention.
    fn rest(&self, context: &[f32], rows: Vec<f32>, width: usize) -> Vec<f32> {
        let count = context.len() / width;
        let mut mixed = self.mixed.apply(&round(context, width), count);
        add(&mut mixed, &rows);
        self.mixed_norm.apply(&mut mixed);
        let mut wide = self.wide.apply(&round(&mixed, width), count);
        gelu(&mut wide);
        let mut narrow = self.narrow.apply(&round(&wide, self.narrow.inputs()), count);
        add(&mut narrow, &mixed);
        self.norm.apply(&mut narrow);
        narrow
    }
}

impl Norm {
    fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(self.weight.len()) {
            normalise(row, &self.weight, &self.bias);
        }
    }
}

/// The layers of these paths as one.
fn linear(onnx: &Onnx, paths: &[&str]) -> Option<Linear> {
    let (mut codes, mut scales, mut bias) = (Vec::new(), Vec::new(), Vec::new());
    let mut inputs = 0;
    for path in paths {
        let (width, some_codes, some_scales) = onnx.weights(&format!("/{path}"))?;
        inputs = width;
        codes.extend_from_slice(some_codes);
        scales.extend(some_scales);
        bias.extend(onnx.numbers(&format!("{}.bias", path.replace('/', ".")))?);
    }
    Linear::new(inputs, &codes, &scales, &bias)
}

fn add(to: &mut [f32], more: &[f32]) {
    for (to, more) in to.iter_mut().zip(more) {
        *to += more;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::redact::ner::onnx::tests::File;

    const WIDTH: usize = 32;
    pub(crate) const LABELS: usize = 5;

    /// A model of one layer that knows 20 words.
    pub(crate) fn small() -> File {
        let mut file = File::default();
        for (name, rows) in [("word", 20), ("position", 64), ("token_type", 2)] {
            file.table(&format!("bert.embeddings.{name}_embeddings.weight"), WIDTH, rows);
        }
        let layer = "bert.encoder.layer.0";
        for norm in [
            "bert.embeddings.LayerNorm",
            &format!("{layer}.attention.output.LayerNorm"),
            &format!("{layer}.output.LayerNorm"),
        ] {
            file.numbers(&format!("{norm}.weight"), &[1.0; WIDTH]);
            file.numbers(&format!("{norm}.bias"), &[0.0; WIDTH]);
        }
        let path = "bert/encoder/layer.0";
        for name in ["self/query", "self/key", "self/value", "output/dense"] {
            file.layer(&format!("{path}/attention/{name}"), WIDTH, WIDTH);
        }
        file.layer(&format!("{path}/intermediate/dense"), WIDTH, 64);
        file.layer(&format!("{path}/output/dense"), 64, WIDTH);
        file.layer("classifier", WIDTH, LABELS);
        file
    }

    fn model(file: File, shape: Shape) -> Option<Bert> {
        Bert::new(&Onnx::read(file.encode().into()).unwrap(), &shape)
    }

    #[test]
    fn what_is_not_asked_for_changes_nothing() {
        let bert = model(small(), Shape { layers: 1, heads: 4, labels: LABELS }).unwrap();
        let tokens: Vec<u32> = (0..13).collect();
        let all: Vec<usize> = (0..13).collect();
        let every = bert.run(&tokens, &all);
        assert_eq!(every.len(), 13 * LABELS);
        assert!(every.iter().all(|score| score.is_finite()) && every[0] != every[LABELS]);
        let some = bert.run(&tokens, &[2, 7, 12]);
        for (scores, at) in some.chunks(LABELS).zip([2, 7, 12]) {
            assert_eq!(scores, &every[at * LABELS..(at + 1) * LABELS]);
        }
        // Tokens that the model does not know are nothing, and no reason to panic.
        assert_eq!(bert.run(&[99, u32::MAX], &[0, 1, 5]).len() % LABELS, 0);
    }

    #[test]
    fn a_file_that_lacks_a_part_or_has_another_shape_is_no_model() {
        let right = || Shape { layers: 1, heads: 4, labels: LABELS };
        for part in [
            "word_embeddings.weight_quantized",
            "position_embeddings.weight_scale",
            "token_type_embeddings.weight_zero_point",
            "embeddings.LayerNorm.bias",
            "attention/self/key",
            "attention.self.key.bias",
            "attention.output.LayerNorm.weight",
            "intermediate/dense.codes",
            "output/dense.scales",
            "classifier",
        ] {
            assert!(model(small().without(part), right()).is_none(), "{part}");
        }
        for (layers, heads, labels) in
            [(0, 4, 5), (2, 4, 5), (usize::MAX, 4, 5), (1, 0, 5), (1, 3, 5), (1, 8, 5), (1, 4, 4), (1, 4, 6)]
        {
            assert!(model(small(), Shape { layers, heads, labels }).is_none(), "{layers} {heads} {labels}");
        }
        for width in [0, 31, 64, i64::MAX, -1] {
            let name = "bert.embeddings.position_embeddings.weight_quantized";
            let mut file = small().without(name);
            file.bytes(name, &[64, width], vec![0; 64 * WIDTH]);
            assert!(model(file, right()).is_none(), "{width}");
        }
    }
}
