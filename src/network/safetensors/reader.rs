//! Reading a network from a `.safetensors` file.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use ndarray::{Array1, Array2};
use safetensors::tensor::{Dtype, Metadata, TensorInfo};

use super::{ACTIVATION, LENGTH, Notes, bias_name, weight_name};
use crate::error::{Error, Result};
use crate::network::Layer;
use crate::network::Network;
use crate::network::activation::Activation;

/// Bytes of the longest header that is read: room for thousands of layers.
const LONGEST_HEADER: u64 = 1 << 20;
/// How many names an error lists.
const MOST_NAMES: usize = 6;

/// Reads a network from a file of `length` bytes, number by number: a large one is in memory only
/// once.
pub fn read(path: &Path, mut file: impl Read + Seek, length: u64) -> Result<(Network, Notes)> {
    let (header, start) = read_header(path, &mut file, length)?;
    let notes: Notes = (header.metadata().iter().flatten())
        .map(|(name, note)| (name.clone(), note.clone()))
        .collect();
    let activation = match notes.get(ACTIVATION).map(String::as_str) {
        None | Some("sigmoid") => Activation::Sigmoid,
        Some("relu") => Activation::Relu,
        Some(other) => {
            let place = format!("metadata {ACTIVATION}");
            let found = format!("{other:?}");
            return Err(Error::format(path, place, "sigmoid or relu", found));
        }
    };
    let sizes = layer_sizes(path, &header)?;
    let mut layers = Vec::new();
    for (i, size) in sizes.windows(2).enumerate() {
        let (inputs, outputs) = (size[0], size[1]);
        let mut weights = Array2::zeros((inputs, outputs));
        let mut biases = Array1::zeros(outputs);
        let mut read = |name: String, fill: &mut dyn FnMut(usize, f32)| {
            let info = header.info(&name).expect("its shape was looked at");
            read_numbers(path, &mut file, (&name, info), start, fill)
        };
        // A row of the file has the weights to one output, a row here those from one input.
        read(weight_name(i), &mut |i, number| {
            weights[[i % inputs, i / inputs]] = number
        })?;
        read(bias_name(i), &mut |i, number| biases[i] = number)?;
        layers.push(Layer { weights, biases });
    }
    let network = Network::from_layers(layers)?;
    Ok((network.with_activation(activation), notes))
}

/// The header of a file, and how many bytes there are up to its end.
fn read_header(path: &Path, file: &mut impl Read, length: u64) -> Result<(Metadata, u64)> {
    if length < LENGTH as u64 {
        let found = format!("{length} bytes");
        return Err(Error::format(path, "byte 0", "a safetensors file", found));
    }
    let mut size = [0; LENGTH];
    file.read_exact(&mut size)
        .map_err(Error::io(path, "read"))?;
    let size = u64::from_le_bytes(size);
    let most = LONGEST_HEADER.min(length - LENGTH as u64);
    if size > most {
        let expected = format!("a safetensors file, its header at most {most} bytes long");
        return Err(Error::format(path, "byte 0", expected, size));
    }
    let mut header = vec![0; size as usize];
    file.read_exact(&mut header)
        .map_err(Error::io(path, "read"))?;
    let header: Metadata = serde_json::from_slice(&header)
        .map_err(|error| Error::format(path, "header", "that of a safetensors file", error))?;
    let start = LENGTH as u64 + size;
    let (expected, found) = (header.data_len() as u64, length - start);
    if expected != found {
        let place = format!("byte {start}");
        let expected = format!("{expected} bytes, as the header says");
        return Err(Error::format(path, place, expected, found));
    }
    Ok((header, start))
}

/// The sizes of the layers, input first, from the shapes of the tensors.
fn layer_sizes(path: &Path, header: &Metadata) -> Result<Vec<usize>> {
    let mut sizes: Vec<usize> = Vec::new();
    let mut expected = Vec::new();
    for i in 0.. {
        let (weight, bias) = (weight_name(i), bias_name(i));
        if i > 0 && header.info(&weight).or(header.info(&bias)).is_none() {
            break;
        }
        let inputs = sizes.last().copied();
        match shape(path, header, &weight)? {
            &[outputs, found] if outputs > 0 && found > 0 && inputs.unwrap_or(found) == found => {
                sizes.extend(inputs.is_none().then_some(found));
                sizes.push(outputs);
            }
            other => {
                let inputs = inputs.map_or("inputs".into(), |inputs| inputs.to_string());
                return Err(wrong_shape(
                    path,
                    &weight,
                    format!("[outputs, {inputs}]"),
                    other,
                ));
            }
        }
        let outputs = &sizes[sizes.len() - 1..];
        let found = shape(path, header, &bias)?;
        if found != outputs {
            return Err(wrong_shape(path, &bias, format!("{outputs:?}"), found));
        }
        expected.extend([weight, bias]);
    }
    let names = header.offset_keys();
    if let Some(extra) = names.iter().find(|name| !expected.contains(name)) {
        let expected = format!("no tensor but the {} of the layers", expected.len());
        return Err(Error::format(path, tensor(extra), expected, "one more"));
    }
    Ok(sizes)
}

/// The shape of a tensor of 32-bit floats.
fn shape<'a>(path: &Path, header: &'a Metadata, name: &str) -> Result<&'a [usize]> {
    let Some(info) = header.info(name) else {
        let names = header.offset_keys();
        let names = names.iter().take(MOST_NAMES);
        let names: Vec<_> = names.map(|name| name.escape_debug().to_string()).collect();
        let found = if names.is_empty() {
            "no tensors".into()
        } else {
            names.join(", ")
        };
        return Err(Error::format(path, tensor(name), "to be there", found));
    };
    if info.dtype != Dtype::F32 {
        let found = format!("{:?}", info.dtype);
        return Err(Error::format(
            path,
            tensor(name),
            "32-bit floats, F32",
            found,
        ));
    }
    Ok(&info.shape)
}

fn wrong_shape(path: &Path, name: &str, expected: String, found: &[usize]) -> Error {
    let expected = format!("the shape {expected}");
    Error::format(path, tensor(name), expected, format!("{found:?}"))
}

/// Calls `fill` with each number of a tensor and its place there.
fn read_numbers(
    path: &Path,
    file: &mut (impl Read + Seek),
    (name, info): (&str, &TensorInfo),
    start: u64,
    mut fill: impl FnMut(usize, f32),
) -> Result<()> {
    let (from, to) = info.data_offsets;
    file.seek(SeekFrom::Start(start + from as u64))
        .map_err(Error::io(path, "read"))?;
    let mut bytes = [0; size_of::<f32>()];
    for i in 0..(to - from) / bytes.len() {
        file.read_exact(&mut bytes)
            .map_err(Error::io(path, "read"))?;
        let number = f32::from_le_bytes(bytes);
        if !number.is_finite() {
            let place = match info.shape[..] {
                [_, columns] => format!("row {}, column {}", i / columns + 1, i % columns + 1),
                _ => format!("number {}", i + 1),
            };
            let place = format!("{}, {place}", tensor(name));
            return Err(Error::format(path, place, "a finite number", number));
        }
        fill(i, number);
    }
    Ok(())
}

/// A tensor as errors name it.
fn tensor(name: &str) -> String {
    format!("tensor {}", name.escape_debug())
}
