//! Every reader is fed with what the fuzzer has found: `fuzz/corpus/`, a folder for each.

use std::fs;

#[path = "../../fuzz/readers.rs"]
mod readers;

type Reader = fn(&[u8]);

#[test]
fn what_the_fuzzer_found_is_read_or_refused() {
    let readers: [(&str, Reader); 5] = [
        ("idx", readers::idx),
        ("csv", readers::csv),
        ("png", readers::picture),
        ("jpeg", readers::picture),
        ("model", readers::model),
    ];
    for (name, read) in readers {
        let mut files = 0;
        for file in fs::read_dir(format!("fuzz/corpus/{name}")).unwrap() {
            read(&fs::read(file.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files > 10, "{name}: only {files} files");
    }
}
