//! The parts of an ONNX file that hold a model's numbers; the graph itself is BERT's, which we know.

use std::collections::HashMap;

use bytes::Bytes;
use prost::Message;

/// `ModelProto`, as far as it is read.
#[derive(Clone, PartialEq, Message)]
struct Model {
    #[prost(message, optional, tag = "7")]
    graph: Option<Graph>,
}

#[derive(Clone, PartialEq, Message)]
struct Graph {
    #[prost(message, repeated, tag = "1")]
    node: Vec<Node>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<Tensor>,
}

#[derive(Clone, PartialEq, Message)]
struct Node {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    op_type: String,
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<Attribute>,
}

#[derive(Clone, PartialEq, Message)]
struct Attribute {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(int64, tag = "3")]
    i: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Tensor {
    #[prost(int64, repeated, tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    #[prost(float, repeated, tag = "4")]
    float_data: Vec<f32>,
    #[prost(int32, repeated, tag = "5")]
    int32_data: Vec<i32>,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(bytes = "bytes", tag = "9")]
    raw_data: Bytes,
}

/// `TensorProto.DataType`.
const FLOAT: i32 = 1;
const UINT8: i32 = 2;

/// The numbers of an ONNX file by their names.
pub(super) struct Onnx {
    tensors: HashMap<String, Tensor>,
    /// The products with 4-bit weights by the path of their layer.
    products: HashMap<String, Product>,
}

struct Product {
    codes: String,
    scales: String,
    inputs: usize,
}

/// Rows of bytes that stand for `scale * (byte - zero)`.
pub(super) struct Table {
    rows: Bytes,
    width: usize,
    scale: f32,
    zero: f32,
}

impl Onnx {
    /// Reads a file's content; `None` where it is no ONNX.
    pub(super) fn read(bytes: Bytes) -> Option<Onnx> {
        let graph = Model::decode(bytes).ok()?.graph?;
        let products = graph.node.iter().filter(|node| node.op_type == "MatMulNBits");
        let products = products.filter_map(|node| {
            let number = |name: &str| node.attribute.iter().find(|one| one.name == name).map(|one| one.i);
            // With zeros of their own or in another order the weights would be others.
            let [_, codes, scales] = node.input.as_slice() else { return None };
            let plain = number("bits") == Some(4) && number("block_size") == Some(32);
            let layer = node.name.strip_suffix("/MatMul_Q4").filter(|_| plain)?;
            let inputs = usize::try_from(number("K")?).ok()?;
            Some((layer.to_owned(), Product { codes: codes.clone(), scales: scales.clone(), inputs }))
        });
        let products = products.collect();
        let tensors = graph.initializer.into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect();
        Some(Onnx { tensors, products })
    }

    /// The inputs, codes and scales of a layer's weights, as [`Linear::new`](crate::redact::ner::linear::Linear::new) takes them.
    pub(super) fn weights(&self, layer: &str) -> Option<(usize, &[u8], Vec<f32>)> {
        let product = self.products.get(layer)?;
        let codes = self.tensors.get(&product.codes).filter(|tensor| tensor.data_type == UINT8)?;
        Some((product.inputs, &codes.raw_data, self.numbers(&product.scales)?))
    }

    /// The numbers of that name.
    pub(super) fn numbers(&self, name: &str) -> Option<Vec<f32>> {
        let tensor = self.tensors.get(name).filter(|tensor| tensor.data_type == FLOAT)?;
        if !tensor.float_data.is_empty() {
            return Some(tensor.float_data.clone());
        }
        let (numbers, rest) = tensor.raw_data.as_chunks::<4>();
        rest.is_empty().then(|| numbers.iter().map(|four| f32::from_le_bytes(*four)).collect())
    }

    /// The table of embeddings of that name.
    pub(super) fn table(&self, name: &str) -> Option<Table> {
        let part = |part: &str| self.tensors.get(&format!("{name}_{part}"));
        let rows = part("quantized").filter(|tensor| tensor.data_type == UINT8)?;
        let [_, width] = rows.dims.as_slice() else { return None };
        let width = usize::try_from(*width).ok().filter(|width| *width > 0)?;
        let scale = *self.numbers(&format!("{name}_scale"))?.first()?;
        let zero = part("zero_point").filter(|tensor| tensor.data_type == UINT8)?;
        // ONNX writes a number in either of two places.
        let zero = match (zero.raw_data.first(), zero.int32_data.first()) {
            (Some(zero), _) => *zero,
            (None, Some(zero)) => u8::try_from(*zero).ok()?,
            (None, None) => return None,
        };
        Some(Table { rows: rows.raw_data.clone(), width, scale, zero: f32::from(zero) })
    }
}

impl Table {
    pub(super) fn count(&self) -> usize {
        self.rows.len() / self.width
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Adds a row to `to`; nothing where there is no such row.
    pub(super) fn add(&self, row: usize, to: &mut [f32]) {
        let bytes = self.rows.chunks_exact(self.width).nth(row).unwrap_or(&[]);
        for (to, byte) in to.iter_mut().zip(bytes) {
            *to += self.scale * (f32::from(*byte) - self.zero);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Builds files for tests.
    #[derive(Default)]
    pub(crate) struct File(Graph);

    impl File {
        pub(crate) fn numbers(&mut self, name: &str, numbers: &[f32]) {
            self.0.initializer.push(Tensor {
                dims: vec![numbers.len() as i64],
                data_type: FLOAT,
                name: name.to_owned(),
                raw_data: numbers.iter().flat_map(|x| x.to_le_bytes()).collect(),
                ..Tensor::default()
            });
        }

        pub(crate) fn bytes(&mut self, name: &str, dims: &[i64], bytes: Vec<u8>) {
            self.0.initializer.push(Tensor {
                dims: dims.to_vec(),
                data_type: UINT8,
                name: name.to_owned(),
                raw_data: bytes.into(),
                ..Tensor::default()
            });
        }

        pub(crate) fn table(&mut self, name: &str, width: usize, rows: usize) {
            let bytes = (0..rows * width).map(|at| (at * 37 % 251) as u8).collect();
            self.bytes(&format!("{name}_quantized"), &[rows as i64, width as i64], bytes);
            self.bytes(&format!("{name}_zero_point"), &[], vec![128]);
            self.numbers(&format!("{name}_scale"), &[0.01]);
        }

        pub(crate) fn layer(&mut self, path: &str, inputs: usize, outputs: usize) {
            let codes = (0..outputs * inputs / 2).map(|at| (at * 73 % 256) as u8).collect();
            self.bytes(&format!("{path}.codes"), &[], codes);
            self.numbers(&format!("{path}.scales"), &vec![0.02; outputs * inputs / 32]);
            self.numbers(&format!("{}.bias", path.replace('/', ".")), &vec![0.1; outputs]);
            let number = |name: &str, i: usize| Attribute { name: name.to_owned(), i: i as i64 };
            self.0.node.push(Node {
                input: vec!["x".to_owned(), format!("{path}.codes"), format!("{path}.scales")],
                name: format!("/{path}/MatMul_Q4"),
                op_type: "MatMulNBits".to_owned(),
                attribute: vec![
                    number("K", inputs),
                    number("N", outputs),
                    number("bits", 4),
                    number("block_size", 32),
                ],
            });
        }

        /// Leaves out what has a part of this in its name.
        pub(crate) fn without(mut self, part: &str) -> File {
            self.0.initializer.retain(|tensor| !tensor.name.contains(part));
            self.0.node.retain(|node| !node.name.contains(part));
            self
        }

        pub(crate) fn encode(self) -> Vec<u8> {
            Model { graph: Some(self.0) }.encode_to_vec()
        }
    }

    #[test]
    fn what_is_no_onnx_is_told() {
        let mut file = File::default();
        file.table("t", 32, 2);
        let bytes = file.encode();
        assert!(Onnx::read(bytes.clone().into()).is_some_and(|onnx| onnx.table("t").is_some()));
        assert!(Onnx::read(bytes[..bytes.len() - 1].to_vec().into()).is_none());
        for bytes in [&b""[..], b"{}", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"] {
            assert!(Onnx::read(bytes.to_vec().into()).is_none());
        }
    }
}
