//! Pictures of digits.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::ZlibEncoder};
use handwritten::Digit;
use ndarray::{Array2, s};
use png::{BitDepth, ColorType, Encoder, Info};
use proptest::prelude::*;

use super::{Broken, MODEL, refuses};

/// A PNG file of the given samples. Interlaced data must be packed by [`adam7`].
fn png(info: Info, data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let interlaced = info.interlaced;
    let encoder = Encoder::with_info(&mut file, info).unwrap();
    let mut writer = encoder.write_header().unwrap();
    if interlaced {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(data).unwrap();
        let packed = packed.finish().unwrap();
        writer.write_chunk(png::chunk::IDAT, &packed).unwrap();
    } else {
        writer.write_image_data(data).unwrap();
    }
    drop(writer);
    file
}

fn info(picture: &Array2<u8>, color: ColorType, depth: BitDepth) -> Info<'static> {
    let (height, width) = picture.dim();
    let mut info = Info::with_size(width as u32, height as u32);
    (info.color_type, info.bit_depth) = (color, depth);
    info
}

/// Rows of samples of so many bits, most significant first, each row filled up to whole bytes.
fn pack(picture: &Array2<u8>, bits: usize) -> Vec<u8> {
    let rows = picture.rows().into_iter();
    let bytes = rows.flat_map(|row| {
        let row = row.to_vec();
        let byte = |samples: &[u8]| {
            let places = samples.iter().enumerate();
            places.fold(0, |byte, (i, sample)| byte | sample << (8 - bits * (i + 1)))
        };
        row.chunks(8 / bits).map(byte).collect::<Vec<_>>()
    });
    bytes.collect()
}

/// The seven passes of an interlaced picture of bytes, each row after a zero, "no filter".
fn adam7(picture: &Array2<u8>) -> Vec<u8> {
    // First row, first column, steps down and to the right.
    let passes = [
        (0, 0, 8, 8),
        (0, 4, 8, 8),
        (4, 0, 8, 4),
        (0, 2, 4, 4),
        (2, 0, 4, 2),
        (0, 1, 2, 2),
        (1, 0, 2, 1),
    ];
    let mut data = Vec::new();
    for (top, left, down, right) in passes {
        for row in picture.rows().into_iter().skip(top).step_by(down) {
            data.push(0);
            data.extend(row.iter().skip(left).step_by(right));
        }
    }
    data
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        (width, height) in (1..40usize, 1..40usize),
        shades in prop::collection::vec(any::<u8>(), 40 * 40),
    ) {
        // Paper all around and one pixel of ink, so that there is a digit, whatever the others are.
        let mut picture = Array2::from_elem((height + 4, width + 4), 255);
        let inside = Array2::from_shape_vec((height, width), shades[..width * height].to_vec());
        picture.slice_mut(s![2..height + 2, 2..width + 2]).assign(&inside.unwrap());
        picture[[2, 2]] = 0;
        let bytes = png(info(&picture, ColorType::Grayscale, BitDepth::Eight), picture.as_slice().unwrap());
        let digit = Digit::from_bytes(&bytes, Path::new("written.png")).unwrap();
        prop_assert_eq!(digit.grey.mapv(|grey| (grey * 255.0).round() as u8), picture);
    }
}

#[test]
fn every_colour_type_and_depth_shows_the_same_digit() {
    let three = Digit::from_image("data/handwriting/three.png").unwrap();
    let levels = three.grey.mapv(|grey| (grey * 3.0).round() as u8); // as many as two bits hold
    let shades = levels.mapv(|level| level * 85);
    let all =
        |samples: fn(u8) -> Vec<u8>| shades.iter().copied().flat_map(samples).collect::<Vec<_>>();
    use BitDepth::{Eight, Four, Sixteen, Two};
    use ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
    let plain = |color, depth, data: Vec<u8>| png(info(&shades, color, depth), &data);
    let mut palette = info(&shades, Indexed, Two);
    palette.palette = Some(
        [0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255]
            .as_slice()
            .into(),
    );
    let mut see_through = palette.clone();
    see_through.palette = Some(vec![0; 12].into());
    see_through.trns = Some([255, 170, 85, 0].as_slice().into());
    let mut interlaced = info(&shades, Grayscale, Eight);
    interlaced.interlaced = true;

    let read = |bytes: &[u8]| Digit::from_bytes(bytes, Path::new("three.png")).unwrap();
    let expected = read(&plain(Grayscale, Eight, all(|shade| vec![shade])));
    for (name, bytes) in [
        ("2 bits", plain(Grayscale, Two, pack(&levels, 2))),
        (
            "4 bits",
            plain(Grayscale, Four, pack(&levels.mapv(|level| 5 * level), 4)),
        ),
        (
            "16 bits",
            plain(Grayscale, Sixteen, all(|shade| vec![shade; 2])),
        ),
        ("RGB", plain(Rgb, Eight, all(|shade| vec![shade; 3]))),
        (
            "RGB, 16 bits",
            plain(Rgb, Sixteen, all(|shade| vec![shade; 6])),
        ),
        (
            "alpha",
            plain(GrayscaleAlpha, Eight, all(|shade| vec![shade, 255])),
        ),
        (
            "ink on nothing",
            plain(Rgba, Eight, all(|shade| vec![0, 0, 0, 255 - shade])),
        ),
        (
            "16 bits on nothing",
            plain(
                Rgba,
                Sixteen,
                all(|shade| [[0; 6].as_slice(), &[255 - shade; 2]].concat()),
            ),
        ),
        ("palette", png(palette, &pack(&levels, 2))),
        ("see-through palette", png(see_through, &pack(&levels, 2))),
        ("interlaced", png(interlaced, &adam7(&shades))),
    ] {
        let difference = read(&bytes).image - &expected.image;
        let largest = difference
            .iter()
            .fold(0.0, |most: f32, d| most.max(d.abs()));
        assert!(largest < 0.01, "{name}: {largest}");
    }
}

/// A PNG of one colour.
fn blank(width: usize, height: usize) -> Vec<u8> {
    let picture = Array2::zeros((height, width));
    let data = vec![200; width * height * 4];
    png(info(&picture, ColorType::Rgba, BitDepth::Eight), &data)
}

/// The file with other bytes in its header, which then has the right checksum.
fn change_header(file: &[u8], place: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    file[place..place + bytes.len()].copy_from_slice(bytes);
    let mut sum = flate2::Crc::new();
    sum.update(&file[12..29]);
    file[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    file
}

/// A PNG that says it is this large and then has hardly any data.
fn header(width: u32, height: u32, color: ColorType) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c]).unwrap();
    drop(writer);
    file
}

/// So many zero bytes, deflated to a thousandth.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let zeros = vec![0; 1 << 20];
    for _ in 0..megabytes {
        packed.write_all(&zeros).unwrap();
    }
    packed.finish().unwrap()
}

/// A PNG of 8 × 8 pixels with a chunk in front of its data, and with this data.
fn chunks(kind: [u8; 4], chunk: &[u8], data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = Encoder::new(&mut file, 8, 8).write_header().unwrap();
    writer
        .write_chunk(png::chunk::ChunkType(kind), chunk)
        .unwrap();
    writer.write_chunk(png::chunk::IDAT, data).unwrap();
    drop(writer);
    file
}

#[test]
fn broken_files_are_refused() {
    let whole = fs::read("data/handwriting/six.png").unwrap();
    let change = |place: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[place..place + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let broken = |bytes: Vec<u8>, says| Broken::new("digit.png", bytes, says);
    let zeros = bomb(200);
    let profile = [b"name\0\0".as_slice(), &zeros].concat();
    let blank_data = bomb(1);
    let half_colour = fs::read("fuzz/corpus/png/half-colour").unwrap();
    let files = vec![
        broken(
            half_colour,
            "picture: expected a whole PNG file, found half a colour in its palette",
        ),
        broken(
            chunks(*b"teSt", &[], &zeros),
            "picture: expected ink that differs from the paper, found nothing but paper",
        ),
        broken(
            chunks(*b"zTXt", &profile, &blank_data),
            "picture: expected ink that differs from the paper, found nothing but paper",
        ),
        broken(
            chunks(*b"iCCP", &profile, &blank_data),
            "picture: expected ink that differs from the paper, found nothing but paper",
        ),
        broken(
            Vec::new(),
            "byte 0: expected a PNG or JPEG file, found an empty file",
        ),
        broken(
            b"GIF89a".to_vec(),
            "byte 0: expected a PNG or JPEG file, found GIF; save it as PNG or JPEG, from any picture viewer",
        ),
        broken(
            b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(),
            "byte 0: expected a PNG or JPEG file, found WEBP; save it as PNG or JPEG, from any picture viewer",
        ),
        broken(
            b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(),
            "byte 0: expected a PNG or JPEG file, found HEIC; save it as PNG or JPEG, from any picture viewer",
        ),
        broken(
            b"\0\0\0\x18ftypavif\0\0\0\0".to_vec(),
            "byte 0: expected a PNG or JPEG file, found AVIF; save it as PNG or JPEG, from any picture viewer",
        ),
        broken(
            b"BM1234".to_vec(),
            "byte 0: expected a PNG or JPEG file, found BMP; save it as PNG or JPEG, from any picture viewer",
        ),
        broken(
            b"II*\0".to_vec(),
            "byte 0: expected a PNG or JPEG file, found TIFF; save it as PNG or JPEG, from any picture viewer",
        ),
        broken(
            b"%PDF-1.7".to_vec(),
            "byte 0: expected a PNG or JPEG file, found PDF; save it as PNG or JPEG, from any picture viewer",
        ),
        broken(
            whole[..20].to_vec(),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            whole[..whole.len() / 2].to_vec(),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            whole[..whole.len() - 20].to_vec(),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            change(16, &[9; 4]),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            change_header(&whole, 16, &[0; 4]),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            change_header(&whole, 25, &[7]),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            change(whole.len() - 30, &[1, 2, 3]),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            blank(30, 30),
            "picture: expected ink that differs from the paper, found nothing but paper",
        ),
        broken(
            blank(1, 1),
            "picture: expected ink that differs from the paper, found nothing but paper",
        ),
        broken(
            header(60_000, 60_000, ColorType::Rgba),
            "picture: expected at most 67108864 pixels, found 60000 × 60000 of them",
        ),
        broken(
            header(4_000, 3_000, ColorType::Rgba),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            header(u32::MAX >> 1, 1, ColorType::Rgba),
            "picture: expected a whole PNG file, found …",
        ),
        broken(
            blank(12_500, 1_000),
            "picture: expected ink that differs from the paper, found nothing but paper",
        ),
        Broken::huge(
            "digit.png",
            whole,
            "file: expected a picture of at most 104857600 bytes, found 314573512",
        ),
    ];
    refuses(&format!("predict {MODEL} {{}}/digit.png"), |_| {}, files);
}

#[test]
fn a_picture_cut_short_or_with_a_wrong_byte_does_no_harm() {
    let whole = fs::read("data/handwriting/six.png").unwrap();
    for length in 0..whole.len() - 20 {
        assert!(
            Digit::from_bytes(&whole[..length], Path::new("cut.png")).is_err(),
            "{length}"
        );
    }
    for place in 0..whole.len() {
        let mut broken = whole.clone();
        broken[place] ^= 0xff;
        drop(Digit::from_bytes(&broken, Path::new("broken.png"))); // an answer or an error
    }
}
