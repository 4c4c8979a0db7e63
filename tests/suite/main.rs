//! What the crate and its command do, tried from outside, in one program.

mod article_images;
mod broken_files;
mod drawn_digits;
mod fuzz_corpus;
mod interrupted_training;
mod own_data;
mod same_bits;
