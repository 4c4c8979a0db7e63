//! A network as a `.safetensors` file, which Python's `safetensors` and PyTorch read too.
//!
//! Layer `i` is the tensors `layers.i.weight` (`outputs × inputs`, PyTorch's orientation, the
//! transpose of [`Layer::weights`]) and `layers.i.bias`, in 32-bit floats. The metadata name the
//! layer sizes, the activation of the hidden layers and the version of this crate, and whatever
//! [`Notes`] the network was saved with.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use ndarray::{Array1, Array2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde_json::Value;

use crate::activation::Activation;
use crate::files::write_whole;
use crate::network::Layer;
use crate::{Error, Network, Result};

/// What is written beside a network, by name: how it was trained, say.
pub type Notes = BTreeMap<String, String>;

/// Bytes in front of the header: its length.
const LENGTH: usize = 8;
/// The name of the note that says what the hidden neurons are.
const ACTIVATION: &str = "activation";

impl Network {
    /// Writes the network to a file. The same network makes the same bytes.
    ///
    /// The file is complete or not there: it is written under another name first.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.save_with(path, &Notes::new())
    }

    /// Writes the network and some notes to a file.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn save_with(&self, path: impl AsRef<Path>, notes: &Notes) -> Result<()> {
        write_whole(path.as_ref(), &self.to_bytes(notes))
    }

    /// Reads a network from a file that [`Network::save`] wrote, or another program in the same
    /// form.
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

    /// Reads a network and the notes beside it.
    ///
    /// # Errors
    /// Those of [`Network::load`].
    pub fn load_with(path: impl AsRef<Path>) -> Result<(Self, Notes)> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(Error::io(path, "read"))?;
        let wrong = |place: &str, expected: &str, found: String| {
            Error::format(path, place, expected, found)
        };
        let tensors = SafeTensors::deserialize(&bytes)
            .map_err(|error| wrong("header", "a safetensors file", error.to_string()))?;
        let mut layers = Vec::new();
        while tensors.len() > 2 * layers.len() {
            let weight = format!("layers.{}.weight", layers.len());
            let bias = format!("layers.{}.bias", layers.len());
            let (shape, weights) = numbers::<2>(path, &tensors, &weight)?;
            let (_, biases) = numbers::<1>(path, &tensors, &bias)?;
            let weights = Array2::from_shape_vec(shape, weights)
                .map_err(|error| wrong(&weight, "a matrix", error.to_string()))?;
            layers.push(Layer {
                weights: weights.reversed_axes().as_standard_layout().into_owned(),
                biases: Array1::from(biases),
            });
        }
        let network = Network::from_layers(layers).map_err(|error| match error {
            Error::Argument {
                name,
                expected,
                found,
            } => Error::format(path, name, expected, found),
            other => other,
        })?;
        let notes = notes(path, &bytes)?;
        let activation = match notes.get(ACTIVATION).map(String::as_str) {
            None | Some("sigmoid") => Activation::Sigmoid,
            Some("relu") => Activation::Relu,
            Some(other) => {
                let place = format!("metadata {ACTIVATION}");
                return Err(wrong(&place, "sigmoid or relu", other.into()));
            }
        };
        Ok((network.with_activation(activation), notes))
    }

    fn to_bytes(&self, notes: &Notes) -> Vec<u8> {
        let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = (self.layers().iter().enumerate())
            .flat_map(|(i, layer)| {
                let weights = layer.weights.t();
                [
                    (
                        format!("layers.{i}.weight"),
                        weights.shape().to_vec(),
                        bytes(weights.iter()),
                    ),
                    (
                        format!("layers.{i}.bias"),
                        vec![layer.biases.len()],
                        bytes(layer.biases.iter()),
                    ),
                ]
            })
            .collect();
        let views = tensors.iter().map(|(name, shape, data)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), data);
            (name, view.expect("four bytes for each number"))
        });
        let sizes: Vec<_> = self.sizes().iter().map(usize::to_string).collect();
        let activation = match self.activation() {
            Activation::Sigmoid => "sigmoid",
            Activation::Relu => "relu",
        };
        let mut metadata: HashMap<String, String> = notes.clone().into_iter().collect();
        metadata.insert(ACTIVATION.into(), activation.into());
        metadata.insert("sizes".into(), sizes.join(","));
        metadata.insert("version".into(), env!("CARGO_PKG_VERSION").into());
        let file = safetensors::serialize(views, Some(metadata));
        sort_header(&file.expect("tensors of the right size have a header"))
    }
}

/// The shape and the numbers of a tensor with `D` dimensions.
fn numbers<const D: usize>(
    path: &Path,
    tensors: &SafeTensors,
    name: &str,
) -> Result<([usize; D], Vec<f32>)> {
    let place = format!("tensor {name}");
    let tensor = tensors
        .tensor(name)
        .map_err(|_| Error::format(path, &place, "to be there", names(tensors)))?;
    let shape = tensor.shape().try_into().ok();
    let (Dtype::F32, Some(shape)) = (tensor.dtype(), shape) else {
        let found = format!("{:?} in shape {:?}", tensor.dtype(), tensor.shape());
        let expected = format!("F32 in {D} dimensions");
        return Err(Error::format(path, &place, expected, found));
    };
    let (chunks, _) = tensor.data().as_chunks();
    Ok((
        shape,
        chunks.iter().copied().map(f32::from_le_bytes).collect(),
    ))
}

/// The metadata of a file that is known to be of the right form.
fn notes(path: &Path, bytes: &[u8]) -> Result<Notes> {
    let (_, header) = SafeTensors::read_metadata(bytes)
        .map_err(|error| Error::format(path, "header", "a safetensors file", error))?;
    let notes = header.metadata().clone().unwrap_or_default();
    Ok(notes.into_iter().collect())
}

/// The names of all tensors, sorted.
fn names(tensors: &SafeTensors) -> String {
    let mut names = tensors.names();
    names.sort_unstable();
    names.join(", ")
}

fn bytes<'a>(numbers: impl Iterator<Item = &'a f32>) -> Vec<u8> {
    numbers.flat_map(|number| number.to_le_bytes()).collect()
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
