//! A network as a `.safetensors` file, which Python's `safetensors` and PyTorch read too.
//!
//! Layer `i` is the tensors `layers.i.weight` (`outputs × inputs`, PyTorch's orientation, the
//! transpose of [`Layer::weights`]) and `layers.i.bias`, in 32-bit floats. The metadata name the
//! layer sizes, the activation of the hidden layers and the version of this crate, and whatever
//! [`Metadata`] the network was saved with.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

use ndarray::{Array1, Array2};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde_json::Value;

use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::files::{open, write_whole};
use crate::network::{Layer, Network};

/// What is written beside a network, by name: how it was trained, say.
pub type Metadata = BTreeMap<String, String>;

/// Bytes of the largest file that is read: twice what the largest new network takes.
const MOST_BYTES: u64 = 1 << 31;
/// Bytes in front of the header: its length.
const LENGTH: usize = 8;
/// The name under which the metadata say what the hidden neurons are.
const ACTIVATION: &str = "activation";
/// How many names an error lists.
const MOST_NAMES: usize = 6;

impl Network {
    /// Writes the network to a file. The same network makes the same bytes.
    ///
    /// The file is complete or not there: it is written under another name first.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.save_with(path, &Metadata::new())
    }

    /// Writes the network and some metadata to a file.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn save_with(&self, path: impl AsRef<Path>, metadata: &Metadata) -> Result<()> {
        write_whole(path.as_ref(), &to_bytes(self, metadata))
    }

    /// Reads a network from a file that [`Network::save`] wrote, or another program in the same
    /// form. Files of more than 2 GiB are refused.
    ///
    /// ```
    /// use handwritten::Network;
    ///
    /// let network = Network::new(&[784, 15, 10], 1)?;
    /// let file = std::env::temp_dir().join("handwritten-doc.safetensors");
    /// network.save(&file)?;
    /// assert_eq!(Network::load(&file)?, network);
    /// # std::fs::remove_file(file).ok();
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, [`Error::Format`] when it is not of this form
    /// or holds a number that is infinite or NaN.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::load_with(path)?.0)
    }

    /// Reads a network and the metadata beside it.
    ///
    /// # Errors
    /// Those of [`Network::load`].
    pub fn load_with(path: impl AsRef<Path>) -> Result<(Self, Metadata)> {
        let path = path.as_ref();
        let (file, length) = open(path)?;
        if length > MOST_BYTES {
            let expected = format!("a network of at most {MOST_BYTES} bytes");
            return Err(Error::format(path, "file", expected, length));
        }
        let mut bytes = Vec::with_capacity(length as usize);
        let read = file.take(MOST_BYTES).read_to_end(&mut bytes); // a pipe does not tell its length
        read.map_err(Error::io(path, "read"))?;
        read_bytes(path, &bytes)
    }
}

/// Reads a network and the metadata beside it from the bytes of a file.
pub fn read_bytes(path: &Path, bytes: &[u8]) -> Result<(Network, Metadata)> {
    let broken = |error| Error::format(path, "file", "a safetensors file", error);
    let tensors = SafeTensors::deserialize(bytes).map_err(broken)?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(broken)?;
    let metadata: Metadata = (header.metadata().iter().flatten())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let activation = match metadata.get(ACTIVATION) {
        None => Activation::default(),
        Some(name) => {
            let place = format!("metadata {ACTIVATION}");
            let known = name.parse();
            known.map_err(|error: Error| error.in_file(path, place))?
        }
    };
    let file = File {
        path,
        tensors,
        names: header.offset_keys(),
    };
    let network = Network::from_layers(file.layers()?)?;
    Ok((network.with_activation(activation), metadata))
}

/// The tensors of a file.
struct File<'a> {
    path: &'a Path,
    tensors: SafeTensors<'a>,
    /// In the file's order.
    names: Vec<String>,
}

impl File<'_> {
    /// All tensors, as the layers of a network that fit each other.
    fn layers(&self) -> Result<Vec<Layer>> {
        let mut layers: Vec<Layer> = Vec::new();
        let mut expected = Vec::new();
        for i in 0.. {
            let (weight, bias) = (weight_name(i), bias_name(i));
            if i > 0 && !self.names.contains(&weight) && !self.names.contains(&bias) {
                break;
            }
            layers.push(self.layer(&weight, &bias, layers.last())?);
            expected.extend([weight, bias]);
        }
        match self.names.iter().find(|name| !expected.contains(name)) {
            None => Ok(layers),
            Some(extra) => {
                let expected = format!("no tensor but the {} of the layers", expected.len());
                Err(self.error(extra, "", expected, "one more"))
            }
        }
    }

    /// The layer of these two tensors, which comes after `before`.
    fn layer(&self, weight: &str, bias: &str, before: Option<&Layer>) -> Result<Layer> {
        let weights = self.tensor(weight)?;
        let inputs = before.map(|layer| layer.biases.len());
        let (outputs, inputs) = match *weights.shape() {
            [outputs, found] if outputs > 0 && found > 0 && inputs.unwrap_or(found) == found => {
                (outputs, found)
            }
            ref other => {
                let inputs = inputs.map_or("inputs".into(), |inputs| inputs.to_string());
                let expected = format!("the shape [outputs, {inputs}]");
                return Err(self.error(weight, "", expected, format!("{other:?}")));
            }
        };
        let biases = self.tensor(bias)?;
        if biases.shape() != [outputs] {
            let expected = format!("the shape [{outputs}]");
            return Err(self.error(bias, "", expected, format!("{:?}", biases.shape())));
        }
        let weights = Array2::from_shape_vec((outputs, inputs), self.numbers(weight, &weights)?);
        let weights = weights.expect("the library has compared shape and length");
        Ok(Layer {
            weights: weights.t().as_standard_layout().into_owned(),
            biases: Array1::from(self.numbers(bias, &biases)?),
        })
    }

    /// A tensor of 32-bit floats.
    fn tensor(&self, name: &str) -> Result<TensorView<'_>> {
        let Ok(tensor) = self.tensors.tensor(name) else {
            let names = self.names.iter().take(MOST_NAMES);
            let names: Vec<_> = names.map(|name| name.escape_debug().to_string()).collect();
            let found = match names[..] {
                [] => "no tensors".into(),
                _ => names.join(", "),
            };
            return Err(self.error(name, "", "to be there", found));
        };
        match tensor.dtype() {
            Dtype::F32 => Ok(tensor),
            other => Err(self.error(name, "", "32-bit floats, F32", format!("{other:?}"))),
        }
    }

    /// The numbers of a tensor, all of them finite.
    fn numbers(&self, name: &str, tensor: &TensorView) -> Result<Vec<f32>> {
        let (bytes, _) = tensor.data().as_chunks();
        let numbers: Vec<f32> = bytes
            .iter()
            .map(|&bytes| f32::from_le_bytes(bytes))
            .collect();
        let Some(i) = numbers.iter().position(|number| !number.is_finite()) else {
            return Ok(numbers);
        };
        let place = match *tensor.shape() {
            [_, columns] => format!(", row {}, column {}", i / columns + 1, i % columns + 1),
            _ => format!(", number {}", i + 1),
        };
        Err(self.error(name, &place, "a finite number", numbers[i]))
    }

    fn error(
        &self,
        name: &str,
        place: &str,
        expected: impl ToString,
        found: impl ToString,
    ) -> Error {
        let place = format!("tensor {}{place}", name.escape_debug());
        Error::format(self.path, place, expected, found)
    }
}

fn to_bytes(network: &Network, metadata: &Metadata) -> Vec<u8> {
    let bytes = |numbers: &mut dyn Iterator<Item = &f32>| -> Vec<u8> {
        numbers.flat_map(|number| number.to_le_bytes()).collect()
    };
    let layers = network.layers().iter().enumerate();
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = layers
        .flat_map(|(i, layer)| {
            let (weights, biases) = (layer.weights.t(), &layer.biases);
            let (shape, length) = (weights.shape().to_vec(), vec![biases.len()]);
            [
                (weight_name(i), shape, bytes(&mut weights.iter())),
                (bias_name(i), length, bytes(&mut biases.iter())),
            ]
        })
        .collect();
    let views = tensors.iter().map(|(name, shape, data)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), data);
        (name, view.expect("four bytes for each number"))
    });
    let sizes: Vec<_> = network.sizes().iter().map(usize::to_string).collect();
    let mut metadata: HashMap<String, String> = metadata.clone().into_iter().collect();
    metadata.insert(ACTIVATION.into(), network.activation().to_string());
    metadata.insert("sizes".into(), sizes.join(","));
    metadata.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    let file = safetensors::serialize(views, Some(metadata));
    sort_header(&file.expect("tensors of the right size have a header"))
}

fn weight_name(layer: usize) -> String {
    format!("layers.{layer}.weight")
}

fn bias_name(layer: usize) -> String {
    format!("layers.{layer}.bias")
}

/// Writes the header's keys in alphabetical order: the library writes them in a random one.
fn sort_header(file: &[u8]) -> Vec<u8> {
    let (length, rest) = file.split_first_chunk::<LENGTH>().expect("a header length");
    let (header, data) = rest.split_at(u64::from_le_bytes(*length) as usize);
    let header: Value = serde_json::from_slice(header).expect("the library wrote valid JSON");
    let mut header = header.to_string().into_bytes();
    header.resize(header.len().next_multiple_of(LENGTH), b' ');
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_slice(), data].concat()
}
